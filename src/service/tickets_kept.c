/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kept row is its struct with its text beside it; one whose text does not fit is not kept. A line
 * is an array in the order of places: who comes is nearly always the last, who is called nearly
 * always the first.
 */
#include "service/tickets_kept.h"

#include <string.h>

#define TEXT_MOST   64 /* with the zero at its end */
#define LINE_ROOM   64 /* for those who come */
#define LETTER_BITS 8  /* of a number on tickets, below its branch */

enum kept {
	KEPT_TICKET,
	KEPT_JOURNEY,
	KEPT_DAY,
	KEPT_LABEL,
	KEPT_COUNTER,
	KEPT_COUNTERS,
	KEPT_LINE
};

static const void *
recall(struct store_tx *tx, enum kept kind, int64_t id)
{
	size_t size;

	return store_recall(tx, &queue_part, kind, id, &size);
}

static bool
text_fits(char into[static TEXT_MOST], const char *text)
{
	const size_t size = strlen(text);

	if (size >= TEXT_MOST)
		return false;
	memcpy(into, text, size + 1);
	return true;
}

int64_t
kept_lock_of(unsigned kind, int64_t id)
{
	switch ((enum kept)kind) {
	case KEPT_TICKET:
	case KEPT_JOURNEY:
	case KEPT_COUNTER:
		return service_branch_of(id);
	case KEPT_LABEL:
		return id >> LETTER_BITS;
	case KEPT_DAY:
	case KEPT_COUNTERS:
	case KEPT_LINE:
		break;
	}
	return id;
}

/* ---- Tickets ---- */

#define TICKET_VALUES(t)                                                                           \
	STORE_VALUES(store_int(service_branch_of((t)->id)), store_int((t)->id),                    \
		store_int((t)->journey), store_int((t)->customer), store_int((t)->service),        \
		store_int((t)->class_), store_text(span_of((t)->letter)), store_int((t)->number),  \
		store_int((t)->form), store_int((t)->state), store_int((t)->place_us),             \
		store_int((t)->taken_us), store_int((t)->since_us), store_int((t)->counter),       \
		store_int((t)->for_counter), store_int((t)->called_us), store_int((t)->calls),     \
		store_int((t)->begun_us), store_int((t)->worked_us), store_int((t)->appointment),  \
		store_int((t)->appointment_us), store_int((t)->language),                          \
		store_int((t)->preference), store_int((t)->quoted_least_us),                       \
		store_int((t)->quoted_most_us), store_int((t)->errands), store_int((t)->date),     \
		store_int((t)->staff),                                                             \
		store_bytes((struct span){(const char *)(t)->secret, sizeof(t)->secret}),          \
		store_int((t)->over_us))

#define TICKET_CHANGES(t)                                                                          \
	STORE_VALUES(store_int(service_branch_of((t)->id)), store_int((t)->id),                    \
		store_int((t)->journey), store_int((t)->customer), store_int((t)->service),        \
		store_int((t)->class_), store_int((t)->state), store_int((t)->place_us),           \
		store_int((t)->since_us), store_int((t)->counter), store_int((t)->for_counter),    \
		store_int((t)->called_us), store_int((t)->calls), store_int((t)->begun_us),        \
		store_int((t)->worked_us), store_int((t)->appointment_us),                         \
		store_int((t)->language), store_int((t)->preference),                              \
		store_int((t)->quoted_least_us), store_int((t)->quoted_most_us),                   \
		store_int((t)->errands), store_int((t)->date), store_int((t)->staff))

struct kept_ticket {
	struct ticket_row row;
	char letter[TEXT_MOST];
	bool is_new; /* the store does not have it yet */
};

bool
ticket_recall(struct ticket_row *ret, struct store_tx *tx, int64_t id, struct arena *a)
{
	const struct kept_ticket *kept = recall(tx, KEPT_TICKET, id);

	if (kept == NULL)
		return false;
	*ret = kept->row;
	ret->letter = arena_text(a, kept->letter);
	return true;
}

