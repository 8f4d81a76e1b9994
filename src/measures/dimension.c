/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A column of the log hides a part of the time of the same name: who exported a field "week" knows
 * what it holds. Words that are numbers stand in the order of the numbers.
 */
#include "measures/dimension.h"

#include <string.h>

#include "base/number.h"
#include "measures/period.h"

#define DAY_ZERO 800000 /* makes the days of the years 1 … 9999 positive */

static const char *const kind_words[] = {[DIMENSION_COLUMN] = NULL,
#define X(id, word, values) [DIMENSION_##id] = word,
	DIMENSION_TABLE(X)
#undef X
};

static const char *const kind_values[] = {[DIMENSION_COLUMN] = NULL,
#define X(id, word, values) [DIMENSION_##id] = values,
	DIMENSION_TABLE(X)
#undef X
};

static const char *const weekdays[] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

static enum period
period_of(enum dimension_kind kind)
{
	return kind == DIMENSION_WEEK	 ? PERIOD_WEEK
	       : kind == DIMENSION_MONTH ? PERIOD_MONTH
					 : PERIOD_DAY;
}

static uint32_t
key_of_local(enum dimension_kind kind, int64_t local_us)
{
	const int64_t day = period_begin(PERIOD_DAY, local_us);
	if (kind == DIMENSION_WEEKDAY)
		return (uint32_t)date_weekday(day / DURATION_DAY_US);
	if (kind == DIMENSION_HOUR)
		return (uint32_t)((local_us - day) / DURATION_HOUR_US);
	return (uint32_t)(period_begin(period_of(kind), local_us) / DURATION_DAY_US + DAY_ZERO);
}

/* All names, for a fault's sentence. */
static char *
names_join(const char *const *names, size_t names_n, struct arena *a)
{
	char *text = arena_text(a, "");
	for (size_t i = 0; i < names_n; i++)
		text = arena_printf(a, "%s%s%s", text, i > 0 ? ", " : "", names[i]);
	return text;
}

static enum fault_code
unknown_fault(struct fault *f, const char *name, const struct columns *c)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	size_t names_n;
	const char *const *names = measure_dimensions(&names_n, c, a);
	const char *nearest = text_nearest(name, names, names_n);
	if (nearest != NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"there is no dimension \"%s\"; did you mean \"%s\"? There are: %s", name,
			nearest, names_join(names, names_n, a));
	return fault_set(f, FAULT_BAD_INPUT, "there is no dimension \"%s\"; there are: %s", name,
		names_join(names, names_n, a));
}

/* The letters before 1, Mon, Monday in any case; 7 when it is none. */
static uint32_t
weekday_parse(struct span value)
{
	int64_t number;
	if (number_int(value, &number) && number >= 1 && number <= 7)
		return (uint32_t)(number - 1);
	for (uint32_t i = 0; i < array_length(weekdays); i++) {
		const struct span word = span_of(weekdays[i]);
		const struct span brief = {.at = word.at, .size = 3};
		if (span_is_like(value, word) || span_is_like(value, brief))
			return i;
	}
	return 7;
}

/* The Monday of "2026-W47" as days; false when there is no such week. */
static bool
week_parse(struct span value, int64_t *ret_days)
{
	int64_t year, week;
	if (value.size != 8 || value.at[4] != '-' || (value.at[5] != 'W' && value.at[5] != 'w') ||
		!number_int((struct span){value.at, 4}, &year) ||
		!number_int((struct span){value.at + 6, 2}, &week) || year < 1 || week < 1)
		return false;
	/* 4 January always lies in week 1. */
	const int64_t fourth = date_days((struct date){(int)year, 1, 4});
	*ret_days = fourth - date_weekday(fourth) + 7 * (week - 1);
	return date_of_days(*ret_days + 3).year == year; /* there is a week 53 only in some years */
}

static bool
time_parse(uint32_t *ret, enum dimension_kind kind, struct span value)
{
	int64_t number;
	struct date date;

	switch (kind) {
	case DIMENSION_WEEKDAY:
		*ret = weekday_parse(value);
		return *ret < 7;
	case DIMENSION_HOUR:
		if (!number_int(value, &number) || number < 0 || number > 23)
			return false;
		*ret = (uint32_t)number;
		return true;
	case DIMENSION_WEEK:
		if (!week_parse(value, &number))
			return false;
		*ret = (uint32_t)(number + DAY_ZERO);
		return true;
	case DIMENSION_MONTH: {
		char day[] = "0000-00-01";
		if (value.size != 7)
			return false;
		memcpy(day, value.at, 7);
		if (!date_parse(&date, span_of(day)))
			return false;
		break;
	}
	default:
		if (!date_parse(&date, value))
			return false;
	}
	*ret = (uint32_t)(date_days(date) + DAY_ZERO);
	return true;
}

