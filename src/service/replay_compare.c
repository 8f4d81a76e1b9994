/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the journal tells, held against what the tables say, row by row: first each row of a table
 * against the fold, then whether the fold has anything that no table has. The first difference ends
 * it.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "service/replay.h"

#define AT_ONCE 500

/* ---- Numbers of a row, by name ---- */

struct member {
	const char *name;
	size_t offset;
};

#define MEMBER(type, name)                                                                         \
	{                                                                                          \
#name, offsetof(struct type, name)                                                 \
	}

static const struct member ticket_members[] = {
	MEMBER(ticket_row, journey),
	MEMBER(ticket_row, customer),
	MEMBER(ticket_row, service),
	MEMBER(ticket_row, class_),
	MEMBER(ticket_row, number),
	MEMBER(ticket_row, form),
	MEMBER(ticket_row, state),
	MEMBER(ticket_row, place_us),
	MEMBER(ticket_row, taken_us),
	MEMBER(ticket_row, since_us),
	MEMBER(ticket_row, counter),
	MEMBER(ticket_row, for_counter),
	MEMBER(ticket_row, called_us),
	MEMBER(ticket_row, calls),
	MEMBER(ticket_row, begun_us),
	MEMBER(ticket_row, worked_us),
	MEMBER(ticket_row, appointment),
	MEMBER(ticket_row, appointment_us),
	MEMBER(ticket_row, quoted_least_us),
	MEMBER(ticket_row, quoted_most_us),
	MEMBER(ticket_row, date),
	MEMBER(ticket_row, staff),
	MEMBER(ticket_row, over_us),
};

static const struct member journey_members[] = {
	MEMBER(journey_row, version),
	MEMBER(journey_row, service),
	MEMBER(journey_row, customer),
	MEMBER(journey_row, opened_us),
	MEMBER(journey_row, staff_mark),
	MEMBER(journey_row, served_n),
	MEMBER(journey_row, tickets_n),
	MEMBER(journey_row, mark),
	MEMBER(journey_row, ended_us),
	MEMBER(journey_row, outcome),
	MEMBER(journey_row, judged_by),
};

static const struct member appointment_members[] = {
	MEMBER(appointment_row, service),
	MEMBER(appointment_row, from_us),
	MEMBER(appointment_row, to_us),
	MEMBER(appointment_row, state),
	MEMBER(appointment_row, customer),
	MEMBER(appointment_row, ticket),
};

static const struct member day_members[] = {
	MEMBER(day_row, day),
	MEMBER(day_row, date),
	MEMBER(day_row, opened_us),
	MEMBER(day_row, closed_us),
	MEMBER(day_row, taken_n),
	MEMBER(day_row, served_n),
	MEMBER(day_row, left_n),
	MEMBER(day_row, missed_n),
	MEMBER(day_row, refused_n),
};

static const struct member counter_members[] = {
	MEMBER(counter_row, state),
	MEMBER(counter_row, staff),
	MEMBER(counter_row, ticket),
	MEMBER(counter_row, since_us),
};

static int64_t
member_of(const void *row, const struct member *member)
{
	return *(const int64_t *)((const char *)row + member->offset);
}

static void
members_compare(struct replay *r, const char *thing, int64_t id, const struct member *members,
	size_t members_n, const void *table, const void *journal)
{
	for (size_t i = 0; i < members_n && r->what == NULL; i++) {
		const struct member *m = &members[i];

		if (member_of(table, m) != member_of(journal, m))
			replay_differs(r,
				"the %s %lld of branch %lld: %s is %lld in the table and %lld by "
				"the journal",
				thing, (long long)id, (long long)r->branch, m->name,
				(long long)member_of(table, m), (long long)member_of(journal, m));
	}
}

static void
texts_compare(struct replay *r, const char *thing, int64_t id, const char *member,
	const char *table, const char *journal)
{
	if (strcmp(table, journal) != 0)
		replay_differs(r,
			"the %s %lld of branch %lld: %s is “%s” in the table and “%s” by the "
			"journal",
			thing, (long long)id, (long long)r->branch, member, table, journal);
}

/* The thing of the fold that a row of a table stands for; each once. */
static struct replay_thing *
thing_see(struct replay *r, const char *name, int64_t id, int kind)
{
	struct replay_thing *thing = replay_find(r, id, kind);

	if (thing == NULL || thing->is_seen) {
		replay_differs(r, "the %s %lld of branch %lld is in the table %s", name,
			(long long)id, (long long)r->branch,
			thing == NULL ? "and not in the journal" : "twice");
		return NULL;
	}
	thing->is_seen = true;
	return thing;
}