void
ticket_remember(struct store_tx *tx, const struct ticket_row *ticket)
{
	struct kept_ticket kept = {.row = *ticket};

	if (recall(tx, KEPT_TICKET, ticket->id) == NULL && text_fits(kept.letter, ticket->letter))
		(void)store_remember(tx, &queue_part, KEPT_TICKET, ticket->id, &kept, sizeof kept);
}

void
ticket_forget(struct store_tx *tx, int64_t id)
{
	store_forget(tx, &queue_part, KEPT_TICKET, id);
}

void
ticket_write_past(struct store_tx *tx, const struct ticket_row *ticket)
{
	store_do(tx, &queue_part, SQL_TICKET_PAST_ADD, TICKET_VALUES(ticket));
}

static void
ticket_write(struct store_tx *tx, const struct ticket_row *ticket, bool is_new)
{
	if (is_new)
		store_do(tx, &queue_part, SQL_TICKET_ADD, TICKET_VALUES(ticket));
	else
		store_do(tx, &queue_part, SQL_TICKET_SET, TICKET_CHANGES(ticket));
}

static void
kept_ticket_write(struct store_tx *tx, int64_t id, void *bytes)
{
	struct kept_ticket *kept = bytes;

	(void)id;
	kept->row.letter = kept->letter;
	ticket_write(tx, &kept->row, kept->is_new);
	kept->is_new = false;
}

void
ticket_keep(struct store_tx *tx, const struct ticket_row *ticket, bool is_new)
{
	const struct kept_ticket *before = recall(tx, KEPT_TICKET, ticket->id);
	struct kept_ticket kept = {
		.row = *ticket, .is_new = is_new || (before != NULL && before->is_new)};

	if (text_fits(kept.letter, ticket->letter)) {
		store_owe(tx, &queue_part, KEPT_TICKET, ticket->id, &kept, sizeof kept,
			kept_ticket_write);
	} else {
		ticket_forget(tx, ticket->id);
		ticket_write(tx, ticket, is_new);
	}
	line_change(tx, ticket);
}

/* ---- Journeys ---- */

#define JOURNEY_VALUES(j)                                                                          \
	STORE_VALUES(store_int(service_branch_of((j)->id)), store_int((j)->id),                    \
		store_text(span_of((j)->cycle)), store_int((j)->version), store_int((j)->service), \
		store_int((j)->customer), store_int((j)->opened_us), store_int((j)->due_us),       \
		store_int((j)->staff_mark), store_int((j)->verdict), store_int((j)->served_n),     \
		store_int((j)->tickets_n), (j)->has_mark ? store_int((j)->mark) : store_none(),    \
		store_int((j)->ended_us), store_int((j)->outcome), store_int((j)->judged_by))

#define JOURNEY_CHANGES(j)                                                                         \
	STORE_VALUES(store_int(service_branch_of((j)->id)), store_int((j)->id),                    \
		store_int((j)->due_us), store_int((j)->staff_mark), store_int((j)->verdict),       \
		store_int((j)->served_n), store_int((j)->tickets_n),                               \
		(j)->has_mark ? store_int((j)->mark) : store_none())

struct kept_journey {
	struct journey_row row;
	char cycle[TEXT_MOST];
	bool is_new;
};

bool
journey_recall(struct journey_row *ret, struct store_tx *tx, int64_t id, struct arena *a)
{
	const struct kept_journey *kept = recall(tx, KEPT_JOURNEY, id);

	if (kept == NULL)
		return false;
	*ret = kept->row;
	ret->cycle = arena_text(a, kept->cycle);
	return true;
}

bool
journey_is_remembered(struct store_tx *tx, int64_t id)
{
	return recall(tx, KEPT_JOURNEY, id) != NULL;
}

