/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hall with counters for tests of the queue: a real service with one workspace of three branches,
 *on a clock of the test. Every step fails the test when the command gives a fault. Include after
 *cmocka's headers.
 *
 *	day    Mon–Fri 09:00–12:00 and 12:30–17:00: counters one (mend), two and three (everything)
 *	night  daily 22:00–06:00: counter desk
 *	always never closes: counter desk
 *
 * Services: mend (letter M, cycle repair), sell (S, repair), advise (A, cycle talk, at most 2 may
 *wait, last call 15 min), plain (P, no cycle). Classes: platinum (up to 2), gold (up to 1, asked),
 *silver.
 */
#pragma once

#include "home.h"
#include "service/tickets.h"

struct counter_hall {
	struct home *home;
	int64_t branch; /* at hand; "day" at first */
	struct actor staff, kiosk, house;
};

/* On Monday, 2026-11-23 at 09:00 in Warsaw. */
#define COUNTER_HALL_MONDAY_US INT64_C(1795420800000000)

/* With the counters one, two, three of the day open. */
struct counter_hall *counter_hall_open(struct home *home);
/* The same without opening any counter. */
struct counter_hall *counter_hall_load(struct home *home);
void counter_hall_go_to(struct counter_hall *h, const char *branch);
void counter_hall_wait(struct counter_hall *h, int64_t us);
int64_t counter_hall_counter(struct counter_hall *h, const char *name);

void counter_hall_open_counter(struct counter_hall *h, const char *counter);
/* A ticket for a service, or several with blanks between; class may be NULL. */
struct ticket_take_result counter_hall_take(
	struct counter_hall *h, const char *services, const char *class_);
struct ticket_take_result counter_hall_take_for(
	struct counter_hall *h, const char *services, int64_t customer);
enum fault_code counter_hall_try_take(struct counter_hall *h, const char *services);
/* The ticket called; 0: nobody. */
int64_t counter_hall_next(struct counter_hall *h, const char *counter);
void counter_hall_begin(struct counter_hall *h, int64_t ticket);
/* Whether the visit is over. */
bool counter_hall_finish(struct counter_hall *h, int64_t ticket, const char *outcome);
/* Called, begun and finished at a counter. */
void counter_hall_serve(struct counter_hall *h, const char *counter, const char *outcome);
/* When to look again. */
int64_t counter_hall_tick(struct counter_hall *h);
int64_t counter_hall_customer(struct counter_hall *h, const char *title);

struct ticket_row counter_hall_ticket(struct counter_hall *h, int64_t ticket);
struct journey_row counter_hall_journey(struct counter_hall *h, int64_t journey);
struct counter_row counter_hall_counter_row(struct counter_hall *h, const char *counter);
struct day_row counter_hall_day(struct counter_hall *h);
/* The journal replayed is the state: fails the test with the first difference. */
struct service_proof counter_hall_prove(struct counter_hall *h);
/* What a command says no with. */
void counter_hall_conflict(const struct counter_hall *h, const char *field, const char *words);
/* Commands with nothing but a ticket. */
enum fault_code counter_hall_try(struct counter_hall *h, enum command_id command, int64_t ticket);
void counter_hall_must(struct counter_hall *h, enum command_id command, int64_t ticket);
void counter_hall_call(struct counter_hall *h, int64_t ticket, const char *counter);
void counter_hall_resume(struct counter_hall *h, int64_t ticket, const char *counter);
void counter_hall_repair(struct counter_hall *h, int64_t ticket, const char *state,
	const char *counter, int64_t happened_us);
enum fault_code counter_hall_answer(
	struct counter_hall *h, int64_t ticket, int64_t mark, const char *words);
