/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The staffing of a branch's day, as people read it: what to expect on one line, who comes when as
 * bars on one axis of time, then the quarter hours with what comes, what is needed, what is planned
 * and what that is worth.
 */
#include <math.h>

#include "base/file.h"
#include "base/number.h"
#include "cli/figure.h"
#include "cli/json.h"
#include "cli/now.h"
#include "cli/staff.h"
#include "cli/table.h"
#include "cli/trusting.h"
#include "staffing/staffing.h"

#define QUARTER_US	  (15 * DURATION_MINUTE_US)
#define DAYS_LOOKED_AHEAD 14

/* ---- What is asked ---- */

static enum fault_code
quarters_of(unsigned *ret, const char *option, int64_t us, unsigned usual, struct fault *f)
{
	*ret = usual;
	if (us == 0)
		return FAULT_NONE;
	if (us % QUARTER_US != 0 || us > DURATION_DAY_US)
		return fault_set(
			f, FAULT_BAD_INPUT, "%s wants quarters of an hour, at most a day", option);
	*ret = (unsigned)(us / QUARTER_US);
	return FAULT_NONE;
}

static enum fault_code
shifts_read(struct shift_rules *ret, const struct staff_choices *choices, struct fault *f)
{
	*ret = (struct shift_rules){.pays_breaks = choices->pays_breaks,
		.counters = choices->counters > 10000 ? 10000 : (unsigned)choices->counters};
	if (quarters_of(&ret->least, "--min-shift", choices->shift_least_us, 16, f) ||
		quarters_of(&ret->most, "--max-shift", choices->shift_most_us, 32, f) ||
		quarters_of(&ret->break_length, "--break", choices->break_us, 2, f) ||
		quarters_of(&ret->break_after, "--break-after", choices->break_after_us, 24, f))
		return f->code;
	if (choices->has_no_breaks)
		ret->break_length = 0;
	ret->break_distance = ret->break_after / 3;
	return FAULT_NONE;
}

static enum fault_code
day_read(struct date *ret, const struct staff_choices *choices, const struct calendar *calendar,
	const struct zone *zone, struct fault *f)
{
	int64_t day = zone_day(zone, now_us()) + 1;

	if (choices->day != NULL) {
		if (!date_parse(ret, span_of(choices->day)))
			return fault_set(f, FAULT_BAD_INPUT,
				"--day wants a day like 2026-11-23, not \"%s\"", choices->day);
		return FAULT_NONE;
	}
	for (int i = 0; i < DAYS_LOOKED_AHEAD && calendar != NULL; i++, day++)
		if (calendar_opening_between(calendar, zone_to_utc(zone, day * DURATION_DAY_US),
			    zone_to_utc(zone, (day + 1) * DURATION_DAY_US)) > 0)
			break;
	*ret = date_of_days(day);
	return FAULT_NONE;
}

static enum fault_code
wish_read(struct staffing_wish *ret, const struct staff_choices *choices, const char *branch_name,
	const struct map *map, struct fault *f)
{
	const struct branch *branch =
		map != NULL && branch_name != NULL ? map_branch_find(map, branch_name) : NULL;
	const struct calendar *calendar = branch != NULL ? branch->calendar : NULL;

	*ret = (struct staffing_wish){.within_us = (double)choices->within_us,
		.zone = choices->reading.zone,
		.runs = choices->runs > STAFFING_RUNS_MOST ? STAFFING_RUNS_MOST + 1
							   : (unsigned)choices->runs,
		.seed = choices->seed,
		.hands = reading_hands(&choices->reading)};
	if (choices->rate != NULL &&
		(!number_real(span_of(choices->rate), &ret->rate) || ret->rate <= 0))
		return fault_set(f, FAULT_BAD_INPUT,
			"--rate wants what a paid hour costs, more than 0, not \"%s\"",
			choices->rate);
	if (ret->zone == NULL)
		ret->zone = calendar != NULL ? calendar_zone(calendar)
			    : map != NULL    ? map->organisation.zone
					     : zone_utc();
	if (staff_share(&ret->share, "--target", choices->target, 0.8, 0.9999, f) ||
		staff_share(&ret->occupancy_most, "--max-occupancy", choices->occupancy, 0, 1, f) ||
		shifts_read(&ret->shifts, choices, f))
		return f->code;
	return day_read(&ret->day, choices, calendar, ret->zone, f);
}