void
journey_remember(struct store_tx *tx, const struct journey_row *journey)
{
	struct kept_journey kept = {.row = *journey};

	if (recall(tx, KEPT_JOURNEY, journey->id) == NULL && text_fits(kept.cycle, journey->cycle))
		(void)store_remember(
			tx, &queue_part, KEPT_JOURNEY, journey->id, &kept, sizeof kept);
}

void
journey_forget(struct store_tx *tx, int64_t id)
{
	store_forget(tx, &queue_part, KEPT_JOURNEY, id);
}

void
journey_write_past(struct store_tx *tx, const struct journey_row *journey)
{
	store_do(tx, &queue_part, SQL_JOURNEY_PAST_ADD, JOURNEY_VALUES(journey));
}

static void
journey_write(struct store_tx *tx, const struct journey_row *journey, bool is_new)
{
	if (is_new)
		store_do(tx, &queue_part, SQL_JOURNEY_ADD, JOURNEY_VALUES(journey));
	else
		store_do(tx, &queue_part, SQL_JOURNEY_SET, JOURNEY_CHANGES(journey));
}

static void
kept_journey_write(struct store_tx *tx, int64_t id, void *bytes)
{
	struct kept_journey *kept = bytes;

	(void)id;
	kept->row.cycle = kept->cycle;
	journey_write(tx, &kept->row, kept->is_new);
	kept->is_new = false;
}

void
journey_keep(struct store_tx *tx, const struct journey_row *journey, bool is_new)
{
	const struct kept_journey *before = recall(tx, KEPT_JOURNEY, journey->id);
	struct kept_journey kept = {
		.row = *journey, .is_new = is_new || (before != NULL && before->is_new)};

	if (text_fits(kept.cycle, journey->cycle)) {
		store_owe(tx, &queue_part, KEPT_JOURNEY, journey->id, &kept, sizeof kept,
			kept_journey_write);
		return;
	}
	journey_forget(tx, journey->id);
	journey_write(tx, journey, is_new);
}

/* ---- The day ---- */

bool
day_recall(struct day_row *ret, struct store_tx *tx, int64_t branch)
{
	const struct day_row *kept = recall(tx, KEPT_DAY, branch);

	if (kept != NULL)
		*ret = *kept;
	return kept != NULL;
}

void
day_remember(struct store_tx *tx, const struct day_row *day)
{
	(void)store_remember(tx, &queue_part, KEPT_DAY, day->branch, day, sizeof *day);
}

static void
day_write(struct store_tx *tx, int64_t branch, void *bytes)
{
	const struct day_row *day = bytes;
	char turn[TURN_TEXT_SIZE];

	store_do(tx, &queue_part, SQL_DAY_SET,
		STORE_VALUES(store_int(branch), store_int(day->day), store_int(day->date),
			store_int(day->opened_us), store_int(day->closed_us),
			store_int(day->turns_us), store_text(turn_text(&day->turn, turn)),
			store_int(day->taken_n), store_int(day->served_n), store_int(day->left_n),
			store_int(day->missed_n), store_int(day->refused_n)));
}

/* Nearly every command counts something: a batch writes it once. */
void
day_save(struct store_tx *tx, struct day_row *day)
{
	store_owe(tx, &queue_part, KEPT_DAY, day->branch, day, sizeof *day, day_write);
}

/* ---- Numbers on tickets ---- */

/* Of letters that are one byte, which nearly all are; 0: it is not. */
static int64_t
label_key(int64_t branch, const char *letter)
{
	return letter[0] != '\0' && letter[1] == '\0'
		       ? branch << LETTER_BITS | (unsigned char)letter[0]
		       : 0;
}

bool
label_recall(struct label_last *ret, struct store_tx *tx, int64_t branch, const char *letter)
{
	const int64_t key = label_key(branch, letter);
	const struct label_last *kept = key != 0 ? recall(tx, KEPT_LABEL, key) : NULL;

	if (kept != NULL)
		*ret = *kept;
	return kept != NULL;
}