/* ---- Tables with ids, read in their order ---- */

/* Compares the row at hand; returns its id. */
typedef int64_t compare_row(
	struct replay *r, struct store_tx *tx, struct store_rows *rows, bool past);

static void
table_compare(struct replay *r, struct store_tx *tx, unsigned sql, bool past, compare_row *compare)
{
	int64_t after = 0;
	size_t n = AT_ONCE;

	while (n == AT_ONCE && r->what == NULL) {
		ON_EXIT(store_rows_guard)
		struct store_rows *rows = store_ask(tx, &queue_part, sql,
			STORE_VALUES(store_int(r->branch), store_int(after), store_int(AT_ONCE)));

		for (n = 0; r->what == NULL && store_next(rows); n++)
			after = compare(r, tx, rows, past);
	}
}

static void
errands_compare(struct replay *r, struct store_tx *tx, const struct replay_ticket *ticket)
{
	const struct service_ids table = ticket_errands(tx, ticket->row.id, r->a);

	if (table.n != ticket->errands_n)
		replay_differs(r,
			"the ticket %lld of branch %lld: %zu services follow in the table and %zu "
			"by the journal",
			(long long)ticket->row.id, (long long)r->branch, table.n,
			ticket->errands_n);
	for (size_t i = 0; i < table.n && r->what == NULL; i++)
		if (table.ids[i] != ticket->errands[i])
			replay_differs(r,
				"the ticket %lld of branch %lld: service %lld follows in the table "
				"and %lld by the journal",
				(long long)ticket->row.id, (long long)r->branch,
				(long long)table.ids[i], (long long)ticket->errands[i]);
}

static int64_t
ticket_compare(struct replay *r, struct store_tx *tx, struct store_rows *rows, bool past)
{
	struct replay_thing *thing;
	struct ticket_row row;

	ticket_row_of(&row, rows, r->a);
	thing = thing_see(r, "ticket", row.id, REPLAY_TICKET);
	if (thing == NULL)
		return row.id;
	if (past != (thing->ticket.row.over_us != 0))
		replay_differs(r, "the ticket %lld of branch %lld is %s by the journal",
			(long long)row.id, (long long)r->branch, past ? "not over" : "over");
	members_compare(r, "ticket", row.id, ticket_members, array_length(ticket_members), &row,
		&thing->ticket.row);
	texts_compare(r, "ticket", row.id, "letter", row.letter, thing->ticket.row.letter);
	if (row.errands != (int64_t)thing->ticket.errands_n)
		replay_differs(r, "the ticket %lld of branch %lld counts %lld services that follow",
			(long long)row.id, (long long)r->branch, (long long)row.errands);
	/* Rows of errands are asked for only where there should be some; others are counted. */
	if (thing->ticket.errands_n > 0)
		errands_compare(r, tx, &thing->ticket);
	return row.id;
}

static void
marks_compare(struct replay *r, struct store_tx *tx, const struct replay_journey *journey)
{
	const struct mark_rows table = journey_marks(tx, journey->row.id, r->a);
	const long long id = journey->row.id, branch = r->branch;

	if (table.n != journey->marks_n)
		replay_differs(r,
			"the journey %lld of branch %lld has %zu moments marked, and %zu "
			"by the journal",
			id, branch, table.n, journey->marks_n);
	for (size_t i = 0; i < table.n && r->what == NULL; i++) {
		const struct mark_row *a = &table.rows[i], *b = NULL;

		for (size_t k = 0; k < journey->marks_n && b == NULL; k++)
			if (strcmp(journey->marks[k].moment, a->moment) == 0)
				b = &journey->marks[k];
		if (b == NULL || a->mark != b->mark || a->begun_us != b->begun_us ||
			a->ended_us != b->ended_us)
			replay_differs(r,
				"the moment %s of journey %lld of branch %lld is not as the "
				"journal "
				"tells",
				a->moment, id, branch);
	}
}

