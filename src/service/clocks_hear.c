/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an event means to the clocks of its journey, by the map. The same rules as measures/passage
 * reads a log by, as far as they can be known while it happens:
 *
 *	waits_from ── a wait begins (the first sign counts; not before a moment that is optional)
 *	begins     ── the wait ends, the passage begins; a second beginning is the same passage
 *	ends       ── the passage ends
 *	left_by    ── the customer left the wait, or what had begun
 *	closes     ── nothing runs on
 *
 * A live event is a point: {before: X} happens just before the others that X means, what begins
 * {after: X} or ends with X just after. A wait is dropped when a later moment of the map begins
 * without it: the customer went on. Staff's marks tell their moment themselves.
 */
#include <string.h>

#include "service/clock.h"
#include "service/tickets.h"

/* The event at hand. */
struct heard {
	struct command *c;
	struct clock_set *set;
	enum event_kind kind;
	const char *name;
	int64_t ticket;
	int64_t since_us; /* what begins, began then */
	bool is_left;	  /* a moment's left_by names it */
};

static bool
names_has(const struct event_names *names, const char *name)
{
	for (size_t i = 0; i < names->names_n; i++)
		if (strcmp(names->names[i], name) == 0)
			return true;
	return false;
}

/* Just before, or just after the event? */
static bool
is_then(const struct event_names *names, bool is_after_by_itself, bool is_after, const char *name)
{
	const bool when = names->side == EVENT_SIDE_AFTER ||
			  (names->side == EVENT_SIDE_OWN && is_after_by_itself);

	return when == is_after && names_has(names, name);
}

static bool
has_clock(const struct standard *standard)
{
	return standard->has_at_most &&
	       (standard->measure == STANDARD_WAIT || standard->measure == STANDARD_DURATION);
}

/* A standard's clock of a moment that has not ended. */
static struct clock *
open_find(const struct heard *h, const struct moment *moment, const struct standard *standard)
{
	for (size_t i = 0; i < h->set->n; i++) {
		struct clock *k = &h->set->items[i];

		if (!k->is_gone && k->is_over == 0 && k->moment == (int64_t)moment->index &&
			&moment->standards[k->standard] == standard)
			return k;
	}
	return NULL;
}

typedef void clock_change(struct command *c, struct clock_set *set, struct clock *clock);

static void
each_open(const struct heard *h, const struct moment *moment, enum standard_measure measure,
	clock_change *change)
{
	for (size_t i = 0; i < moment->standards_n; i++) {
		struct clock *k = moment->standards[i].measure == measure
					  ? open_find(h, moment, &moment->standards[i])
					  : NULL;

		if (k != NULL)
			change(h->c, h->set, k);
	}
}

/* A repair that goes back to what was missed already does not miss it again. */
static bool
was_missed(const struct heard *h, const struct moment *moment, const struct standard *standard)
{
	for (size_t i = 0; i < h->set->n; i++) {
		const struct clock *k = &h->set->items[i];

		if (k->state == CLOCK_MISSED && k->begun_us == h->since_us &&
			k->moment == (int64_t)moment->index &&
			&moment->standards[k->standard] == standard)
			return true;
	}
	return false;
}

static void
clocks_begin(const struct heard *h, const struct moment *moment, enum standard_measure measure)
{
	for (size_t i = 0; i < moment->standards_n; i++) {
		const struct standard *standard = &moment->standards[i];

		if (has_clock(standard) && standard->measure == measure &&
			open_find(h, moment, standard) == NULL && !was_missed(h, moment, standard))
			clock_begin(h->c, h->set, moment, standard, h->ticket, h->since_us);
	}
}

/* ---- What an event does to a moment ---- */

/* Waits for earlier moments that did not come. */
static void
went_on(const struct heard *h, const struct moment *moment)
{
	for (size_t i = 0; i < h->set->n; i++) {
		struct clock *k = &h->set->items[i];

		if (k->is_gone || k->is_over || k->moment >= (int64_t)moment->index)
			continue;
		if (clock_is_wait(&cycle_moment(h->set->cycle, (size_t)k->moment)
					   ->standards[k->standard]))
			clock_drop(h->c, h->set, k, "passed");
	}
}

static void
moment_begins(const struct heard *h, const struct moment *moment, bool has_end)
{
	each_open(h, moment, STANDARD_WAIT, clock_end);
	went_on(h, moment);
	if (has_end)
		clocks_begin(h, moment, STANDARD_DURATION);
}

