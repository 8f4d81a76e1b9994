/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Buckets in one table of fixed size, found by a keyed hash. Where two fall on the same place the
 * newcomer takes the older one's drops over: an attacker who fills the table limits himself.
 */
#include "http/limits_sign_in.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define PLACES_N 16384

/* X(id, most drops, microseconds until one more) */
#define BUCKET_TABLE(X)                                                                            \
	X(PAIR, 10, 30e6)                                                                          \
	X(ADDRESS, 40, 5e6)                                                                        \
	X(NAME, 100, 10e6)

enum bucket_kind {
#define X(id, most, us) BUCKET_##id,
	BUCKET_TABLE(X)
#undef X
		BUCKET__COUNT
};

static const struct {
	double most, us;
} kinds[BUCKET__COUNT] = {
#define X(id, most_, us_) {(most_), (us_)},
	BUCKET_TABLE(X)
#undef X
};

struct bucket {
	double drops;
	int64_t at_us;
	bool is_used;
};

struct limits_sign_in {
	pthread_mutex_t lock;
	unsigned char key[crypto_shorthash_KEYBYTES];
	struct bucket places[PLACES_N];
};

static struct bucket *
bucket_of(struct limits_sign_in *l, enum bucket_kind kind, struct span name, struct span address)
{
	unsigned char hash[crypto_shorthash_BYTES], text[300];
	size_t n = 0, name_n = name.size < 120 ? name.size : 120,
	       address_n = address.size < 120 ? address.size : 120;
	uint64_t place;

	text[n++] = (unsigned char)kind;
	if (kind != BUCKET_ADDRESS && name_n > 0)
		memcpy(text + n, name.at, name_n);
	n += kind != BUCKET_ADDRESS ? name_n : 0;
	text[n++] = 0;
	if (kind != BUCKET_NAME && address_n > 0)
		memcpy(text + n, address.at, address_n);
	n += kind != BUCKET_NAME ? address_n : 0;
	crypto_shorthash(hash, text, n, l->key);
	memcpy(&place, hash, sizeof(place));
	return &l->places[place % PLACES_N];
}

static void
bucket_fill(struct bucket *b, enum bucket_kind kind, int64_t now_us)
{
	if (!b->is_used)
		*b = (struct bucket){.drops = kinds[kind].most, .at_us = now_us, .is_used = true};
	if (now_us > b->at_us) {
		b->drops += (double)(now_us - b->at_us) / kinds[kind].us;
		b->at_us = now_us;
	}
	if (b->drops > kinds[kind].most)
		b->drops = kinds[kind].most;
}

struct limits_sign_in *
limits_sign_in_new(void)
{
	struct limits_sign_in *l = calloc(1, sizeof(*l));

	if (l == NULL)
		abort();
	pthread_mutex_init(&l->lock, NULL);
	crypto_shorthash_keygen(l->key);
	return l;
}

void
limits_sign_in_free(struct limits_sign_in *l)
{
	if (l == NULL)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l);
}

bool
limits_sign_in_try(struct limits_sign_in *l, struct span name, struct span address, int64_t now_us,
	int64_t *ret_wait_us)
{
	struct bucket *buckets[BUCKET__COUNT];
	int64_t wait_us = 0;

	pthread_mutex_lock(&l->lock);
	for (unsigned k = 0; k < BUCKET__COUNT; k++) {
		buckets[k] = bucket_of(l, (enum bucket_kind)k, name, address);
		bucket_fill(buckets[k], (enum bucket_kind)k, now_us);
		if (buckets[k]->drops < 1) {
			int64_t us = (int64_t)((1 - buckets[k]->drops) * kinds[k].us);
			wait_us = us > wait_us ? us : wait_us;
		}
	}
	for (unsigned k = 0; k < BUCKET__COUNT && wait_us == 0; k++)
		buckets[k]->drops -= 1;
	pthread_mutex_unlock(&l->lock);
	if (wait_us > 0)
		*ret_wait_us = wait_us;
	return wait_us == 0;
}

void
limits_sign_in_give_back(
	struct limits_sign_in *l, struct span name, struct span address, int64_t now_us)
{
	pthread_mutex_lock(&l->lock);
	for (unsigned k = 0; k < BUCKET__COUNT; k++) {
		struct bucket *b = bucket_of(l, (enum bucket_kind)k, name, address);
		bucket_fill(b, (enum bucket_kind)k, now_us);
		b->drops += 1;
		bucket_fill(b, (enum bucket_kind)k, now_us);
	}
	pthread_mutex_unlock(&l->lock);
}
