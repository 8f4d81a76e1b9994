/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trust as JSON: the grade, its reasons, the hidden days. A figure that cannot be told is null.
 */
#include <math.h>
#include <stdio.h>

#include "base/time.h"
#include "twin/trust.h"

static json_t *
real_json(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static const struct {
	const char *name;
	double unit; /* what the page gets: seconds, shares, customers */
} figures[] = {
#define X(id, name, unit, title) {(name), (unit)[0] == 's' && (unit)[1] == '\0' ? 1e-6 : 1},
	TRUST_FIGURE_TABLE(X)
#undef X
};

static json_t *
check_json(const struct trust_check *c)
{
	const double unit = figures[c->figure].unit;

	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:b}", "figure", figures[c->figure].name,
		"happened", real_json(unit * c->happened), "expected",
		real_json(unit * c->expected), "low", real_json(unit * c->low), "high",
		real_json(unit * c->high), "is_inside", c->is_inside, "is_passed", c->is_passed);
}

static json_t *
days_json(const struct trust *trust)
{
	json_t *days = json_array();

	for (size_t d = 0; d < trust->days_n; d++) {
		const struct trust_day *day = &trust->days[d];
		json_t *checks = json_array();
		char date[40];

		for (size_t i = 0; i < day->checks_n; i++)
			(void)json_array_append_new(checks, check_json(&day->checks[i]));
		(void)snprintf(date, sizeof date, "%04d-%02d-%02d", day->date.year, day->date.month,
			day->date.day);
		(void)json_array_append_new(
			days, json_pack("{s:s, s:I, s:o}", "day", date, "customers",
				      (json_int_t)day->visits_n, "figures", checks));
	}
	return days;
}

json_t *
twin_trust_json(const struct trust *trust)
{
	json_t *reasons = json_array(), *findings = json_array();
	char at[TIME_TEXT_SIZE];

	for (size_t i = 0; i < trust->reasons_n; i++) {
		const struct trust_reason *r = &trust->reasons[i];

		(void)json_array_append_new(reasons, json_string(r->text));
		(void)json_array_append_new(findings,
			json_pack("{s:s, s:I, s:I, s:o, s:s}", "finding",
				trust_reason_word(r->kind), "n", (json_int_t)r->n, "of",
				(json_int_t)r->of, "share", real_json(r->share), "text", r->text));
	}
	return json_pack("{s:s, s:b, s:b, s:o, s:o, s:s, s:I, s:I, s:I, s:o}", "grade",
		trust_grade_word(trust->grade), "is_trusted", trust->is_trusted, "is_refused",
		trust_grade_refuses(trust->grade), "reasons", reasons, "findings", findings,
		"checked_at", time_text(trust->checked_us, at), "checked_us",
		(json_int_t)trust->checked_us, "learnt_days", (json_int_t)trust->learnt_n,
		"limit_us", (json_int_t)trust->limit_us, "days", days_json(trust));
}
