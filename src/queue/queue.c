/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of whose turn it is. A round gives each class up to so many calls, in the order of the
 * classes; one that has had them, or has nobody, is passed over, and when nobody is left who may
 * still be called in the round, a new one begins for all. A class that was empty has its calls when
 * somebody comes, but never more than those of one round: nothing is saved up.
 */
#include "queue/queue.h"

static bool
may_call(const struct queue_counter *counter, const struct queue_ticket *ticket)
{
	return (ticket->for_counter == 0 || ticket->for_counter == counter->counter) &&
	       counter->serves(counter->with, ticket->service);
}

static bool
has_come(const struct queue_rules *rules, const struct queue_ticket *ticket, int64_t now_us)
{
	return ticket->appointment_us > 0 && ticket->appointment_us - rules->early_us <= now_us;
}

/* A class that the rules do not know (they were changed) goes last. */
static int
class_of(const struct queue_rules *rules, const struct queue_ticket *ticket)
{
	const int last = rules->classes_n > 0 ? rules->classes_n - 1 : 0;

	return ticket->class_ >= 0 && ticket->class_ < last ? ticket->class_ : last;
}

static bool
is_before(int64_t a_us, int64_t a_ticket, int64_t b_us, int64_t b_ticket)
{
	return a_us < b_us || (a_us == b_us && a_ticket < b_ticket);
}

/* How many calls a class has in a round. The last one's rule is "then": one, and the round begins
 * again. */
static int
calls_of(const struct queue_rules *rules, int class_)
{
	if (rules->up_to[class_] > 0)
		return rules->up_to[class_];
	return class_ == rules->classes_n - 1 ? 1 : 0;
}

static bool
has_calls_left(const struct queue_rules *rules, const struct queue_turn *turn, int class_)
{
	return calls_of(rules, class_) == 0 || turn->calls[class_] < calls_of(rules, class_);
}

/* What a counter sees of a class. */
enum sight { NOBODY, OTHERS_ONLY, SOMEBODY };

/* The class that is called, of those where the counter sees somebody; there is one. A class that
 * others alone may serve stays as it is in the round. Who has no choice uses nobody's turn up. */
static int
class_choose(const struct queue_rules *rules, struct queue_turn *turn, const enum sight *sight)
{
	int chosen = -1, first = -1, choices = 0;

	for (int c = 0; c < rules->classes_n; c++) {
		if (sight[c] != SOMEBODY)
			continue;
		choices++;
		if (first < 0)
			first = c;
		if (chosen < 0 && has_calls_left(rules, turn, c))
			chosen = c;
	}
	if (choices == 1)
		return first;
	if (chosen < 0) {
		for (int c = 0; c < rules->classes_n; c++)
			if (sight[c] != OTHERS_ONLY)
				turn->calls[c] = 0;
		chosen = first;
	}
	if (calls_of(rules, chosen) > 0)
		turn->calls[chosen]++;
	return chosen;
}

/* ---- Who is first ---- */

/* The first of a group so far; at −1 there is none. */
struct first {
	long at;
	int64_t us, ticket;
};

static bool
would_be_first(const struct first *first, int64_t us, int64_t ticket)
{
	return first->at < 0 || is_before(us, ticket, first->us, first->ticket);
}

static void
first_take(struct first *first, long at, int64_t us, int64_t ticket)
{
	if (would_be_first(first, us, ticket))
		*first = (struct first){at, us, ticket};
}

struct firsts {
	struct first sent, has_come, of_class[QUEUE_CLASSES_MOST];
	enum sight sight[QUEUE_CLASSES_MOST];
};

/* One that any counter may call. Skills are asked last, and only of who would be first. */
static void
any_look(struct firsts *firsts, const struct queue_rules *rules, const struct queue_ticket *ticket,
	long at, const struct queue_counter *counter, int64_t now_us)
{
	const int class_ = class_of(rules, ticket);
	struct first *of_class = &firsts->of_class[class_];
	const bool comes = has_come(rules, ticket, now_us);

	if (firsts->sight[class_] == SOMEBODY &&
		!would_be_first(of_class, ticket->place_us, ticket->ticket) &&
		!(comes &&
			would_be_first(&firsts->has_come, ticket->appointment_us, ticket->ticket)))
		return;
	if (!counter->serves(counter->with, ticket->service)) {
		if (firsts->sight[class_] == NOBODY)
			firsts->sight[class_] = OTHERS_ONLY;
		return;
	}
	firsts->sight[class_] = SOMEBODY;
	first_take(of_class, at, ticket->place_us, ticket->ticket);
	if (comes)
		first_take(&firsts->has_come, at, ticket->appointment_us, ticket->ticket);
}