static void
label_write(struct store_tx *tx, int64_t branch, struct span letter, const struct label_last *last)
{
	store_do(tx, &queue_part, SQL_LABEL_SET,
		STORE_VALUES(store_int(branch), store_text(letter), store_int(last->date),
			store_int(last->number)));
}

static void
kept_label_write(struct store_tx *tx, int64_t key, void *bytes)
{
	const char letter = (char)(key & ((1 << LETTER_BITS) - 1));

	label_write(tx, key >> LETTER_BITS, (struct span){&letter, 1}, bytes);
}

void
label_save(struct store_tx *tx, int64_t branch, const char *letter, struct label_last *last)
{
	const int64_t key = label_key(branch, letter);

	if (key != 0)
		store_owe(tx, &queue_part, KEPT_LABEL, key, last, sizeof *last, kept_label_write);
	else
		label_write(tx, branch, span_of(letter), last);
}

/* ---- Counters ---- */

struct kept_counter {
	struct counter_row row;
	char reason[TEXT_MOST];
	bool is_stored; /* the store has a row of it */
};

bool
counter_recall(struct counter_row *ret, struct store_tx *tx, int64_t counter, struct arena *a)
{
	const struct kept_counter *kept = recall(tx, KEPT_COUNTER, counter);

	if (kept == NULL)
		return false;
	*ret = kept->row;
	ret->reason = arena_text(a, kept->reason);
	return true;
}

/* As it stands in the store. */
static void
counter_note(struct store_tx *tx, const struct counter_row *counter)
{
	struct kept_counter kept = {.row = *counter, .is_stored = true};

	if (text_fits(kept.reason, counter->reason))
		(void)store_remember(
			tx, &queue_part, KEPT_COUNTER, counter->counter, &kept, sizeof kept);
	else
		store_forget(tx, &queue_part, KEPT_COUNTER, counter->counter);
}

static const int64_t *
ids_recall(struct store_tx *tx, int64_t branch, size_t *ret_n)
{
	size_t size = 0;
	const int64_t *ids = store_recall(tx, &queue_part, KEPT_COUNTERS, branch, &size);

	*ret_n = size / sizeof *ids;
	return ids;
}

/* The first opening of a counter makes the list of its branch longer. */
static void
ids_look(struct store_tx *tx, int64_t counter)
{
	const int64_t branch = service_branch_of(counter);
	size_t n, i = 0;
	const int64_t *ids = ids_recall(tx, branch, &n);

	while (i < n && ids[i] != counter)
		i++;
	if (ids != NULL && i == n)
		store_forget(tx, &queue_part, KEPT_COUNTERS, branch);
}

void
counter_remember(struct store_tx *tx, const struct counter_row *counter)
{
	ids_look(tx, counter->counter);
	counter_note(tx, counter);
}

static void
counter_write(struct store_tx *tx, const struct counter_row *counter, bool is_stored)
{
	store_do(tx, &queue_part, is_stored ? SQL_COUNTER_SET : SQL_COUNTER_PUT,
		STORE_VALUES(store_int(service_branch_of(counter->counter)),
			store_int(counter->counter), store_int(counter->state),
			store_int(counter->staff), store_int(counter->ticket),
			store_int(counter->since_us), store_text(span_of(counter->reason))));
}

static void
kept_counter_write(struct store_tx *tx, int64_t id, void *bytes)
{
	struct kept_counter *kept = bytes;

	(void)id;
	kept->row.reason = kept->reason;
	counter_write(tx, &kept->row, kept->is_stored);
	kept->is_stored = true;
}

