/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the shapes of the log generator share: a seeded source of chance, and rows written quickly.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

/* xoshiro256**, started by splitmix64. */
struct chance {
	uint64_t state[4];
};

struct chance chance_of(uint64_t seed);
uint64_t chance_next(struct chance *c);
/* In [0, 1). */
double chance_share(struct chance *c);
/* 0 … below − 1. */
uint64_t chance_below(struct chance *c, uint64_t below);
double chance_exponential(struct chance *c, double mean);
/* A log-normal of that median; spread is the standard deviation of its logarithm. */
double chance_spread(struct chance *c, double median, double spread);

#define STAMP_SIZE 20
/* "2026-11-21T09:30:00Z" without an end mark; seconds since 1970. Returns what follows. */
char *stamp_write(char *into, int64_t seconds);

struct generate_wish {
	uint64_t seed;
	uint64_t journeys_n; /* 0: the shape's own */
	FILE *out;
};

void generate_bench(const struct generate_wish *wish);
void generate_hospital(const struct generate_wish *wish);
