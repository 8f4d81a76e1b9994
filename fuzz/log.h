/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log of any bytes, read by one reader under one wish, and what must hold of whatever comes of
 * it.
 */
#pragma once

#include "exchange/exchange.h"
#include "input.h"

static inline void
fuzz_column_check(const struct column *c, uint64_t events_n)
{
	for (uint64_t e = 0; e < events_n; e++)
		MUST_HOLD(column_code(c, e) < c->words.words_n);
	for (uint64_t i = 0; i < c->words.words_n; i++)
		MUST_HOLD(text_is_utf8(words_at(&c->words, i)));
}

static inline void
fuzz_columns_check(const struct columns *c, bool is_by_time)
{
	MUST_HOLD(c->events_n > 0 && c->journeys_n > 0);
	MUST_HOLD(c->first[0] == 0 && c->first[c->journeys_n] == c->events_n);
	MUST_HOLD(c->journeys.words_n == c->journeys_n);
	for (uint32_t j = 0; j < c->journeys_n; j++) {
		MUST_HOLD(c->first[j] < c->first[j + 1]);
		for (uint64_t e = c->first[j] + 1; is_by_time && e < c->first[j + 1]; e++)
			MUST_HOLD(c->time_us[e - 1] <= c->time_us[e]);
	}
	fuzz_column_check(&c->activity, c->events_n);
	for (size_t i = 0; i < c->extra_n; i++)
		fuzz_column_check(&c->extra[i], c->events_n);
}

static inline void
fuzz_log(const struct log_wish *wish, const uint8_t *bytes, size_t size)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct columns *c = NULL;
	struct log_findings found = {0};
	struct fault fault = {0};
	struct fuzz_file file;

	fuzz_file_open(&file, bytes, size);
	if (log_read(&c, &found, file.path, wish, a, &fault) == FAULT_NONE) {
		MUST_HOLD(found.events_n == c->events_n);
		MUST_HOLD(!wish->is_strict || found.bad_n == 0);
		fuzz_columns_check(c, wish->order == LOG_ORDER_TIME);
		columns_free(c);
	} else {
		MUST_HOLD(fault.code != FAULT_NONE && fault.code != FAULT_BROKEN);
		MUST_HOLD(fault.notes_n > 0);
	}
	MUST_HOLD(found.bad_shown_n <= LOG_BAD_SHOWN && found.bad_shown_n <= found.bad_n);
	fuzz_file_close(&file);
	arena_free(a);
}

/* The usual wishes: customary columns; everything, by time; strictly, with nothing extra. */
static inline void
fuzz_log_all_ways(const char *format, const char *object_type, const uint8_t *bytes, size_t size)
{
	const struct log_wish wishes[] = {
		{.format = format, .object_type = object_type, .hands = 1},
		{.format = format,
			.object_type = object_type,
			.hands = 1,
			.keeps_all = true,
			.order = LOG_ORDER_TIME},
		{.format = format,
			.object_type = object_type,
			.hands = 1,
			.keeps_none = true,
			.is_strict = true,
			.order = LOG_ORDER_FILE},
	};

	for (size_t i = 0; i < array_length(wishes); i++)
		fuzz_log(&wishes[i], bytes, size);
}
