/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding things in columns, and letting go of them. `struct columns` itself is the owner's memory.
 */
#include "columns/columns.h"

#include "columns/owner.h"
#include "columns/parts.h"

const struct column *
columns_find(const struct columns *c, const char *name)
{
	for (size_t i = 0; i < c->extra_n; i++)
		if (strcmp(c->extra[i].name, name) == 0)
			return &c->extra[i];
	return NULL;
}

uint32_t
column_find(const struct column *c, struct span word)
{
	for (uint64_t i = 0; i < c->words.words_n; i++)
		if (span_is(words_at(&c->words, i), word))
			return (uint32_t)i;
	return UINT32_MAX;
}

const struct numbers *
columns_number(const struct columns *c, const char *name)
{
	for (size_t i = 0; i < c->numbers_n; i++)
		if (strcmp(c->numbers[i].name, name) == 0)
			return &c->numbers[i];
	return NULL;
}

void
columns_free(struct columns *c)
{
	if (c != NULL)
		owner_free(c->owner);
}

void
columns_guard(struct columns **c)
{
	columns_free(*c);
}

size_t
columns_memory(const struct columns *c)
{
	return owner_memory(c->owner);
}

static void
taken(struct columns *c, const void *array, uint64_t n, size_t size)
{
	owner_take(c->owner, (void *)(uintptr_t)array, (size_t)n * size);
}

void
columns_take_ready(struct columns *c, const struct columns_ready *ready)
{
	struct columns_ready *kept = owner_array(c->owner, 1, sizeof *kept);

	*kept = *ready;
	taken(c, ready->pairs, ready->pairs_n, sizeof *ready->pairs);
	taken(c, ready->gaps, columns_gaps_n(c), sizeof *ready->gaps);
	taken(c, ready->spans, c->journeys_n, sizeof *ready->spans);
	taken(c, ready->paths, ready->paths_n, sizeof *ready->paths);
	c->ready = kept;
}
