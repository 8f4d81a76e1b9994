/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kinds of shifts are listed – every beginning, length and place of the break; where that would be
 * too many, lengths and breaks in coarser steps. A first plan takes the shift that covers most for
 * its pay, again and again; the integer programme mends it (shifts_cover.c); in the end each break
 * goes where most people are left, which changes no pay.
 */
#include "staffing/shifts.h"

#include <math.h>
#include <stdlib.h>

#include "staffing/shifts_cover.h"

#define KINDS_MOST 4000

/* ---- The kinds ---- */

struct kinds {
	struct shift_kind *items;
	size_t items_n, room;
};

static bool
has_break(const struct shift_rules *rules, unsigned length)
{
	return rules->break_length > 0 && length >= rules->break_after &&
	       length >= 2 * rules->break_distance + rules->break_length;
}

static unsigned
paid_of(const struct shift_rules *rules, const struct shift *shift)
{
	const unsigned rests = rules->pays_breaks ? 0 : shift->rests_until - shift->rests;

	return shift->until - shift->from - rests;
}

static void
kind_add(struct kinds *kinds, const struct shift_rules *rules, struct shift shift, struct arena *a)
{
	const unsigned paid = paid_of(rules, &shift);

	*ARENA_PUSH(a, kinds->items, kinds->items_n, kinds->room) =
		(struct shift_kind){.shift = shift, .paid = paid};
}

static void
kinds_add(struct kinds *kinds, const struct shift_rules *rules, unsigned from, unsigned length,
	unsigned step, struct arena *a)
{
	const unsigned until = from + length;
	struct shift shift = {.from = from, .until = until};

	if (!has_break(rules, length)) {
		kind_add(kinds, rules, shift, a);
		return;
	}
	for (shift.rests = from + rules->break_distance;
		shift.rests + rules->break_length + rules->break_distance <= until;
		shift.rests += step) {
		shift.rests_until = shift.rests + rules->break_length;
		kind_add(kinds, rules, shift, a);
	}
}

static struct kinds
kinds_of(const struct shift_rules *rules, unsigned first, unsigned last, unsigned step,
	struct arena *a)
{
	struct kinds kinds = {0};
	unsigned length = rules->least;

	for (;; length = length + step < rules->most ? length + step : rules->most) {
		for (unsigned from = first; from + length <= last; from++)
			kinds_add(&kinds, rules, from, length, step, a);
		if (length >= rules->most)
			return kinds;
	}
}

/* ---- The first plan ---- */

struct tally {
	unsigned at_work[SHIFTS_QUARTERS];
};

static void
tally_add(struct tally *t, const struct shift *shift)
{
	for (unsigned q = shift->from; q < shift->until; q++)
		t->at_work[q] += shift_works(shift, q);
}

static bool
has_room(const struct shift_cover *cover, const struct tally *t, const struct shift *shift)
{
	for (unsigned q = shift->from; q < shift->until; q++)
		if (shift_works(shift, q) && t->at_work[q] >= cover->most)
			return false;
	return true;
}

static double
worth(const struct shift_cover *cover, const struct tally *t, const struct shift_kind *kind)
{
	unsigned covers = 0;

	for (unsigned q = kind->shift.from; q < kind->shift.until; q++)
		covers += shift_works(&kind->shift, q) && t->at_work[q] < cover->needed[q];
	return (double)covers / (kind->paid > 0 ? kind->paid : 1);
}

static void
greedy(const struct shift_cover *cover, unsigned *counts)
{
	struct tally t = {0};

	for (;;) {
		double best = 0;
		size_t which = 0;
		for (size_t k = 0; k < cover->kinds_n; k++) {
			const double this = worth(cover, &t, &cover->kinds[k]);
			if (this > best && has_room(cover, &t, &cover->kinds[k].shift)) {
				best = this;
				which = k;
			}
		}
		if (best <= 0)
			return;
		counts[which]++;
		tally_add(&t, &cover->kinds[which].shift);
	}
}

/* ---- The plan ---- */

static int
by_coming(const void *a, const void *b)
{
	const struct shift *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->until != y->until)
		return x->until < y->until ? -1 : 1;
	return x->rests < y->rests ? -1 : x->rests > y->rests;
}

static void
plan_fill(struct shift_plan *plan, const struct shift_cover *cover, const unsigned *counts,
	struct arena *a)
{
	size_t room = 0;

	for (size_t k = 0; k < cover->kinds_n; k++)
		for (unsigned i = 0; i < counts[k]; i++) {
			*ARENA_PUSH(a, plan->shifts, plan->shifts_n, room) = cover->kinds[k].shift;
			plan->paid += cover->kinds[k].paid;
		}
	if (plan->shifts_n > 0)
		qsort(plan->shifts, plan->shifts_n, sizeof *plan->shifts, by_coming);
}

static unsigned
missing(const struct shift_cover *cover, const struct tally *t)
{
	unsigned sum = 0;

	for (unsigned q = cover->first; q < cover->last; q++)
		if (t->at_work[q] < cover->needed[q])
			sum += cover->needed[q] - t->at_work[q];
	return sum;
}

/* What it costs the customers that so many are gone for a break: much where few are left. */
static double
harm(const struct shift_cover *cover, const struct tally *t, const struct shift *shift)
{
	double sum = 0;

	for (unsigned q = shift->rests; q < shift->rests_until; q++) {
		const double left = t->at_work[q], needed = cover->needed[q];
		sum += left < needed ? 1000 * (needed - left) : needed / (left + 1);
	}
	return sum;
}

