/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a command may do besides its own tables: take an id, append an event, say when something is
 * due. All of it goes by the branch's row that the writer holds.
 */
#include "service/clocks.h"
#include "service/life.h"

#define BRANCH_MOST (INT64_C(1) << 21) /* so that a branch's ids stay below 2^53 */
/* After an event a branch is looked at by then, even if nobody said that anything is due. */
#define LOOK_AGAIN_US INT64_C(10000000)

enum fault_code
command_id_next(struct command *c, int64_t *ret, struct fault *f)
{
	struct live_branch *live = NULL;

	if (writer_branch(c->service, c->branch, &live, f))
		return f->code;
	if (c->branch >= BRANCH_MOST || live->next_id >= INT64_C(1) << SERVICE_ID_BITS)
		return fault_set(
			f, FAULT_TOO_BIG, "branch %lld has no ids left", (long long)c->branch);
	*ret = c->branch << SERVICE_ID_BITS | live->next_id++;
	live->is_changed = true;
	return FAULT_NONE;
}

void
command_due(struct command *c, int64_t due_us)
{
	struct live_branch *live = NULL;
	struct fault fault = {0};

	/* It was locked before the command began, so a fault here is the transaction's own. */
	if (writer_branch(c->service, c->branch, &live, &fault) == FAULT_NONE &&
		due_us < live->due_us) {
		live->due_us = due_us;
		live->is_changed = true;
	}
}

static bool
is_of_a_clock(enum event_kind kind)
{
	return kind >= EVENT_STANDARD_BEGUN && kind <= EVENT_RESPONSE_DONE;
}

enum fault_code
command_event(struct command *c, enum event_kind kind, int64_t journey, int64_t subject,
	const struct store_value *fields, size_t fields_n, struct fault *f)
{
	struct writer *w = &c->service->writer;
	const struct journal_event event = {.branch = c->branch,
		.kind = kind,
		.at_us = c->at_us,
		.journey = journey,
		.subject = subject,
		.staff = c->actor.staff};
	struct live_branch *live = NULL;
	int64_t number;

	if (writer_branch(c->service, c->branch, &live, f) ||
		journal_append(w->pen, c->tx, &event, fields, fields_n, &number, f))
		return f->code;
	if (live->last_us < c->at_us) {
		live->last_us = c->at_us;
		live->is_changed = true;
	}
	w->has_written = true;
	command_due(c, c->at_us + LOOK_AGAIN_US);
	if (journey == 0 || is_of_a_clock(kind))
		return FAULT_NONE;
	pace_hear(c, kind, subject);
	return clocks_hear(c, kind, journey, subject, fields, fields_n, f);
}
