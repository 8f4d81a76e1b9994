/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hall that faults come to.
 */
#include "hall.h"

#include <stdio.h>
#include <stdlib.h>

static const char cycle[] =
	"cycle: visit\n"
	"title: A visit\n"
	"stages:\n"
	"  - stage: all\n"
	"    title: All of it\n"
	"    moments:\n"
	"      - moment: waiting\n"
	"        title: Waiting\n"
	"        waits_from: ticket.taken\n"
	"        begins: ticket.called\n"
	"        left_by: ticket.left\n"
	"        standards:\n"
	"          - {standard: soon, promise: Soon, measure: wait, at_most: 10 min, target: 90 "
	"%}\n"
	"      - moment: service\n"
	"        title: Service\n"
	"        begins: service.begun\n"
	"        ends: service.finished\n"
	"        standards:\n"
	"          - {standard: done, promise: Done, measure: duration, at_most: 2 ms, target: "
	"50 %}\n"
	"        response: {tell: lead}\n";

void
fault_hall_must(enum fault_code code, const struct fault *f)
{
	if (code == FAULT_NONE)
		return;
	fault_print(f, stderr);
	exit(1);
}

static struct actor
actor(enum role role)
{
	return (struct actor){.role = role};
}

static struct span
organisation(struct arena *a, size_t counters_n)
{
	char *counters = arena_text(a, "");

	for (size_t i = 1; i <= counters_n; i++)
		counters = arena_printf(
			a, "%s      - {counter: c-%zu, title: Counter %zu}\n", counters, i, i);
	return span_of(arena_printf(a,
		"organisation: hall\n"
		"title: The hall\n"
		"languages: [en]\n"
		"calendars:\n"
		"  - {calendar: always, open: {daily: [00:00-24:00]}}\n"
		"branches:\n"
		"  - branch: hall\n"
		"    title: The hall\n"
		"    calendar: always\n"
		"    counters:\n"
		"%s"
		"services:\n"
		"  - {service: visit, title: A visit, cycle: visit, letter: V}\n",
		counters));
}

static void
run(struct fault_hall *h, enum role role, enum command_id command, const void *in, void *out)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct actor who = actor(role);
	struct fault f = {0};

	fault_hall_must(service_do(h->service, &who, command, in, out, a, &f), &f);
}

static void
settle(struct fault_hall *h)
{
	struct fault f = {0};

	fault_hall_must(service_settle(h->service, &f), &f);
}

static void
ids_read(struct fault_hall *h)
{
	const struct house *house = service_house(h->service);

	h->counters_n = 0;
	if (house->workspaces_n > 0 && house->workspaces[0].branches_n > 0) {
		const struct house_branch *branch = &house->workspaces[0].branches[0];

		h->branch = branch->id;
		h->wanted = house->workspaces[0].services[0].id;
		for (size_t i = 0; i < branch->counters_n; i++)
			h->counters[h->counters_n++] = branch->counters[i].id;
	}
	house_release(house);
}

static void
set_up(struct fault_hall *h, size_t counters_n)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct service_file files[] = {
		{SPAN("organisation.yaml"), organisation(a, counters_n)},
		{SPAN("cycles/visit.yaml"), SPAN(cycle)},
	};
	const struct map_load load = {.files = {files, array_length(files)}};
	struct map_load_result loaded;

	run(h, ROLE_ADMINISTRATOR, COMMAND_map_load, &load, &loaded);
	settle(h);
	ids_read(h);
	const struct branch_tick tick = {.branch = h->branch}; /* the day opens */
	run(h, ROLE_HOUSE, COMMAND_branch_tick, &tick, NULL);
	for (size_t i = 0; i < h->counters_n; i++) {
		const struct counter_open open = {.counter = h->counters[i]};

		run(h, ROLE_LEAD, COMMAND_counter_open, &open, NULL);
	}
	settle(h);
}

void
fault_hall_open(struct fault_hall *h, const char *address, size_t counters_n, int64_t most_bytes,
	const struct service_setup *setup)
{
	const struct store_setup store = {.parts = service_parts,
		.parts_n = service_parts_n,
		.readers_n = 2,
		.may_create = true,
		.most_bytes = most_bytes};
	struct service_setup with = setup != NULL ? *setup : (struct service_setup){0};
	struct fault f = {0};

	*h = (struct fault_hall){0};
	fault_hall_must(store_open(&h->store, address, &store, &f), &f);
	with.store = h->store;
	fault_hall_must(service_open(&h->service, &with, &f), &f);
	ids_read(h);
	if (h->counters_n == 0 && counters_n > 0)
		set_up(h, counters_n);
}

void
fault_hall_close(struct fault_hall *h)
{
	service_close(h->service);
	store_close(h->store);
	*h = (struct fault_hall){0};
}

/* ---- Commands ---- */

static enum fault_code
command(struct fault_hall *h, enum command_id id, const void *in, void *out, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct actor lead = actor(ROLE_LEAD);

	return service_do(h->service, &lead, id, in, out, a, f);
}

enum fault_code
fault_hall_take(struct fault_hall *h, int64_t *ret_ticket, struct fault *f)
{
	const struct ticket_take in = {.branch = h->branch, .services = {&h->wanted, 1}};
	struct ticket_take_result out = {0};
	const enum fault_code code = command(h, COMMAND_ticket_take, &in, &out, f);

	*ret_ticket = out.ticket;
	return code;
}

enum fault_code
fault_hall_next(struct fault_hall *h, int64_t counter, int64_t *ret_ticket, struct fault *f)
{
	const struct ticket_next in = {.counter = counter};
	struct ticket_next_result out = {0};
	const enum fault_code code = command(h, COMMAND_ticket_next, &in, &out, f);

	*ret_ticket = out.ticket;
	return code;
}

enum fault_code
fault_hall_begin(struct fault_hall *h, int64_t ticket, struct fault *f)
{
	const struct ticket_begin in = {.ticket = ticket};

	return command(h, COMMAND_ticket_begin, &in, NULL, f);
}

enum fault_code
fault_hall_finish(struct fault_hall *h, int64_t ticket, struct fault *f)
{
	const struct ticket_finish in = {.ticket = ticket, .outcome = SPAN("positive")};
	struct ticket_finish_result out;

	return command(h, COMMAND_ticket_finish, &in, &out, f);
}

enum fault_code
fault_hall_leave(struct fault_hall *h, int64_t ticket, struct fault *f)
{
	const struct ticket_leave in = {.ticket = ticket};

	return command(h, COMMAND_ticket_leave, &in, NULL, f);
}

int64_t
fault_hall_at(struct fault_hall *h, int64_t counter)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(h->store, 1));
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct counter_row row = {0};

	counter_row_read(&row, tx, counter, a);
	return row.ticket;
}

void
fault_hall_prove(struct fault_hall *h)
{
	struct service_proof proof = {0};
	struct fault f = {0};

	fault_hall_must(service_prove(h->store, 1, &proof, &f), &f);
	if (proof.is_broken) {
		fprintf(stderr, "the store does not prove itself: %s\n", proof.what);
		exit(1);
	}
}
