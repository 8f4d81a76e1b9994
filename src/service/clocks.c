/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can happen to a clock. A command works on the set of its journey's clocks, read once; rows
 * are written and events appended when the command is through (clocks_settle), so that a clock
 * which began and was dropped at the same instant – a wait for somebody whom this customer did not
 * need – leaves no trace and costs nothing.
 *
 * The deadline is inclusive: who is called after exactly ten minutes was called within ten minutes.
 */
#include <string.h>

#include "service/clock.h"
#include "service/tickets_kept.h"

#define LOOK_MOST_US  INT64_C(30000000) /* a wait is looked at at least so often … */
#define LOOK_LEAST_US INT64_C(5000000)	/* … and at full steps of this, all of a branch at once */
#define LOOKS	      10		/* of what is left: the nearer the end, the closer */
#define UNLIKELY      50		/* per mille: below it half as often will do */

const struct cycle *
clock_cycle(const struct house *house, const struct clock *clock)
{
	const struct map *map = house_map(house, clock->version);

	return map != NULL && clock->cycle < (int64_t)map->cycles_n ? &map->cycles[clock->cycle]
								    : NULL;
}

const struct moment *
clock_moment(const struct cycle *cycle, const struct clock *clock)
{
	return clock->moment < (int64_t)cycle->moments_n
		       ? cycle_moment(cycle, (size_t)clock->moment)
		       : NULL;
}

const struct standard *
clock_standard(const struct moment *moment, const struct clock *clock)
{
	return clock->standard < (int64_t)moment->standards_n ? &moment->standards[clock->standard]
							      : NULL;
}

bool
clock_is_wait(const struct standard *standard)
{
	return standard->measure == STANDARD_WAIT;
}

static const struct moment *
moment_of(const struct clock_set *set, const struct clock *clock)
{
	return cycle_moment(set->cycle, (size_t)clock->moment);
}

static const struct standard *
standard_of(const struct clock_set *set, const struct clock *clock)
{
	return &moment_of(set, clock)->standards[clock->standard];
}

static const struct calendar *
calendar_of(const struct command *c)
{
	const struct house_branch *branch = house_branch(c->house, c->branch);

	return branch != NULL ? branch->calendar : NULL;
}

int64_t
clock_date(const struct command *c)
{
	const struct house_branch *branch = house_branch(c->house, c->branch);
	const struct zone *zone = branch != NULL ? branch->zone : NULL;

	return zone_day(zone != NULL ? zone : zone_utc(), c->at_us);
}

/* ---- The set ---- */

MUST_USE static enum fault_code set_write(
	struct command *c, struct clock_set *set, struct fault *f);

enum fault_code
clocks_of(struct command *c, int64_t journey, struct clock_set **ret, struct fault *f)
{
	struct arena *a = c->arena;

	if (c->clocks != NULL && c->clocks->journey == journey) {
		*ret = c->clocks;
		return FAULT_NONE;
	}
	if (clocks_settle(c, f))
		return f->code;
	c->clocks = ARENA_NEW(a, struct clock_set);
	c->clocks->journey = journey;
	c->clocks->items = clocks_read(c->tx, c->branch, journey, &c->clocks->n, a);
	c->clocks->room = c->clocks->n;
	*ret = c->clocks;
	return store_fault(c->tx, f);
}

static void
news_add(struct command *c, struct clock_set *set, const struct clock *clock, enum event_kind kind,
	struct store_value value)
{
	*ARENA_PUSH(c->arena, set->news, set->news_n, set->news_room) =
		(struct clock_news){kind, (size_t)(clock - set->items), value};
}

/* Began and ended at once, and nobody was late: it never was. */
static bool
is_nothing(const struct clock *clock)
{
	return clock->is_new && clock->is_gone && clock->state != CLOCK_MISSED;
}

static enum fault_code
news_tell(struct command *c, struct clock_set *set, const struct clock_news *news, struct fault *f)
{
	struct clock *k = &set->items[news->clock];
	const struct moment *moment = moment_of(set, k);
	const struct standard *standard = standard_of(set, k);
	const struct store_value begun[] = {store_text(span_of(moment->name)),
		store_text(span_of(standard->name)), news->value};
	const bool is_begun = news->kind == EVENT_STANDARD_BEGUN;
	const bool is_plain =
		news->kind == EVENT_STANDARD_PAUSED || news->kind == EVENT_STANDARD_MET;

	if (is_nothing(k))
		return FAULT_NONE;
	if (k->id == 0 && command_id_next(c, &k->id, f))
		return f->code;
	return command_event(c, news->kind, set->journey, k->id, is_begun ? begun : &news->value,
		is_begun   ? array_length(begun)
		: is_plain ? 0
			   : 1,
		f);
}

