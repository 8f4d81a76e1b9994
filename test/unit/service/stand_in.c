/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The house of three branches and its few commands.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "service/asks.h"
#include "service/clocks.h"
#include "service/tickets.h"
#include "stand_in.h"

unsigned stand_in_loads_n;

struct stand_in_house {
	struct house house;
	struct house_workspace workspace;
	struct house_branch branches[STAND_IN_BRANCHES];
	int uses;
};

enum fault_code
house_load(
	const struct house **ret, struct store_tx *tx, const struct house *before, struct fault *f)
{
	struct stand_in_house *h = calloc(1, sizeof *h);

	(void)before;
	assert_non_null(h);
	h->uses = 1;
	h->house.workspaces = &h->workspace;
	h->house.workspaces_n = 1;
	h->workspace.branches = h->branches;
	h->workspace.branches_n = STAND_IN_BRANCHES;
	for (int64_t i = 0; i < STAND_IN_BRANCHES; i++)
		h->branches[i] = (struct house_branch){.id = i + 1, .workspace = &h->workspace};
	__atomic_fetch_add(&stand_in_loads_n, 1, __ATOMIC_RELAXED);
	*ret = &h->house;
	return store_fault(tx, f);
}

const struct house *
house_share(const struct house *house)
{
	__atomic_fetch_add(&((struct stand_in_house *)house)->uses, 1, __ATOMIC_RELAXED);
	return house;
}

void
house_release(const struct house *house)
{
	if (__atomic_sub_fetch(&((struct stand_in_house *)house)->uses, 1, __ATOMIC_ACQ_REL) == 0)
		free((void *)house);
}

struct house_branch *
house_branch(const struct house *house, int64_t id)
{
	if (id < 1 || id > STAND_IN_BRANCHES)
		return NULL;
	return &house->workspaces[0].branches[id - 1];
}

enum fault_code
service_may(const struct actor *actor, unsigned roles, enum service_place place, int64_t branch,
	struct fault *f)
{
	(void)place, (void)branch;
	return roles & 1u << actor->role ? FAULT_NONE
					 : fault_set(f, FAULT_FORBIDDEN, "not for this role");
}

enum fault_code
stand_in_event(struct command *c, enum event_kind kind, int64_t subject, struct fault *f)
{
	struct store_value values[EVENT_FIELDS_MOST] = {0};
	struct event_field fields[EVENT_FIELDS_MOST];

	return command_event(
		c, kind, 0, subject, values, journal_kind_fields(journal_kind(kind), fields), f);
}

enum fault_code
command_ticket_take(struct command *c, const struct ticket_take *in, struct ticket_take_result *out,
	struct fault *f)
{
	(void)in;
	if (command_id_next(c, &out->ticket, f) ||
		stand_in_event(c, EVENT_TICKET_TAKEN, out->ticket, f))
		return f->code;
	out->label = span_of(arena_printf(
		c->arena, "A-%lld", (long long)(out->ticket & ((1ll << SERVICE_ID_BITS) - 1))));
	out->secret = command_secret(c);
	return FAULT_NONE;
}

/* Nothing here is on a journey, so no clock runs. */
enum fault_code
clocks_settle(struct command *c, struct fault *f)
{
	(void)c, (void)f;
	return FAULT_NONE;
}

/* Weak: a test may bring its own. */
__attribute__((weak)) enum fault_code
tickets_tick(struct command *c, int64_t *ret_next_us, struct fault *f)
{
	(void)c, (void)f;
	*ret_next_us = NEVER_US;
	return FAULT_NONE;
}

enum fault_code
clocks_run(struct command *c, int64_t *ret_next_us, struct fault *f)
{
	(void)c, (void)f;
	*ret_next_us = NEVER_US;
	return FAULT_NONE;
}

