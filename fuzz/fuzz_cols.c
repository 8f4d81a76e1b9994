/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saved columns: any bytes are refused, or can be walked from end to end and saved again.
 */
#include "log.h"

static void
ready_check(const struct columns *c)
{
	const struct columns_ready *r = c->ready;
	uint64_t gaps_n = 0, sum = 0, journeys_n = 0;

	for (uint64_t i = 0; i < r->pairs_n; i++) {
		MUST_HOLD(r->pairs[i].from < c->activity.words.words_n);
		MUST_HOLD(r->pairs[i].to < c->activity.words.words_n);
		gaps_n += r->pairs[i].gaps_n;
	}
	MUST_HOLD(gaps_n + c->journeys_n == c->events_n);
	for (uint64_t i = 0; i < gaps_n; i++)
		sum += r->gaps[i];
	for (uint32_t j = 0; j < c->journeys_n; j++)
		sum += r->spans[j];
	MUST_HOLD(sum <= c->events_n * UINT32_MAX);
	for (uint64_t i = 0; i < r->paths_n; i++) {
		MUST_HOLD(r->paths[i].journey < c->journeys_n);
		journeys_n += r->paths[i].journeys_n;
	}
	MUST_HOLD(journeys_n == c->journeys_n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct columns *c = NULL;
	struct fault fault = {0};
	struct fuzz_file file;

	fuzz_file_open(&file, bytes, size);
	if (columns_open(&c, file.path, &fault) == FAULT_NONE) {
		if (c->events_n > 0)
			fuzz_columns_check(c, false);
		if (c->ready != NULL)
			ready_check(c);
		columns_free(c);
	} else {
		MUST_HOLD(fault.code == FAULT_BAD_INPUT && fault.notes_n > 0);
	}
	fuzz_file_close(&file);
	return 0;
}