static void
rest_change(struct tally *t, const struct shift *shift, bool is_at_work)
{
	for (unsigned q = shift->rests; q < shift->rests_until; q++)
		t->at_work[q] += is_at_work ? 1 : -1u;
}

static bool
is_over(const struct shift_cover *cover, const struct tally *t, const struct shift *shift)
{
	for (unsigned q = shift->from; q < shift->until; q++)
		if (t->at_work[q] > cover->most)
			return true;
	return false;
}

/* Moves a break to where it harms least, if that leaves no more missing. */
static bool
break_better(const struct shift_cover *cover, struct tally *t, const struct shift_rules *rules,
	struct shift *shift)
{
	struct shift best = *shift, try = *shift;
	const unsigned missing_before = missing(cover, t);
	double least = harm(cover, t, shift);

	if (shift->rests == shift->rests_until)
		return false;
	rest_change(t, shift, true);
	for (try.rests = shift->from + rules->break_distance;
		try.rests + rules->break_length + rules->break_distance <= shift->until;
		try.rests++) {
		struct tally with = *t;
		try.rests_until = try.rests + rules->break_length;
		rest_change(&with, &try, false);
		if (is_over(cover, &with, &try) || missing(cover, &with) > missing_before ||
			harm(cover, &with, &try) > least - 1e-9)
			continue;
		least = harm(cover, &with, &try);
		best = try;
	}
	rest_change(t, &best, false);
	const bool has_moved = best.rests != shift->rests;
	*shift = best;
	return has_moved;
}

static void
breaks_place(
	struct shift_plan *plan, const struct shift_cover *cover, const struct shift_rules *rules)
{
	struct tally t = {0};
	bool has_moved = true;

	for (size_t i = 0; i < plan->shifts_n; i++)
		tally_add(&t, &plan->shifts[i]);
	for (int round = 0; round < 4 && has_moved; round++) {
		has_moved = false;
		for (size_t i = 0; i < plan->shifts_n; i++)
			has_moved |= break_better(cover, &t, rules, &plan->shifts[i]);
	}
	for (unsigned q = 0; q < SHIFTS_QUARTERS; q++)
		plan->at_work[q] = t.at_work[q];
	plan->missing = missing(cover, &t);
}

static enum fault_code
rules_check(const struct shift_rules *rules, struct fault *f)
{
	if (rules->least == 0 || rules->most > SHIFTS_QUARTERS)
		return fault_field(f, FAULT_BAD_INPUT, "min_shift_us",
			"a shift lasts between 15 min and 24 h");
	if (rules->least > rules->most)
		return fault_field(f, FAULT_BAD_INPUT, "max_shift_us",
			"the longest shift is shorter than the shortest");
	if (rules->break_length >= rules->least)
		return fault_field(f, FAULT_BAD_INPUT, "break_us",
			"a break must be shorter than the shortest shift");
	return FAULT_NONE;
}

/* The day's bounds: [*first, *last); false when it is closed all day. */
static bool
day_bounds(unsigned *first, unsigned *last, const bool *is_open)
{
	*first = SHIFTS_QUARTERS;
	*last = 0;
	for (unsigned q = 0; q < SHIFTS_QUARTERS; q++) {
		if (!is_open[q])
			continue;
		*first = q < *first ? q : *first;
		*last = q + 1;
	}
	return *last > *first;
}

enum fault_code
shifts_make(struct shift_plan *ret, const unsigned needed[static SHIFTS_QUARTERS],
	const bool is_open[static SHIFTS_QUARTERS], const struct shift_rules *given,
	struct arena *a, struct fault *f)
{
	struct shift_rules rules = *given;
	unsigned wanted[SHIFTS_QUARTERS];
	struct shift_cover cover = {.needed = wanted, .most = rules.counters};
	struct kinds kinds = {0};
	double least;

	*ret = (struct shift_plan){0};
	if (rules_check(&rules, f))
		return f->code;
	for (unsigned q = 0; q < SHIFTS_QUARTERS; q++)
		wanted[q] = needed[q] < rules.counters ? needed[q] : rules.counters;
	if (!day_bounds(&cover.first, &cover.last, is_open)) {
		ret->is_cheapest = true;
		return FAULT_NONE;
	}
	if (rules.least > cover.last - cover.first)
		rules.least = cover.last - cover.first;
	if (rules.most > cover.last - cover.first)
		rules.most = cover.last - cover.first;
	for (ret->step = 1;; ret->step *= 2) {
		kinds = kinds_of(&rules, cover.first, cover.last, ret->step, a);
		if (kinds.items_n <= KINDS_MOST || ret->step >= rules.most)
			break;
	}
	cover.kinds = kinds.items;
	cover.kinds_n = kinds.items_n;
	cover.missing_costs = 2 * rules.most;
	unsigned *counts = ARENA_ARRAY(a, unsigned, kinds.items_n);
	greedy(&cover, counts);
	shift_cover_solve(&cover, counts, &least);
	plan_fill(ret, &cover, counts, a);
	breaks_place(ret, &cover, &rules);
	const double missing_costs = (double)ret->missing * cover.missing_costs;
	ret->least = least > missing_costs ? (unsigned)(least - missing_costs) : 0;
	ret->is_cheapest = ret->paid <= ret->least;
	return FAULT_NONE;
}