enum fault_code
clocks_hear(struct command *c, enum event_kind kind, int64_t journey, int64_t subject,
	const struct store_value *fields, size_t fields_n, struct fault *f)
{
	(void)c, (void)kind, (void)journey, (void)subject, (void)fields, (void)fields_n, (void)f;
	return FAULT_NONE;
}

void
pace_hear(struct command *c, enum event_kind kind, int64_t ticket)
{
	(void)c, (void)kind, (void)ticket;
}

static enum fault_code
left(struct command *c, int64_t ticket, struct fault *f)
{
	if (stand_in_event(c, EVENT_TICKET_LEFT, ticket, f))
		return f->code;
	return fault_field(f, FAULT_CONFLICT, "ticket", "it is over");
}

enum fault_code
command_ticket_leave(struct command *c, const struct ticket_leave *in,
	struct ticket_leave_result *out, struct fault *f)
{
	(void)out;
	return left(c, in->ticket, f);
}

enum fault_code
command_ticket_hold(struct command *c, const struct ticket_hold *in, struct ticket_hold_result *out,
	struct fault *f)
{
	(void)out;
	c->keeps = true;
	return left(c, in->ticket, f);
}

enum fault_code
command_department_add(struct command *c, const struct department_add *in,
	struct department_add_result *out, struct fault *f)
{
	(void)in;
	if (command_id_next(c, &out->department, f) ||
		stand_in_event(c, EVENT_DEPARTMENT_ADDED, out->department, f))
		return f->code;
	c->changes_house = true;
	return FAULT_NONE;
}

enum fault_code
command_answer_give(struct command *c, const struct answer_give *in, struct answer_give_result *out,
	struct fault *f)
{
	(void)in, (void)out, (void)f;
	(void)arena_alloc(c->arena, 1 << 20);
	return FAULT_NONE;
}

/* ---- Helpers ---- */

void
stand_in_expect(enum fault_code code, enum fault_code expected, const struct fault *fault)
{
	char sentence[1000];

	if (code != expected)
		fail_msg("%s, not %s: %s", fault_kind(code)->slug, fault_kind(expected)->slug,
			fault_sentence(fault, sentence, sizeof sentence));
}

struct live_service *
stand_in_open(struct store_place *p, const struct service_setup *setup)
{
	const struct store_part *const parts[] = {&journal_part, &life_part};
	const struct store_setup store = {
		.parts = parts, .parts_n = 2, .readers_n = 3, .may_create = true};
	struct service_setup with = *setup;
	struct live_service *s = NULL;
	struct fault fault = {0};

	if (p->store == NULL)
		stand_in_expect(
			store_open(&p->store, p->address, &store, &fault), FAULT_NONE, &fault);
	if (with.store == NULL)
		with.store = p->store;
	stand_in_expect(service_open(&s, &with, &fault), FAULT_NONE, &fault);
	return s;
}

struct actor
stand_in_actor(enum role role)
{
	return (struct actor){.role = role, .staff = role == ROLE_AGENT ? 7 : 0};
}

struct ticket_take_result
stand_in_take(struct live_service *s, int64_t branch, struct arena *a)
{
	const struct ticket_take in = {.branch = branch};
	const struct actor actor = stand_in_actor(ROLE_AGENT);
	struct ticket_take_result out = {0};
	struct fault fault = {0};

	stand_in_expect(service_do(s, &actor, COMMAND_ticket_take, &in, &out, a, &fault),
		FAULT_NONE, &fault);
	return out;
}

int64_t
stand_in_events(struct store_place *p, int64_t branch)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(p->store, 1));
	unsigned char hash[JOURNAL_HASH_SIZE];
	struct journal_proof proof = {0};
	struct fault fault = {0};
	int64_t number = 0;

	stand_in_expect(journal_verify(tx, &proof, &fault), FAULT_NONE, &fault);
	assert_false(proof.is_broken);
	stand_in_expect(journal_head(tx, branch, &number, hash, &fault), FAULT_NONE, &fault);
	return number;
}
