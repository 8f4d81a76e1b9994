/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clocks of all branches told again from the journal, and held against their rows. Events of a
 * branch come in one piece, and its clocks' numbers only grow, so those told so far are an array in
 * order; what is over is thrown out of it from time to time.
 *
 * A missed clock's row may be gone without a word: its passage was over and the map wants no
 * response, or nobody took the response up for a day.
 */
#include <stdlib.h>
#include <string.h>

#include "service/clock.h"

#define PAGE	  500
#define GONE_MOST 10000

struct told {
	int64_t id, journey, due_us;
	enum clock_state state;
	enum clock_response response;
	bool is_warned, is_gone, is_seen;
};

struct telling {
	struct store_tx *tx;
	struct service_proof *proof;
	int64_t branch;
	struct told *items;
	size_t n, room, gone_n;
};

static void
telling_guard(struct telling *t)
{
	free(t->items);
}

/* ---- From the journal ---- */

static struct told *
told_find(struct telling *t, int64_t id)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (t->items[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->n && t->items[low].id == id ? &t->items[low] : NULL;
}

static void
told_add(struct telling *t, const struct journal_event *event)
{
	if (t->n == t->room) {
		t->room = t->room == 0 ? 256 : 2 * t->room;
		t->items = reallocarray(t->items, t->room, sizeof *t->items);
		if (t->items == NULL)
			abort();
	}
	t->items[t->n++] = (struct told){.id = event->subject,
		.journey = event->journey,
		.due_us = journal_field(event, "due_us").number,
		.state = CLOCK_RUNNING};
}

static void
gone(struct telling *t, struct told *told)
{
	size_t kept = 0;

	told->is_gone = true;
	if (++t->gone_n < GONE_MOST || t->gone_n < t->n / 2)
		return;
	for (size_t i = 0; i < t->n; i++)
		if (!t->items[i].is_gone)
			t->items[kept++] = t->items[i];
	t->n = kept;
	t->gone_n = 0;
}

/* False: it cannot happen to this clock. */
static bool
told_change(struct telling *t, struct told *told, const struct journal_event *event)
{
	const bool is_missed = told->state == CLOCK_MISSED;

	switch (event->kind) {
	case EVENT_STANDARD_WARNED:
		told->is_warned = true;
		return told->state == CLOCK_RUNNING;
	case EVENT_STANDARD_BREACHED:
		told->state = CLOCK_MISSED;
		return !is_missed;
	case EVENT_STANDARD_PAUSED:
		told->state = CLOCK_PAUSED;
		told->due_us = 0;
		return !is_missed;
	case EVENT_STANDARD_RESUMED:
		told->state = CLOCK_RUNNING;
		told->due_us = journal_field(event, "due_us").number;
		return !is_missed;
	case EVENT_STANDARD_MET:
	case EVENT_STANDARD_DROPPED:
		gone(t, told);
		return !is_missed;
	case EVENT_RESPONSE_BEGUN:
		told->response = RESPONSE_BEGUN;
		return is_missed;
	case EVENT_RESPONSE_DONE:
		told->response = RESPONSE_DONE;
		return is_missed;
	default:
		return true;
	}
}

/* ---- Against the rows ---- */

static void
broken(struct telling *t, int64_t clock, const char *what)
{
	if (t->proof->is_broken)
		return;
	t->proof->is_broken = true;
	snprintf(t->proof->what, sizeof t->proof->what, "clock %lld of branch %lld: %s",
		(long long)clock, (long long)t->branch, what);
}

static void
row_compare(struct telling *t, const struct clock *row)
{
	struct told *told = told_find(t, row->id);
	const bool is_taken_up = told != NULL && told->response != RESPONSE_NONE;

	t->proof->clocks_n++;
	if (told == NULL || told->is_gone) {
		broken(t, row->id, "it runs, and the journal knows no such clock");
		return;
	}
	told->is_seen = true;
	if (told->journey != row->journey)
		broken(t, row->id, "it is another journey's in the journal");
	else if ((int64_t)told->state != row->state)
		broken(t, row->id, "the journal leaves it in another state");
	else if (told->state != CLOCK_MISSED && told->due_us != row->due_us)
		broken(t, row->id, "it is due at another time in the journal");
	else if (told->is_warned != (row->is_warned != 0))
		broken(t, row->id, "row and journal do not agree whether a breach was predicted");
	else if (is_taken_up ? (int64_t)told->response != row->response
			     : row->response > RESPONSE_WANTED)
		broken(t, row->id, "its response is at another point in the journal");
}

static enum fault_code
branch_compare(struct telling *t, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	int64_t journey = 0, id = 0;
	size_t n = PAGE;

	while (n == PAGE) {
		const struct arena_mark mark = arena_mark(a);
		const struct clock *rows = clocks_ask(t->tx, SQL_CLOCKS_ALL,
			STORE_VALUES(store_int(t->branch), store_int(journey), store_int(id),
				store_int(PAGE)),
			&n, PAGE, a);

		for (size_t i = 0; i < n; i++)
			row_compare(t, &rows[i]);
		if (n > 0) {
			journey = rows[n - 1].journey;
			id = rows[n - 1].id;
		}
		arena_rewind(a, mark);
	}
	for (size_t i = 0; i < t->n; i++)
		if (!t->items[i].is_gone && !t->items[i].is_seen &&
			t->items[i].state != CLOCK_MISSED)
			broken(t, t->items[i].id, "the journal lets it run, and it has no row");
	return store_fault(t->tx, f);
}

static enum fault_code
event_tell(const struct journal_event *event, void *with, struct fault *f)
{
	struct telling *t = with;
	struct told *told;

	if (event->branch != t->branch) {
		if (t->branch >= 0 && branch_compare(t, f))
			return f->code;
		t->branch = event->branch;
		t->n = t->gone_n = 0;
	}
	if (event->kind < EVENT_STANDARD_BEGUN || event->kind > EVENT_RESPONSE_DONE)
		return FAULT_NONE;
	if (event->kind == EVENT_STANDARD_BEGUN) {
		told_add(t, event);
		return FAULT_NONE;
	}
	told = told_find(t, event->subject);
	if (told == NULL || told->is_gone || !told_change(t, told, event))
		broken(t, event->subject, "its events do not follow from each other");
	return FAULT_NONE;
}

enum fault_code
clocks_prove(struct store_tx *tx, struct service_proof *ret, struct fault *f)
{
	ON_EXIT(telling_guard)
	struct telling t = {.tx = tx, .proof = ret, .branch = -1};
	struct journal_cursor *cursor = journal_cursor_new();
	size_t n = 0;
	enum fault_code code = journal_follow(tx, cursor, SIZE_MAX, event_tell, &t, &n, f);

	journal_cursor_free(cursor);
	if (code == FAULT_NONE && t.branch >= 0)
		code = branch_compare(&t, f);
	return code;
}
