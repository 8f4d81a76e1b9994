/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The builder against a plain model: a list of events, sorted by journey and time, ties in order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "columns/columns.h"

static struct columns *
finished(struct columns_builder *b)
{
	struct fault fault = {0};
	struct columns *c = NULL;

	assert_int_equal(columns_builder_finish(&c, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return c;
}

static void
event(struct columns_builder *b, unsigned lane, const char *journey, const char *activity,
	int64_t time_us, const char *extra)
{
	const struct span value =
		extra != NULL ? span_of(extra) : (struct span){.at = "", .size = 0};
	columns_lane_event(columns_builder_lane(b, lane), span_of(journey), span_of(activity),
		time_us, extra != NULL ? &value : NULL);
}

/* "a b|c" : the activities of each journey. */
static const char *
paths(const struct columns *c, char *into, size_t size)
{
	size_t used = 0;
	into[0] = '\0';
	for (uint32_t j = 0; j < c->journeys_n; j++)
		for (uint64_t i = c->first[j]; i < c->first[j + 1]; i++)
			used += (size_t)snprintf(into + used, size - used, "%s%.*s",
				i > c->first[j] ? " "
				: j > 0		? "|"
						: "",
				SPAN_PRINT(words_at(
					&c->activity.words, column_code(&c->activity, i))));
	return into;
}

static void
an_empty_builder_gives_empty_columns(void **state)
{
	(void)state;
	struct columns *c =
		finished(columns_builder_new(&(struct columns_plan){.lanes_n = 2, .hands = 1}));
	assert_int_equal(c->events_n, 0);
	assert_int_equal(c->journeys_n, 0);
	assert_int_equal(c->first[0], 0);
	assert_int_equal(c->tick_us, 1000000);
	columns_free(c);
}

static void
events_are_ordered_by_time_and_ties_keep_the_order_of_the_source(void **state)
{
	(void)state;
	char text[200];
	struct columns_builder *b =
		columns_builder_new(&(struct columns_plan){.lanes_n = 2, .hands = 2});
	event(b, 1, "x", "d", 5000000, NULL);
	event(b, 0, "x", "c", 5000000, NULL);
	event(b, 0, "x", "a", 1000000, NULL);
	event(b, 1, "y", "e", 9000000, NULL);
	event(b, 1, "x", "b", 1000000, NULL);
	struct columns *c = finished(b);
	assert_string_equal(paths(c, text, sizeof text), "a b c d|e");
	assert_int_equal(c->tick_us, 1000000);
	assert_int_equal(c->journeys.words_n, 2);
	columns_free(c);
}

static void
events_keep_the_order_of_the_source_when_the_plan_says_so(void **state)
{
	(void)state;
	char text[200];
	struct columns_builder *b = columns_builder_new(
		&(struct columns_plan){.lanes_n = 2, .hands = 2, .keeps_order = true});
	event(b, 1, "x", "d", 5000, NULL);
	event(b, 0, "x", "c", 5000, NULL);
	event(b, 0, "x", "a", 1000, NULL);
	event(b, 1, "x", "b", 1000, NULL);
	struct columns *c = finished(b);
	assert_string_equal(paths(c, text, sizeof text), "c a d b");
	assert_int_equal(c->tick_us, 1000);
	columns_free(c);
}

static void
journeys_that_are_begun_stay_apart_even_under_one_name(void **state)
{
	(void)state;
	char text[200];
	struct columns_builder *b =
		columns_builder_new(&(struct columns_plan){.lanes_n = 2, .hands = 2});
	for (unsigned lane = 0; lane < 2; lane++) {
		struct columns_lane *l = columns_builder_lane(b, lane);
		columns_lane_journey(l, SPAN("same"));
		columns_lane_journey_event(l, SPAN("a"), 2, NULL);
		columns_lane_journey_event(l, SPAN("b"), 1, NULL);
		columns_lane_journey(l, SPAN("nothing happens"));
		columns_lane_journey(l, SPAN("same"));
		columns_lane_journey_event(l, SPAN("c"), 1, NULL);
	}
	struct columns *c = finished(b);
	assert_string_equal(paths(c, text, sizeof text), "b a|c|b a|c");
	assert_int_equal(c->journeys.words_n, 4);
	assert_int_equal(c->tick_us, 1);
	columns_free(c);
}

static void
extra_columns_have_a_code_for_nothing(void **state)
{
	(void)state;
	const char *const names[] = {"resource"};
	struct columns_builder *b = columns_builder_new(
		&(struct columns_plan){.lanes_n = 1, .extra = names, .extra_n = 1, .hands = 1});
	event(b, 0, "x", "b", 2, "Ann");
	event(b, 0, "x", "a", 1, NULL);
	struct columns *c = finished(b);
	const struct column *resource = columns_find(c, "resource");
	assert_non_null(resource);
	assert_null(columns_find(c, "branch"));
	assert_int_equal(words_at(&resource->words, column_code(resource, 0)).size, 0);
	assert_int_equal(column_code(resource, 1), column_find(resource, SPAN("Ann")));
	assert_int_equal(column_find(resource, SPAN("Bob")), UINT32_MAX);
	columns_free(c);
}

static void
words_are_kept_in_one_normal_form_and_mended(void **state)
{
	(void)state;
	struct columns_builder *b =
		columns_builder_new(&(struct columns_plan){.lanes_n = 1, .hands = 1});
	event(b, 0, "x", "\xC3\xB3", 1, NULL);	/* ó as one letter */
	event(b, 0, "x", "o\xCC\x81", 2, NULL); /* o with an accent behind it */
	event(b, 0, "x", "\xF3", 3, NULL);	/* not UTF-8 */
	struct columns *c = NULL;
	struct fault fault = {0};
	assert_int_equal(columns_builder_finish(&c, b, &fault), FAULT_NONE);
	assert_int_equal(columns_builder_mended(b), 1);
	columns_builder_free(b);
	assert_int_equal(c->activity.words.words_n, 2);
	assert_int_equal(column_code(&c->activity, 0), column_code(&c->activity, 1));
	assert_true(span_is(
		words_at(&c->activity.words, column_code(&c->activity, 2)), SPAN("\xEF\xBF\xBD")));
	columns_free(c);
}

static void
events_that_have_an_end_keep_it(void **state)
{
	(void)state;
	struct columns_builder *b = columns_builder_new(
		&(struct columns_plan){.lanes_n = 1, .hands = 1, .has_ends = true});
	const struct columns_row rows[] = {
		{.journey = SPAN("x"), .activity = SPAN("b"), .time_us = 20, .end_us = 25},
		{.journey = SPAN("x"), .activity = SPAN("a"), .time_us = 10, .end_us = 30},
	};
	columns_lane_rows(columns_builder_lane(b, 0), rows, 2);
	struct columns *c = finished(b);
	assert_int_equal(columns_end_us(c, 0), 30);
	assert_int_equal(columns_end_us(c, 1), 25);
	columns_free(c);
}

static void
times_of_any_fineness_and_distance_are_kept(void **state)
{
	(void)state;
	static const int64_t times[] = {0, 86400000000, 86400000000 * 365, -62135596800000000,
		253402300799999999, 1795253400250000, 1795253400250001, 1795253400000000, -1, -1000,
		-1000000, 4294967295000000, 4294967296000000, -2147483648000000};
	const size_t n = sizeof times / sizeof times[0];
	for (size_t begin = 0; begin < n; begin++) { /* whatever comes first */
		struct columns_builder *b = columns_builder_new(
			&(struct columns_plan){.lanes_n = 1, .hands = 1, .keeps_order = true});
		for (size_t i = 0; i < n; i++)
			event(b, 0, "x", "a", times[(begin + i) % n], NULL);
		struct columns *c = finished(b);
		assert_int_equal(c->events_n, n);
		assert_int_equal(c->tick_us, 1);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(c->time_us[i], times[(begin + i) % n]);
		columns_free(c);
	}
}

static void
words_may_become_many_on_the_way(void **state)
{
	(void)state;
	const char *const names[] = {"extra"};
	const int n = 70000;
	struct columns_builder *b = columns_builder_new(&(struct columns_plan){
		.lanes_n = 1, .hands = 1, .extra = names, .extra_n = 1, .keeps_order = true});
	for (int i = 0; i < n; i++) {
		char activity[20], extra[20];
		snprintf(activity, sizeof activity, "a%d", i % 300);
		snprintf(extra, sizeof extra, "%d", i);
		event(b, 0, "x", activity, i, extra);
	}
	struct columns *c = finished(b);
	assert_int_equal(c->activity.width, 2);
	assert_int_equal(c->extra[0].width, 4);
	for (int i = 0; i < n; i++) {
		assert_int_equal(column_code(&c->activity, i), i % 300);
		assert_int_equal(column_code(&c->extra[0], i), i);
		assert_int_equal(c->time_us[i], i);
	}
	columns_free(c);
}

/* ---- against a model ---- */

#define MODEL_EVENTS 60000

struct model_event {
	unsigned journey, activity, extra;
	int64_t time_us;
	unsigned number;
};

static uint64_t
random_next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void
model_fill(struct model_event *events)
{
	uint64_t seed = 7;
	for (unsigned i = 0; i < MODEL_EVENTS; i++)
		events[i] = (struct model_event){
			.journey = (unsigned)(random_next(&seed) % 3000),
			.activity = (unsigned)(random_next(&seed) % 400),
			.extra = (unsigned)(random_next(&seed) % 70000),
			.time_us = (int64_t)(random_next(&seed) % 50) * 1000,
			.number = i,
		};
}

static int
model_compare(const void *a, const void *b)
{
	const struct model_event *x = a, *y = b;
	if (x->journey != y->journey)
		return x->journey < y->journey ? -1 : 1;
	if (x->time_us != y->time_us)
		return x->time_us < y->time_us ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

static struct columns *
model_build(const struct model_event *events, unsigned lanes_n, unsigned hands)
{
	const char *const names[] = {"extra"};
	struct columns_builder *b = columns_builder_new(&(struct columns_plan){
		.lanes_n = lanes_n, .hands = hands, .extra = names, .extra_n = 1});
	for (unsigned i = 0; i < MODEL_EVENTS; i++) {
		char journey[40], activity[20], extra[20];
		snprintf(journey, sizeof journey, "journey with a longer name %u",
			events[i].journey);
		snprintf(activity, sizeof activity, "%u", events[i].activity);
		snprintf(extra, sizeof extra, "e%u", events[i].extra);
		event(b, i * lanes_n / MODEL_EVENTS, journey, activity, events[i].time_us, extra);
	}
	return finished(b);
}

static void
model_agrees(const struct columns *c, const struct model_event *sorted)
{
	assert_int_equal(c->events_n, MODEL_EVENTS);
	for (uint32_t j = 0; j < c->journeys_n; j++) {
		char name[40];
		snprintf(name, sizeof name, "%.*s", SPAN_PRINT(words_at(&c->journeys, j)));
		unsigned journey = (unsigned)strtoul(name + 27, NULL, 10);
		const struct model_event *e = sorted;
		while (e->journey != journey)
			e++;
		for (uint64_t i = c->first[j]; i < c->first[j + 1]; i++, e++) {
			char text[40];
			assert_int_equal(e->journey, journey);
			assert_int_equal(c->time_us[i], e->time_us);
			snprintf(text, sizeof text, "%u", e->activity);
			assert_true(
				span_is(words_at(&c->activity.words, column_code(&c->activity, i)),
					span_of(text)));
			snprintf(text, sizeof text, "e%u", e->extra);
			assert_true(
				span_is(words_at(&c->extra[0].words, column_code(&c->extra[0], i)),
					span_of(text)));
		}
	}
}

static void
columns_agree_with_a_model_for_any_number_of_lanes(void **state)
{
	(void)state;
	struct model_event *events = calloc(MODEL_EVENTS, sizeof *events);
	struct model_event *sorted = calloc(MODEL_EVENTS, sizeof *sorted);
	model_fill(events);
	memcpy(sorted, events, MODEL_EVENTS * sizeof *sorted);
	qsort(sorted, MODEL_EVENTS, sizeof *sorted, model_compare);
	struct columns *one = model_build(events, 1, 1);
	model_agrees(one, sorted);
	for (unsigned lanes_n = 2; lanes_n <= 5; lanes_n++) {
		struct columns *c = model_build(events, lanes_n, 2);
		assert_int_equal(c->journeys_n, one->journeys_n);
		assert_memory_equal(c->first, one->first, (c->journeys_n + 1) * sizeof *c->first);
		assert_memory_equal(c->time_us, one->time_us, c->events_n * sizeof *c->time_us);
		assert_memory_equal(
			c->activity.codes, one->activity.codes, c->events_n * c->activity.width);
		assert_memory_equal(
			c->extra[0].codes, one->extra[0].codes, c->events_n * c->extra[0].width);
		columns_free(c);
	}
	columns_free(one);
	free(events);
	free(sorted);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_builder_gives_empty_columns),
		cmocka_unit_test(events_are_ordered_by_time_and_ties_keep_the_order_of_the_source),
		cmocka_unit_test(events_keep_the_order_of_the_source_when_the_plan_says_so),
		cmocka_unit_test(journeys_that_are_begun_stay_apart_even_under_one_name),
		cmocka_unit_test(extra_columns_have_a_code_for_nothing),
		cmocka_unit_test(words_are_kept_in_one_normal_form_and_mended),
		cmocka_unit_test(events_that_have_an_end_keep_it),
		cmocka_unit_test(times_of_any_fineness_and_distance_are_kept),
		cmocka_unit_test(words_may_become_many_on_the_way),
		cmocka_unit_test(columns_agree_with_a_model_for_any_number_of_lanes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
