/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laws of saved columns on random logs: whatever a file brings along to be quicker, every measure
 * gives the same bytes of it as of the log itself – of all of it, of a part, and by groups.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "columns/columns.h"
#include "measures/measures.h"

#define ROUNDS 24

static uint64_t
random_below(uint64_t *state, uint64_t n)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (*state * UINT64_C(2685821657736338717) >> 11) % n;
}

/* Rounds differ: seconds, milliseconds or microseconds; few or many activities; gaps that are
 * mostly short, or equal, or too long for 32 bits; journeys in order or not. */
struct kind {
	int64_t tick_us;
	uint64_t journeys_n, activities_n, gap_most;
	bool is_in_order;
};

static struct kind
kind_of(unsigned round)
{
	static const int64_t ticks[] = {1000000, 1000, 1};
	static const uint64_t mosts[] = {2000, 1, UINT64_C(20000000000)};
	return (struct kind){
		.tick_us = ticks[round % 3],
		.journeys_n = round % 6 == 0 ? 9000 : 200,
		.activities_n = round % 5 == 4 ? 400 : 1 + round % 7,
		.gap_most = mosts[round / 3 % 3],
		.is_in_order = round % 8 != 7,
	};
}

static void
journey_add(struct columns_lane *lane, const struct kind *kind, unsigned number, uint64_t *state)
{
	char journey[24], activity[24], branch[24];
	int64_t at_us = (int64_t)random_below(state, 10000000) * kind->tick_us;

	snprintf(journey, sizeof journey, "j%u", number);
	for (uint64_t left = 1 + random_below(state, 12); left > 0; left--) {
		const uint64_t most = random_below(state, 4) == 0 ? kind->gap_most : 40;
		const int64_t gap_us = (int64_t)random_below(state, most) * kind->tick_us;
		snprintf(activity, sizeof activity, "a%u",
			(unsigned)random_below(state, kind->activities_n));
		snprintf(branch, sizeof branch, "b%u", (unsigned)random_below(state, 3));
		const struct span value = span_of(branch);
		columns_lane_event(lane, span_of(journey), span_of(activity), at_us, &value);
		at_us += kind->is_in_order || left % 3 != 0 ? gap_us : -gap_us;
	}
}

static struct columns *
log_make(const struct kind *kind, uint64_t seed)
{
	const char *const extra[] = {"branch"};
	uint64_t state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	struct columns_builder *b = columns_builder_new(&(struct columns_plan){.extra = extra,
		.extra_n = 1,
		.lanes_n = 1,
		.hands = 1,
		.keeps_order = !kind->is_in_order});
	struct columns *c = NULL;
	struct fault fault = {0};

	for (unsigned j = 0; j < kind->journeys_n; j++)
		journey_add(columns_builder_lane(b, 0), kind, j, &state);
	assert_int_equal(columns_builder_finish(&c, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return c;
}

static struct columns *
saved_and_opened(struct columns *c)
{
	char path[] = "/tmp/cykl-laws-XXXXXX";
	struct columns *again = NULL;
	struct fault fault = {0};
	const int file = mkstemp(path);

	assert_true(file >= 0);
	close(file);
	measures_make_ready(c);
	assert_int_equal(columns_save(c, path, &fault), FAULT_NONE);
	assert_int_equal(columns_open(&again, path, &fault), FAULT_NONE);
	assert_int_equal(unlink(path), 0);
	return again;
}

static struct span
measured(const struct measure *m, const struct columns *c, const struct measure_options *options,
	struct arena *a)
{
	struct fault fault = {0};
	struct frame *frame = NULL;
	assert_int_equal(measure_run(&frame, m, c, options, a, &fault), FAULT_NONE);
	return frame_csv(frame, a);
}

/* The options of all, of some and of parts. */
static struct measure_options
options_of(int which)
{
	static const char *const by[] = {"branch"};
	static const struct where where[] = {{"branch", "b1"}};
	struct measure_options options = {.hands = which % 2 == 0 ? 1 : 2, .within_us = 37000000};
	switch (which) {
	case 1:
		options.top_n = 3;
		break;
	case 2:
		options.by = by;
		options.by_n = 1;
		break;
	case 3:
		options.where = where;
		options.where_n = 1;
		break;
	case 4:
		options.from_us = 2000000;
		options.to_us = TIME_NONE;
		break;
	case 5:
		options.within_us = 1;
		break;
	default:
		break;
	}
	return options;
}

static void
saved_columns_give_the_bytes_of_the_log(void **state)
{
	(void)state;
	unsigned ready_n = 0;
	for (unsigned round = 0; round < ROUNDS; round++) {
		const struct kind kind = kind_of(round);
		ON_EXIT(columns_guard) struct columns *plain = log_make(&kind, round);
		ON_EXIT(columns_guard) struct columns *made = log_make(&kind, round);
		ON_EXIT(columns_guard) struct columns *c = saved_and_opened(made);
		assert_null(plain->ready);
		assert_int_equal(c->ready != NULL, made->ready != NULL);
		assert_true(kind.is_in_order || c->ready == NULL);
		assert_true(kind.gap_most > UINT32_MAX || !kind.is_in_order || c->ready != NULL);
		ready_n += c->ready != NULL;
		for (size_t i = 0; i < measures_n * 6; i++) {
			ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
			const struct measure *m = &measures[i / 6];
			const struct measure_options options = options_of((int)(i % 6));
			if ((m->needs & NEEDS_MAP) != 0)
				continue;
			const struct span expected = measured(m, plain, &options, a);
			assert_true(span_is(measured(m, c, &options, a), expected));
			assert_true(span_is(measured(m, made, &options, a), expected));
		}
	}
	assert_true(ready_n >= ROUNDS / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(saved_columns_give_the_bytes_of_the_log),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
