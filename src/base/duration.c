/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durations are read exactly: whole units and decimals in 128-bit integers, rounded down to the
 * microsecond at the end, so that "0.1 s" is 100,000 µs and never a neighbour of it. Units go from
 * larger to smaller, each once ("1 h 30 min"), so that a slip of the pen is a fault and not a sum.
 */
#include "base/duration.h"

#include <stdio.h>

#define PRINT_MOST    60 /* of somebody's text in a fault */
#define DECIMALS_MOST 12

/* clang-format off */
static const struct unit {
	const char *word;
	int64_t us;
} units[] = {
	{"us", 1}, {"µs", 1}, {"microsecond", 1}, {"microseconds", 1},
	{"ms", 1000}, {"millisecond", 1000}, {"milliseconds", 1000},
	{"s", DURATION_SECOND_US}, {"sec", DURATION_SECOND_US}, {"secs", DURATION_SECOND_US},
	{"second", DURATION_SECOND_US}, {"seconds", DURATION_SECOND_US},
	{"m", DURATION_MINUTE_US}, {"min", DURATION_MINUTE_US}, {"mins", DURATION_MINUTE_US},
	{"minute", DURATION_MINUTE_US}, {"minutes", DURATION_MINUTE_US},
	{"h", DURATION_HOUR_US}, {"hr", DURATION_HOUR_US}, {"hrs", DURATION_HOUR_US},
	{"hour", DURATION_HOUR_US}, {"hours", DURATION_HOUR_US},
	{"d", DURATION_DAY_US}, {"day", DURATION_DAY_US}, {"days", DURATION_DAY_US},
	{"w", 7 * DURATION_DAY_US}, {"week", 7 * DURATION_DAY_US}, {"weeks", 7 * DURATION_DAY_US},
};

static const char *const unsteady[] = {"M", "mo", "month", "months", "y", "yr", "year", "years"};
/* clang-format on */

/* A number with decimals: whole + part / 10^decimals. */
struct amount {
	int64_t whole, part;
	int decimals_n;
};

