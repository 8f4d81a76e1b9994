/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ids for what a new version of the map has: services, departments, branches, counters are known by
 * their names; a name that stays keeps its id, a new one gets an id, one that is gone ends – unless
 * somebody still waits there. A name that comes back after its end is something new.
 */
#include <string.h>

#include "service/house_version.h"
#include "service/people.h"

/* One kind of place: how its rows are written and what is told of it. */
static const struct place_words {
	unsigned add, end;
	enum event_kind added, changed, removed;
} words_of[PLACE_KIND__COUNT] = {
	[PLACE_KIND_BRANCH] = {SQL_BRANCH_ADD, SQL_BRANCH_END, EVENT_BRANCH_ADDED,
		EVENT_BRANCH_CHANGED, EVENT_BRANCH_REMOVED},
	[PLACE_KIND_SERVICE] = {SQL_SERVICE_ADD, SQL_SERVICE_END, EVENT_SERVICE_ADDED,
		EVENT_SERVICE_CHANGED, EVENT_SERVICE_REMOVED},
	[PLACE_KIND_DEPARTMENT] = {SQL_DEPARTMENT_ADD, SQL_DEPARTMENT_END, EVENT_DEPARTMENT_ADDED,
		EVENT_NONE, EVENT_DEPARTMENT_REMOVED},
};

/* ---- What has changed ---- */

