/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers for the pairs of activities that follow each other: in a log of few activities simply
 * from × activities + to; in one of many, the rank among the pairs that occur, so that tables stay
 * as small as the log's own variety.
 */
#pragma once

#include <stdint.h>

#include "measures/measures.h"

struct pairs {
	uint64_t n; /* numbers are 0 … n − 1 */
	uint64_t activities_n;
	uint64_t *keys;	 /* from << 32 | to, ascending; NULL when numbers are computed */
	uint32_t *slots; /* rank + 1 by the key's hash */
	uint64_t mask;
};

void pairs_find(struct pairs *ret, const struct view *view, unsigned hands);
void pairs_finish(struct pairs *p);

static inline uint64_t
pairs_hash(uint64_t key)
{
	key *= UINT64_C(0x9E3779B97F4A7C15);
	return key ^ key >> 32;
}

static inline uint64_t
pairs_rank(const struct pairs *p, uint32_t from, uint32_t to)
{
	const uint64_t key = (uint64_t)from << 32 | to;
	uint64_t at = pairs_hash(key) & p->mask;
	while (p->keys[p->slots[at] - 1] != key)
		at = (at + 1) & p->mask;
	return p->slots[at] - 1;
}

/* The number of a pair that occurs in the view. */
static inline uint64_t
pairs_number(const struct pairs *p, uint32_t from, uint32_t to)
{
	return p->keys == NULL ? from * p->activities_n + to : pairs_rank(p, from, to);
}

static inline uint32_t
pairs_from(const struct pairs *p, uint64_t number)
{
	return p->keys == NULL ? (uint32_t)(number / p->activities_n)
			       : (uint32_t)(p->keys[number] >> 32);
}

static inline uint32_t
pairs_to(const struct pairs *p, uint64_t number)
{
	return p->keys == NULL ? (uint32_t)(number % p->activities_n) : (uint32_t)p->keys[number];
}
