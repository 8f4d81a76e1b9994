/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kept row is its struct with its text beside it; one whose text does not fit is not kept. A line
 * is an array in the order of places: who comes is nearly always the last, who is called nearly
 * always the first.
 */
#include "service/tickets_kept.h"

#include <string.h>

#define TEXT_MOST 64 /* with the zero at its end */
#define LINE_ROOM 64 /* for those who come */

enum kept { KEPT_TICKET, KEPT_JOURNEY, KEPT_DAY, KEPT_COUNTER, KEPT_COUNTERS, KEPT_LINE };

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

/* ---- Tickets ---- */

struct kept_ticket {
	struct ticket_row row;
	char letter[TEXT_MOST];
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

	if (text_fits(kept.letter, ticket->letter))
		(void)store_remember(tx, &queue_part, KEPT_TICKET, ticket->id, &kept, sizeof kept);
	else
		ticket_forget(tx, ticket->id);
}

void
ticket_forget(struct store_tx *tx, int64_t id)
{
	store_forget(tx, &queue_part, KEPT_TICKET, id);
}

/* ---- Journeys ---- */

struct kept_journey {
	struct journey_row row;
	char cycle[TEXT_MOST];
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

void
journey_remember(struct store_tx *tx, const struct journey_row *journey)
{
	struct kept_journey kept = {.row = *journey};

	if (text_fits(kept.cycle, journey->cycle))
		(void)store_remember(
			tx, &queue_part, KEPT_JOURNEY, journey->id, &kept, sizeof kept);
	else
		journey_forget(tx, journey->id);
}

void
journey_forget(struct store_tx *tx, int64_t id)
{
	store_forget(tx, &queue_part, KEPT_JOURNEY, id);
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

/* ---- Counters ---- */

struct kept_counter {
	struct counter_row row;
	char reason[TEXT_MOST];
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

static void
counter_keep(struct store_tx *tx, const struct counter_row *counter)
{
	struct kept_counter kept = {.row = *counter};

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
void
counter_remember(struct store_tx *tx, const struct counter_row *counter)
{
	const int64_t branch = service_branch_of(counter->counter);
	size_t n, i = 0;
	const int64_t *ids = ids_recall(tx, branch, &n);

	while (i < n && ids[i] != counter->counter)
		i++;
	if (ids != NULL && i == n)
		store_forget(tx, &queue_part, KEPT_COUNTERS, branch);
	counter_keep(tx, counter);
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
		counter_keep(tx, &counters->rows[i]);
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
