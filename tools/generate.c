/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes logs to try things on: the same seed gives the same bytes.
 *
 *	generate --shape hospital [--seed N] [--journeys N]    an emergency reception, six weeks
 *	generate --shape bench [--seed N] [--journeys N]       the log of doc/performance.md
 */
#include "generate.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/time.h"

struct chance
chance_of(uint64_t seed)
{
	struct chance c;
	for (int i = 0; i < 4; i++) {
		seed += UINT64_C(0x9E3779B97F4A7C15);
		uint64_t z = seed;
		z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
		z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
		c.state[i] = z ^ z >> 31;
	}
	return c;
}

static uint64_t
rotated(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

uint64_t
chance_next(struct chance *c)
{
	uint64_t *s = c->state;
	uint64_t result = rotated(s[1] * 5, 7) * 9, moved = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= moved;
	s[3] = rotated(s[3], 45);
	return result;
}

double
chance_share(struct chance *c)
{
	return (double)(chance_next(c) >> 11) * 0x1p-53;
}

uint64_t
chance_below(struct chance *c, uint64_t below)
{
	return (uint64_t)((unsigned __int128)chance_next(c) * below >> 64);
}

double
chance_exponential(struct chance *c, double mean)
{
	return -mean * log1p(-chance_share(c));
}

double
chance_spread(struct chance *c, double median, double spread)
{
	double radius = sqrt(-2 * log1p(-chance_share(c)));
	return median * exp(spread * radius * cos(2 * M_PI * chance_share(c)));
}

static char *
digits_write(char *into, int64_t value, int n)
{
	for (int i = n - 1; i >= 0; i--) {
		into[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return into + n;
}

char *
stamp_write(char *into, int64_t seconds)
{
	struct date d = date_of_days(seconds / 86400);
	int64_t left = seconds % 86400;
	into = digits_write(into, d.year, 4);
	*into++ = '-';
	into = digits_write(into, d.month, 2);
	*into++ = '-';
	into = digits_write(into, d.day, 2);
	*into++ = 'T';
	into = digits_write(into, left / 3600, 2);
	*into++ = ':';
	into = digits_write(into, left / 60 % 60, 2);
	*into++ = ':';
	into = digits_write(into, left % 60, 2);
	*into++ = 'Z';
	return into;
}

static int
usage(const char *problem)
{
	fprintf(stderr,
		"generate: %s\nusage: generate --shape hospital|bench [--seed N] [--journeys N] > "
		"FILE\n",
		problem);
	return 2;
}

int
main(int argc, char **argv)
{
	struct generate_wish wish = {.seed = 1, .out = stdout};
	const char *shape = NULL;

	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc)
			return usage("an option lacks its value");
		if (strcmp(argv[i], "--shape") == 0)
			shape = argv[i + 1];
		else if (strcmp(argv[i], "--seed") == 0) {
			if (!number_uint(span_of(argv[i + 1]), &wish.seed))
				return usage("--seed is not a number");
		} else if (strcmp(argv[i], "--journeys") == 0) {
			if (!number_uint(span_of(argv[i + 1]), &wish.journeys_n))
				return usage("--journeys is not a number");
		} else
			return usage("an option is not known");
	}
	if (shape != NULL && strcmp(shape, "bench") == 0)
		generate_bench(&wish);
	else if (shape != NULL && strcmp(shape, "hospital") == 0)
		generate_hospital(&wish);
	else
		return usage("--shape is missing or not known");
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "generate: cannot write: %s\n", strerror(errno));
		return 2;
	}
	return 0;
}