static int64_t
journey_compare(struct replay *r, struct store_tx *tx, struct store_rows *rows, bool past)
{
	struct replay_thing *thing;
	struct journey_row row;

	journey_row_of(&row, rows, r->a);
	thing = thing_see(r, "journey", row.id, REPLAY_JOURNEY);
	if (thing == NULL)
		return row.id;
	if (past != (thing->journey.row.outcome != 0))
		replay_differs(r, "the journey %lld of branch %lld is %s by the journal",
			(long long)row.id, (long long)r->branch, past ? "open" : "closed");
	members_compare(r, "journey", row.id, journey_members, array_length(journey_members), &row,
		&thing->journey.row);
	texts_compare(r, "journey", row.id, "cycle", row.cycle, thing->journey.row.cycle);
	if (!past)
		marks_compare(r, tx, &thing->journey);
	return row.id;
}

static int64_t
appointment_compare(struct replay *r, struct store_tx *tx, struct store_rows *rows, bool past)
{
	struct replay_thing *thing;
	struct appointment_row row;

	(void)tx, (void)past;
	appointment_row_of(&row, rows, r->a);
	thing = thing_see(r, "agreed time", row.id, REPLAY_APPOINTMENT);
	if (thing != NULL)
		members_compare(r, "agreed time", row.id, appointment_members,
			array_length(appointment_members), &row, &thing->appointment);
	return row.id;
}

static int64_t
answer_compare(struct replay *r, struct store_tx *tx, struct store_rows *rows, bool past)
{
	const int64_t id = store_row_int(rows, 0);
	const struct replay_thing *thing = thing_see(r, "answer", id, REPLAY_ANSWER);

	(void)tx, (void)past;
	if (thing != NULL && (thing->answer.journey != store_row_int(rows, 1) ||
				     thing->answer.at_us != store_row_int(rows, 2) ||
				     thing->answer.mark != store_row_int(rows, 3)))
		replay_differs(r, "the answer %lld of branch %lld is not as the journal tells",
			(long long)id, (long long)r->branch);
	return id;
}

/* ---- The branch's own rows ---- */

static void
day_compare(struct replay *r, struct store_tx *tx)
{
	struct day_row row;

	day_row_read(&row, tx, r->branch);
	members_compare(r, "day", row.day, day_members, array_length(day_members), &row, &r->day);
	if (memcmp(&row.turn, &r->day.turn, sizeof row.turn) != 0)
		replay_differs(r, "the classes' turn of branch %lld is not as the journal tells",
			(long long)r->branch);
}

static void
counters_compare(struct replay *r, struct store_tx *tx)
{
	const struct counter_rows rows = counter_rows_read(tx, r->branch, r->a);
	/* One that the journal alone knows must be in the table, too. */
	const size_t told = r->counters_n;

	for (size_t i = 0; i < rows.n && r->what == NULL; i++) {
		const struct counter_row *row = &rows.rows[i],
					 *by_journal = replay_counter(r, row->counter);

		members_compare(r, "counter", row->counter, counter_members,
			array_length(counter_members), row, by_journal);
		texts_compare(
			r, "counter", row->counter, "reason", row->reason, by_journal->reason);
	}
	if (told > rows.n)
		replay_differs(r,
			"branch %lld has %zu counters in the table and %zu by the journal",
			(long long)r->branch, rows.n, told);
}

static void
labels_compare(struct replay *r, struct store_tx *tx)
{
	for (size_t i = 0; i < r->labels_n && r->what == NULL; i++) {
		const struct replay_label *label = &r->labels[i];
		ON_EXIT(store_rows_guard)
		struct store_rows *rows = store_ask(tx, &queue_part, SQL_LABEL,
			STORE_VALUES(store_int(r->branch), store_text(span_of(label->letter))));

		if (!store_next(rows) || store_row_int(rows, 0) != label->date ||
			store_row_int(rows, 1) != label->last)
			replay_differs(r,
				"the last number of the letter %s in branch %lld is not %lld, as "
				"the "
				"journal tells",
				label->letter, (long long)r->branch, (long long)label->last);
	}
}

static void
served_compare(struct replay *r, struct store_tx *tx)
{
	for (size_t i = 0; i < r->served_n && r->what == NULL; i++) {
		const struct replay_served *served = &r->served[i];
		const int64_t n = served_count(tx, r->branch, served->staff, served->date);

		if (n != served->n)
			replay_differs(r,
				"staff %lld served %lld customers in branch %lld by the table and "
				"%lld by the journal",
				(long long)served->staff, (long long)n, (long long)r->branch,
				(long long)served->n);
	}
}

