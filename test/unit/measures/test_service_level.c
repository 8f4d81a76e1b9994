/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The five usual service levels of one day: answered after 3 8 12 15 19 20 21 25 40 65 seconds,
 * left after 2 6 18 25 70; the limit is 20 s, short is under 5 s.
 */
#include "log.h"
#include "map.h"
#include "measures/judge.h"

static const int answered[] = {3, 8, 12, 15, 19, 20, 21, 25, 40, 65};
static const int left[] = {2, 6, 18, 25, 70};

static double
level(enum treatment treatment)
{
	struct standard s = clock_standard("called", STANDARD_WAIT, 20000000, 0.8);
	unsigned counts[3] = {0};
	s.left = treatment;
	for (size_t i = 0; i < array_length(answered); i++)
		counts[reading_judge(
			&s, &(struct reading){.has_run = true, .us = answered[i] * 1000000ll})]++;
	for (size_t i = 0; i < array_length(left); i++)
		counts[reading_judge(&s,
			&(struct reading){
				.has_run = true, .is_left = true, .us = left[i] * 1000000ll})]++;
	return (double)counts[VERDICT_KEPT] /
	       (double)(counts[VERDICT_KEPT] + counts[VERDICT_MISSED]);
}

static void
each_treatment_gives_its_service_level(void **state)
{
	(void)state;
	assert_near(level(TREATMENT_IGNORE), 0.60);
	assert_near(level(TREATMENT_MISS), 0.40);
	assert_near(level(TREATMENT_DROP_WITHIN), 0.50);
	assert_near(level(TREATMENT_KEEP_WITHIN), 0.60);
	assert_near(level(TREATMENT_DROP_SHORT), 6.0 / 14);
}

/* The same day as a log: ten called, five who left, and the measure standards. */
static void
the_measure_gives_the_same_levels_from_a_log(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = "";
	for (size_t i = 0; i < array_length(answered); i++)
		text = arena_printf(a, "%sa%zu taken 0\na%zu called %d\n", text, i, i, answered[i]);
	for (size_t i = 0; i < array_length(left); i++)
		text = arena_printf(a, "%sl%zu taken 0\nl%zu left %d\n", text, i, i, left[i]);
	text = arena_printf(a, "%swaits taken 60\n", text);
	ON_EXIT(columns_guard) struct columns *c = log_read(text, NULL);
	const double expected[TREATMENT__COUNT] = {
		[TREATMENT_DROP_WITHIN] = 0.5,
		[TREATMENT_IGNORE] = 0.6,
		[TREATMENT_MISS] = 0.4,
		[TREATMENT_KEEP_WITHIN] = 0.6,
		[TREATMENT_DROP_SHORT] = 6.0 / 14,
	};
	for (enum treatment t = 0; t < TREATMENT__COUNT; t++) {
		struct bank bank;
		bank_fill(&bank);
		bank.standards[0].left = t;
		const struct measure_options options = {.map = &bank.map, .cycle = &bank.cycle};
		const struct frame *f = log_measure("standards", c, &options, a);
		const size_t row = row_of(f, "standard", "called-soon");
		assert_near(real_at(f, row, "share"), expected[t]);
		assert_int_equal(int_at(f, row, "left"), 5);
		assert_int_equal(int_at(f, row, "open"), 1); /* is listed and not judged */
		assert_true(has_note(f, text_at(f, row, "treatment")));
	}
}

static void
a_limit_is_inclusive_and_what_runs_is_not_judged(void **state)
{
	(void)state;
	const struct standard s = clock_standard("called", STANDARD_WAIT, 20000000, 0.8);
	struct reading r = {.has_run = true, .us = 20000000};
	assert_int_equal(reading_judge(&s, &r), VERDICT_KEPT);
	r.us++;
	assert_int_equal(reading_judge(&s, &r), VERDICT_MISSED);
	r.is_open = true;
	assert_int_equal(reading_judge(&s, &r), VERDICT_NONE);
	r = (struct reading){.has_run = true, .is_lost = true, .us = 1};
	assert_int_equal(reading_judge(&s, &r), VERDICT_NONE);
	r = (struct reading){0};
	assert_int_equal(reading_judge(&s, &r), VERDICT_NONE);
}

static void
a_count_judges_journeys_that_have_the_moment_or_must(void **state)
{
	(void)state;
	struct standard s = {.measure = STANDARD_COUNT, .has_at_most = true, .at_most_number = 1};
	assert_int_equal(count_judge(&s, 0), VERDICT_NONE);
	assert_int_equal(count_judge(&s, 1), VERDICT_KEPT);
	assert_int_equal(count_judge(&s, 2), VERDICT_MISSED);
	s = (struct standard){
		.measure = STANDARD_COUNT, .has_at_least = true, .at_least_number = 1};
	assert_int_equal(count_judge(&s, 0), VERDICT_MISSED);
	assert_int_equal(count_judge(&s, 3), VERDICT_KEPT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_treatment_gives_its_service_level),
		cmocka_unit_test(the_measure_gives_the_same_levels_from_a_log),
		cmocka_unit_test(a_limit_is_inclusive_and_what_runs_is_not_judged),
		cmocka_unit_test(a_count_judges_journeys_that_have_the_moment_or_must),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
