/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exponential numbers of mean 1 by the ziggurat (Marsaglia and Tsang 2000): nearly always one
 * random number, one multiplication, one comparison. A number takes 53 bits, its layer the eight
 * lowest of the other eleven. Private to the folder.
 */
#pragma once

#include "base/attributes.h"
#include "base/random.h"

#define EXPONENTIAL_LAYERS 256

extern const double exponential_edges[EXPONENTIAL_LAYERS + 1];

/* One that fell beside the layer's inner part. */
double exponential_outside(struct random_stream *stream, unsigned layer, double x);

static inline double
exponential_take(struct random_stream *stream)
{
	const uint64_t bits = random_bits(stream);
	const unsigned layer = bits & (EXPONENTIAL_LAYERS - 1);
	const double x = (double)(int64_t)(bits >> 11) * 0x1p-53 * exponential_edges[layer];

	if (likely(x < exponential_edges[layer + 1]))
		return x;
	return exponential_outside(stream, layer, x);
}
