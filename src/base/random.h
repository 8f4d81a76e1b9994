/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random numbers that come again with their seed: xoshiro256** (Blackman, Vigna), its state filled
 * by SplitMix64. A stream is a plain value of the caller's; one stream for each purpose, so that a
 * change in one place draws nothing different in another. Not for secrets.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct random_stream {
	uint64_t state[4]; /* never all zero */
};

/* The next number of SplitMix64. */
uint64_t random_split(uint64_t *seed);
struct random_stream random_seeded(uint64_t seed);
/* The stream of a purpose: the same seed with another number shares nothing with it. */
struct random_stream random_of(uint64_t seed, uint64_t purpose);
/* Moves on by 2^128 numbers: streams that cannot meet. */
void random_jump(struct random_stream *r);

static inline uint64_t
random_bits(struct random_stream *r)
{
	uint64_t *s = r->state;
	const uint64_t times = s[1] * 5, result = ((times << 7) | (times >> 57)) * 9;
	const uint64_t shifted = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return result;
}

/* In [0, 1), 53 bits. */
static inline double
random_unit(struct random_stream *r)
{
	return (double)(random_bits(r) >> 11) * 0x1p-53;
}

/* In 0 … n − 1, each as likely; n > 0. */
uint64_t random_below(struct random_stream *r, uint64_t n);
bool random_chance(struct random_stream *r, double chance);
/* The distributions, by their means (of `normal`: mean and standard deviation). */
double random_exponential(struct random_stream *r, double mean);
double random_normal(struct random_stream *r, double mean, double deviation);
/* With this mean and this coefficient of variation (standard deviation over mean). */
double random_lognormal(struct random_stream *r, double mean, double variation);
double random_gamma(struct random_stream *r, double mean, double variation);