static void
row_write(struct command *c, const struct clock *k)
{
	if (k->is_new && !k->is_gone)
		clock_add(c, k);
	else if (!k->is_new && k->is_gone)
		clock_remove(c, k);
	else if (!k->is_new && k->is_changed)
		clock_set(c, k);
	if (!k->is_gone && k->look_us != NEVER_US)
		command_due(c, k->look_us);
}

static enum fault_code
set_write(struct command *c, struct clock_set *set, struct fault *f)
{
	for (size_t i = 0; i < set->news_n; i++)
		if (news_tell(c, set, &set->news[i], f))
			return f->code;
	for (size_t i = 0; i < set->n; i++)
		row_write(c, &set->items[i]);
	/* As long as the journey itself is at hand. */
	if (journey_is_remembered(c->tx, set->journey))
		clocks_remember(c->tx, set->journey, set->items, set->n);
	else
		clocks_forget_of(c->tx, set->journey);
	return store_fault(c->tx, f);
}

enum fault_code
clocks_settle(struct command *c, struct fault *f)
{
	struct clock_set *set = c->clocks;

	c->clocks = NULL;
	return set == NULL ? FAULT_NONE : set_write(c, set, f);
}

/* ---- What happens to one ---- */

static int64_t
wait_look_us(const struct command *c, const struct clock *clock)
{
	int64_t step_us =
		clock->chance_permille > 0 ? LOOK_MOST_US : 0; /* the first look is soon */

	if (clock->due_us != NEVER_US && (clock->due_us - c->at_us) / LOOKS < step_us)
		step_us = (clock->due_us - c->at_us) / LOOKS;
	if (clock->chance_permille > 0 && clock->chance_permille < UNLIKELY)
		step_us *= 2;
	return (c->at_us + step_us) / LOOK_LEAST_US * LOOK_LEAST_US + LOOK_LEAST_US;
}

/* A wait is looked at again and again, since the line ahead changes; a passage once, at the share
 * of its limit from which on it usually goes over. */
void
clock_look(struct command *c, const struct clock_set *set, struct clock *clock)
{
	const struct standard *standard = standard_of(set, clock);
	const struct calendar *calendar = calendar_of(c);
	const int64_t due_us = clock->due_us == NEVER_US ? NEVER_US : clock->due_us + 1;
	int64_t look_us = due_us;

	if (!clock->is_warned && clock_is_wait(standard))
		look_us = wait_look_us(c, clock);
	else if (!clock->is_warned) {
		int64_t past[PAST_TENTHS];

		past_read(past, c->tx, c->branch, set->cycle, moment_of(set, clock), standard);
		const double rest = (1 - past_warning(past).share) * (double)standard->at_most.us;
		const int64_t until_us = clock->left_us - (int64_t)rest;

		look_us = until_us <= 0
				  ? c->at_us
				  : clock_time_after(standard, calendar, clock->since_us, until_us);
	}
	clock->look_us = look_us < due_us ? look_us : due_us;
	clock->is_changed = true;
}

void
clock_begin(struct command *c, struct clock_set *set, const struct moment *moment,
	const struct standard *standard, int64_t ticket, int64_t at_us)
{
	struct clock *k = ARENA_PUSH(c->arena, set->items, set->n, set->room);

	*k = (struct clock){.journey = set->journey,
		.ticket = ticket,
		.version = set->version,
		.cycle = set->cycle - set->map->cycles,
		.moment = moment->index,
		.standard = standard - moment->standards,
		.state = CLOCK_RUNNING,
		.begun_us = at_us,
		.since_us = at_us,
		.left_us = standard->at_most.us,
		.due_us = clock_time_after(standard, calendar_of(c), at_us, standard->at_most.us),
		.is_new = true};
	clock_look(c, set, k);
	news_add(c, set, k, EVENT_STANDARD_BEGUN, store_int(k->due_us));
}

void
clock_pause(struct command *c, struct clock_set *set, struct clock *clock)
{
	const int64_t left_us =
		clock_time_left(clock, standard_of(set, clock), calendar_of(c), c->at_us);

	if (left_us < 0) {
		clock_breach(c, set, clock);
		return;
	}
	clock->left_us = left_us;
	clock->since_us = c->at_us;
	clock->state = CLOCK_PAUSED;
	clock->due_us = 0;
	clock->look_us = NEVER_US;
	clock->is_changed = true;
	news_add(c, set, clock, EVENT_STANDARD_PAUSED, store_none());
}

