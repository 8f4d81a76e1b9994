/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening time is counted from one far day on: opened(t) is all opening time before t. Then the
 * time between two instants is a difference, so it adds up by itself, and the instant at which
 * enough time has passed is where the count reaches a value – the exact inverse of the difference.
 *
 * The count up to a day does not walk over the days before it. Weeks are alike, but for the days
 * that are said to differ and the days on which a clock change makes an interval shorter or longer;
 * these few exceptions are kept in order with the running sum of how much each differs.
 *
 *	count(day) = weeks × week + days of the begun week + sum of the exceptions before day
 *
 * Within a day the wall clock's intervals are put on the line of instants by the zone, one by one.
 */
#include "base/calendar.h"

#include <assert.h>
#include <stdlib.h>

#define MINUTE_US    INT64_C(60000000)
#define DAY_MINUTES  1440
#define DAY_US	     (DAY_MINUTES * MINUTE_US)
#define TEN_YEARS    3653 /* days */
#define TURNS_MOST   1000 /* stretches without a gap that count as open for ever */
#define OVERNIGHT    2	  /* days whose intervals may still be running on a day, and itself */
#define INSTANT_MOST (INT64_MAX / 2)

static const char *const weekday_names[7] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

struct openings {
	struct opening *items;
	size_t items_n, room;
};

/* A day with intervals of its own. */
struct special {
	int64_t day;
	size_t order; /* what is said later counts */
	struct openings openings;
};

/* A day that is open for longer or shorter than its weekday usually is. */
struct exception {
	int64_t day, more_us, sum_us; /* sum_us: of all exceptions up to and with this one */
};

struct calendar {
	const struct zone *zone;
	struct arena *arena;
	struct openings weekdays[7];
	struct special *specials;
	size_t specials_n, specials_room;
	struct exception *exceptions;
	size_t exceptions_n, exceptions_room;
	int64_t usual_us[7]; /* of each weekday, by the wall clock */
	int64_t week_us;
	bool is_ready;
};

struct calendar *
calendar_new(const struct zone *zone, struct arena *a)
{
	struct calendar *c = ARENA_NEW(a, struct calendar);

	c->zone = zone;
	c->arena = a;
	return c;
}

const struct zone *
calendar_zone(const struct calendar *c)
{
	return c->zone;
}

/* ---- Building ---- */

static bool
do_overlap(struct opening a, struct opening b)
{
	return a.from < b.to && b.from < a.to;
}

/* Adds in order of beginning. */
static enum fault_code
opening_add(struct openings *list, struct opening o, struct arena *a, struct fault *f)
{
	if (o.from < 0 || o.from >= DAY_MINUTES || o.to <= o.from || o.to > o.from + DAY_MINUTES)
		return fault_set(f, FAULT_BAD_INPUT,
			"an interval begins between 00:00 and 23:59 and lasts up to 24 hours");
	for (size_t i = 0; i < list->items_n; i++)
		if (do_overlap(list->items[i], o))
			return fault_set(f, FAULT_BAD_INPUT,
				"%02d:%02d-%02d:%02d overlaps %02d:%02d-%02d:%02d", o.from / 60,
				o.from % 60, o.to / 60 % 24, o.to % 60, list->items[i].from / 60,
				list->items[i].from % 60, list->items[i].to / 60 % 24,
				list->items[i].to % 60);
	(void)ARENA_PUSH(a, list->items, list->items_n, list->room);
	size_t i = list->items_n - 1;
	for (; i > 0 && list->items[i - 1].from > o.from; i--)
		list->items[i] = list->items[i - 1];
	list->items[i] = o;
	return FAULT_NONE;
}

enum fault_code
calendar_weekday(struct calendar *c, int weekday, struct opening opening, struct fault *f)
{
	assert(!c->is_ready && weekday >= 0 && weekday < 7);
	if (opening_add(&c->weekdays[weekday], opening, c->arena, f))
		return fault_note(f, "the opening hours of %s", weekday_names[weekday]);
	return FAULT_NONE;
}

