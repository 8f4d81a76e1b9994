/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A zone is a table of changes from 1900 to 2100, asked out of GLib once, when the zone is first
 * found; afterwards it is only read, by any thread. Before its first change and after its last, the
 * offset stays what it is there.
 *
 *	change      at_us            instant of the change
 *	            local_end_us     the same, read from the clock that is about to be changed
 *	            offset_us        east of UTC from then on
 *
 * Row 0 begins at the beginning of time. A wall clock's reading belongs to the first row whose
 * end it does not reach; when it lies before that row's own beginning, the clocks skipped it.
 *
 * The list of zones found so far is the one thing this folder keeps: zones live as long as the
 * process, so that everybody may hold a plain pointer. There are only as many as the database has.
 */
#include "base/time.h"

#include <glib.h>
#include <stdlib.h>

#include "base/duration.h"

#define FIRST_S	     INT64_C(-2208988800) /* 1900-01-01 */
#define RULES_S	     INT64_C(2145916800)  /* 2038-01-01 */
#define LAST_S	     INT64_C(4102444800)  /* 2100-01-01 */
#define SECOND_US    INT64_C(1000000)
#define CHANGES_MOST 1024
#define NAME_SIZE    64

struct change {
	int64_t at_us, local_end_us, offset_us;
};

struct zone {
	char name[NAME_SIZE];
	const struct zone *older;
	size_t changes_n;
	struct change changes[];
};

static const struct zone utc = {
	.name = "UTC",
	.changes_n = 1,
	.changes = {{.at_us = INT64_MIN, .local_end_us = INT64_MAX}},
};

/* GLib (seen in 2.74) misreads rules whose winter time is the exception, which hold after the last
 * change that a database file lists. The same rules the usual way round, from 2038 on: */
static const struct {
	const char *name, *rule;
} turned_rules[] = {
	{"Europe/Dublin", "GMT0IST-1,M3.5.0/1,M10.5.0"},
	{"Eire", "GMT0IST-1,M3.5.0/1,M10.5.0"},
};

static const struct zone *found_zones;

const struct zone *
zone_utc(void)
{
	return &utc;
}

const char *
zone_name(const struct zone *zone)
{
	return zone->name;
}

/* ---- Making one ---- */

struct draft {
	GTimeZone *source;
	struct change changes[CHANGES_MOST];
	size_t changes_n;
};

static int
interval_at(const struct draft *draft, int64_t at_s)
{
	return g_time_zone_find_interval(draft->source, G_TIME_TYPE_UNIVERSAL, at_s);
}

static void
change_add(struct draft *draft, int64_t at_us, int interval)
{
	int64_t offset_us = SECOND_US * g_time_zone_get_offset(draft->source, interval);

	if (draft->changes_n > 0) {
		struct change *last = &draft->changes[draft->changes_n - 1];
		if (last->offset_us == offset_us || draft->changes_n == CHANGES_MOST)
			return;
		last->local_end_us = at_us + last->offset_us;
	}
	draft->changes[draft->changes_n++] =
		(struct change){.at_us = at_us, .local_end_us = INT64_MAX, .offset_us = offset_us};
}

/* Adds every change in (from_s, to_s], by halves: GLib numbers the intervals between changes. */
static void
changes_find(struct draft *draft, int64_t from_s, int from, int64_t to_s, int to)
{
	if (from == to)
		return;
	if (to_s - from_s == 1) {
		change_add(draft, to_s * SECOND_US, to);
		return;
	}
	int64_t middle_s = from_s + (to_s - from_s) / 2;
	int middle = interval_at(draft, middle_s);
	changes_find(draft, from_s, from, middle_s, middle);
	changes_find(draft, middle_s, middle, to_s, to);
}

static const struct zone *
zone_keep(const char *name, const struct change *changes, size_t changes_n)
{
	struct zone *zone = calloc(1, sizeof *zone + changes_n * sizeof *changes);

	if (zone == NULL)
		abort();
	g_strlcpy(zone->name, name, NAME_SIZE);
	zone->changes_n = changes_n;
	memcpy(zone->changes, changes, changes_n * sizeof *changes);
	zone->older = found_zones;
	found_zones = zone;
	return zone;
}

static const char *
turned_rule(const char *name)
{
	for (size_t i = 0; i < array_length(turned_rules); i++)
		if (strcmp(turned_rules[i].name, name) == 0)
			return turned_rules[i].rule;
	return NULL;
}

/* Every change in (from_s, to_s] by the rules of a name. */
static bool
draft_add(struct draft *draft, const char *name, int64_t from_s, int64_t to_s)
{
	draft->source = g_time_zone_new_identifier(name);
	if (draft->source == NULL)
		return false;
	int first = interval_at(draft, from_s), last = interval_at(draft, to_s);
	if (draft->changes_n == 0)
		change_add(draft, INT64_MIN, first);
	changes_find(draft, from_s, first, to_s, last);
	g_time_zone_unref(draft->source);
	return true;
}