/* ---- The plan in words ---- */

static const char *
clock_text(unsigned quarter, struct arena *a)
{
	return arena_printf(a, "%02u:%02u", quarter / 4, quarter % 4 * 15);
}

static const char *
share_text(const struct staffing_share *share, struct arena *a)
{
	return figure_interval(share->mean, share->low, share->high, a);
}

static void
expected_print(const struct request *request, const struct staffing *s, const struct trust *trust)
{
	struct arena *a = request->arena;
	FILE *out = request->out;

	if (s->runs == 0) {
		fprintf(out, "expected    %s customers; nothing was played\n\n",
			figure_real(round(s->arrivals), a));
		return;
	}
	fprintf(out, "expected    %s customers; %s called within %s%s, asked %s\n",
		figure_real(round(s->arrivals), a), share_text(&s->simulated, a),
		figure_seconds(s->within_us / 1e6, a), trusting_mark(trust),
		figure_share(s->target, a));
	fprintf(out, "            mean wait %s; %s give up; work goes on %s after closing%s\n\n",
		figure_seconds(s->wait_us / 1e6, a), figure_share(s->leaves, a),
		figure_seconds(s->overtime_us / 1e6, a), trusting_mark(trust));
}

static void
head_print(struct request *request, const struct staffing *s, const char *branch,
	const struct trust *trust)
{
	static const char *const days[] = {
		"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
	const struct terminal *t = &request->out_terminal;
	struct arena *a = request->arena;
	FILE *out = request->out;

	fprintf(out, "%s%s, %s %04d-%02d-%02d, %s–%s%s\n\n", terminal_ink(t, INK_STRONG), branch,
		days[date_weekday(date_days(s->day))], s->day.year, s->day.month, s->day.day,
		clock_text(s->first, a), clock_text(s->last, a), terminal_ink(t, INK_PLAIN));
	if (s->runs > 0) {
		trusting_line_print(request, trust);
	} else {
		trusting_refusal_print(request, "What to expect", trust);
		fputc('\n', out);
	}
	fprintf(out, "people      %zu on the list, %g paid hours", s->plan.shifts_n,
		staffing_hours(s));
	if (s->rate > 0)
		fprintf(out, ", cost %s at %g an hour", figure_real(staffing_hours(s) * s->rate, a),
			s->rate);
	if (s->plan.is_cheapest)
		fputs("; such shifts cannot be cheaper\n", out);
	else
		fprintf(out, "; no such plan pays less than %g hours\n", s->plan.least / 4.0);
	expected_print(request, s, trust);
}

#define BEFORE_BARS 29
#define AFTER_BARS  20

/* So many quarters a letter, that the day fits on the terminal. */
static unsigned
step_of(const struct request *request, const struct staffing *s)
{
	const size_t room = request->out_terminal.width, day = s->last - s->first;

	return day + BEFORE_BARS + AFTER_BARS <= room ? 1 : day / 2 + BEFORE_BARS <= room ? 2 : 4;
}

static const char *
bar_text(const struct staffing *s, const struct shift *shift, unsigned step, struct arena *a)
{
	const char *bar = "";

	for (unsigned q = s->first / step * step; q < s->last; q += step)
		bar = arena_printf(a, "%s%s", bar,
			q < shift->from || q >= shift->until	      ? " "
			: q >= shift->rests && q < shift->rests_until ? "·"
								      : "█");
	return bar;
}

static void
hours_print(FILE *out, const struct staffing *s, unsigned step)
{
	const unsigned every = 4 / step > 2 ? 4 : 16; /* quarters between two figures */

	terminal_blanks(out, BEFORE_BARS);
	for (unsigned q = s->first / step * step; q < s->last;) {
		const bool has_room = q % every == 0 && q + 4 <= s->last;
		if (has_room)
			fprintf(out, "%-*u", (int)(every / step), q / 4);
		else
			fputc(' ', out);
		q += has_room ? every : step;
	}
	fputc('\n', out);
}

static void
shifts_print(struct request *request, const struct staffing *s)
{
	const unsigned step = step_of(request, s);
	struct arena *a = request->arena;
	FILE *out = request->out;

	hours_print(out, s, step);
	for (size_t i = 0; i < s->plan.shifts_n; i++) {
		const struct shift *shift = &s->plan.shifts[i];
		const char *rests = "";
		if (shift->rests < shift->rests_until)
			rests = arena_printf(a, "break %s–%s", clock_text(shift->rests, a),
				clock_text(shift->rests_until, a));
		fprintf(out, "person %-3zu %s–%s       %s", i + 1, clock_text(shift->from, a),
			clock_text(shift->until, a), bar_text(s, shift, step, a));
		fprintf(out, "%s%s\n", rests[0] != '\0' ? "  " : "", rests);
	}
	fputc('\n', out);
}

/* What to expect of a quarter, where anything was played. */
static void
expectation_head(struct frame *frame, const char *mark, struct arena *a)
{
	frame_column_add(frame, "expected", CELL_REAL, "share",
		arena_printf(a, "in time by formula%s", mark));
	frame_column_add(
		frame, "simulated", CELL_REAL, "share", arena_printf(a, "by simulation%s", mark));
	frame_column_add(frame, "low", CELL_REAL, "share", "low");
	frame_column_add(frame, "high", CELL_REAL, "share", "high");
}

static void
expectation_row(struct frame *frame, const struct staffing_quarter *q)
{
	frame_real(frame, q->formula);
	frame_real(frame, q->simulated.mean);
	frame_real(frame, q->simulated.low);
	frame_real(frame, q->simulated.high);
}

static struct frame *
quarters_frame(const struct staffing *s, const char *mark, struct arena *a)
{
	struct frame *frame = frame_new(a);

	frame_column_add(frame, "at", CELL_TEXT, "", "from");
	frame_column_add(frame, "arrivals", CELL_REAL, "1", "customers");
	frame_column_add(frame, "load", CELL_REAL, "1", "load");
	frame_column_add(frame, "formula", CELL_INT, "1", "by formula");
	frame_column_add(frame, "square_root", CELL_INT, "1", "by square root");
	frame_column_add(frame, "needed", CELL_INT, "1", "needed");
	frame_column_add(frame, "planned", CELL_INT, "1", "planned");
	if (s->runs > 0)
		expectation_head(frame, mark, a);
	for (unsigned i = s->first; i < s->last; i++) {
		const struct staffing_quarter *q = &s->quarters[i];
		if (!q->is_open)
			continue;
		frame_text(frame, span_of(clock_text(i, a)));
		frame_real(frame, q->arrivals);
		frame_real(frame, q->load);
		frame_int(frame, q->by_formula);
		frame_int(frame, q->by_root);
		frame_int(frame, q->needed);
		frame_int(frame, q->planned);
		if (s->runs > 0)
			expectation_row(frame, q);
	}
	return frame;
}

static void
plan_print(struct request *request, const struct staffing *s, const char *branch,
	const struct trust *trust)
{
	const struct table_choices bare = {.is_bare = true};
	const struct terminal *t = &request->out_terminal;

	head_print(request, s, branch, trust);
	shifts_print(request, s);
	table_print(request->out, t, quarters_frame(s, trusting_mark(trust), request->arena), &bare,
		request->arena);
	fputc('\n', request->out);
	for (size_t i = 0; i < s->notes_n; i++)
		terminal_paragraph(request->out,
			arena_printf(request->arena, "Note: %s", s->notes[i].text), 0, t->width,
			request->arena);
}

static const char *
title_of(const struct map *map, const char *branch)
{
	const struct branch *found = map != NULL ? map_branch_find(map, branch) : NULL;

	return found != NULL ? wording_in(&found->title, map->organisation.main_language) : branch;
}

/* --map; of a store with several workspaces it says which one is meant. */
static enum fault_code
map_read(struct map **ret, struct request *request, const struct staff_choices *choices,
	struct fault *f)
{
	struct problems problems = {0};
	struct date today = now_day();

	if (choices->map == NULL)
		return FAULT_NONE;
	if (map_load(ret, &problems, choices->map, &today, request->arena, f))
		return fault_note(f, "loading the map %s", choices->map);
	return FAULT_NONE;
}

/* What is asked of one branch, and what it is asked of. */
struct planning {
	struct request *request;
	const struct staff_choices *choices;
	const struct columns *columns;
	const struct map *map;
	const char *branch; /* or NULL */
};

static enum fault_code
plan_answer(const struct planning *p, const struct staffing *s, const struct trust *trust,
	struct fault *f)
{
	const char *branch = p->branch != NULL ? p->branch : "all";
	struct request *request = p->request;
	const struct map *map = p->map;
	json_t *json;

	if (p->choices->calendar_file != NULL &&
		file_write(p->choices->calendar_file,
			staffing_ical(s, branch, title_of(map, branch),
				map != NULL ? map->organisation.main_language : LANGUAGE_EN,
				now_us(), request->arena),
			f))
		return fault_note(f, "writing the calendar");
	request->answer_is_no |= s->runs == 0;
	if (!p->choices->is_json) {
		plan_print(request, s, branch, trust);
		return FAULT_NONE;
	}
	json = staffing_json(s, branch);
	(void)json_object_set_new(json, "trust", twin_trust_json(trust));
	if (s->runs > 0 && trust_grade_refuses(trust->grade))
		(void)json_object_set_new(json, "is_untrusted", json_true());
	return json_print(request->out, json, 0, f);
}

static enum fault_code
plan_make(const struct planning *p, struct fault *f)
{
	const struct fit_wish from = {.map = p->map, .branch = p->branch};
	const struct trusting_wish asked = {.columns = p->columns,
		.map = p->map,
		.branch = p->branch,
		.zone = p->choices->reading.zone,
		.hands = reading_hands(&p->choices->reading)};
	struct staffing_wish wish;
	struct staffing *s;
	struct trust trust;

	if (wish_read(&wish, p->choices, p->branch, p->map, f) ||
		trusting_ask(&trust, &asked, p->request->arena, f))
		return f->code;
	wish.is_unplayed = trust_grade_refuses(trust.grade) && !p->choices->is_untrusted;
	if (staffing_make(&s, p->columns, &from, &wish, p->request->arena, f))
		return f->code;
	return plan_answer(p, s, &trust, f);
}

enum fault_code
staff_plan(struct request *request, const struct staff_choices *choices, struct fault *f)
{
	const struct log_wish log_wish = {.keeps_all = true};
	ON_EXIT(log_answer_guard) struct log_answer log = {0};
	ON_EXIT(map_guard) struct map *own = NULL;
	struct planning p = {.request = request, .choices = choices, .branch = choices->branch};

	if (map_read(&own, request, choices, f) ||
		(own != NULL ? reading_logs(&log, request, &choices->reading, request->arguments,
				       request->arguments_n, &log_wish, f)
			     : reading_branch(&log, choices->branch, request, &choices->reading,
				       &log_wish, f)))
		return f->code;
	p.columns = log.columns;
	p.map = own != NULL ? own : log.map;
	return plan_make(&p, f);
}