void
clock_resume(struct command *c, struct clock_set *set, struct clock *clock)
{
	clock->state = CLOCK_RUNNING;
	clock->since_us = c->at_us;
	clock->due_us =
		clock_time_after(standard_of(set, clock), calendar_of(c), c->at_us, clock->left_us);
	clock_look(c, set, clock);
	news_add(c, set, clock, EVENT_STANDARD_RESUMED, store_int(clock->due_us));
}

/* Over and not waiting for a response: it goes. */
static void
clock_over(struct clock *clock)
{
	clock->is_over = 1;
	clock->look_us = NEVER_US;
	clock->is_changed = true;
	clock->is_gone = clock->state != CLOCK_MISSED || clock->response == RESPONSE_NONE ||
			 clock->response == RESPONSE_DONE;
}

void
clock_breach(struct command *c, struct clock_set *set, struct clock *clock)
{
	const struct moment *moment = moment_of(set, clock);
	const struct standard *standard = standard_of(set, clock);
	const struct response *response = &moment->response;
	const bool has_response = response->procedure != NULL || response->tell != NULL ||
				  wording_in(&response->say, LANGUAGE_EN)[0] != '\0';

	clock->state = CLOCK_MISSED;
	clock->missed_us = c->at_us;
	clock->look_us = NEVER_US;
	clock->response = has_response ? RESPONSE_WANTED : RESPONSE_NONE;
	clock->is_changed = true;
	news_add(c, set, clock, EVENT_STANDARD_BREACHED,
		response->procedure != NULL ? store_text(span_of(response->procedure))
		: response->tell != NULL    ? store_text(span_of(response->tell))
					    : store_none());
	day_judge(c, clock_date(c), set->cycle, moment, false);
	if (!clock_is_wait(standard))
		past_add(c, set->cycle, moment, standard, PAST_TENTHS - 1);
}

void
clock_warn(struct command *c, struct clock_set *set, struct clock *clock, double chance)
{
	clock->is_warned = 1;
	clock->chance_permille = (int64_t)(chance * 1000 + 0.5);
	clock_look(c, set, clock);
	news_add(c, set, clock, EVENT_STANDARD_WARNED, store_int(clock->chance_permille));
}

void
clock_drop(struct command *c, struct clock_set *set, struct clock *clock, const char *reason)
{
	if (clock->state == CLOCK_RUNNING && c->at_us > clock->due_us)
		clock_breach(c, set, clock); /* nobody has noticed yet */
	else if (clock->state != CLOCK_MISSED)
		news_add(c, set, clock, EVENT_STANDARD_DROPPED, store_text(span_of(reason)));
	clock_over(clock);
}

static void
met(struct command *c, struct clock_set *set, struct clock *clock)
{
	const struct standard *standard = standard_of(set, clock);
	const int64_t left_us = clock_time_left(clock, standard, calendar_of(c), c->at_us);

	news_add(c, set, clock, EVENT_STANDARD_MET, store_none());
	if (clock->is_new)
		return; /* no time has passed, and nothing is told */
	day_judge(c, clock_date(c), set->cycle, moment_of(set, clock), true);
	if (!clock_is_wait(standard))
		past_add(c, set->cycle, moment_of(set, clock), standard,
			past_tenth(standard->at_most.us - left_us, standard->at_most.us));
}

void
clock_end(struct command *c, struct clock_set *set, struct clock *clock)
{
	if (clock->state == CLOCK_RUNNING && c->at_us > clock->due_us)
		clock_breach(c, set, clock);
	else if (clock->state != CLOCK_MISSED)
		met(c, set, clock);
	clock_over(clock);
}

/* Within the limit, since a later one was missed already. */
static void
left_within(struct command *c, struct clock_set *set, struct clock *clock)
{
	const struct standard *standard = standard_of(set, clock);
	const int64_t used_us =
		standard->at_most.us - clock_time_left(clock, standard, calendar_of(c), c->at_us);
	const bool is_short = used_us < standard->short_limit.us;

	if (standard->left == TREATMENT_KEEP_WITHIN)
		met(c, set, clock);
	else if (standard->left == TREATMENT_MISS ||
		 (standard->left == TREATMENT_DROP_SHORT && !is_short))
		clock_breach(c, set, clock);
	else
		news_add(c, set, clock, EVENT_STANDARD_DROPPED, store_text(SPAN("left")));
}

void
clock_leave(struct command *c, struct clock_set *set, struct clock *clock)
{
	const bool is_ignored = standard_of(set, clock)->left == TREATMENT_IGNORE;

	if (clock->state == CLOCK_RUNNING && c->at_us > clock->due_us && !is_ignored)
		clock_breach(c, set, clock);
	else if (clock->state != CLOCK_MISSED)
		left_within(c, set, clock);
	clock_over(clock);
}