static void
moment_leaves(struct heard *h, const struct moment *moment)
{
	h->is_left = true;
	each_open(h, moment, STANDARD_DURATION, clock_leave);
	each_open(h, moment, STANDARD_WAIT, clock_leave);
}

/* One of the two instants of the event. */
static void
moment_hear(struct heard *h, const struct moment *moment, bool is_after)
{
	const char *name = h->name;

	if (!moment->is_optional && is_then(&moment->waits_from, false, is_after, name))
		clocks_begin(h, moment, STANDARD_WAIT);
	if (is_then(&moment->begins, false, is_after, name))
		moment_begins(h, moment, moment->ends.names_n > 0);
	if (is_then(&moment->ends, true, is_after, name))
		each_open(h, moment, STANDARD_DURATION, clock_end);
	if (is_then(&moment->left_by, false, is_after, name))
		moment_leaves(h, moment);
}

/* An abandonment that no moment claims: the customer leaves what they came to last. */
static void
leave_last(const struct heard *h)
{
	struct clock *last = NULL;

	for (size_t i = 0; i < h->set->n; i++) {
		struct clock *k = &h->set->items[i];

		if (!k->is_gone && !k->is_over && (last == NULL || k->begun_us >= last->begun_us))
			last = k;
	}
	for (size_t i = 0; last != NULL && i < h->set->n; i++) {
		struct clock *k = &h->set->items[i];

		if (!k->is_gone && !k->is_over && k->moment == last->moment)
			clock_leave(h->c, h->set, k);
	}
}

static void
closes_hear(const struct heard *h)
{
	for (size_t o = 0; o < OUTCOME__COUNT; o++) {
		if (!names_has(&h->set->cycle->closes[o], h->name))
			continue;
		if (o == OUTCOME_ABANDONED && !h->is_left)
			leave_last(h);
		for (size_t i = 0; i < h->set->n; i++)
			if (!h->set->items[i].is_gone && !h->set->items[i].is_over)
				clock_drop(h->c, h->set, &h->set->items[i], "closed");
	}
}

/* ---- Staff's marks ---- */

static void
mark_hear(const struct heard *h, const struct store_value *fields, size_t fields_n)
{
	char name[JOURNAL_WORD_MOST + 1] = "";
	const struct moment *moment;

	if (fields_n == 0 || fields[0].type != 't' || fields[0].bytes.size >= sizeof name)
		return;
	memcpy(name, fields[0].bytes.at, fields[0].bytes.size);
	moment = cycle_moment_find(h->set->cycle, name);
	if (moment == NULL)
		return;
	if (h->kind == EVENT_MOMENT_BEGUN) {
		moment_begins(h, moment, true);
		return;
	}
	each_open(h, moment, STANDARD_WAIT, clock_end);
	each_open(h, moment, STANDARD_DURATION, clock_end);
}

/* ---- On hold ---- */

/* Does the service stand still with it, or go on? A ticket that goes back to its queue is not
 * served yet. */
static bool
goes_on(enum event_kind kind, const struct store_value *fields, size_t fields_n)
{
	if (kind == EVENT_TICKET_RESUMED)
		return fields_n > 0 && fields[0].type == 'i' && fields[0].number != 0;
	return kind == EVENT_TICKET_CALLED || kind == EVENT_SERVICE_BEGUN;
}

static void
hold_hear(const struct heard *h, const struct store_value *fields, size_t fields_n)
{
	const bool is_held = h->kind == EVENT_TICKET_HELD || h->kind == EVENT_TICKET_PARKED;
	const bool is_on = goes_on(h->kind, fields, fields_n);

	for (size_t i = 0; (is_held || is_on) && i < h->set->n; i++) {
		struct clock *k = &h->set->items[i];
		const struct standard *standard =
			&cycle_moment(h->set->cycle, (size_t)k->moment)->standards[k->standard];

		if (k->is_gone || k->is_over || clock_is_wait(standard))
			continue;
		if (is_held && k->state == CLOCK_RUNNING)
			clock_pause(h->c, h->set, k);
		else if (is_on && k->state == CLOCK_PAUSED)
			clock_resume(h->c, h->set, k);
	}
}

/* ---- The event ---- */

static void
cycle_set(struct command *c, struct clock_set *set, int64_t version, const char *name)
{
	set->version = version;
	set->map = house_map(c->house, version);
	set->cycle = set->map != NULL ? house_cycle(c->house, version, name) : NULL;
}

