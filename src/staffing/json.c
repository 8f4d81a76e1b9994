/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan as the command line and the API give it, and as a calendar of its shifts.
 */
#include <math.h>

#include "base/duration.h"
#include "staffing/ical.h"
#include "staffing/staffing.h"

static json_t *
real(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
clock_json(unsigned quarter)
{
	return json_sprintf("%02u:%02u", quarter / 4, quarter % 4 * 15);
}

static void
quarters_add(json_t *demand, json_t *needed, json_t *expected, const struct staffing *s, unsigned i)
{
	const struct staffing_quarter *q = &s->quarters[i];

	json_array_append_new(
		demand, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "at", clock_json(i), "arrivals",
				real(q->arrivals), "low", real(q->low), "high", real(q->high),
				"handling_s", real(q->handling_us / 1e6), "load", real(q->load)));
	json_array_append_new(needed,
		json_pack("{s:o, s:i, s:i, s:i}", "at", clock_json(i), "needed", (int)q->needed,
			"formula", (int)q->by_formula, "square_root", (int)q->by_root));
	json_array_append_new(
		expected, json_pack("{s:o, s:i, s:o, s:o, s:o, s:o}", "at", clock_json(i),
				  "planned", (int)q->planned, "formula", real(q->formula),
				  "simulated", real(q->simulated.mean), "low",
				  real(q->simulated.low), "high", real(q->simulated.high)));
}

static json_t *
plan_json(const struct staffing *s)
{
	json_t *plan = json_array();

	for (size_t i = 0; i < s->plan.shifts_n; i++) {
		const struct shift *shift = &s->plan.shifts[i];
		json_t *breaks = json_array();
		if (shift->rests < shift->rests_until)
			json_array_append_new(breaks, json_pack("[o, o]", clock_json(shift->rests),
							      clock_json(shift->rests_until)));
		json_array_append_new(plan, json_pack("{s:i, s:o, s:o, s:o}", "person", (int)i + 1,
						    "from", clock_json(shift->from), "until",
						    clock_json(shift->until), "breaks", breaks));
	}
	return plan;
}

static json_t *
cost_json(const struct staffing *s)
{
	const double hours = staffing_hours(s), least = s->plan.least / 4.0;

	return json_pack("{s:f, s:f, s:b, s:f, s:o, s:o, s:o}", "hours", hours, "least_hours",
		least, "is_cheapest", s->plan.is_cheapest, "missing_hours", s->plan.missing / 4.0,
		"rate", s->rate > 0 ? json_real(s->rate) : json_null(), "cost",
		s->rate > 0 ? json_real(hours * s->rate) : json_null(), "least_cost",
		s->rate > 0 ? json_real(least * s->rate) : json_null());
}

static json_t *
share_json(const struct staffing_share *share)
{
	return json_pack("{s:o, s:o, s:o}", "mean", real(share->mean), "low", real(share->low),
		"high", real(share->high));
}

json_t *
staffing_json(const struct staffing *s, const char *branch)
{
	json_t *demand = json_array(), *needed = json_array(), *expected = json_array();
	json_t *json = json_object();

	for (unsigned i = s->first; i < s->last; i++)
		if (s->quarters[i].is_open)
			quarters_add(demand, needed, expected, s, i);
	json_object_set_new(json, "branch", json_string(branch));
	json_object_set_new(
		json, "day", json_sprintf("%04d-%02d-%02d", s->day.year, s->day.month, s->day.day));
	json_object_set_new(json, "zone", json_string(zone_name(s->zone)));
	json_object_set_new(json, "from", clock_json(s->first));
	json_object_set_new(json, "until", clock_json(s->last));
	json_object_set_new(json, "within_s", real(s->within_us / 1e6));
	json_object_set_new(json, "target", real(s->target));
	json_object_set_new(json, "counters", json_integer(s->counters));
	json_object_set_new(json, "runs", json_integer(s->runs));
	json_object_set_new(json, "raised_hours", real(s->raised / 4.0));
	json_object_set_new(json, "demand", demand);
	json_object_set_new(json, "needed", needed);
	json_object_set_new(json, "plan", plan_json(s));
	json_object_set_new(json, "expected", expected);
	json_object_set_new(json, "day_expected",
		json_pack("{s:o, s:o, s:o, s:o, s:o}", "arrivals", real(s->arrivals), "within",
			share_json(&s->simulated), "wait_s", real(s->wait_us / 1e6), "leaves",
			real(s->leaves), "overtime_s", real(s->overtime_us / 1e6)));
	json_object_set_new(json, "cost", cost_json(s));
	json_object_set_new(json, "notes", sayings_json(s->notes, s->notes_n));
	return json;
}

/* ---- The calendar ---- */

static int64_t
instant_of(const struct staffing *s, unsigned quarter)
{
	const int64_t midnight_us = date_days(s->day) * DURATION_DAY_US;

	return zone_to_utc(s->zone, midnight_us + quarter * (INT64_C(15) * DURATION_MINUTE_US));
}

static const struct {
	const char *person, *rest;
} words[LANGUAGE__COUNT] = {
	[LANGUAGE_EN] = {"person", "Break"},
	[LANGUAGE_PL] = {"osoba", "Przerwa"},
	[LANGUAGE_VI] = {"người", "Nghỉ"},
};

struct calendar_of {
	const char *branch, *title;
	enum language language;
};

static struct ical_event
event_of(const struct staffing *s, size_t i, const struct calendar_of *of, struct arena *a)
{
	const struct shift *shift = &s->plan.shifts[i];
	const char *rests = NULL;

	if (shift->rests < shift->rests_until)
		rests = arena_printf(a, "%s %02u:%02u–%02u:%02u", words[of->language].rest,
			shift->rests / 4, shift->rests % 4 * 15, shift->rests_until / 4,
			shift->rests_until % 4 * 15);
	return (struct ical_event){
		.uid = arena_printf(a, "shift-%zu-%04d%02d%02d-%s@cykl", i + 1, s->day.year,
			s->day.month, s->day.day, text_slug(of->branch, a)),
		.from_us = instant_of(s, shift->from),
		.until_us = instant_of(s, shift->until),
		.summary =
			arena_printf(a, "%s, %s %zu", of->title, words[of->language].person, i + 1),
		.description = rests,
		.location = of->title,
	};
}

struct span
staffing_ical(const struct staffing *s, const char *branch, const char *title,
	enum language language, int64_t stamp_us, struct arena *a)
{
	const struct calendar_of of = {.branch = branch, .title = title, .language = language};
	struct ical_event *events = ARENA_ARRAY(a, struct ical_event, s->plan.shifts_n + 1);

	for (size_t i = 0; i < s->plan.shifts_n; i++)
		events[i] = event_of(s, i, &of, a);
	return ical_write(title, stamp_us, events, s->plan.shifts_n, a);
}
