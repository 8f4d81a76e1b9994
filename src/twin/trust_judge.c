/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The judge. A figure passes when it lies in its prediction interval, or when it is off by so
 * little that nobody would decide otherwise. Good: 9 of 10 pass and most lie inside; fair: 7 of 10;
 * and nothing may fail on most of the days, for then something is wrong that chance does not
 * explain.
 */
#include "twin/trust_inside.h"

#include <math.h>
#include <stdio.h>

#include "base/attributes.h"
#include "twin/outlook.h"

#define GOOD_PASSED    0.9
#define GOOD_INSIDE    0.75
#define FAIR_PASSED    0.7
#define BIASED	       0.1 /* of positions: all days on the same side */
#define NEAR_SHARE     0.15
#define NEAR_WAIT_US   60e6
#define NEAR_OF_SHARES 0.03
#define Z95	       1.959963984540054

static const struct {
	const char *word;
	bool is_judged, is_trusted;
} grades[] = {
#define X(id, word, is_judged, is_trusted, meaning) {(word), (is_judged), (is_trusted)},
	TRUST_GRADE_TABLE(X)
#undef X
};

const char *
trust_grade_word(enum trust_grade grade)
{
	return grades[grade].word;
}

bool
trust_grade_is_trusted(enum trust_grade grade)
{
	return grades[grade].is_trusted;
}

bool
trust_grade_refuses(enum trust_grade grade)
{
	return grades[grade].is_judged && !grades[grade].is_trusted;
}

const char *
trust_reason_word(enum trust_reason_kind kind)
{
	static const char *const words[] = {
#define X(id, word) (word),
		TRUST_REASON_TABLE(X)
#undef X
	};

	return words[kind];
}

/* ---- One figure of one day ---- */

static bool
is_near(enum trust_figure figure, double happened, double expected)
{
	const double off = fabs(happened - expected);

	switch (figure) {
	case TRUST_MEDIAN:
	case TRUST_P90:
		return off <= fmax(NEAR_WAIT_US, NEAR_SHARE * expected);
	case TRUST_LEFT:
	case TRUST_KEPT:
		return off <= NEAR_OF_SHARES;
	default:
		return off <= NEAR_SHARE * expected;
	}
}

static void
check_finish(struct trust_check *c)
{
	c->is_inside = c->happened >= c->low && c->happened <= c->high;
	c->is_passed = c->is_inside || is_near(c->figure, c->happened, c->expected);
}

bool
trust_check_runs(struct trust_check *ret, enum trust_figure figure, double happened,
	const double *told, size_t n)
{
	double sum = 0, below = 0;

	if (isnan(happened) || n == 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		sum += told[i];
		below += told[i] < happened ? 1 : told[i] > happened ? 0 : 0.5;
	}
	*ret = (struct trust_check){.figure = figure,
		.happened = happened,
		.expected = sum / (double)n,
		.low = outlook_quantile(told, n, 0.025),
		.high = outlook_quantile(told, n, 0.975),
		.position = below / (double)n};
	check_finish(ret);
	return true;
}

bool
trust_check_came(struct trust_check *ret, double happened, double expected, double variance)
{
	const double deviation = sqrt(variance);

	if (!(expected > 0) || !(deviation > 0))
		return false;
	*ret = (struct trust_check){.figure = TRUST_CAME,
		.happened = happened,
		.expected = expected,
		.low = fmax(0, expected - Z95 * deviation - 0.5),
		.high = expected + Z95 * deviation + 0.5,
		.position = 0.5 * erfc(-(happened - expected) / (deviation * sqrt(2)))};
	check_finish(ret);
	return true;
}

/* ---- All of them ---- */

static void
checks_count(struct trust *t)
{
	for (size_t d = 0; d < t->days_n; d++)
		for (size_t i = 0; i < t->days[d].checks_n; i++) {
			t->checks_n++;
			t->inside_n += t->days[d].checks[i].is_inside;
			t->passed_n += t->days[d].checks[i].is_passed;
		}
}

/* Of one figure over the days: how often it was checked and failed, the mean of its positions, and
 * the median of its relative errors. */
struct over_days {
	size_t n, failed_n;
	double position, error;
	double ratio; /* happened over expected, all days together */
	bool is_near; /* … and by so little that nobody would decide otherwise */
};

