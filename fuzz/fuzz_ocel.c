/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCEL 2.0: bytes that begin like an SQLite database are read as one, all others as JSON; with
 * every object as a journey, and without a choice of objects.
 */
#include "log.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const bool is_database = span_begins(fuzz_span(bytes, size), SPAN("SQLite format 3"));
	const char *format = is_database ? "ocel_sqlite" : "ocel_json";
	const struct log_wish unchosen = {.format = format, .hands = 1};

	fuzz_log_all_ways(format, "all", bytes, size);
	fuzz_log(&unchosen, bytes, size);
	return 0;
}
