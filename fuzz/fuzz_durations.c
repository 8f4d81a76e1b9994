/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durations: what is read is within bounds, and what we write for files is read back as the same.
 */
#include "base/duration.h"
#include "base/number.h"
#include "input.h"

static void
numbers_read(struct span s)
{
	int64_t n;
	uint64_t u;
	double x;

	if (number_int(s, &n) && n > 0)
		MUST_HOLD(number_uint(s, &u) && u == (uint64_t)n);
	if (number_real(s, &x))
		MUST_HOLD(x == x);
	if (number_share(s, &x))
		MUST_HOLD(x >= 0 && x <= 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fault fault = {0};
	struct duration d, again;
	char text[DURATION_TEXT_SIZE];

	numbers_read(fuzz_span(bytes, size));
	if (duration_parse(&d, fuzz_span(bytes, size), &fault)) {
		MUST_HOLD(fault.code == FAULT_BAD_INPUT && fault.notes_n > 0);
		return 0;
	}
	MUST_HOLD(d.us >= 0 && d.us <= DURATION_MOST_US);
	MUST_HOLD(!duration_parse(&again, span_of(duration_exact(d, text)), &fault));
	MUST_HOLD(again.us == d.us && again.is_opening == d.is_opening);
	MUST_HOLD(!duration_parse(&again, span_of(duration_text(d.us, text)), &fault));
	return 0;
}