static int64_t
power_of_ten(int n)
{
	int64_t power = 1;

	while (n-- > 0)
		power *= 10;
	return power;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
skip_blanks(struct span *s)
{
	*s = span_trim(*s);
}

static enum fault_code
unlike(struct span s, const char *reason, struct fault *f)
{
	return fault_set(f, FAULT_BAD_INPUT,
		"\"%.*s\" is no duration: %s; expected one such as 60 s, 10 min, 1 h 30 min or 90 "
		"days",
		SPAN_PRINT(span_head(s, PRINT_MOST)), reason);
}

static enum fault_code
too_long(struct span s, struct fault *f)
{
	return unlike(s, "it is over 1,000 years", f);
}

/* Digits into *ret; stops growing beyond the longest duration there is. */
static bool
digits_take(struct span *s, int64_t *ret)
{
	int64_t n = 0;
	size_t i = 0;

	for (; i < s->size && is_digit(s->at[i]); i++)
		if (n <= DURATION_MOST_US)
			n = n * 10 + (s->at[i] - '0');
	*s = (struct span){s->at + i, s->size - i};
	*ret = n;
	return i > 0;
}

static bool
amount_take(struct span *s, struct amount *amount)
{
	*amount = (struct amount){0};
	if (!digits_take(s, &amount->whole))
		return false;
	if (s->size == 0 || s->at[0] != '.')
		return true;
	size_t i = 1;
	for (; i < s->size && is_digit(s->at[i]); i++)
		if (amount->decimals_n < DECIMALS_MOST) {
			amount->part = amount->part * 10 + (s->at[i] - '0');
			amount->decimals_n++;
		}
	*s = (struct span){s->at + i, s->size - i};
	return i > 1;
}

/* Adds the amount of a unit to *sum; false beyond 1,000 years. */
static bool
amount_add(const struct amount *amount, int64_t unit_us, int64_t *sum)
{
	__int128 us = (__int128)amount->whole * unit_us +
		      (__int128)amount->part * unit_us / power_of_ten(amount->decimals_n);

	if (us > DURATION_MOST_US - *sum)
		return false;
	*sum += (int64_t)us;
	return true;
}

static struct span
word_take(struct span *s)
{
	size_t n = 0;

	while (n < s->size && s->at[n] != ' ' && s->at[n] != '\t' && !is_digit(s->at[n]) &&
		strchr(".,:;+-", s->at[n]) == NULL)
		n++;
	struct span word = {s->at, n};
	*s = (struct span){s->at + n, s->size - n};
	return word;
}

/* A unit of one letter keeps its case, since M is often a month. */
static bool
is_word(struct span s, const char *word)
{
	return s.size == 1 ? span_is(s, span_of(word)) : span_is_like(s, span_of(word));
}

/* 0 when there is no such unit. */
static int64_t
unit_find(struct span word)
{
	for (size_t i = 0; i < array_length(units); i++)
		if (is_word(word, units[i].word))
			return units[i].us;
	return 0;
}

static bool
is_unsteady(struct span word)
{
	for (size_t i = 0; i < array_length(unsteady); i++)
		if (is_word(word, unsteady[i]))
			return true;
	return false;
}

static enum fault_code
no_unit(struct span whole, struct span word, struct span rest, struct fault *f)
{
	if (is_unsteady(word))
		return unlike(whole, "months and years have no fixed length, so say days", f);
	if (word.size == 0 && rest.size > 0 && rest.at[0] == ',')
		return unlike(whole, "decimals come after a point, as in 2.5 h", f);
	if (word.size == 0)
		return unlike(whole, "a number has no unit", f);
	return fault_set(f, FAULT_BAD_INPUT,
		"\"%.*s\" is no duration: \"%.*s\" is no unit; expected us, ms, s, min, h, days or "
		"weeks",
		SPAN_PRINT(span_head(whole, PRINT_MOST)), SPAN_PRINT(span_head(word, PRINT_MOST)));
}

static enum fault_code
units_read(int64_t *ret_us, struct span whole, struct span s, struct fault *f)
{
	int64_t sum = 0, last_us = INT64_MAX;
	struct amount amount;

	while (s.size > 0) {
		if (!amount_take(&s, &amount))
			return unlike(whole, "a number is missing", f);
		skip_blanks(&s);
		struct span word = word_take(&s);
		int64_t unit_us = unit_find(word);
		if (unit_us == 0)
			return no_unit(whole, word, s, f);
		if (unit_us >= last_us)
			return unlike(whole, "units go from larger to smaller, each once", f);
		if (!amount_add(&amount, unit_us, &sum))
			return too_long(whole, f);
		last_us = unit_us;
		skip_blanks(&s);
	}
	*ret_us = sum;
	return FAULT_NONE;
}

/* 1:30:00, 0:00:02.5 */
static enum fault_code
clock_read(int64_t *ret_us, struct span whole, struct span s, struct fault *f)
{
	int64_t hours, minutes, sum = 0;
	struct amount seconds;

	bool is_whole = digits_take(&s, &hours) && s.size == 0;
	struct span rest = s;
	if (is_whole || rest.size < 6 || rest.at[0] != ':' || rest.at[3] != ':')
		return unlike(whole, "a clock's reading is h:mm:ss", f);
	struct span middle = {rest.at + 1, 2};
	struct span end = {rest.at + 4, rest.size - 4};
	bool is_read = digits_take(&middle, &minutes) && middle.size == 0 && end.size >= 2 &&
		       is_digit(end.at[1]) && amount_take(&end, &seconds) && end.size == 0;
	if (!is_read || minutes > 59 || seconds.whole > 59)
		return unlike(whole, "a clock's reading is h:mm:ss", f);
	struct amount whole_hours = {.whole = hours};
	if (!amount_add(&whole_hours, DURATION_HOUR_US, &sum))
		return too_long(whole, f);
	sum += minutes * DURATION_MINUTE_US;
	if (sum > DURATION_MOST_US || !amount_add(&seconds, DURATION_SECOND_US, &sum))
		return too_long(whole, f);
	*ret_us = sum;
	return FAULT_NONE;
}

enum fault_code
duration_parse(struct duration *ret, struct span s, struct fault *f)
{
	const struct span opening = SPAN("opening");
	struct span whole = s = span_trim(s);
	struct duration d = {0};

	struct span head = {s.at, s.size < opening.size ? s.size : opening.size};
	if (span_is_like(head, opening)) {
		d.is_opening = true;
		s = span_trim((struct span){s.at + opening.size, s.size - opening.size});
	}
	if (s.size == 0)
		return unlike(whole, "it is empty", f);
	if (s.at[0] == '-' || span_begins(s, SPAN("−")))
		return unlike(whole, "it is negative", f);
	bool is_clock = memchr(s.at, ':', s.size) != NULL;
	if (is_clock ? clock_read(&d.us, whole, s, f) : units_read(&d.us, whole, s, f))
		return f->code;
	*ret = d;
	return FAULT_NONE;
}