void
counter_keep(struct store_tx *tx, const struct counter_row *counter)
{
	const struct kept_counter *before = recall(tx, KEPT_COUNTER, counter->counter);
	struct kept_counter kept = {
		.row = *counter, .is_stored = before != NULL && before->is_stored};

	ids_look(tx, counter->counter);
	if (text_fits(kept.reason, counter->reason)) {
		store_owe(tx, &queue_part, KEPT_COUNTER, counter->counter, &kept, sizeof kept,
			kept_counter_write);
		return;
	}
	store_forget(tx, &queue_part, KEPT_COUNTER, counter->counter);
	counter_write(tx, counter, false);
}

bool
counters_recall(struct counter_rows *ret, struct store_tx *tx, int64_t branch, struct arena *a)
{
	size_t n;
	const int64_t *ids = ids_recall(tx, branch, &n);

	if (ids == NULL)
		return false;
	*ret = (struct counter_rows){.rows = ARENA_ARRAY(a, struct counter_row, n)};
	while (ret->n < n && counter_recall(&ret->rows[ret->n], tx, ids[ret->n], a))
		ret->n++;
	return ret->n == n;
}

void
counters_remember(struct store_tx *tx, int64_t branch, const struct counter_rows *counters)
{
	int64_t *ids;

	for (size_t i = 0; i < counters->n; i++)
		counter_note(tx, &counters->rows[i]);
	ids = store_remember(
		tx, &queue_part, KEPT_COUNTERS, branch, NULL, counters->n * sizeof *ids);
	for (size_t i = 0; ids != NULL && i < counters->n; i++)
		ids[i] = counters->rows[i].counter;
}

/* ---- The line ---- */

struct kept_line {
	size_t n, room;
	struct queue_ticket tickets[];
};

bool
line_recall(struct store_tx *tx, int64_t branch, const struct queue_ticket **ret, size_t *ret_n)
{
	const struct kept_line *kept = recall(tx, KEPT_LINE, branch);

	if (kept == NULL)
		return false;
	*ret = kept->tickets;
	*ret_n = kept->n;
	return true;
}

void
line_remember(struct store_tx *tx, int64_t branch, const struct queue_ticket *line, size_t n)
{
	const size_t room = 2 * n + LINE_ROOM;
	struct kept_line *kept = store_remember(
		tx, &queue_part, KEPT_LINE, branch, NULL, sizeof *kept + room * sizeof *line);

	if (kept == NULL)
		return;
	kept->n = n;
	kept->room = room;
	if (n > 0)
		memcpy(kept->tickets, line, n * sizeof *line);
}

static void
line_take_out(struct kept_line *line, int64_t ticket)
{
	size_t at = 0;

	while (at < line->n && line->tickets[at].ticket != ticket)
		at++;
	if (at == line->n)
		return;
	line->n--;
	memmove(&line->tickets[at], &line->tickets[at + 1],
		(line->n - at) * sizeof line->tickets[at]);
}

static bool
is_before(const struct queue_ticket *a, const struct queue_ticket *b)
{
	return a->place_us < b->place_us || (a->place_us == b->place_us && a->ticket < b->ticket);
}

static void
line_put_in(struct kept_line *line, const struct queue_ticket *ticket)
{
	size_t at = line->n;

	while (at > 0 && is_before(ticket, &line->tickets[at - 1]))
		at--;
	memmove(&line->tickets[at + 1], &line->tickets[at],
		(line->n - at) * sizeof line->tickets[at]);
	line->tickets[at] = *ticket;
	line->n++;
}

void
line_change(struct store_tx *tx, const struct ticket_row *ticket)
{
	const int64_t branch = service_branch_of(ticket->id);
	const struct queue_ticket in_queue = ticket_in_queue(ticket);
	size_t size;
	struct kept_line *line = store_recall(tx, &queue_part, KEPT_LINE, branch, &size);

	if (line == NULL)
		return;
	line_take_out(line, ticket->id);
	if (ticket->state != TICKET_WAITING || ticket->over_us != 0)
		return;
	if (line->n < line->room)
		line_put_in(line, &in_queue);
	else
		store_forget(tx, &queue_part, KEPT_LINE, branch);
}
