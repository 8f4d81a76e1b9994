/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the tables that commands keep and numbers what is found. A ticket or a counter of a service
 * that was removed since still waits and still serves: such a service keeps its place in the list.
 */
#include "service/asks.h"
#include "service/life.h"
#include "service/tickets.h"

#include <string.h>

struct standing_read {
	struct store_tx *tx;
	const struct house *house;
	const struct house_branch *branch;
	struct arena *arena;
	struct standing standing;
	struct standing_service *services;
	struct standing_counter *counters;
};

const char *
standing_state_word(enum standing_state state)
{
	static const char *const words[] = {
#define X(id, word) (word),
		STANDING_STATE_TABLE(X)
#undef X
	};

	return words[state];
}

/* ---- Services and counters ---- */

static void
services_fill(struct standing_read *r)
{
	const struct house_workspace *workspace = r->branch->workspace;

	r->services = ARENA_ARRAY(r->arena, struct standing_service, workspace->services_n);
	for (size_t i = 0; i < workspace->services_n; i++)
		r->services[i] = (struct standing_service){workspace->services[i].id,
			arena_text(r->arena, workspace->services[i].name)};
	r->standing.services = r->services;
	r->standing.services_n = workspace->services_n;
}

static uint32_t
service_place(const struct standing_read *r, int64_t id)
{
	for (size_t i = 0; i < r->standing.services_n; i++)
		if (r->services[i].id == id)
			return (uint32_t)i;
	return STANDING_NONE;
}

static uint32_t
counter_place(const struct standing_read *r, int64_t id)
{
	for (size_t i = 0; i < r->standing.counters_n; i++)
		if (r->counters[i].id == id)
			return (uint32_t)i;
	return STANDING_NONE;
}

static struct wording
title_copy(const struct wording *title, struct arena *a)
{
	struct wording copy = *title;

	for (size_t i = 0; i < LANGUAGE__COUNT; i++)
		copy.in[i] = title->in[i] != NULL ? arena_text(a, title->in[i]) : NULL;
	return copy;
}

static enum fault_code
counter_fill(struct standing_read *r, struct standing_counter *ret,
	const struct house_counter *counter, struct fault *f)
{
	const struct house_workspace *workspace = r->branch->workspace;
	uint32_t *services = ARENA_ARRAY(r->arena, uint32_t, workspace->services_n);
	struct counter_serves serves;
	struct counter_row row;

	counter_row_read(&row, r->tx, counter->id, r->arena);
	if (counter_serves_load(&serves, r->tx, counter, row.staff, r->arena, f))
		return f->code;
	*ret = (struct standing_counter){.id = counter->id,
		.name = arena_text(r->arena, counter->name),
		.title = title_copy(&counter->title, r->arena),
		.state = row.state == COUNTER_OPEN     ? STANDING_OPEN
			 : row.state == COUNTER_PAUSED ? STANDING_PAUSED
						       : STANDING_CLOSED,
		.since_us = row.since_us,
		.services = services};
	for (size_t i = 0; i < workspace->services_n; i++)
		if (!workspace->services[i].is_removed &&
			counter_serves(&serves, workspace->services[i].id))
			services[ret->services_n++] = (uint32_t)i;
	return FAULT_NONE;
}

static enum fault_code
counters_fill(struct standing_read *r, struct fault *f)
{
	const struct house_branch *branch = r->branch;

	r->counters = ARENA_ARRAY(r->arena, struct standing_counter, branch->counters_n);
	r->standing.counters = r->counters;
	for (size_t i = 0; i < branch->counters_n; i++) {
		if (branch->counters[i].is_removed)
			continue;
		if (counter_fill(r, &r->counters[r->standing.counters_n], &branch->counters[i], f))
			return f->code;
		r->standing.counters_n++;
	}
	return FAULT_NONE;
}

/* ---- Tickets ---- */

static enum fault_code
waiting_fill(struct standing_read *r, struct fault *f)
{
	const struct ticket_rows rows = ticket_list(
		r->tx, r->branch->id, TICKET_LIST_WAITING, STANDING_WAITING_MOST + 1, r->arena);
	struct standing_waiting *waiting = ARENA_ARRAY(r->arena, struct standing_waiting, rows.n);

	if (rows.n > STANDING_WAITING_MOST)
		return fault_set(f, FAULT_TOO_BIG, "more than %d customers wait in this branch",
			STANDING_WAITING_MOST);
	r->standing.waiting = waiting;
	for (size_t i = 0; i < rows.n; i++) {
		const struct ticket_row *t = &rows.rows[i];
		const uint32_t service = service_place(r, t->service);

		if (service == STANDING_NONE)
			continue;
		waiting[r->standing.waiting_n++] = (struct standing_waiting){.ticket = t->id,
			.service = service,
			.for_counter = counter_place(r, t->for_counter),
			.class_ = (int)t->class_,
			.came_us = t->since_us,
			.place_us = t->place_us,
			.appointment_us = t->appointment_us};
	}
	return FAULT_NONE;
}

