/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole way: count, let the models compete, let the winner speak. What a reader must know to
 * judge the figures stands in the notes.
 */
#include "forecast/forecast.h"

#include <math.h>

#include "forecast/rolling.h"

#define QUARTER_US (15 * INT64_C(60000000))

struct notes {
	const char **items;
	size_t n, room;
};

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
note_add(struct notes *notes, struct arena *a, const char *text)
{
	*ARENA_PUSH(a, notes->items, notes->n, notes->room) = text;
}

static void
notes_of_days(struct notes *notes, const struct counted *c, struct arena *a)
{
	size_t special_n = 0;

	for (size_t i = 0; i < c->history_n; i++)
		special_n += c->days[i].kind == FORECAST_KIND_SHORT;
	if (c->calendar == NULL)
		note_add(notes, a,
			"No calendar: a weekday on which nobody ever came is taken as closed, and "
			"holidays to come are not known.");
	if (c->empty_n > 0)
		note_add(notes, a,
			arena_printf(a,
				"%zu %s nobody at all came on are taken as closed: they teach "
				"nothing and "
				"are not judged.",
				c->empty_n, c->empty_n == 1 ? "day that" : "days that"));
	if (special_n > 0)
		note_add(notes, a,
			arena_printf(a,
				"%zu %s with hours of their own in the calendar: such days have "
				"the "
				"weekday's rate at their hours, times what they have been so far.",
				special_n, special_n == 1 ? "day" : "days"));
	if (c->outside_n > 0)
		note_add(notes, a,
			arena_printf(a,
				"%llu came outside opening hours and are left out: closed is "
				"nobody.",
				(unsigned long long)c->outside_n));
	if (c->cut_n > 0)
		note_add(notes, a,
			arena_printf(a,
				"Learnt from the last %d days; the %zu before are left out.",
				FORECAST_HISTORY_MOST, c->cut_n));
}

static void
notes_of_intervals(struct notes *notes, const struct forecast *f, struct arena *a)
{
	if (f->origins_n == 0) {
		note_add(notes, a,
			"Too few days to hold models against each other: as last week, and "
			"intervals "
			"as if arrivals were Poisson, which is too narrow.");
		return;
	}
	note_add(notes, a,
		arena_printf(a,
			"Intervals are 95 %% ones, of a Poisson variable with more spread "
			"(negative "
			"binomial): the variance of a day is %.1f times its mean, learnt from %zu "
			"rolling origins, week by week of the horizon.",
			f->dispersion, f->origins_n));
	if (isnan(f->coverage))
		return;
	note_add(notes, a,
		arena_printf(a,
			"Checked: intervals learnt from the earlier origins held %.1f %% of %llu "
			"steps "
			"of the later ones%s.",
			100 * f->coverage, (unsigned long long)f->coverage_n,
			f->coverage < 0.9 ? ", so they are too narrow" : ""));
}

const char *
forecast_verdict(const struct forecast *f, struct arena *a)
{
	static const char *const in_a_step[FORECAST_STEP__COUNT] = {
		"a quarter of an hour", "an hour", "a day"};
	const struct forecast_accuracy *naive = &f->models[FORECAST_NAIVE].at_step,
				       *best = &f->models[f->chosen].at_step;

	if (f->origins_n == 0)
		return "Too few days to tell which model is best: as on the last such weekday.";
	if (!f->beats_naive)
		return arena_printf(a,
			"No model beats \"as on the last such weekday\" (seasonal-naive, WAPE "
			"%.1f %%): it is chosen.",
			100 * naive->wape);
	return arena_printf(a,
		"%s beats seasonal-naive: it is off by %.1f %% of what comes in %s, against %.1f "
		"%%.",
		f->models[f->chosen].name, 100 * best->wape, in_a_step[f->step], 100 * naive->wape);
}

/* ---- Public ---- */

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

enum fault_code
forecast_make(struct forecast **ret, const struct columns *columns,
	const struct forecast_wish *wish, struct arena *a, struct fault *f)
{
	struct forecast *forecast = ARENA_NEW(a, struct forecast);
	struct known *known = ARENA_NEW(a, struct known);
	struct counted counted;
	struct rolled rolled;
	struct notes notes = {0};

	if (wish->days < 1 || wish->days > FORECAST_DAYS_MOST)
		return fault_field(f, FAULT_BAD_INPUT, "days", "a forecast is for 1 to %d days",
			FORECAST_DAYS_MOST);
	if (counted_take(&counted, columns, wish, a, f))
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
	notes_of_days(&notes, &counted, a);
	notes_of_intervals(&notes, forecast, a);
	forecast->notes = notes.items;
	forecast->notes_n = notes.n;
	*ret = forecast;
	return FAULT_NONE;
}
