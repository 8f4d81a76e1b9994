/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blank columns, copies of dictionaries.
 */
#include "columns/parts.h"

#include <stdlib.h>

struct columns *
columns_blank(uint64_t events_n, uint32_t journeys_n, size_t extra_n)
{
	struct columns_owner *o = owner_new();
	struct columns *c = owner_array(o, 1, sizeof *c);

	c->owner = o;
	c->events_n = events_n;
	c->journeys_n = journeys_n;
	c->tick_us = 1000000;
	c->first = owner_array(o, (size_t)journeys_n + 1, sizeof *c->first);
	c->time_us = owner_array(o, events_n, sizeof *c->time_us);
	c->extra_n = extra_n;
	c->extra = owner_array(o, extra_n, sizeof *c->extra);
	return c;
}

static void
bytes_copy(void *into, const void *from, size_t size)
{
	if (size > 0)
		memcpy(into, from, size);
}

struct words
words_copy(const struct words *words, struct columns_owner *o)
{
	size_t size = words->words_n == 0 ? 0 : (size_t)words->ends[words->words_n - 1];
	uint64_t *ends = owner_array(o, words->words_n, sizeof *ends);
	char *bytes = owner_array(o, size, 1);

	bytes_copy(ends, words->ends, words->words_n * sizeof *ends);
	bytes_copy(bytes, words->bytes, size);
	return (struct words){.words_n = words->words_n, .ends = ends, .bytes = bytes};
}

struct column
column_like(const struct column *c, uint64_t events_n, struct columns_owner *o)
{
	return (struct column){
		.name = owner_text(o, c->name),
		.width = c->width,
		.codes = owner_array(o, events_n, c->width),
	};
}

void
column_pack_words(
	struct column *c, const struct words *from, uint64_t events_n, struct columns_owner *o)
{
	uint32_t *numbers = calloc(from->words_n + 1, sizeof *numbers);
	if (numbers == NULL)
		abort();
	for (uint64_t i = 0; i < events_n; i++)
		numbers[column_code(c, i)] = 1;
	uint64_t words_n = 0;
	size_t size = 0;
	for (uint64_t w = 0; w < from->words_n; w++)
		if (numbers[w] != 0) {
			numbers[w] = (uint32_t)words_n++;
			size += words_at(from, w).size;
		} else
			numbers[w] = UINT32_MAX;
	uint64_t *ends = owner_array(o, words_n, sizeof *ends);
	char *bytes = owner_array(o, size, 1);
	size_t used = 0;
	for (uint64_t w = 0; w < from->words_n; w++) {
		if (numbers[w] == UINT32_MAX)
			continue;
		struct span word = words_at(from, w);
		bytes_copy(bytes + used, word.at, word.size);
		used += word.size;
		ends[numbers[w]] = used;
	}
	if (words_n < from->words_n)
		for (uint64_t i = 0; i < events_n; i++)
			column_put(c, i, numbers[column_code(c, i)]);
	c->words = (struct words){.words_n = words_n, .ends = ends, .bytes = bytes};
	free(numbers);
}
