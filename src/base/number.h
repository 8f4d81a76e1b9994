/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers as files hold them: always with a decimal point, whatever the locale of the machine. The
 * whole span must be the number; blanks around it are allowed. "find" functions: false is no fault.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

bool number_int(struct span s, int64_t *ret);
bool number_uint(struct span s, uint64_t *ret);
/* Finite decimals: "12", "-0.5", "1e3". */
bool number_real(struct span s, double *ret);
/* "90 %", "90%", "99.5 %" → 0.9, 0.9, 0.995; also "0.9". In 0 … 1. */
bool number_share(struct span s, double *ret);
