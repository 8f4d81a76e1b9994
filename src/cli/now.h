/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The present, asked once a call and passed on: the clock, or SOURCE_DATE_EPOCH (seconds) when that
 * is set, so that a page can be made again to the same bytes.
 */
#pragma once

#include <stdint.h>

#include "base/time.h"

int64_t now_us(void);
struct date now_day(void);