static void
all_are_seen(struct replay *r, struct service_proof *proof)
{
	static const char *const names[] = {"thing", "ticket", "journey", "agreed time", "answer"};

	for (size_t i = 0; i < r->things_room && r->what == NULL; i++) {
		const struct replay_thing *thing = r->things[i];

		if (thing == NULL)
			continue;
		proof->tickets_n += thing->kind == REPLAY_TICKET;
		proof->journeys_n += thing->kind == REPLAY_JOURNEY;
		if (!thing->is_seen)
			replay_differs(r,
				"the %s %lld of branch %lld is in the journal and in no table",
				names[thing->kind],
				(long long)(r->branch << SERVICE_ID_BITS | (int64_t)i),
				(long long)r->branch);
	}
}

enum fault_code
replay_compare(struct replay *r, struct store_tx *tx, struct service_proof *proof, struct fault *f)
{
	static const struct {
		unsigned sql;
		bool past;
		compare_row *compare;
	} tables[] = {
		{SQL_TICKETS, false, ticket_compare},
		{SQL_TICKETS_PAST, true, ticket_compare},
		{SQL_JOURNEYS, false, journey_compare},
		{SQL_JOURNEYS_PAST, true, journey_compare},
		{SQL_APPOINTMENTS_ALL, false, appointment_compare},
		{SQL_ANSWERS, false, answer_compare},
	};

	for (size_t i = 0; i < array_length(tables); i++)
		table_compare(r, tx, tables[i].sql, tables[i].past, tables[i].compare);
	day_compare(r, tx);
	counters_compare(r, tx);
	labels_compare(r, tx);
	served_compare(r, tx);
	all_are_seen(r, proof);
	return store_fault(tx, f);
}

/* ---- All branches ---- */

struct proving {
	struct replay replay;
	struct store_tx *tx;
	struct service_proof *proof;
	int64_t rows_branch; /* of the next row of day_now that was not yet reached */
};

static void
difference_take(struct proving *p)
{
	if (p->replay.what == NULL || p->proof->is_broken)
		return;
	p->proof->is_broken = true;
	snprintf(p->proof->what, sizeof p->proof->what, "%s", p->replay.what);
}

/* The first branch after this one that has a row of its day; INT64_MAX: none. */
static int64_t
row_after(struct store_tx *tx, int64_t branch)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(
		tx, &queue_part, SQL_BRANCHES_NOW, STORE_VALUES(store_int(branch), store_int(1)));

	return store_next(rows) ? store_row_int(rows, 0) : INT64_MAX;
}

static enum fault_code
branch_end(struct proving *p, struct fault *f)
{
	if (p->replay.a != NULL && !p->proof->is_broken) {
		if (p->replay.what == NULL && replay_compare(&p->replay, p->tx, p->proof, f))
			return f->code;
		difference_take(p);
	}
	return FAULT_NONE;
}

/* Rows of a branch before `up_to` that has no journal: the fold is empty, the tables should be,
 * too. */
static enum fault_code
branches_without_journal(struct proving *p, int64_t up_to, struct fault *f)
{
	while (p->rows_branch < up_to && !p->proof->is_broken) {
		replay_begin(&p->replay, p->rows_branch);
		if (branch_end(p, f))
			return f->code;
		p->rows_branch = row_after(p->tx, p->rows_branch);
	}
	if (p->rows_branch == up_to)
		p->rows_branch = row_after(p->tx, up_to);
	return FAULT_NONE;
}

static enum fault_code
visit(const struct journal_event *event, void *with, struct fault *f)
{
	struct proving *p = with;

	if (p->replay.a == NULL || p->replay.branch != event->branch) {
		if (branch_end(p, f) || branches_without_journal(p, event->branch, f))
			return f->code;
		replay_begin(&p->replay, event->branch);
	}
	if (!p->proof->is_broken)
		replay_event(&p->replay, event);
	return FAULT_NONE;
}

enum fault_code
tickets_prove(struct store_tx *tx, struct service_proof *ret, struct fault *f)
{
	struct proving p = {.tx = tx, .proof = ret, .rows_branch = row_after(tx, 0)};
	struct journal_cursor *cursor = journal_cursor_new();
	enum fault_code code;
	size_t n;

	code = journal_follow(tx, cursor, SIZE_MAX, visit, &p, &n, f);
	if (code == FAULT_NONE)
		code = branch_end(&p, f);
	replay_finish(&p.replay);
	if (code == FAULT_NONE)
		code = branches_without_journal(&p, INT64_MAX, f);
	replay_finish(&p.replay);
	journal_cursor_free(cursor);
	return code != FAULT_NONE ? code : store_fault(tx, f);
}
