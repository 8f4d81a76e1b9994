/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What time does to clocks, as part of branch.tick: deadlines that have passed, and warnings before
 * they do. Both are rows of the locked branch, so each happens once however many nodes look and
 * however late: what fell due while nothing ran is found at the start.
 *
 * A warning comes when a breach is as likely as not. For a wait that is asked of the line ahead and
 * the counters as they are; where these say nothing, and for passages seldom seen, at four fifths
 * of the limit.
 */
#include "service/clock.h"
#include "service/wait.h"

#define DUE_MOST     200 /* in one tick; the next follows at once */
#define CHANCE	     0.5
#define FEW_SHARE    0.8
#define DAYS_KEPT    7
#define FORGOTTEN_US (INT64_C(24) * 3600 * 1000000) /* a response that nobody took up */

struct running {
	struct command *c;
	struct wait_scene *scene; /* read when the first wait asks */
};

static struct clock *
item_find(struct clock_set *set, int64_t id)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->items[i].id == id && !set->items[i].is_gone)
			return &set->items[i];
	return NULL;
}

static double
share_used(struct command *c, const struct clock *clock, const struct standard *standard)
{
	const struct house_branch *branch = house_branch(c->house, c->branch);
	const int64_t left_us = clock_time_left(
		clock, standard, branch != NULL ? branch->calendar : NULL, c->at_us);

	return 1 - (double)left_us / (double)standard->at_most.us;
}

/* The chance that the wait is longer than its limit, or WAIT_UNKNOWN. */
static enum fault_code
wait_chance(struct running *r, const struct clock *clock, double *ret, struct fault *f)
{
	struct command *c = r->c;
	struct wait_now wait = {0};

	*ret = WAIT_UNKNOWN;
	if (clock->due_us == NEVER_US)
		return FAULT_NONE;
	if (r->scene == NULL &&
		wait_scene_read(&r->scene, c->tx, c->house, c->branch, c->at_us, c->arena, f))
		return f->code;
	if (!wait_scene_has(r->scene, clock->ticket))
		return FAULT_NONE;
	if (wait_scene_ask(r->scene, 0, clock->ticket, clock->due_us - c->at_us + 1, &wait, f))
		return f->code;
	*ret = wait.chance_longer;
	return FAULT_NONE;
}

static enum fault_code
wait_look(struct running *r, struct clock_set *set, struct clock *clock,
	const struct standard *standard, struct fault *f)
{
	double chance;

	if (wait_chance(r, clock, &chance, f))
		return f->code;
	if (chance < 0 && share_used(r->c, clock, standard) >= FEW_SHARE)
		chance = CHANCE;
	if (chance >= CHANCE) {
		clock_warn(r->c, set, clock, chance);
		return FAULT_NONE;
	}
	clock->chance_permille = chance > 0 ? 1 + (int64_t)(chance * 999) : chance < 0 ? 0 : 1;
	clock_look(r->c, set, clock);
	return FAULT_NONE;
}

static void
passage_look(struct running *r, struct clock_set *set, struct clock *clock,
	const struct moment *moment, const struct standard *standard)
{
	int64_t past[PAST_TENTHS];

	past_read(past, r->c->tx, r->c->branch, set->cycle, moment, standard);
	clock_warn(r->c, set, clock, past_warning(past).chance);
}

static enum fault_code
clock_run(struct running *r, const struct clock *due, struct fault *f)
{
	struct command *c = r->c;
	struct clock_set *set = NULL;
	struct clock *clock;

	if (clocks_of(c, due->journey, &set, f))
		return f->code;
	clock = item_find(set, due->id);
	if (clock == NULL || clock->look_us > c->at_us)
		return FAULT_NONE;
	if (set->cycle == NULL) {
		set->version = clock->version;
		set->map = house_map(c->house, clock->version);
		set->cycle = clock_cycle(c->house, clock);
	}
	const struct moment *moment = set->cycle != NULL ? clock_moment(set->cycle, clock) : NULL;
	const struct standard *standard = moment != NULL ? clock_standard(moment, clock) : NULL;
	if (standard == NULL)
		return fault_set(f, FAULT_BROKEN, "clock %lld is of a map that is not there",
			(long long)clock->id);
	if (c->at_us > clock->due_us)
		clock_breach(c, set, clock);
	else if (clock_is_wait(standard))
		return wait_look(r, set, clock, standard, f);
	else
		passage_look(r, set, clock, moment, standard);
	return FAULT_NONE;
}

static int64_t
next_ask(struct command *c)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(c->tx, &clocks_part, SQL_CLOCK_NEXT, STORE_VALUES(store_int(c->branch)));

	return store_next(rows) && !store_row_is_none(rows, 0) ? store_row_int(rows, 0) : NEVER_US;
}

enum fault_code
clocks_run(struct command *c, int64_t *ret_next_us, struct fault *f)
{
	struct running r = {.c = c};
	size_t n = 0;

	if (clocks_settle(c, f)) /* what the queue's part of the tick brought */
		return f->code;
	const struct clock *due = clocks_ask(c->tx, SQL_CLOCKS_DUE,
		STORE_VALUES(store_int(c->branch), store_int(c->at_us), store_int(DUE_MOST)), &n,
		DUE_MOST, c->arena);
	for (size_t i = 0; i < n; i++)
		if (clock_run(&r, &due[i], f))
			return f->code;
	if (clocks_settle(c, f))
		return f->code;
	clocks_forget(c, c->at_us - FORGOTTEN_US);
	days_forget(c, clock_date(c) - DAYS_KEPT);
	*ret_next_us = next_ask(c);
	return store_fault(c->tx, f);
}
