/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With a seed, each draw is a stream of ChaCha20 under the seed's key, with the draw's number as
 * its nonce. A seeded service must never serve real customers: its secrets can be foreseen.
 */
#include "service/random.h"

#include <sodium.h>
#include <string.h>

#include "service/command.h"
#include "service/life.h"

void
service_random_init(struct service_random *r, uint64_t seed)
{
	*r = (struct service_random){.seed = seed};
	(void)crypto_generichash(
		r->key, sizeof r->key, (const unsigned char *)&seed, sizeof seed, NULL, 0);
}

void
service_random_bytes(struct service_random *r, void *into, size_t size)
{
	unsigned char nonce[crypto_stream_chacha20_NONCEBYTES] = {0};

	if (r->seed == 0) {
		randombytes_buf(into, size);
		return;
	}
	r->drawn++;
	memcpy(nonce, &r->drawn, sizeof r->drawn);
	(void)crypto_stream_chacha20(into, size, nonce, r->key);
}

/* Numbers beyond the last whole multiple of n would favour the small ones: draw again. */
uint64_t
service_random_below(struct service_random *r, uint64_t n)
{
	uint64_t number;

	if (n < 2)
		return 0;
	do
		service_random_bytes(r, &number, sizeof number);
	while (number >= UINT64_MAX - UINT64_MAX % n);
	return number % n;
}

void
service_secret_hash(struct span secret, unsigned char ret[static COMMAND_SECRET_HASH])
{
	(void)crypto_generichash(
		ret, COMMAND_SECRET_HASH, (const unsigned char *)secret.at, secret.size, NULL, 0);
}

struct span
command_secret(struct command *c)
{
	unsigned char bytes[16];
	const size_t size =
		sodium_base64_encoded_len(sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(c->arena, size);

	service_random_bytes(&c->service->random, bytes, sizeof bytes);
	(void)sodium_bin2base64(
		text, size, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return (struct span){text, size - 1};
}

uint64_t
command_random(struct command *c, uint64_t n)
{
	return service_random_below(&c->service->random, n);
}
