/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole way: count, let the models compete, let the winner speak. What a reader must know to
 * judge the figures stands in the notes.
 */
#include "forecast/forecast.h"

#include <math.h>

#include "forecast/rolling.h"
#include "forecast/sayings.h"

#define QUARTER_US (15 * INT64_C(60000000))

const char *
forecast_step_word(enum forecast_step step)
{
	static const char *const words[] = {
#define X(id, word, quarters) word,
		FORECAST_STEP_TABLE(X)
#undef X
	};
	return words[step];
}

const char *
forecast_kind_word(enum forecast_kind kind)
{
	static const char *const words[] = {
#define X(id, word, meaning) word,
		FORECAST_KIND_TABLE(X)
#undef X
	};
	return words[kind];
}

/* ---- The days ahead ---- */

static struct forecast_slot
slot_of(double mean, int64_t at_us, double dispersion)
{
	const struct interval_95 interval = spread_interval(mean, dispersion);

	return (struct forecast_slot){
		.at_us = at_us, .mean = mean, .low = interval.low, .high = interval.high};
}

/* Steps of real time: the day of a clock change has more or fewer of them. */
static void
slots_fill(struct forecast_day *ret, const struct counted *c, const struct counted_day *day,
	const double *quarters, unsigned width, double dispersion, struct arena *a)
{
	const int64_t from_us = counted_begin_us(c, day);
	const struct counted_day next = {.day = day->day + 1};
	const int64_t until_us = counted_begin_us(c, &next);
	const int64_t step_us =
		width == FORECAST_QUARTERS ? until_us - from_us : width * QUARTER_US;
	struct forecast_slot *slots = NULL;
	size_t n = 0, room = 0;

	for (int64_t at = from_us; at < until_us; at += step_us) {
		double mean = 0;
		for (int64_t i = at; i < at + step_us && i < until_us; i += QUARTER_US) {
			const unsigned q = counted_quarter(c, day, i);
			mean += quarters[q] / (day->times[q] > 1 ? day->times[q] : 1);
		}
		*ARENA_PUSH(a, slots, n, room) = slot_of(mean, at, dispersion);
	}
	ret->slots = slots;
	ret->slots_n = n;
}

static void
days_fill(struct forecast *ret, const struct known *k, const struct rolled *rolled, struct arena *a)
{
	const struct counted *c = k->counted;
	const size_t n = c->days_n - c->from;
	struct forecast_day *days = ARENA_ARRAY(a, struct forecast_day, n);

	for (size_t i = 0; i < n; i++) {
		const size_t target = c->from + i, h = target - c->history_n + 1;
		const struct counted_day *day = &c->days[target];
		double quarters[FORECAST_QUARTERS], mean = 0;
		struct forecast_slot whole;
		known_forecast(k, ret->chosen, target, quarters);
		for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
			mean += quarters[q];
		whole = slot_of(mean, 0, spread_at(&rolled->day_spread, h));
		days[i] = (struct forecast_day){.day = day->day,
			.kind = day->kind,
			.mean = whole.mean,
			.low = whole.low,
			.high = whole.high};
		slots_fill(&days[i], c, day, quarters, forecast_step_quarters(ret->step),
			spread_at(&rolled->step_spread, h), a);
	}
	ret->days = days;
	ret->days_n = n;
}

/* ---- Words ---- */

static void
notes_of_days(struct sayings *notes, const struct counted *c)
{
	size_t special_n = 0;

	for (size_t i = 0; i < c->history_n; i++)
		special_n += c->days[i].kind == FORECAST_KIND_SHORT;
	if (c->calendar == NULL)
		forecast_say(notes, NO_CALENDAR);
	if (c->empty_n > 0)
		forecast_say(notes, DAYS_EMPTY, {"n", .number = (double)c->empty_n});
	if (special_n > 0)
		forecast_say(notes, DAYS_SPECIAL, {"n", .number = (double)special_n});
	if (c->outside_n > 0)
		forecast_say(notes, CAME_OUTSIDE, {"n", .number = (double)c->outside_n});
	if (c->cut_n > 0)
		forecast_say(notes, LEARNT_LATEST, {"n", .number = FORECAST_HISTORY_MOST},
			{"before", .number = (double)c->cut_n});
}

