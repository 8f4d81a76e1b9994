/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening hours as people write them – `mon-fri: [09:00-17:00]`, `daily`, single days – into base's
 * calendars.
 */
#include "map/reader.h"

#include <string.h>
#include <strings.h>

static const char *const weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static int
weekday_find(struct span word)
{
	for (int i = 0; i < 7; i++)
		if (span_is(word, span_of(weekdays[i])))
			return i;
	return -1;
}

/* "mon", "mon-fri", "sat-mon", "daily" → the bits of its weekdays; 0 when it is none of these. */
static unsigned
days_of(const char *text)
{
	struct span rest = span_of(text), word;
	unsigned days = 0;

	if (strcmp(text, "daily") == 0)
		return 0x7F;
	if (!span_cut(&rest, '-', &word))
		return 0;
	int from = weekday_find(span_trim(word));
	int to = strchr(text, '-') != NULL ? weekday_find(span_trim(rest)) : from;
	if (from < 0 || to < 0)
		return 0;
	for (int day = from;; day = (day + 1) % 7) {
		days |= 1u << day;
		if (day == to)
			return days;
	}
}

static bool
opening_take(struct reader *r, const struct node *node, struct opening *ret)
{
	struct fault f = {0};

	if (node->kind != NODE_SCALAR)
		map_error_at(r, node, "this is %s; expected an interval such as 09:00-17:00",
			map_node_kind_words(node->kind));
	else if (opening_parse(ret, span_of(node->text), &f))
		map_error_at(r, node, "%s", map_fault_reason(&f));
	else
		return true;
	return false;
}

/* The intervals of a value: one, or a list of them. Each with its node, for reports. */
size_t
map_openings_take(
	struct reader *r, const struct node *node, struct opening *into, const struct node **nodes)
{
	bool is_list = node->kind == NODE_LIST;
	size_t items_n = is_list ? node->items_n : 1, n = 0;

	if (node->kind == NODE_NOTHING || node->kind == NODE_MAPPING) {
		map_error_at(r, node, "this is %s; expected %s", map_node_kind_words(node->kind),
			map_type_expected(TYPE_HOURS));
		return 0;
	}
	if (items_n > MAP_OPENINGS_MOST) {
		map_error_at(r, node, "a day with more than %d intervals", MAP_OPENINGS_MOST);
		return 0;
	}
	for (size_t i = 0; i < items_n; i++) {
		nodes[n] = is_list ? node->items[i] : node;
		if (opening_take(r, nodes[n], &into[n]))
			n++;
	}
	return n;
}

static void
weekday_complain(struct reader *r, const struct node *key, const char *word)
{
	const char *meant = NULL;

	for (int i = 0; i < 7 && meant == NULL; i++)
		if (strncasecmp(word, weekdays[i], 3) == 0)
			meant = weekdays[i];
	if (meant != NULL && strpbrk(word, "-–") == NULL)
		map_error_at(r, key, "%s is no weekday; did you mean \"%s\"?", map_quote(r, word),
			meant);
	else
		map_error_at(r, key,
			"%s is no weekday; expected mon tue wed thu fri sat sun, a range such as "
			"mon-fri, or daily",
			map_quote(r, word));
}

/* The bits of one weekday, a range of them, or a list. */
void
map_days_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	const bool is_list = node->kind == NODE_LIST;
	unsigned days = 0;

	(void)count;
	for (size_t i = 0; i < (is_list ? node->items_n : 1); i++) {
		const struct node *item = is_list ? node->items[i] : node;
		const unsigned these = item->kind == NODE_SCALAR ? days_of(item->text) : 0;
		if (these == 0)
			weekday_complain(
				now->r, item, item->kind == NODE_SCALAR ? item->text : "this");
		days |= these;
	}
	memcpy(into, &days, sizeof days);
}

