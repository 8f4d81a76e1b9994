/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where the command line asks the clock. */
#include "cli/now.h"

#include <stdlib.h>
#include <time.h>

#include "base/number.h"

#define EPOCH_MOST INT64_C(253402300799) /* the end of the year 9999 */

int64_t
now_us(void)
{
	const char *given = getenv("SOURCE_DATE_EPOCH");
	int64_t seconds;

	if (given != NULL && number_int(span_of(given), &seconds) && seconds >= 0 &&
		seconds <= EPOCH_MOST)
		return seconds * 1000000;
	return (int64_t)time(NULL) * 1000000;
}

struct date
now_day(void)
{
	return date_of_days(now_us() / (INT64_C(86400) * 1000000));
}