static const struct zone *
zone_load(const char *name)
{
	struct draft draft = {0};
	const char *rule = turned_rule(name);

	if (!draft_add(&draft, name, FIRST_S, rule == NULL ? LAST_S : RULES_S) ||
		(rule != NULL && !draft_add(&draft, rule, RULES_S, LAST_S)))
		return NULL;
	return zone_keep(name, draft.changes, draft.changes_n);
}

/* ---- Finding one ---- */

/* Two digits at s[at], or -1. */
static int
two_digits(struct span s, size_t at)
{
	if (at + 2 > s.size || !g_ascii_isdigit(s.at[at]) || !g_ascii_isdigit(s.at[at + 1]))
		return -1;
	return (s.at[at] - '0') * 10 + (s.at[at + 1] - '0');
}

/* "+02:00", "-0330", "+7". */
static bool
offset_read(struct span s, int64_t *ret_s)
{
	if (s.size < 3 || (s.at[0] != '+' && s.at[0] != '-'))
		return false;
	bool has_colon = s.size == 6 && s.at[3] == ':';
	int hours = two_digits(s, 1), minutes = s.size == 3 ? 0 : two_digits(s, has_colon ? 4 : 3);
	if ((s.size != 3 && s.size != 5 && !has_colon) || hours < 0 || hours > 23 || minutes < 0 ||
		minutes > 59)
		return false;
	int64_t offset_s = hours * 3600 + minutes * 60;
	*ret_s = s.at[0] == '-' ? -offset_s : offset_s;
	return true;
}

/* Names out of files never reach the file system but as a name below the zone database. */
static bool
is_database_name(const char *name)
{
	if (!g_ascii_isalpha(name[0]) || strstr(name, "//") != NULL)
		return false;
	size_t length =
		strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");
	return name[length] == '\0' && length < NAME_SIZE && name[length - 1] != '/';
}

static const struct zone *
zone_fixed(int64_t offset_s)
{
	char name[NAME_SIZE];
	struct change only = {
		.at_us = INT64_MIN,
		.local_end_us = INT64_MAX,
		.offset_us = offset_s * SECOND_US,
	};
	int minutes = (int)(offset_s < 0 ? -offset_s : offset_s) / 60;

	g_snprintf(name, sizeof name, "%c%02d:%02d", offset_s < 0 ? '-' : '+', minutes / 60,
		minutes % 60);
	for (const struct zone *zone = found_zones; zone != NULL; zone = zone->older)
		if (strcmp(zone->name, name) == 0)
			return zone;
	return zone_keep(name, &only, 1);
}

const struct zone *
zone_find(const char *name)
{
	int64_t offset_s;

	if (strcmp(name, "UTC") == 0 || strcmp(name, "Z") == 0)
		return &utc;
	for (const struct zone *zone = found_zones; zone != NULL; zone = zone->older)
		if (strcmp(zone->name, name) == 0)
			return zone;
	if (offset_read(span_of(name), &offset_s))
		return offset_s == 0 ? &utc : zone_fixed(offset_s);
	return is_database_name(name) ? zone_load(name) : NULL;
}

/* ---- Asking one ---- */

/* The last change at or before an instant. */
static const struct change *
change_at(const struct zone *zone, int64_t us)
{
	const struct change *low = zone->changes;
	size_t n = zone->changes_n;

	while (n > 1) {
		size_t half = n / 2;
		if (low[half].at_us <= us)
			low += half;
		n -= half;
	}
	return low;
}

static int64_t
sum_within(int64_t a, int64_t b)
{
	int64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return b < 0 ? INT64_MIN + 1 : INT64_MAX;
	return sum;
}

int32_t
zone_offset_at(const struct zone *zone, int64_t us)
{
	return (int32_t)(change_at(zone, us)->offset_us / SECOND_US);
}

int64_t
zone_next_change(const struct zone *zone, int64_t us)
{
	const struct change *next = change_at(zone, us) + 1;

	return next < zone->changes + zone->changes_n ? next->at_us : TIME_NONE;
}

int64_t
zone_to_utc(const struct zone *zone, int64_t local_us)
{
	const struct change *change = zone->changes;
	size_t n = zone->changes_n;

	while (n > 1) {
		size_t half = n / 2;
		if (change[half - 1].local_end_us <= local_us)
			change += half;
		n -= half;
	}
	int64_t us = sum_within(local_us, -change->offset_us);
	return us < change->at_us ? change->at_us : us;
}

int64_t
zone_to_local(const struct zone *zone, int64_t us)
{
	return sum_within(us, change_at(zone, us)->offset_us);
}

int64_t
zone_day(const struct zone *zone, int64_t us)
{
	const int64_t local_us = zone_to_local(zone, us);

	return local_us / DURATION_DAY_US - (local_us % DURATION_DAY_US < 0);
}

int64_t
zone_day_begins_us(const struct zone *zone, int64_t day)
{
	return zone_to_utc(zone, day * DURATION_DAY_US);
}