enum fault_code
dimension_of(struct dimension *ret, const char *name, const struct columns *c,
	const struct zone *zone, struct fault *f)
{
	*ret = (struct dimension){.zone = zone, .time_us = c->time_us};
	if (strcmp(name, "activity") == 0)
		ret->column = &c->activity;
	for (size_t i = 0; i < c->extra_n && ret->column == NULL; i++)
		if (strcmp(name, c->extra[i].name) == 0)
			ret->column = &c->extra[i];
	if (ret->column != NULL) {
		ret->name = ret->column == &c->activity ? "activity" : ret->column->name;
		return FAULT_NONE;
	}
	for (enum dimension_kind k = DIMENSION_COLUMN + 1; k < DIMENSION__COUNT; k++) {
		if (strcmp(name, kind_words[k]) == 0) {
			ret->kind = k;
			ret->name = kind_words[k];
			return FAULT_NONE;
		}
	}
	return unknown_fault(f, name, c);
}

uint32_t
dimension_key(const struct dimension *d, uint64_t event)
{
	if (d->kind == DIMENSION_COLUMN)
		return column_code(d->column, event);
	return key_of_local(d->kind, zone_to_local(d->zone, d->time_us[event]));
}

struct span
dimension_label(const struct dimension *d, uint32_t key, struct arena *a)
{
	switch (d->kind) {
	case DIMENSION_COLUMN:
		return words_at(&d->column->words, key);
	case DIMENSION_WEEKDAY:
		return span_of(weekdays[key]);
	case DIMENSION_HOUR:
		return span_of(arena_printf(a, "%02u", key));
	default:
		return period_label(
			period_of(d->kind), ((int64_t)key - DAY_ZERO) * DURATION_DAY_US, a);
	}
}

int
dimension_compare(const struct dimension *d, uint32_t a, uint32_t b)
{
	if (d->kind != DIMENSION_COLUMN)
		return (a > b) - (a < b);
	const struct span x = words_at(&d->column->words, a), y = words_at(&d->column->words, b);
	double p, q;
	const bool is_p = number_real(x, &p), is_q = number_real(y, &q);
	if (is_p != is_q)
		return is_p ? -1 : 1;
	if (is_p && p != q)
		return p < q ? -1 : 1;
	const size_t size = x.size < y.size ? x.size : y.size;
	const int order = size > 0 ? memcmp(x.at, y.at, size) : 0;
	return order != 0 ? order : (x.size > y.size) - (x.size < y.size);
}

enum fault_code
dimension_parse(uint32_t *ret, bool *ret_is_known, const struct dimension *d, const char *value,
	struct fault *f)
{
	if (d->kind == DIMENSION_COLUMN) {
		*ret = column_find(d->column, span_of(value));
		*ret_is_known = *ret != UINT32_MAX;
		return FAULT_NONE;
	}
	*ret_is_known = true;
	if (!time_parse(ret, d->kind, span_of(value)))
		return fault_set(f, FAULT_BAD_INPUT, "\"%s\" is no %s; expected %s", value, d->name,
			kind_values[d->kind]);
	return FAULT_NONE;
}

const char *const *
measure_dimensions(size_t *ret_n, const struct columns *c, struct arena *a)
{
	const char **names = ARENA_ARRAY(a, const char *, c->extra_n + DIMENSION__COUNT);
	size_t n = 0;
	names[n++] = "activity";
	for (size_t i = 0; i < c->extra_n; i++)
		names[n++] = arena_text(a, c->extra[i].name);
	for (enum dimension_kind k = DIMENSION_COLUMN + 1; k < DIMENSION__COUNT; k++) {
		bool is_hidden = false;
		for (size_t i = 0; i < c->extra_n; i++)
			is_hidden = is_hidden || strcmp(c->extra[i].name, kind_words[k]) == 0;
		if (!is_hidden)
			names[n++] = kind_words[k];
	}
	*ret_n = n;
	return names;
}
