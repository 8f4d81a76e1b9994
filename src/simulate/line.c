/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who waits in a place. Whom a counter calls is asked of the live queue's own rules; where all
 * counters serve everything and there is one class, they call the first of the line, and nothing
 * needs to be asked.
 */
#include "simulate/inside.h"

#include <string.h>

static bool
desk_serves(const void *counter, int64_t service)
{
	const struct desk *desk = counter;

	return (desk->serves >> service & 1) != 0;
}

static void
room_make(struct line *line, const struct world *w)
{
	if (line->head + line->n < line->room)
		return;
	if (line->head > line->n) {
		memmove(line->tickets, line->tickets + line->head, line->n * sizeof *line->tickets);
		memmove(line->seats, line->seats + line->head, line->n * sizeof *line->seats);
		line->head = 0;
		return;
	}
	const size_t room = 2 * line->room + 32;
	struct queue_ticket *tickets = ARENA_ARRAY(w->arena, struct queue_ticket, room);
	uint32_t *seats = ARENA_ARRAY(w->arena, uint32_t, room);

	if (line->n > 0) {
		memcpy(tickets, line->tickets + line->head, line->n * sizeof *tickets);
		memcpy(seats, line->seats + line->head, line->n * sizeof *seats);
	}
	line->tickets = tickets;
	line->seats = seats;
	line->head = 0;
	line->room = room;
}

static bool
is_before(const struct queue_ticket *a, const struct queue_ticket *b)
{
	return a->place_us < b->place_us || (a->place_us == b->place_us && a->ticket < b->ticket);
}

void
line_add(struct line *line, const struct world *w, uint32_t number)
{
	const struct seat *seat = &w->seats[number];
	const struct queue_ticket ticket = {.ticket = seat->ticket,
		.service = w->services[seat->service].of_place,
		.place_us = seat->place_us,
		.for_counter =
			seat->for_counter == SIMULATE_NONE ? 0 : (int64_t)seat->for_counter + 1,
		.appointment_us = seat->appointment_us,
		.class_ = seat->class_};
	size_t at;

	room_make(line, w);
	at = line->head + line->n++;
	for (; at > line->head && is_before(&ticket, &line->tickets[at - 1]); at--) {
		line->tickets[at] = line->tickets[at - 1];
		line->seats[at] = line->seats[at - 1];
	}
	line->tickets[at] = ticket;
	line->seats[at] = number;
	line->named_n += ticket.for_counter != 0 || ticket.appointment_us != 0;
}

static uint32_t
take_at(struct line *line, size_t at)
{
	const size_t after = line->head + line->n - at - 1;
	const uint32_t seat = line->seats[at];

	line->n--;
	if (line->named_n > 0)
		line->named_n -=
			line->tickets[at].for_counter != 0 || line->tickets[at].appointment_us != 0;
	if (at == line->head) {
		line->head++;
		return seat;
	}
	memmove(&line->tickets[at], &line->tickets[at + 1], after * sizeof *line->tickets);
	memmove(&line->seats[at], &line->seats[at + 1], after * sizeof *line->seats);
	return seat;
}

void
line_remove(struct line *line, const struct world *w, uint32_t number)
{
	const struct seat *seat = &w->seats[number];
	const struct queue_ticket sought = {.place_us = seat->place_us, .ticket = seat->ticket};
	size_t low = line->head, high = line->head + line->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (is_before(&line->tickets[middle], &sought))
			low = middle + 1;
		else
			high = middle;
	}
	while (line->seats[low] != number) /* two of the start with the same ticket */
		low++;
	(void)take_at(line, low);
}

/* Of one class and without names the first whom the counter may call is called, and no turn is used
 * up: there is nothing to ask. */
static long
first_served(const struct line *line, const struct desk *desk)
{
	for (size_t i = 0; i < line->n; i++)
		if (desk_serves(desk, line->tickets[line->head + i].service))
			return (long)i;
	return -1;
}

uint32_t
line_call(struct line *line, const struct world *w, uint32_t number)
{
	const struct queue_counter counter = {
		.counter = (int64_t)number + 1, .serves = desk_serves, .with = &w->desks[number]};
	long chosen;

	if (line->is_plain)
		return take_at(line, line->head);
	if (line->named_n == 0 && (line->n == 1 || line->rules.classes_n == 1))
		chosen = first_served(line, &w->desks[number]);
	else
		chosen = queue_choose(&line->rules, &line->turn, line->tickets + line->head,
			line->n, &counter, w->now_us);
	return chosen < 0 ? SIMULATE_NONE : take_at(line, line->head + (size_t)chosen);
}

/* ---- Who is idle ---- */

static bool
is_idle_before(const struct world *w, uint32_t a, uint32_t b)
{
	const int64_t a_us = w->desks[a].idle_since_us, b_us = w->desks[b].idle_since_us;

	return a_us < b_us || (a_us == b_us && a < b);
}

/* Time goes on, so only who becomes idle at the same moment may stand behind. */
void
idle_add(struct line *line, struct world *w, uint32_t number)
{
	struct desk *desk = &w->desks[number];

	desk->before = line->last_idle;
	desk->after = SIMULATE_NONE;
	while (desk->before != SIMULATE_NONE && is_idle_before(w, number, desk->before)) {
		desk->after = desk->before;
		desk->before = w->desks[desk->before].before;
	}
	*(desk->before != SIMULATE_NONE ? &w->desks[desk->before].after : &line->first_idle) =
		number;
	*(desk->after != SIMULATE_NONE ? &w->desks[desk->after].before : &line->last_idle) = number;
}

void
idle_remove(struct line *line, struct world *w, uint32_t number)
{
	const struct desk *desk = &w->desks[number];

	*(desk->before != SIMULATE_NONE ? &w->desks[desk->before].after : &line->first_idle) =
		desk->after;
	*(desk->after != SIMULATE_NONE ? &w->desks[desk->after].before : &line->last_idle) =
		desk->before;
}