/* Under which map the journey runs: its own opening says it, or its row. */
static void
cycle_find(struct command *c, struct clock_set *set, enum event_kind kind,
	const struct store_value *fields, size_t fields_n)
{
	struct journey_row row = {0};

	if (set->cycle != NULL)
		return;
	if (set->n > 0) {
		/* All clocks of a journey are of one map. */
		set->version = set->items[0].version;
		set->map = house_map(c->house, set->version);
		set->cycle = clock_cycle(c->house, &set->items[0]);
		return;
	}
	if (kind == EVENT_JOURNEY_OPENED && fields_n > 1 && fields[0].type == 't')
		cycle_set(c, set, fields[1].number,
			arena_text_n(c->arena, fields[0].bytes.at, fields[0].bytes.size));
	else if (journey_find(&row, c->tx, set->journey, c->arena) && row.cycle[0] != '\0')
		cycle_set(c, set, row.version, row.cycle);
}

static int64_t
ticket_of(enum event_kind kind, int64_t subject)
{
	const struct event_about *about = journal_kind(kind);

	return about != NULL && strcmp(about->subject, "ticket") == 0 ? subject : 0;
}

/* A clock that began before there was a ticket. */
static void
ticket_set(const struct heard *h)
{
	for (size_t i = 0; h->ticket != 0 && i < h->set->n; i++)
		if (h->set->items[i].ticket == 0) {
			h->set->items[i].ticket = h->ticket;
			h->set->items[i].is_changed = true;
		}
}

static void
event_hear(struct heard *h, const struct store_value *fields, size_t fields_n)
{
	ticket_set(h);
	hold_hear(h, fields, fields_n);
	if (h->kind == EVENT_MOMENT_BEGUN || h->kind == EVENT_MOMENT_ENDED)
		mark_hear(h, fields, fields_n);
	else
		for (int is_after = 0; is_after < 2; is_after++)
			for (size_t i = 0; i < h->set->cycle->moments_n; i++)
				moment_hear(h, cycle_moment(h->set->cycle, i), is_after);
	closes_hear(h);
}

enum fault_code
clocks_hear(struct command *c, enum event_kind kind, int64_t journey, int64_t subject,
	const struct store_value *fields, size_t fields_n, struct fault *f)
{
	struct heard h = {.c = c,
		.kind = kind,
		.name = journal_kind(kind)->name,
		.ticket = ticket_of(kind, subject),
		.since_us = c->at_us};

	if (clocks_of(c, journey, &h.set, f))
		return f->code;
	cycle_find(c, h.set, kind, fields, fields_n);
	if (h.set->cycle != NULL)
		event_hear(&h, fields, fields_n);
	return store_fault(c->tx, f);
}

/* ---- Repair ---- */

/* What a ticket in this state has been through. */
static const struct {
	const char *state;
	enum event_kind kinds[2];
} leads_to[] = {
	{"waiting", {EVENT_TICKET_TAKEN, EVENT_NONE}},
	{"serving", {EVENT_TICKET_CALLED, EVENT_SERVICE_BEGUN}},
	{"done", {EVENT_SERVICE_BEGUN, EVENT_SERVICE_FINISHED}},
	{"left", {EVENT_TICKET_LEFT, EVENT_NONE}},
	{"missed", {EVENT_TICKET_CALLED, EVENT_TICKET_MISSED}},
};

enum fault_code
clocks_repair(struct command *c, int64_t journey, int64_t ticket, struct fault *f)
{
	struct heard h = {.c = c, .ticket = ticket};
	struct ticket_row row = {0};

	if (!ticket_find(&row, c->tx, ticket, c->arena) || clocks_of(c, journey, &h.set, f))
		return store_fault(c->tx, f);
	cycle_find(c, h.set, EVENT_NONE, NULL, 0);
	if (h.set->cycle == NULL)
		return store_fault(c->tx, f);
	for (size_t i = 0; i < h.set->n; i++)
		if (!h.set->items[i].is_gone && !h.set->items[i].is_over)
			clock_drop(c, h.set, &h.set->items[i], "repaired");
	for (size_t i = 0; i < array_length(leads_to); i++) {
		if (strcmp(ticket_state_slug(row.state), leads_to[i].state) != 0)
			continue;
		for (size_t k = 0; k < 2 && leads_to[i].kinds[k] != EVENT_NONE; k++) {
			h.kind = leads_to[i].kinds[k];
			h.name = journal_kind(h.kind)->name;
			h.since_us = row.state == TICKET_WAITING ? row.taken_us : row.since_us;
			event_hear(&h, NULL, 0);
		}
	}
	return store_fault(c->tx, f);
}
