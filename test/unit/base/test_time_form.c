/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which form a column has: decided by the whole of it, or refused with the reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "base/time.h"

/* The form of a column, TIME_FORM__COUNT when there is a fault. */
static enum time_form
form_of(const char *const *values, size_t values_n)
{
	time_forms set = time_forms_all();
	struct fault fault = {0};
	enum time_form form = TIME_FORM__COUNT;

	for (size_t i = 0; i < values_n; i++)
		set = time_forms_narrow(set, span_of(values[i]));
	return time_forms_decide(&form, set, &fault) ? TIME_FORM__COUNT : form;
}

#define assert_form(form, ...)                                                                     \
	do {                                                                                       \
		const char *const values_[] = {__VA_ARGS__};                                       \
		assert_int_equal(form_of(values_, array_length(values_)), TIME_FORM_##form);       \
	} while (0)

static void
each_form_is_recognised(void **state)
{
	(void)state;

	assert_form(ISO, "2026-11-21T09:30:00+01:00", "2026-11-21 09:30:00.5", "2026-11-21");
	assert_form(SLASHED, "2026/11/21 09:30:00", "2026/01/02 10:00:00");
	assert_form(DAY_FIRST, "01/02/2026 10:00", "13/02/2026 10:00");
	assert_form(MONTH_FIRST, "01/02/2026 10:00", "02/13/2026 10:00");
	assert_form(DAY_FIRST, "21.11.2026 09:30");
	assert_form(EPOCH_S, "1795253400", "1795253401.5");
	assert_form(EPOCH_MS, "1795253400250", "1795253401000");
	assert_form(EPOCH_US, "1795253400250000");
}

static void
the_last_value_of_a_file_may_decide(void **state)
{
	(void)state;
	time_forms set = time_forms_all();
	struct fault fault = {0};
	enum time_form form = TIME_FORM__COUNT;

	for (int i = 0; i < 1000; i++)
		set = time_forms_narrow(set, SPAN("05/06/2026 10:00"));
	assert_int_equal(time_forms_decide(&form, set, &fault), FAULT_BAD_INPUT);
	assert_non_null(strstr(fault.notes[0], "dmy or mdy"));
	assert_int_equal(form, TIME_FORM__COUNT);
	set = time_forms_narrow(set, SPAN("05/31/2026 10:00"));
	assert_int_equal(time_forms_decide(&form, set, &fault), FAULT_NONE);
	assert_int_equal(form, TIME_FORM_MONTH_FIRST);
}

static void
columns_that_contradict_themselves_have_no_form(void **state)
{
	(void)state;

	assert_form(_COUNT, "31/01/2026", "01/31/2026");
	assert_form(_COUNT, "2026-11-21", "1795253400");
	assert_form(_COUNT, "2026-02-30");
	assert_form(_COUNT, "soon");
}

static void
small_counts_go_with_their_larger_neighbours(void **state)
{
	(void)state;

	assert_form(EPOCH_MS, "0", "5", "1795253400250");
	assert_form(EPOCH_US, "12", "1795253400250000");
	assert_form(EPOCH_S, "0", "3600", "7200.5");
	assert_form(EPOCH_MS, "-86400000", "1795253400250");
}

static void
eight_digits_are_a_date_when_they_always_are(void **state)
{
	(void)state;

	assert_form(ISO, "20261121", "20261231");
	assert_form(EPOCH_S, "20261121", "20261232");
}

static void
forms_have_names_that_people_give(void **state)
{
	(void)state;

	for (enum time_form form = 0; form < TIME_FORM__COUNT; form++)
		assert_int_equal(time_form_find(span_of(time_form_name(form))), form);
	assert_int_equal(time_form_find(SPAN("DMY")), TIME_FORM_DAY_FIRST);
	assert_int_equal(time_form_find(SPAN("epoch")), TIME_FORM__COUNT);
	assert_int_equal(time_form_find(SPAN("")), TIME_FORM__COUNT);
}

/* The table shows people what each form looks like; it must not lie. */
static void
the_examples_of_the_table_can_be_read(void **state)
{
	(void)state;
	static const char *const examples[] = {
#define X(id, name, example) example,
		TIME_FORM_TABLE(X)
#undef X
	};
	int64_t us;

	for (enum time_form form = 0; form < TIME_FORM__COUNT; form++) {
		struct span rest = span_of(examples[form]), part;
		while (span_cut(&rest, ',', &part))
			assert_true(time_read(&us, part, form, NULL));
	}
}

static void
single_values_are_read_in_any_clear_form(void **state)
{
	(void)state;
	const struct zone *warsaw = zone_find("Europe/Warsaw");
	char text[TIME_TEXT_SIZE];
	const struct {
		const char *value, *meaning;
	} good[] = {
		{"2026-11-21", "2026-11-20T23:00:00Z"},
		{"2026/11/21 09:30", "2026-11-21T08:30:00Z"},
		{"2026-11-21T09:30:00Z", "2026-11-21T09:30:00Z"},
		{"1795253400", "2026-11-21T09:30:00Z"},
		{"1795253400250", "2026-11-21T09:30:00.250Z"},
		{"1795253400250001", "2026-11-21T09:30:00.250001Z"},
		{" 20261121 ", "2026-11-20T23:00:00Z"},
	};
	const char *const bad[] = {
		"05/06/2026", "21.11.2026", "2026", "202611", "12", "yesterday", ""};
	int64_t us;

	for (size_t i = 0; i < array_length(good); i++) {
		assert_true(time_read_any(&us, span_of(good[i].value), warsaw));
		assert_string_equal(time_text(us, text), good[i].meaning);
	}
	us = 77;
	for (size_t i = 0; i < array_length(bad); i++)
		assert_false(time_read_any(&us, span_of(bad[i]), warsaw));
	assert_int_equal(us, 77);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_is_recognised),
		cmocka_unit_test(the_last_value_of_a_file_may_decide),
		cmocka_unit_test(columns_that_contradict_themselves_have_no_form),
		cmocka_unit_test(small_counts_go_with_their_larger_neighbours),
		cmocka_unit_test(eight_digits_are_a_date_when_they_always_are),
		cmocka_unit_test(forms_have_names_that_people_give),
		cmocka_unit_test(the_examples_of_the_table_can_be_read),
		cmocka_unit_test(single_values_are_read_in_any_clear_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
