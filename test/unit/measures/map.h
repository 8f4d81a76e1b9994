/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small cycle for tests: a customer takes a number, waits, is greeted, and is served.
 *
 *	desk/waiting    waits_from taken, begins called, left_by left; called within 20 s
 *	desk/greeting   begins called, ends greeted; within 60 s; critical
 *	work/serving    begins serve, ends serve (an instance); within 5 min; at most once
 *	work/farewell   optional, may repeat; begins and ends with bye
 *	work/smile      marked by staff
 */
#pragma once

#include "base/attributes.h"
#include "measures/measures.h"

struct bank {
	struct standard standards[4];
	struct moment moments[5];
	struct stage stages[2];
	struct cycle cycle;
	struct map map;
};

static inline struct event_names
names_of(const char *const *names, enum event_side side)
{
	return (struct event_names){.names = names, .names_n = 1, .side = side};
}

static inline struct wording
same_words(const char *text)
{
	return (struct wording){.in = {text, text, text}};
}

static inline struct standard
clock_standard(const char *name, enum standard_measure measure, int64_t most_us, double target)
{
	return (struct standard){
		.name = name,
		.promise = same_words("You are served soon."),
		.measure = measure,
		.has_at_most = true,
		.at_most = {.us = most_us},
		.target = target,
		.left = TREATMENT_DROP_WITHIN,
		.short_limit = {.us = 5000000},
		.source = {.kind = SOURCE_EXPECTATION, .name = "customers-2026"},
		.has_source = true,
	};
}

static inline void
bank_moments_fill(struct bank *b)
{
	static const char *const taken[] = {"taken"}, *const called[] = {"called"},
				 *const left[] = {"left"}, *const greeted[] = {"greeted"},
				 *const serve[] = {"serve"}, *const bye[] = {"bye"};
	b->moments[0] = (struct moment){
		.name = "waiting",
		.title = same_words("Waiting"),
		.waits_from = names_of(taken, EVENT_SIDE_OWN),
		.begins = names_of(called, EVENT_SIDE_OWN),
		.left_by = names_of(left, EVENT_SIDE_OWN),
		.standards = &b->standards[0],
		.standards_n = 1,
	};
	b->moments[1] = (struct moment){
		.name = "greeting",
		.title = same_words("Greeting"),
		.is_critical = true,
		.begins = names_of(called, EVENT_SIDE_OWN),
		.ends = names_of(greeted, EVENT_SIDE_OWN),
		.standards = &b->standards[1],
		.standards_n = 1,
		.index = 1,
	};
	b->moments[2] = (struct moment){
		.name = "serving",
		.title = same_words("Serving"),
		.begins = names_of(serve, EVENT_SIDE_OWN),
		.ends = names_of(serve, EVENT_SIDE_OWN),
		.standards = &b->standards[2],
		.standards_n = 2,
		.stage = 1,
		.index = 2,
	};
	b->moments[3] = (struct moment){
		.name = "farewell",
		.title = same_words("Farewell"),
		.is_optional = true,
		.may_repeat = true,
		.begins = names_of(bye, EVENT_SIDE_OWN),
		.stage = 1,
		.index = 3,
	};
	b->moments[4] = (struct moment){
		.name = "smile", .title = same_words("A smile"), .stage = 1, .index = 4};
}

static inline void
bank_fill(struct bank *b)
{
	static const char *const good[] = {"good"}, *const bad[] = {"bad"},
				 *const gone[] = {"gone"};
	*b = (struct bank){0};
	b->standards[0] = clock_standard("called-soon", STANDARD_WAIT, 20000000, 0.9);
	b->standards[1] = clock_standard("greeted", STANDARD_DURATION, 60000000, 0.9);
	b->standards[2] = clock_standard("served", STANDARD_DURATION, 300000000, 0.9);
	b->standards[3] = (struct standard){
		.name = "once",
		.promise = same_words("You are served once."),
		.measure = STANDARD_COUNT,
		.has_at_most = true,
		.at_most_number = 1,
		.target = 0.9,
	};
	bank_moments_fill(b);
	b->stages[0] = (struct stage){.name = "desk", .moments = &b->moments[0], .moments_n = 2};
	b->stages[1] = (struct stage){.name = "work", .moments = &b->moments[2], .moments_n = 3};
	b->cycle = (struct cycle){
		.name = "visit",
		.stages = b->stages,
		.stages_n = 2,
		.moments_n = 5,
		.closes =
			{
				[OUTCOME_SATISFIED] = names_of(good, EVENT_SIDE_OWN),
				[OUTCOME_DISSATISFIED] = names_of(bad, EVENT_SIDE_OWN),
				[OUTCOME_ABANDONED] = names_of(gone, EVENT_SIDE_OWN),
			},
	};
	b->map = (struct map){.cycles = &b->cycle, .cycles_n = 1};
}
