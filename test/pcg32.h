/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tests' own random numbers: PCG32 (O'Neill, XSH RR 64/32). Nothing of the product draws from
 * it, so that what a test makes up is not drawn by the generator that the tested code uses.
 * test/unit/base/test_random.c holds it against its published numbers.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct pcg32 {
	uint64_t state, increment;
};

static inline uint32_t
pcg32_bits(struct pcg32 *r)
{
	const uint64_t before = r->state;
	const uint32_t mixed = (uint32_t)((before >> 18 ^ before) >> 27), turn = before >> 59;

	r->state = before * UINT64_C(6364136223846793005) + r->increment;
	return mixed >> turn | mixed << (-turn & 31);
}

static inline struct pcg32
pcg32_of(uint64_t seed, uint64_t sequence)
{
	struct pcg32 r = {.increment = sequence << 1 | 1};

	(void)pcg32_bits(&r);
	r.state += seed;
	(void)pcg32_bits(&r);
	return r;
}

/* In [0, 1), 53 bits. */
static inline double
pcg32_unit(struct pcg32 *r)
{
	const uint64_t high = pcg32_bits(r);

	return (double)((high << 32 | pcg32_bits(r)) >> 11) * 0x1p-53;
}

/* In 0 … n − 1; n is far below 2^53. */
static inline uint64_t
pcg32_below(struct pcg32 *r, uint64_t n)
{
	return (uint64_t)(pcg32_unit(r) * (double)n);
}

static inline bool
pcg32_chance(struct pcg32 *r, double chance)
{
	return pcg32_unit(r) < chance;
}
