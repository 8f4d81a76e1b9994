/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rare part of the ziggurat: the tail, which is an exponential again, and the wedges between
 * the layers and the curve.
 */
#include "simulate/exponential.h"

#include <math.h>

const double exponential_edges[EXPONENTIAL_LAYERS + 1] = {
#include "simulate/exponential.def"
};

double
exponential_outside(struct random_stream *stream, unsigned layer, double x)
{
	if (layer == 0)
		return exponential_edges[1] - log1p(-random_unit(stream));

	const double low = exp(-exponential_edges[layer]),
		     high = exp(-exponential_edges[layer + 1]);

	if (low + random_unit(stream) * (high - low) < exp(-x))
		return x;
	return exponential_take(stream);
}