static struct over_days
over_days(const struct trust *t, enum trust_figure figure)
{
	struct over_days o = {0};
	double errors[TRUST_DAYS_MOST], happened = 0, expected = 0;

	for (size_t d = 0; d < t->days_n; d++)
		for (size_t i = 0; i < t->days[d].checks_n; i++) {
			const struct trust_check *c = &t->days[d].checks[i];

			if (c->figure != figure || o.n == TRUST_DAYS_MOST)
				continue;
			o.failed_n += !c->is_passed;
			o.position += c->position;
			happened += c->happened;
			expected += c->expected;
			errors[o.n++] = fabs(c->happened - c->expected) / fmax(c->expected, 60e6);
		}
	outlook_sort(errors, o.n);
	o.position = o.n > 0 ? o.position / (double)o.n : NAN;
	o.error = outlook_quantile(errors, o.n, 0.5);
	o.ratio = expected > 0 ? happened / expected : NAN;
	o.is_near = o.n == 0 || is_near(figure, happened / (double)o.n, expected / (double)o.n);
	return o;
}

static bool
is_wrong_mostly(const struct trust *t)
{
	for (int figure = 0; figure < TRUST_FIGURE__COUNT; figure++) {
		const struct over_days o = over_days(t, (enum trust_figure)figure);

		if (2 * o.failed_n > o.n)
			return true;
	}
	return false;
}

static enum trust_grade
grade_of(const struct trust *t)
{
	const double checks = (double)t->checks_n;

	if (t->checks_n == 0)
		return TRUST_TOO_FEW;
	if (!(t->little_error <= TRUST_LITTLE_MOST) ||
		!(t->closed_form_off <= TRUST_FORMULA_MOST) || is_wrong_mostly(t))
		return TRUST_POOR;
	if ((double)t->passed_n >= GOOD_PASSED * checks &&
		(double)t->inside_n >= GOOD_INSIDE * checks)
		return TRUST_GOOD;
	return (double)t->passed_n >= FAIR_PASSED * checks ? TRUST_FAIR : TRUST_POOR;
}

/* ---- Reasons ---- */

struct reasons {
	struct trust_reason *items;
	size_t n, room;
	struct arena *arena;
};

static void
reason_add(struct reasons *r, enum trust_reason_kind kind, uint64_t n, uint64_t of, double share,
	const char *text)
{
	*ARENA_PUSH(r->arena, r->items, r->n, r->room) =
		(struct trust_reason){kind, n, of, share, text};
}

/* What is wrong comes first. */
static void
wrong_add(struct reasons *r, const struct trust *t)
{
	const struct over_days service = over_days(t, TRUST_SERVICE);
	const struct over_days waits = over_days(t, TRUST_MEDIAN);
	const double off = service.ratio - 1;

	if (2 * service.failed_n > service.n)
		reason_add(r, off > 0 ? TRUST_REASON_SERVICE_LONGER : TRUST_REASON_SERVICE_SHORTER,
			0, 0, fabs(off),
			arena_printf(r->arena, "Serving took %.0f %% %s than in the days before.",
				100 * fabs(off), off > 0 ? "longer" : "less time"));
	if (t->position > 1 - BIASED && !waits.is_near)
		reason_add(r, TRUST_REASON_WAITS_LONGER, 0, 0, t->position,
			"On the hidden days people waited longer than was foretold.");
	if (t->position < BIASED && !waits.is_near)
		reason_add(r, TRUST_REASON_WAITS_SHORTER, 0, 0, t->position,
			"On the hidden days people waited less than was foretold.");
	if (!(t->little_error <= TRUST_LITTLE_MOST))
		reason_add(r, TRUST_REASON_LITTLE_BROKEN, 0, 0, t->little_error,
			"Little's law does not hold inside the runs: the simulator is wrong.");
	if (!(t->closed_form_off <= TRUST_FORMULA_MOST))
		reason_add(r, TRUST_REASON_CLOSED_FORM_BROKEN, 0, 0, t->closed_form_off,
			"The simulator does not agree with the formula of M/M/2.");
}

static void
measured_add(struct reasons *r, const struct trust *t)
{
	reason_add(r, TRUST_REASON_PASSED, t->passed_n, t->checks_n, 0,
		arena_printf(r->arena,
			"%llu of %llu figures of %zu hidden days were as foretold, or near enough.",
			(unsigned long long)t->passed_n, (unsigned long long)t->checks_n,
			t->days_n));
	reason_add(r, TRUST_REASON_COVERAGE, t->inside_n, t->checks_n, 0,
		arena_printf(r->arena, "%llu of %llu lay in their 95 %% prediction intervals.",
			(unsigned long long)t->inside_n, (unsigned long long)t->checks_n));
	if (!isnan(t->wait_error))
		reason_add(r, TRUST_REASON_WAIT_ERROR, 0, 0, t->wait_error,
			arena_printf(r->arena,
				"The median wait of a hidden day was off by %.0f %%.",
				100 * t->wait_error));
	if (t->little_error <= TRUST_LITTLE_MOST)
		reason_add(r, TRUST_REASON_LITTLE, 0, 0, t->little_error,
			"Little's law holds inside every run.");
	if (t->closed_form_off <= TRUST_FORMULA_MOST)
		reason_add(r, TRUST_REASON_CLOSED_FORM, 0, 0, t->closed_form_off,
			"The simulator agrees with the formula of M/M/2.");
}

