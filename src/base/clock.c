/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * POSIX's monotonic clock in microseconds. Waits with a deadline (pthread_condattr_setclock) use
 * the same one.
 */
#include "base/clock.h"

#include <time.h>

int64_t
clock_steady_us(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail: every Linux has this clock */
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