static void
notes_of_intervals(struct sayings *notes, const struct forecast *f)
{
	if (f->origins_n == 0) {
		forecast_say(notes, INTERVALS_GUESSED);
		return;
	}
	forecast_say(notes, INTERVALS_LEARNT, {"times", .number = saying_tenths(f->dispersion)},
		{"n", .number = (double)f->origins_n});
	if (isnan(f->coverage))
		return;
	sayings_say(notes,
		&forecast_sayings[f->coverage < 0.9 ? SAYING_INTERVALS_NARROW
						    : SAYING_INTERVALS_HELD],
		{"held", .number = saying_tenths(100 * f->coverage)},
		{"n", .number = (double)f->coverage_n});
}

static double
percent(const struct forecast_model *model)
{
	return saying_tenths(100 * model->at_step.wape);
}

static void
verdict_say(struct sayings *said, const struct forecast *f)
{
	static const enum forecast_saying in_a_step[FORECAST_STEP__COUNT] = {
		SAYING_BY_QUARTER, SAYING_BY_HOUR, SAYING_BY_DAY};
	const struct forecast_model *naive = &f->models[FORECAST_NAIVE],
				    *best = &f->models[f->chosen];

	if (f->origins_n == 0)
		forecast_say(said, YOUNG);
	else if (!f->beats_naive)
		forecast_say(said, NAIVE, {"naive", .number = percent(naive)});
	else
		sayings_say(said, &forecast_sayings[in_a_step[f->step]],
			{"model", .text = best->name}, {"off", .number = percent(best)},
			{"naive", .number = percent(naive)});
}

static void
words_fill(struct forecast *ret, const struct counted *counted, struct arena *a)
{
	struct sayings verdict = {.arena = a}, notes = {.arena = a};

	verdict_say(&verdict, ret);
	ret->verdict = verdict.items[0];
	notes_of_days(&notes, counted);
	notes_of_intervals(&notes, ret);
	ret->notes = notes.items;
	ret->notes_n = notes.n;
}

/* ---- Together ---- */

static void
models_fill(struct forecast *ret, const struct rolled *rolled)
{
	static const char *const names[][2] = {
#define X(id, name, meaning) {name, meaning},
		FORECAST_MODEL_TABLE(X)
#undef X
	};

	for (size_t m = 0; m < FORECAST_MODEL__COUNT; m++)
		ret->models[m] = (struct forecast_model){.name = names[m][0],
			.meaning = names[m][1],
			.at_step = rolled->at_step[m],
			.by_day = rolled->by_day[m]};
	ret->chosen = rolled->chosen;
	ret->beats_naive = rolled->chosen != FORECAST_NAIVE;
	ret->coverage = rolled->coverage;
	ret->coverage_n = rolled->coverage_n;
	ret->day_coverage = rolled->day_coverage;
	ret->day_coverage_n = rolled->day_coverage_n;
	ret->dispersion = rolled->day_spread.by_week[0];
	ret->origins_n = rolled->origins_n;
}

static enum fault_code
forecast_work(struct forecast **ret, struct sayings *why, const struct columns *columns,
	const struct forecast_wish *wish, struct arena *a, struct fault *f)
{
	struct forecast *forecast = ARENA_NEW(a, struct forecast);
	struct known *known = ARENA_NEW(a, struct known);
	struct counted counted;
	struct rolled rolled;

	if (wish->days < 1 || wish->days > FORECAST_DAYS_MOST)
		return forecast_lacks(why, f, DAYS_WISHED, {"most", .number = FORECAST_DAYS_MOST});
	if (counted_take(&counted, columns, wish, why, a, f))
		return fault_note(f, "forecasting who comes");
	known_init(known, &counted, a);
	rolling_run(&rolled, known, wish->step, counted.days_n - counted.history_n);
	known_move(known, counted.history_n, true);
	forecast->step = wish->step;
	forecast->zone = counted.zone;
	forecast->first_day = counted.days[0].day;
	forecast->last_day = counted.days[counted.history_n - 1].day;
	forecast->counted_n = counted.counted_n;
	models_fill(forecast, &rolled);
	days_fill(forecast, known, &rolled, a);
	words_fill(forecast, &counted, a);
	*ret = forecast;
	return FAULT_NONE;
}

enum fault_code
forecast_make(struct forecast **ret, struct saying *ret_why, const struct columns *columns,
	const struct forecast_wish *wish, struct arena *a, struct fault *f)
{
	struct sayings why = {.arena = a};

	if (forecast_work(ret, &why, columns, wish, a, f) == FAULT_NONE)
		return FAULT_NONE;
	if (ret_why != NULL)
		*ret_why = why.items[0];
	return f->code;
}
