/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distributions from a stream. Each draw takes its numbers and keeps none back, so that a stream's
 * state is all there is to know of it. Gamma by Marsaglia and Tsang (2000), normal by Box and
 * Muller.
 */
#include "base/random.h"

#include <math.h>

uint64_t
random_split(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

struct random_stream
random_seeded(uint64_t seed)
{
	struct random_stream r;

	for (int i = 0; i < 4; i++)
		r.state[i] = random_split(&seed);
	return r;
}

struct random_stream
random_of(uint64_t seed, uint64_t purpose)
{
	uint64_t apart = purpose;

	return random_seeded(seed ^ random_split(&apart));
}

void
random_jump(struct random_stream *r)
{
	static const uint64_t polynomial[] = {UINT64_C(0x180EC6D33CFD0ABA),
		UINT64_C(0xD5A61266F0C9392C), UINT64_C(0xA9582618E03FC9AA),
		UINT64_C(0x39ABDC4529B1661C)};
	uint64_t sum[4] = {0};

	for (int word = 0; word < 4; word++)
		for (int bit = 0; bit < 64; bit++) {
			if (polynomial[word] >> bit & 1)
				for (int i = 0; i < 4; i++)
					sum[i] ^= r->state[i];
			(void)random_bits(r);
		}
	for (int i = 0; i < 4; i++)
		r->state[i] = sum[i];
}

/* Multiply and reject (Lemire 2019): no number is likelier than another. */
uint64_t
random_below(struct random_stream *r, uint64_t n)
{
	unsigned __int128 product = (unsigned __int128)random_bits(r) * n;

	if ((uint64_t)product < n) {
		const uint64_t least = -n % n;

		while ((uint64_t)product < least)
			product = (unsigned __int128)random_bits(r) * n;
	}
	return (uint64_t)(product >> 64);
}

bool
random_chance(struct random_stream *r, double chance)
{
	return random_unit(r) < chance;
}

double
random_exponential(struct random_stream *r, double mean)
{
	return -mean * log1p(-random_unit(r));
}

double
random_normal(struct random_stream *r, double mean, double deviation)
{
	const double radius = sqrt(-2 * log1p(-random_unit(r)));

	return mean + deviation * radius * cos(2 * M_PI * random_unit(r));
}

double
random_lognormal(struct random_stream *r, double mean, double variation)
{
	const double variance = log1p(variation * variation);

	return mean * exp(random_normal(r, -variance / 2, sqrt(variance)));
}

double
random_gamma(struct random_stream *r, double mean, double variation)
{
	const double shape = 1 / (variation * variation);
	/* Below one: of the shape above, thinned by a power of a uniform. */
	const double raised = shape < 1 ? shape + 1 : shape;
	const double d = raised - 1.0 / 3, c = 1 / sqrt(9 * d);
	double x, v, u;

	do {
		do {
			x = random_normal(r, 0, 1);
			v = 1 + c * x;
		} while (v <= 0);
		v = v * v * v;
		u = 1 - random_unit(r);
	} while (log(u) >= x * x / 2 + d - d * v + d * log(v));
	const double thinned = shape < 1 ? exp(log1p(-random_unit(r)) / shape) : 1;
	return d * v * thinned * mean / shape;
}