/* The first of each group, for this counter; one look at each ticket. */
static void
firsts_find(struct firsts *firsts, const struct queue_rules *rules,
	const struct queue_ticket *tickets, size_t tickets_n, const struct queue_counter *counter,
	int64_t now_us)
{
	firsts->sent.at = firsts->has_come.at = -1;
	for (int c = 0; c == 0 || c < rules->classes_n; c++) {
		firsts->of_class[c].at = -1;
		firsts->sight[c] = NOBODY;
	}
	for (size_t i = 0; i < tickets_n; i++) {
		const struct queue_ticket *ticket = &tickets[i];

		if (ticket->for_counter == 0)
			any_look(firsts, rules, ticket, (long)i, counter, now_us);
		else if (ticket->for_counter == counter->counter &&
			 would_be_first(&firsts->sent, ticket->place_us, ticket->ticket) &&
			 counter->serves(counter->with, ticket->service))
			first_take(&firsts->sent, (long)i, ticket->place_us, ticket->ticket);
	}
}

/* ---- How many are before ---- */

/* A ticket's group for a counter, then its time in the group, then its number: the order of a line.
 */
struct in_line {
	int group; /* 0 sent here, 1 its time has come, 2 … a class */
	int64_t at_us, ticket;
};

static bool
line_place(struct in_line *ret, const struct queue_rules *rules, const struct queue_ticket *ticket,
	const struct queue_counter *counter, int64_t now_us)
{
	const bool has_time = has_come(rules, ticket, now_us);

	if (!may_call(counter, ticket))
		return false;
	*ret = (struct in_line){.at_us = ticket->place_us, .ticket = ticket->ticket};
	if (ticket->for_counter == 0)
		ret->group = has_time ? 1 : 2 + class_of(rules, ticket);
	if (ret->group == 1)
		ret->at_us = ticket->appointment_us;
	return true;
}

/* Calls until everybody of the class who is before has been called, and then one. */
static size_t
calls_until(const struct queue_rules *rules, struct queue_turn turn,
	size_t left[static QUEUE_CLASSES_MOST], const enum sight *others, int class_, size_t before)
{
	enum sight sight[QUEUE_CLASSES_MOST];

	for (size_t calls = 0;; calls++) {
		int chosen;

		for (int c = 0; c < rules->classes_n; c++)
			sight[c] = left[c] > 0 ? SOMEBODY : others[c];
		chosen = class_choose(rules, &turn, sight);
		if (chosen == class_ && before-- == 0)
			return calls;
		left[chosen]--;
	}
}

/* ---- The door ---- */

long
queue_choose(const struct queue_rules *rules, struct queue_turn *turn,
	const struct queue_ticket *tickets, size_t tickets_n, const struct queue_counter *counter,
	int64_t now_us)
{
	struct firsts firsts;

	firsts_find(&firsts, rules, tickets, tickets_n, counter, now_us);
	if (firsts.sent.at >= 0)
		return firsts.sent.at;
	if (firsts.has_come.at >= 0)
		return firsts.has_come.at;
	for (int c = 0; c < rules->classes_n; c++)
		if (firsts.sight[c] == SOMEBODY)
			return firsts.of_class[class_choose(rules, turn, firsts.sight)].at;
	return -1;
}

size_t
queue_ahead(const struct queue_rules *rules, const struct queue_turn *turn,
	const struct queue_ticket *tickets, size_t tickets_n, const struct queue_counter *counter,
	size_t index, int64_t now_us)
{
	size_t left[QUEUE_CLASSES_MOST] = {0}, before = 0, earlier = 0, all = 0;
	enum sight others[QUEUE_CLASSES_MOST] = {NOBODY};
	struct in_line mine, place;
	const bool is_mine = line_place(&mine, rules, &tickets[index], counter, now_us);

	for (size_t i = 0; i < tickets_n; i++) {
		if (!line_place(&place, rules, &tickets[i], counter, now_us)) {
			if (tickets[i].for_counter == 0)
				others[class_of(rules, &tickets[i])] = OTHERS_ONLY;
			continue;
		}
		all++;
		if (place.group >= 2)
			left[place.group - 2]++;
		if (!is_mine)
			continue;
		if (place.group < mine.group && place.group < 2)
			earlier++;
		if (place.group == mine.group &&
			is_before(place.at_us, place.ticket, mine.at_us, mine.ticket))
			before++;
	}
	if (!is_mine)
		return all;
	if (mine.group < 2)
		return earlier + before;
	return earlier + calls_until(rules, *turn, left, others, mine.group - 2, before);
}
