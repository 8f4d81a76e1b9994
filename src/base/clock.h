/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clock by which durations within one program are measured: it starts anywhere, never goes back
 * and nobody can set it. It says nothing about the time of day; the service's own time, which
 * follows the system's clock, is service/service_time.h.
 */
#pragma once

#include <stdint.h>

int64_t clock_steady_us(void);