void
trust_judge(struct trust *t, struct arena *a)
{
	struct reasons reasons = {.arena = a};
	const struct over_days median = over_days(t, TRUST_MEDIAN);

	checks_count(t);
	t->wait_error = median.error;
	t->position = median.position;
	t->grade = grade_of(t);
	t->is_trusted = grades[t->grade].is_trusted;
	wrong_add(&reasons, t);
	measured_add(&reasons, t);
	t->reasons = reasons.items;
	t->reasons_n = reasons.n;
}

void
trust_too_few(
	struct trust *t, enum trust_reason_kind kind, uint64_t n, const char *text, struct arena *a)
{
	struct reasons reasons = {.arena = a};

	t->grade = TRUST_TOO_FEW;
	t->is_trusted = false;
	t->wait_error = t->position = NAN;
	reason_add(&reasons, kind, n, 2 * TRUST_DAYS_LEAST, 0, text);
	t->reasons = reasons.items;
	t->reasons_n = reasons.n;
}

void
twin_trust_of_nothing(struct trust *ret, int64_t now_us, struct arena *a)
{
	*ret = (struct trust){.checked_us = now_us};
	trust_too_few(ret, TRUST_REASON_NO_HISTORY, 0,
		"Nothing has happened here yet by which the twin could be judged.", a);
}

/* ---- As a frame ---- */

static const struct {
	const char *name, *unit, *title;
} figures[] = {
#define X(id, name, unit, title) {(name), (unit), (title)},
	TRUST_FIGURE_TABLE(X)
#undef X
};

static void
check_row(struct frame *frame, const struct trust_day *day, const struct trust_check *c)
{
	const double unit =
		figures[c->figure].unit[0] == 's' && figures[c->figure].unit[1] == '\0' ? 1e-6 : 1;
	char date[16];

	(void)snprintf(date, sizeof date, "%04d-%02d-%02d", day->date.year, day->date.month,
		day->date.day);
	frame_text(frame, span_of(date));
	frame_text(frame, span_of(figures[c->figure].title));
	frame_text(frame, span_of(figures[c->figure].unit));
	frame_real(frame, unit * c->happened);
	frame_real(frame, unit * c->expected);
	frame_real(frame, unit * c->low);
	frame_real(frame, unit * c->high);
	frame_real(frame, c->position);
	frame_text(frame, c->is_inside	 ? SPAN("inside")
			  : c->is_passed ? SPAN("near")
					 : SPAN("off"));
}

enum fault_code
twin_trust_frame(struct frame **ret, const struct trust *trust, struct arena *a, struct fault *f)
{
	struct frame *frame = frame_new(a);

	(void)f; /* a table */
	frame->measure = "trust";
	frame->title = "Whether the twin may be believed";
	frame->definition =
		"The last days, hidden from the fit and played again with the customers "
		"who came: what happened, what was expected, and the 95 % prediction "
		"interval of the single day.";
	frame_column_add(frame, "day", CELL_TEXT, "", "day");
	frame_column_add(frame, "figure", CELL_TEXT, "", "figure");
	frame_column_add(frame, "unit", CELL_TEXT, "", "unit");
	frame_column_add(frame, "happened", CELL_REAL, "1", "happened");
	frame_column_add(frame, "expected", CELL_REAL, "1", "expected");
	frame_column_add(frame, "low", CELL_REAL, "1", "95 % low");
	frame_column_add(frame, "high", CELL_REAL, "1", "95 % high");
	frame_column_add(frame, "position", CELL_REAL, "share", "runs below");
	frame_column_add(frame, "verdict", CELL_TEXT, "", "verdict");
	frame_note(frame, "The twin's grade is “%s”: %s", trust_grade_word(trust->grade),
		trust->is_trusted		    ? "it may be asked."
		: trust_grade_refuses(trust->grade) ? "it gives no figure."
						    : "it is not judged yet.");
	for (size_t i = 0; i < trust->reasons_n; i++)
		frame_note(frame, "%s", trust->reasons[i].text);
	for (size_t d = 0; d < trust->days_n; d++) {
		frame->n += (int64_t)trust->days[d].visits_n;
		for (size_t i = 0; i < trust->days[d].checks_n; i++)
			check_row(frame, &trust->days[d], &trust->days[d].checks[i]);
	}
	*ret = frame;
	return FAULT_NONE;
}