static void
weekdays_open(struct reader *r, const struct node_pair *pair, struct calendar *calendar)
{
	struct opening openings[MAP_OPENINGS_MOST];
	const struct node *nodes[MAP_OPENINGS_MOST];
	const char *word = pair->key->kind == NODE_SCALAR ? pair->key->text : "";
	unsigned days = days_of(word);
	if (days == 0) {
		weekday_complain(r, pair->key, word);
		return;
	}
	size_t n = map_openings_take(r, pair->value, openings, nodes);
	for (size_t i = 0; i < n; i++) {
		struct fault f = {0};
		enum fault_code code = FAULT_NONE;
		for (int day = 0; day < 7 && code == FAULT_NONE; day++)
			if ((days >> day & 1) != 0)
				code = calendar_weekday(calendar, day, openings[i], &f);
		if (code != FAULT_NONE)
			map_error_at(r, nodes[i], "%s: %s", map_quote(r, nodes[i]->text),
				map_fault_reason(&f));
	}
}

/* The dates told so far, so that one told twice is found. */
struct told {
	int64_t days[4096];
	size_t n;
};

static bool
day_is_new(struct told *told, struct date day)
{
	int64_t days = date_days(day);

	for (size_t i = 0; i < told->n; i++)
		if (told->days[i] == days)
			return false;
	if (told->n < array_length(told->days))
		told->days[told->n++] = days;
	return true;
}

static void
day_set(struct reader *r, const struct node *at, struct told *told, struct calendar *calendar,
	struct date day, const struct opening *openings, size_t n)
{
	struct fault f = {0};

	if (told->n == array_length(told->days))
		map_error_at(r, at, "a calendar with more than %zu closed and special days",
			array_length(told->days));
	else if (!day_is_new(told, day))
		map_error_at(r, at, "this day is told twice in this calendar");
	else if (calendar_day(calendar, day, openings, n, &f))
		map_error_at(r, at, "%s", map_fault_reason(&f));
}

static void
closed_read(
	struct reader *r, const struct node *closed, struct told *told, struct calendar *calendar)
{
	for (size_t i = 0; i < closed->items_n; i++) {
		const struct node *item = closed->items[i];
		struct date day;
		if (item->kind == NODE_SCALAR && date_parse(&day, span_of(item->text)))
			day_set(r, item, told, calendar, day, NULL, 0);
		else
			map_error_at(r, item, "%s is no date; expected %s",
				item->kind == NODE_SCALAR ? map_quote(r, item->text)
							  : map_node_kind_words(item->kind),
				map_type_expected(TYPE_DATE));
	}
}

static void
special_read(
	struct reader *r, const struct node *special, struct told *told, struct calendar *calendar)
{
	struct opening openings[MAP_OPENINGS_MOST];
	const struct node *nodes[MAP_OPENINGS_MOST];

	for (size_t i = 0; i < special->items_n; i++) {
		const struct node *item = special->items[i];
		const struct node *day = map_node_find(item, "day"),
				  *open = map_node_find(item, "open");
		struct date date;
		if (day == NULL || open == NULL || day->kind != NODE_SCALAR ||
			!date_parse(&date, span_of(day->text)))
			continue; /* the fields have been complained of */
		size_t n = map_openings_take(r, open, openings, nodes);
		day_set(r, day, told, calendar, date, openings, n);
	}
}

void
map_calendar_finish(struct reader *r, const struct node *node, void *item)
{
	struct calendar_entry *entry = item;
	const struct node *open = map_node_find(node, "open"),
			  *closed = map_node_find(node, "closed");
	const struct node *special = map_node_find(node, "special");
	struct told *told = ARENA_NEW(r->scratch, struct told);
	struct fault f = {0};
	size_t before = r->problems->items_n;

	if (entry->zone == NULL)
		entry->zone = r->zone;
	entry->calendar = calendar_new(entry->zone, r->a);
	if (open != NULL && open->kind == NODE_MAPPING)
		for (size_t i = 0; i < open->pairs_n; i++)
			weekdays_open(r, &open->pairs[i], entry->calendar);
	if (closed != NULL)
		closed_read(r, closed, told, entry->calendar);
	if (special != NULL)
		special_read(r, special, told, entry->calendar);
	if (r->problems->items_n == before && calendar_ready(entry->calendar, &f))
		map_error_at(r, node, "%s", map_fault_reason(&f));
}