static bool
text_is(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
wording_is(const struct wording *a, const struct wording *b)
{
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (a->has_own[l] != b->has_own[l] || !text_is(a->in[l], b->in[l]))
			return false;
	return true;
}

static const char *
service_change(const struct service *a, const struct service *b)
{
	if (!wording_is(&a->title, &b->title))
		return "title";
	if (!text_is(a->cycle, b->cycle))
		return "cycle";
	if (!text_is(a->letter, b->letter))
		return "letter";
	if (a->usual_us != b->usual_us)
		return "usual";
	if (a->capacity != b->capacity)
		return "capacity";
	return a->last_call_us != b->last_call_us ? "last-call" : NULL;
}

static const char *
branch_change(const struct branch *a, const struct branch *b)
{
	if (!wording_is(&a->title, &b->title))
		return "title";
	return text_is(a->calendar_name, b->calendar_name) ? NULL : "calendar";
}

static const char *
counter_change(const struct counter *a, const struct counter *b)
{
	if (!wording_is(&a->title, &b->title))
		return "title";
	if (a->services_n != b->services_n)
		return "services";
	for (size_t i = 0; i < a->services_n; i++)
		if (!text_is(a->services[i], b->services[i]))
			return "services";
	return NULL;
}

/* ---- Places on a map ---- */

static size_t
places_n(const struct map *map, enum place_kind kind)
{
	const struct organisation *o = &map->organisation;

	return kind == PLACE_KIND_BRANCH    ? o->branches_n
	       : kind == PLACE_KIND_SERVICE ? o->services_n
					    : o->departments_n;
}

static const char *
place_name(const struct map *map, enum place_kind kind, size_t i)
{
	const struct organisation *o = &map->organisation;

	return kind == PLACE_KIND_BRANCH    ? o->branches[i].name
	       : kind == PLACE_KIND_SERVICE ? o->services[i].name
					    : o->departments[i].name;
}

/* Its place in the list, or places_n. */
static size_t
place_find(const struct map *map, enum place_kind kind, const char *name)
{
	size_t i = 0;

	while (i < places_n(map, kind) && strcmp(place_name(map, kind, i), name) != 0)
		i++;
	return i;
}

/* What of a place has changed, in a word; NULL: nothing, or nothing that is told. */
static const char *
place_change(const struct map *before, const struct map *now, enum place_kind kind, size_t i)
{
	const size_t old = before != NULL ? place_find(before, kind, place_name(now, kind, i)) : 0;

	if (before == NULL || old == places_n(before, kind) || kind == PLACE_KIND_DEPARTMENT)
		return NULL;
	if (kind == PLACE_KIND_SERVICE)
		return service_change(
			&before->organisation.services[old], &now->organisation.services[i]);
	return branch_change(&before->organisation.branches[old], &now->organisation.branches[i]);
}

/* ---- Waiting ---- */

static enum fault_code
nobody_waits(struct command *c, int64_t branch, int64_t service, const char *what, const char *name,
	struct fault *f)
{
	int64_t n = 0;

	if (tickets_open_count(c->tx, branch, service, 0, &n, f))
		return f->code;
	if (n > 0)
		return fault_set(f, FAULT_CONFLICT,
			"the %s \"%s\" cannot end while %lld %s open there", what, name,
			(long long)n, n == 1 ? "ticket is" : "tickets are");
	return FAULT_NONE;
}

static enum fault_code
counter_is_closed(struct command *c, const struct place_row *row, struct fault *f)
{
	int64_t n = 0;
	bool is_used = false;

	if (counter_is_used(c->tx, row->id, &is_used, f) ||
		tickets_open_count(c->tx, 0, 0, row->id, &n, f))
		return f->code;
	if (is_used || n > 0)
		return fault_set(f, FAULT_CONFLICT,
			"the counter \"%s\" cannot end while it is open; close it first",
			row->name);
	return FAULT_NONE;
}

/* ---- Counters ---- */

static enum fault_code
counter_end(struct command *c, const struct place_row *row, struct fault *f)
{
	if (counter_is_closed(c, row, f))
		return f->code;
	store_do(c->tx, &house_part, SQL_COUNTER_END,
		STORE_VALUES(store_int(service_branch_of(row->id)), store_int(row->id),
			store_int(c->at_us)));
	return house_event(c, EVENT_COUNTER_REMOVED, row->id, STORE_NO_VALUES, f);
}

static enum fault_code
counter_add(struct command *c, int64_t branch, const char *name, struct fault *f)
{
	struct command there = *c;
	int64_t id;

	there.branch = branch;
	if (command_id_next(&there, &id, f))
		return f->code;
	store_do(c->tx, &house_part, SQL_COUNTER_ADD,
		STORE_VALUES(store_int(branch), store_int(id), store_text(span_of(name)),
			store_int(c->at_us)));
	return house_event(c, EVENT_COUNTER_ADDED, id, STORE_VALUES(store_text(span_of(name))), f);
}

static const struct counter *
counter_find(const struct branch *branch, const char *name)
{
	for (size_t i = 0; branch != NULL && i < branch->counters_n; i++)
		if (strcmp(branch->counters[i].name, name) == 0)
			return &branch->counters[i];
	return NULL;
}

/* `now` NULL: the branch ends. */
static enum fault_code
counters_sync(struct command *c, int64_t branch, const struct branch *before,
	const struct branch *now, struct fault *f)
{
	struct place_rows rows;

	if (house_counters_read(c->tx, branch, &rows, c->arena, f))
		return f->code;
	for (size_t i = 0; i < rows.n; i++)
		if (!rows.rows[i].is_removed && counter_find(now, rows.rows[i].name) == NULL &&
			counter_end(c, &rows.rows[i], f))
			return f->code;
	for (size_t i = 0; now != NULL && i < now->counters_n; i++) {
		const struct counter *counter = &now->counters[i],
				     *old = counter_find(before, counter->name);
		const struct place_row *row = house_row_named(&rows, branch, counter->name);
		const char *change =
			row != NULL && old != NULL ? counter_change(old, counter) : NULL;

		if (row == NULL && counter_add(c, branch, counter->name, f))
			return f->code;
		if (change != NULL && house_event(c, EVENT_COUNTER_CHANGED, row->id,
					      STORE_VALUES(store_text(span_of(change))), f))
			return f->code;
	}
	return FAULT_NONE;
}

/* ---- Services, departments, branches ---- */

static enum fault_code
place_add(struct command *c, enum place_kind kind, int64_t workspace, const char *name,
	struct fault *f)
{
	struct command house = *c;
	const struct store_value text = store_text(span_of(name));
	int64_t id;

	house.branch = JOURNAL_HOUSE;
	if (command_id_next(&house, &id, f))
		return f->code;
	store_do(c->tx, &house_part, words_of[kind].add,
		STORE_VALUES(store_int(id), store_int(workspace), text, store_int(c->at_us)));
	return house_event(
		c, words_of[kind].added, id, STORE_VALUES(text, store_int(workspace)), f);
}

static enum fault_code
place_end(struct command *c, enum place_kind kind, const struct place_row *row, struct fault *f)
{
	if (kind == PLACE_KIND_SERVICE && nobody_waits(c, 0, row->id, "service", row->name, f))
		return f->code;
	if (kind == PLACE_KIND_BRANCH && (nobody_waits(c, row->id, 0, "branch", row->name, f) ||
						 counters_sync(c, row->id, NULL, NULL, f) ||
						 people_devices_end(c, row->id, f)))
		return f->code;
	store_do(c->tx, &house_part, words_of[kind].end,
		STORE_VALUES(store_int(row->id), store_int(c->at_us)));
	return house_event(c, words_of[kind].removed, row->id, STORE_NO_VALUES, f);
}

static enum fault_code
places_sync(struct command *c, enum place_kind kind, int64_t workspace, const struct map *before,
	const struct map *now, struct fault *f)
{
	struct place_rows rows;

	if (house_places_read(c->tx, kind, &rows, c->arena, f))
		return f->code;
	for (size_t i = 0; i < rows.n; i++)
		if (!rows.rows[i].is_removed && rows.rows[i].workspace == workspace &&
			place_find(now, kind, rows.rows[i].name) == places_n(now, kind) &&
			place_end(c, kind, &rows.rows[i], f))
			return f->code;
	for (size_t i = 0; i < places_n(now, kind); i++) {
		const char *name = place_name(now, kind, i);
		const struct place_row *row = house_row_named(&rows, workspace, name);
		const char *change = row != NULL ? place_change(before, now, kind, i) : NULL;

		if (row == NULL && place_add(c, kind, workspace, name, f))
			return f->code;
		if (change != NULL && house_event(c, words_of[kind].changed, row->id,
					      STORE_VALUES(store_text(span_of(change))), f))
			return f->code;
	}
	return store_fault(c->tx, f);
}

enum fault_code
house_sync(struct command *c, int64_t workspace, const struct map *before, const struct map *now,
	struct fault *f)
{
	struct place_rows branches;

	if (places_sync(c, PLACE_KIND_SERVICE, workspace, before, now, f) ||
		places_sync(c, PLACE_KIND_DEPARTMENT, workspace, before, now, f) ||
		places_sync(c, PLACE_KIND_BRANCH, workspace, before, now, f) ||
		house_places_read(c->tx, PLACE_KIND_BRANCH, &branches, c->arena, f))
		return f->code;
	for (size_t i = 0; i < now->organisation.branches_n; i++) {
		const struct branch *branch = &now->organisation.branches[i];
		const struct place_row *row = house_row_named(&branches, workspace, branch->name);
		const struct branch *old =
			before != NULL ? map_branch_find(before, branch->name) : NULL;

		if (row == NULL)
			return fault_set(
				f, FAULT_BROKEN, "the branch \"%s\" has no row", branch->name);
		if (counters_sync(c, row->id, old, branch, f))
			return f->code;
	}
	return store_fault(c->tx, f);
}
