/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who comes when, and what each customer brings along: a model's sources and services turned into
 * customers, one after the other. The event loop takes them from here; so may whoever plays a model
 * by other means, and meets the very same customers (the demo does). Part of simulate's door.
 *
 * Plain values; what they point to lives in the arena or is the model's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/random.h"

struct simulate_model;
struct simulate_service;
struct simulate_wish;

/* ---- Who comes ---- */

#define COMING_NEVER INT64_MAX

struct coming {
	struct random_stream stream;
	double at; /* the last one, in µs after the model's beginning */
	size_t source, next;
	const int64_t *times_us; /* ascending */
	const int64_t *agreed_us;
	size_t times_n;
};

void coming_begin(struct coming *ret, const struct simulate_model *model, size_t source,
	const struct simulate_wish *wish, struct arena *a);
/* When the next n come; fewer than n: and then nobody any more. */
size_t coming_fill(
	struct coming *coming, const struct simulate_model *model, int64_t *into, size_t n);
/* When the next one comes, or COMING_NEVER. */
int64_t coming_next(struct coming *coming, const struct simulate_model *model);

/* ---- What they bring along ---- */

/* Of one purpose each; what is drawn for one leaves the others as they are. */
enum brought_purpose {
	BROUGHT_DURATION,
	BROUGHT_WALKING,
	BROUGHT_PATIENCE,
	BROUGHT_SHOWING,
	BROUGHT_ROUTING,
	BROUGHT_RESTING,
	BROUGHT__COUNT
};

struct brought_streams {
	struct random_stream of[BROUGHT__COUNT];
};

/* A customer's at one service. */
struct brought {
	int64_t duration_us, walking_us;
	int64_t patience_us; /* −1: for ever */
	int64_t rest_us;     /* the counter's, afterwards */
	double way;	     /* in 0 … 1: which route */
	bool is_missing;     /* will not come when called */
};

void brought_begin(
	struct brought_streams *ret, const struct simulate_wish *wish, size_t service_number);
/* In the order of joining the service. */
struct brought brought_take(
	const struct simulate_service *service, struct brought_streams *streams);