static enum fault_code
note_day(struct fault *f, int64_t day)
{
	struct date d = date_of_days(day);

	return fault_note(f, "the opening hours of %04d-%02d-%02d", d.year, d.month, d.day);
}

enum fault_code
calendar_day(struct calendar *c, struct date day, const struct opening *openings, size_t openings_n,
	struct fault *f)
{
	assert(!c->is_ready);
	if (!date_is_real(day))
		return fault_set(f, FAULT_BAD_INPUT, "there is no day %04d-%02d-%02d", day.year,
			day.month, day.day);
	struct special special = {.day = date_days(day), .order = c->specials_n};
	for (size_t i = 0; i < openings_n; i++)
		if (opening_add(&special.openings, openings[i], c->arena, f))
			return note_day(f, special.day);
	*ARENA_PUSH(c->arena, c->specials, c->specials_n, c->specials_room) = special;
	return FAULT_NONE;
}

static int
special_compare(const void *a, const void *b)
{
	const struct special *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* In order of days, the last word on each. */
static void
specials_sort(struct calendar *c)
{
	size_t kept_n = 0;

	if (c->specials_n == 0)
		return;
	qsort(c->specials, c->specials_n, sizeof *c->specials, special_compare);
	for (size_t i = 0; i < c->specials_n; i++) {
		bool is_same = kept_n > 0 && c->specials[kept_n - 1].day == c->specials[i].day;
		c->specials[is_same ? kept_n - 1 : kept_n++] = c->specials[i];
	}
	c->specials_n = kept_n;
}

/* What is open on a day, whatever the day before still has running. */
static const struct openings *
openings_of(const struct calendar *c, int64_t day)
{
	size_t low = 0, high = c->specials_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->specials[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < c->specials_n && c->specials[low].day == day)
		return &c->specials[low].openings;
	return &c->weekdays[date_weekday(day)];
}

/* A night of this day against the morning of the next one. */
static bool
runs_into(const struct openings *day, const struct openings *next)
{
	if (day->items_n == 0 || next->items_n == 0)
		return false;
	return day->items[day->items_n - 1].to > DAY_MINUTES + next->items[0].from;
}

static enum fault_code
nights_check(const struct calendar *c, struct fault *f)
{
	static const char reason[] = "the night of the day before overlaps the morning";

	for (int i = 0; i < 7; i++)
		if (runs_into(&c->weekdays[i], &c->weekdays[(i + 1) % 7])) {
			fault_set(f, FAULT_BAD_INPUT, "%s", reason);
			return fault_note(f, "the opening hours of %s", weekday_names[(i + 1) % 7]);
		}
	for (size_t i = 0; i < 2 * c->specials_n; i++) {
		int64_t day = c->specials[i / 2].day + (int64_t)(i % 2);
		if (runs_into(openings_of(c, day - 1), openings_of(c, day))) {
			fault_set(f, FAULT_BAD_INPUT, "%s", reason);
			return note_day(f, day);
		}
	}
	return FAULT_NONE;
}

/* ---- A day on the line of instants ---- */

struct stretch {
	int64_t from_us, to_us;
};

static struct stretch
stretch_of(const struct calendar *c, int64_t day, struct opening o)
{
	return (struct stretch){
		.from_us = zone_to_utc(c->zone, day * DAY_US + o.from * MINUTE_US),
		.to_us = zone_to_utc(c->zone, day * DAY_US + o.to * MINUTE_US),
	};
}

/* How long the intervals of a day really are, as far as they lie before an instant. */
static int64_t
day_before_us(const struct calendar *c, int64_t day, int64_t until_us)
{
	const struct openings *list = openings_of(c, day);
	int64_t sum = 0;

	for (size_t i = 0; i < list->items_n; i++) {
		struct stretch s = stretch_of(c, day, list->items[i]);
		if (s.from_us >= until_us)
			break;
		sum += (s.to_us < until_us ? s.to_us : until_us) - s.from_us;
	}
	return sum;
}

static void
exception_add(struct calendar *c, int64_t day)
{
	int64_t more_us = day_before_us(c, day, INT64_MAX) - c->usual_us[date_weekday(day)];

	if (more_us != 0)
		*ARENA_PUSH(c->arena, c->exceptions, c->exceptions_n, c->exceptions_room) =
			(struct exception){.day = day, .more_us = more_us};
}

static int64_t
day_of(const struct calendar *c, int64_t us)
{
	return zone_day(c->zone, us);
}

static int
exception_compare(const void *a, const void *b)
{
	const struct exception *x = a, *y = b;

	return x->day < y->day ? -1 : x->day > y->day;
}

/* Special days, and the days around each clock change; a day that is both is kept once. */
static void
exceptions_find(struct calendar *c)
{
	size_t kept_n = 0;
	int64_t sum_us = 0;

	for (size_t i = 0; i < c->specials_n; i++)
		exception_add(c, c->specials[i].day);
	for (int64_t us = zone_next_change(c->zone, INT64_MIN); us != TIME_NONE;
		us = zone_next_change(c->zone, us))
		for (int64_t day = day_of(c, us) - OVERNIGHT; day <= day_of(c, us) + 1; day++)
			exception_add(c, day);
	if (c->exceptions_n == 0)
		return;
	qsort(c->exceptions, c->exceptions_n, sizeof *c->exceptions, exception_compare);
	for (size_t i = 0; i < c->exceptions_n; i++) {
		if (kept_n > 0 && c->exceptions[kept_n - 1].day == c->exceptions[i].day)
			continue;
		sum_us += c->exceptions[i].more_us;
		c->exceptions[kept_n] = c->exceptions[i];
		c->exceptions[kept_n++].sum_us = sum_us;
	}
	c->exceptions_n = kept_n;
}

enum fault_code
calendar_ready(struct calendar *c, struct fault *f)
{
	specials_sort(c);
	if (nights_check(c, f))
		return f->code;
	for (int i = 0; i < 7; i++) {
		for (size_t k = 0; k < c->weekdays[i].items_n; k++)
			c->usual_us[i] +=
				(c->weekdays[i].items[k].to - c->weekdays[i].items[k].from) *
				MINUTE_US;
		c->week_us += c->usual_us[i];
	}
	exceptions_find(c);
	c->is_ready = true;
	return FAULT_NONE;
}

/* ---- Counting ---- */

static int64_t
exceptions_before_us(const struct calendar *c, int64_t day)
{
	size_t low = 0, high = c->exceptions_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->exceptions[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? 0 : c->exceptions[low - 1].sum_us;
}

/* The opening time of all days before a day, counted from the Monday 1969-12-29. */
static int64_t
count_us(const struct calendar *c, int64_t day)
{
	int weekday = date_weekday(day);
	int64_t sum = (day + 3 - weekday) / 7 * c->week_us + exceptions_before_us(c, day);

	for (int i = 0; i < weekday; i++)
		sum += c->usual_us[i];
	return sum;
}

static int64_t
opened_us(const struct calendar *c, int64_t us)
{
	int64_t day = day_of(c, us), first = day - OVERNIGHT;
	int64_t sum = count_us(c, first);

	for (int64_t i = first; i <= day + 1; i++)
		sum += day_before_us(c, i, us);
	return sum;
}

static int64_t
within(int64_t us)
{
	return us < -INSTANT_MOST ? -INSTANT_MOST : us > INSTANT_MOST ? INSTANT_MOST : us;
}

/* Where the stretch ends in which it is open at an instant; TIME_NONE when it is closed then. */
static int64_t
open_until_us(const struct calendar *c, int64_t at_us)
{
	const int64_t today = day_of(c, within(at_us));

	for (int64_t day = today - OVERNIGHT; day <= today + 1; day++) {
		const struct openings *list = openings_of(c, day);
		for (size_t i = 0; i < list->items_n; i++) {
			struct stretch s = stretch_of(c, day, list->items[i]);
			if (at_us >= s.from_us && at_us < s.to_us)
				return s.to_us;
		}
	}
	return TIME_NONE;
}

bool
calendar_is_open(const struct calendar *c, int64_t at_us)
{
	assert(c->is_ready);
	return open_until_us(c, at_us) != TIME_NONE;
}

bool
calendar_day_differs(const struct calendar *c, int64_t day)
{
	const struct openings *own = openings_of(c, day), *usual = &c->weekdays[date_weekday(day)];

	assert(c->is_ready);
	if (own->items_n != usual->items_n)
		return true;
	for (size_t i = 0; i < own->items_n; i++)
		if (own->items[i].from != usual->items[i].from ||
			own->items[i].to != usual->items[i].to)
			return true;
	return false;
}

int64_t
calendar_opening_between(const struct calendar *c, int64_t from_us, int64_t to_us)
{
	assert(c->is_ready);
	if (to_us <= from_us)
		return 0;
	return opened_us(c, within(to_us)) - opened_us(c, within(from_us));
}

/* The instant on a day at which `need_us` of its opening time have passed; it has that much. */
static int64_t
instant_within(const struct calendar *c, int64_t day, int64_t need_us)
{
	const struct openings *list = openings_of(c, day);

	for (size_t i = 0; i < list->items_n; i++) {
		struct stretch s = stretch_of(c, day, list->items[i]);
		if (need_us <= s.to_us - s.from_us)
			return s.from_us + need_us;
		need_us -= s.to_us - s.from_us;
	}
	return TIME_NONE;
}

int64_t
calendar_due(const struct calendar *c, int64_t from_us, int64_t opening_us)
{
	assert(c->is_ready);
	if (opening_us <= 0)
		return from_us;
	from_us = within(from_us);
	int64_t target_us, first = day_of(c, from_us) - OVERNIGHT;
	int64_t low = first, high = first + OVERNIGHT + TEN_YEARS + 1;
	if (__builtin_add_overflow(opened_us(c, from_us), opening_us, &target_us) ||
		count_us(c, high + 1) < target_us)
		return TIME_NONE;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (count_us(c, middle + 1) >= target_us)
			high = middle;
		else
			low = middle + 1;
	}
	int64_t due_us = instant_within(c, low, target_us - count_us(c, low));
	return due_us <= from_us + TEN_YEARS * DAY_US ? due_us : TIME_NONE;
}

int64_t
calendar_turns_us(const struct calendar *c, int64_t at_us)
{
	int64_t end_us = at_us;

	assert(c->is_ready);
	if (!calendar_is_open(c, at_us)) {
		/* A moment of opening time has passed a moment after it opens. */
		const int64_t due_us = calendar_due(c, at_us, 1);
		return due_us == TIME_NONE ? TIME_NONE : due_us - 1;
	}
	/* Days that are open to midnight and from midnight on are one stretch. */
	for (int i = 0; i < TURNS_MOST; i++) {
		const int64_t until_us = open_until_us(c, end_us);
		if (until_us == TIME_NONE)
			return end_us;
		end_us = until_us;
	}
	return TIME_NONE;
}

int64_t
calendar_usual_day_us(const struct calendar *c)
{
	int64_t most_us = 0;

	for (int i = 0; i < 7; i++) {
		int64_t day_us = 0;
		for (size_t k = 0; k < c->weekdays[i].items_n; k++)
			day_us += (c->weekdays[i].items[k].to - c->weekdays[i].items[k].from) *
				  MINUTE_US;
		if (day_us > most_us)
			most_us = day_us;
	}
	return most_us;
}
