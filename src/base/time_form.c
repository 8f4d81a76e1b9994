/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which form a column has. A set of forms is narrowed by each value to those that can read it; what
 * is left after the whole column decides. Counts since 1970 are told apart by their size: seconds
 * stay below 10^11 until the year 5138, milliseconds below 10^14, so the least unit that still fits
 * is the one – except that eight digits that are always a real date (20261121) are a date.
 */
#include "base/time.h"

#include "base/number.h"

#define SECONDS_BELOW	   INT64_C(100000000000)
#define MILLISECONDS_BELOW INT64_C(100000000000000)
#define EPOCH_DIGITS_LEAST 9

static const char *const names[TIME_FORM__COUNT] = {
#define X(id, name, example) [TIME_FORM_##id] = name,
	TIME_FORM_TABLE(X)
#undef X
};

static const char *const examples[TIME_FORM__COUNT] = {
#define X(id, name, example) [TIME_FORM_##id] = example,
	TIME_FORM_TABLE(X)
#undef X
};

const char *
time_form_name(enum time_form form)
{
	return form < TIME_FORM__COUNT ? names[form] : "";
}

enum time_form
time_form_find(struct span name)
{
	for (enum time_form form = 0; form < TIME_FORM__COUNT; form++)
		if (span_is_like(name, span_of(names[form])))
			return form;
	return TIME_FORM__COUNT;
}

static time_forms
bit(enum time_form form)
{
	return (time_forms)1 << form;
}

time_forms
time_forms_all(void)
{
	return bit(TIME_FORM__COUNT) - 1;
}

/* Is the count of a size that the unit has in our times? */
static bool
is_likely(int64_t us, enum time_form form)
{
	switch (form) {
	case TIME_FORM_EPOCH_S:
		us /= 1000000;
		return us > -SECONDS_BELOW && us < SECONDS_BELOW;
	case TIME_FORM_EPOCH_MS:
		us /= 1000;
		return us > -MILLISECONDS_BELOW && us < MILLISECONDS_BELOW;
	default:
		return true;
	}
}

time_forms
time_forms_narrow(time_forms so_far, struct span value)
{
	time_forms left = 0;
	int64_t us;

	for (enum time_form form = 0; form < TIME_FORM__COUNT; form++)
		if ((so_far & bit(form)) != 0 && time_read(&us, value, form, NULL) &&
			is_likely(us, form))
			left |= bit(form);
	return left;
}

enum fault_code
time_forms_decide(enum time_form *ret, time_forms set, struct fault *f)
{
	const time_forms either = bit(TIME_FORM_DAY_FIRST) | bit(TIME_FORM_MONTH_FIRST);

	if ((set & either) == either)
		return fault_set(f, FAULT_BAD_INPUT,
			"no date tells whether the day or the month comes first: say which form "
			"the "
			"times have, %s or %s",
			names[TIME_FORM_DAY_FIRST], names[TIME_FORM_MONTH_FIRST]);
	for (enum time_form form = 0; form < TIME_FORM__COUNT; form++)
		if ((set & bit(form)) != 0) {
			*ret = form;
			return FAULT_NONE;
		}
	return fault_set(f, FAULT_BAD_INPUT,
		"the times have no form that we know; expected one such as %s or %s",
		examples[TIME_FORM_ISO], examples[TIME_FORM_DAY_FIRST]);
}

/* Not one that is short enough to be meant as a year. */
static bool
is_long_count(struct span value)
{
	size_t digits_n = 0;

	while (digits_n < value.size && value.at[digits_n] >= '0' && value.at[digits_n] <= '9')
		digits_n++;
	return digits_n >= EPOCH_DIGITS_LEAST;
}

bool
time_read_any(int64_t *ret_us, struct span value, const struct zone *zone)
{
	static const enum time_form counts[] = {
		TIME_FORM_EPOCH_S, TIME_FORM_EPOCH_MS, TIME_FORM_EPOCH_US};
	int64_t us;

	value = span_trim(value);
	if (time_read(ret_us, value, TIME_FORM_ISO, zone) ||
		time_read(ret_us, value, TIME_FORM_SLASHED, zone))
		return true;
	for (size_t i = 0; is_long_count(value) && i < array_length(counts); i++)
		if (time_read(&us, value, counts[i], zone) && is_likely(us, counts[i])) {
			*ret_us = us;
			return true;
		}
	return false;
}