/* Called ones come newest first; who is no longer in front of a counter is not among them. */
static void
serving_fill(struct standing_read *r)
{
	const struct ticket_rows rows = ticket_list(
		r->tx, r->branch->id, TICKET_LIST_CALLED, STANDING_WAITING_MOST, r->arena);
	struct standing_serving *serving = ARENA_ARRAY(r->arena, struct standing_serving, rows.n);
	bool *is_taken = ARENA_ARRAY(r->arena, bool, r->standing.counters_n);

	r->standing.serving = serving;
	for (size_t i = 0; i < rows.n; i++) {
		const struct ticket_row *t = &rows.rows[i];
		const uint32_t counter = counter_place(r, t->counter);
		const uint32_t service = service_place(r, t->service);

		if (counter == STANDING_NONE || service == STANDING_NONE || is_taken[counter])
			continue;
		is_taken[counter] = true;
		serving[r->standing.serving_n++] = (struct standing_serving){.counter = counter,
			.service = service,
			.class_ = (int)t->class_,
			.came_us = t->taken_us < t->called_us ? t->taken_us : t->called_us,
			.called_us = t->called_us,
			/* What was worked before a hold counts as if it had been just now. */
			.began_us = t->state == TICKET_SERVING ? t->since_us - t->worked_us : 0};
	}
}

static enum fault_code
standing_fill(struct standing_read *r, int64_t now_us, struct fault *f)
{
	const struct house_branch *branch = r->branch;
	struct day_row day;

	day_row_read(&day, r->tx, branch->id);
	r->standing = (struct standing){.branch = branch->id,
		.workspace = branch->workspace->id,
		.version = branch->workspace->version,
		.at_us = now_us,
		.name = arena_text(r->arena, branch->name),
		.zone = arena_text(r->arena, zone_name(branch->zone)),
		.is_open = day.day != 0,
		.rules = ticket_rules(branch->workspace),
		.turn = day.turn};
	services_fill(r);
	if (counters_fill(r, f) || waiting_fill(r, f))
		return f->code;
	serving_fill(r);
	r->standing.aside_n =
		ticket_list(r->tx, branch->id, TICKET_LIST_ASIDE, STANDING_WAITING_MOST, r->arena)
			.n;
	return store_fault(r->tx, f);
}

/* ---- The door ---- */

enum fault_code
service_standing_read(struct live_service *s, unsigned reader, int64_t branch, struct standing *ret,
	struct arena *a, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(service_store(s), reader));
	struct standing_read r = {.tx = tx, .arena = a};
	enum fault_code code;

	if (service_house_read(s, tx, &r.house, f))
		return f->code;
	r.branch = house_branch(r.house, branch);
	code = r.branch != NULL ? standing_fill(&r, service_now_us(s), f)
				: fault_set(f, FAULT_NOT_FOUND, "there is no branch %lld",
					  (long long)branch);
	house_release(r.house);
	if (code == FAULT_NONE)
		*ret = r.standing;
	return code;
}

enum fault_code
service_branches_read(struct live_service *s, unsigned reader, struct standing_branches *ret,
	struct arena *a, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(service_store(s), reader));
	const struct house *house = NULL;
	struct standing_branch *items = NULL;
	size_t n = 0, room = 0;

	if (service_house_read(s, tx, &house, f))
		return f->code;
	for (size_t w = 0; w < house->workspaces_n; w++)
		for (size_t i = 0; i < house->workspaces[w].branches_n; i++) {
			const struct house_branch *branch = &house->workspaces[w].branches[i];

			if (branch->is_removed)
				continue;
			*ARENA_PUSH(a, items, n, room) =
				(struct standing_branch){branch->id, house->workspaces[w].id,
					house->workspaces[w].version, arena_text(a, branch->name),
					arena_text(a, zone_name(branch->zone))};
		}
	house_release(house);
	*ret = (struct standing_branches){items, n};
	return FAULT_NONE;
}
