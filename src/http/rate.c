/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bucket is kept as one instant: when it will be full again. A token moves that instant forward
 * by the time a token takes; there is none when it would lie further ahead than a whole burst
 * takes. A set of eight buckets answers for each hash, whose seed differs from run to run, so that
 * nobody can choose keys that push out somebody else's.
 */
#include "http/rate.h"

#include <stdlib.h>
#include <sys/random.h>

#define SETS_N (1u << 12)
#define WAYS_N 8

struct bucket {
	uint64_t key;
	int64_t full_us; /* when it is full again; 0: never used */
};

struct http_rates {
	uint64_t seed;
	int64_t token_us, burst_us;
	struct bucket sets[SETS_N][WAYS_N];
};

struct http_rates *
http_rates_new(int64_t rate_n, int64_t per_us, int64_t burst_n)
{
	struct http_rates *rates = calloc(1, sizeof *rates);

	if (rates == NULL)
		abort();
	if (getrandom(&rates->seed, sizeof rates->seed, 0) != sizeof rates->seed)
		rates->seed = (uintptr_t)rates;
	rates->token_us = rate_n > per_us ? 1 : per_us / rate_n;
	rates->burst_us = rates->token_us * burst_n;
	return rates;
}

void
http_rates_free(struct http_rates *rates)
{
	free(rates);
}

static uint64_t
mix(uint64_t n)
{
	n ^= n >> 32;
	n *= UINT64_C(0xD6E8FEB86659FD93);
	n ^= n >> 32;
	n *= UINT64_C(0xD6E8FEB86659FD93);
	return n ^ n >> 32;
}

/* The key's bucket, or the one that gives way to it. */
static struct bucket *
bucket_of(struct http_rates *rates, uint64_t key)
{
	struct bucket *set = rates->sets[key % SETS_N], *oldest = &set[0];

	for (size_t i = 0; i < WAYS_N; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].full_us < oldest->full_us)
			oldest = &set[i];
	}
	*oldest = (struct bucket){.key = key};
	return oldest;
}

bool
http_rates_take(struct http_rates *rates, struct span key, int64_t now_us, int64_t *ret_wait_us)
{
	struct bucket *bucket = bucket_of(rates, mix(text_hash(key) ^ rates->seed));
	const int64_t from_us = bucket->full_us > now_us ? bucket->full_us : now_us;
	const int64_t full_us = from_us + rates->token_us;

	if (full_us - now_us > rates->burst_us) {
		*ret_wait_us = full_us - now_us - rates->burst_us;
		return false;
	}
	bucket->full_us = full_us;
	return true;
}
