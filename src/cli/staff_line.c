/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many it takes for one line with a steady load: the least agents that keep the target, and
 * what one less and one more would mean.
 */
#include <math.h>

#include "base/number.h"
#include "cli/figure.h"
#include "cli/json.h"
#include "cli/staff.h"
#include "cli/table.h"
#include "staffing/staffing.h"

#define AROUND	       3 /* so many fewer and more are shown */
#define VARIATION_MOST 10

struct line {
	struct erlang_load load;
	struct erlang_target target;
	double shrinkage;
	double variation; /* of handling times; NaN: nothing was said */
	unsigned agents;
};

enum fault_code
staff_share(double *ret, const char *option, const char *text, double usual, double below,
	struct fault *f)
{
	*ret = usual;
	if (text == NULL)
		return FAULT_NONE;
	if (!number_share(span_of(text), ret) || *ret > below)
		return fault_set(f, FAULT_BAD_INPUT,
			"%s wants a share like 80 %%, at most %g %%, not \"%s\"", option,
			below * 100, text);
	return FAULT_NONE;
}

/* ---- What is asked ---- */

static enum fault_code
calls_read(struct line *line, const struct staff_choices *choices, struct fault *f)
{
	double calls;

	if (!number_real(span_of(choices->calls), &calls) || calls <= 0)
		return fault_set(f, FAULT_BAD_INPUT,
			"--calls wants how many come, more than 0, not \"%s\"", choices->calls);
	if (choices->per_us <= 0)
		return fault_set(f, FAULT_BAD_INPUT,
			"--calls needs the time in which so many come: --per \"30 min\"");
	if (choices->handling_us <= 0)
		return fault_set(f, FAULT_BAD_INPUT,
			"--calls needs the mean time that one takes: --handling \"3 min\"");
	line->load = (struct erlang_load){.per_us = calls / (double)choices->per_us,
		.handling_us = (double)choices->handling_us,
		.patience_us = (double)choices->patience_us};
	if (erlang_offered(&line->load) > ERLANG_AGENTS_MOST / 2)
		return fault_set(f, FAULT_TOO_BIG,
			"that is work for more than %u agents: nothing beyond is computed",
			ERLANG_AGENTS_MOST / 2);
	return FAULT_NONE;
}

static enum fault_code
variation_read(struct line *line, const struct staff_choices *choices, struct fault *f)
{
	line->variation = NAN;
	if (choices->variation == NULL)
		return FAULT_NONE;
	if (!number_real(span_of(choices->variation), &line->variation) ||
		!(line->variation >= 0 && line->variation <= VARIATION_MOST))
		return fault_set(f, FAULT_BAD_INPUT,
			"--variation wants a standard deviation over its mean, 0 to %d, not \"%s\"",
			VARIATION_MOST, choices->variation);
	if (choices->patience_us > 0)
		return fault_set(f, FAULT_BAD_INPUT,
			"--variation cannot be combined with --patience: its approximation is of "
			"people who wait for ever");
	return FAULT_NONE;
}

static enum fault_code
line_read(struct line *line, const struct staff_choices *choices, struct fault *f)
{
	*line = (struct line){.target.within_us = (double)choices->within_us};
	if (calls_read(line, choices, f) || variation_read(line, choices, f) ||
		staff_share(&line->target.share, "--target", choices->target, 0.8, 0.9999, f) ||
		staff_share(&line->shrinkage, "--shrinkage", choices->shrinkage, 0, 0.95, f) ||
		staff_share(&line->target.occupancy_most, "--max-occupancy", choices->occupancy, 0,
			1, f))
		return f->code;
	line->agents = erlang_agents(&line->load, &line->target);
	if (line->agents == 0)
		return fault_set(f, FAULT_TOO_BIG, "even %u agents do not keep that target",
			ERLANG_AGENTS_MOST);
	return FAULT_NONE;
}

/* ---- What comes out ---- */

static void
columns_add(struct frame *frame, const struct line *line)
{
	const char *within = figure_seconds(line->target.within_us / 1e6, frame->arena);

	frame_column_add(frame, "agents", CELL_INT, "1", "agents");
	frame_column_add(frame, "within", CELL_REAL, "share",
		arena_printf(frame->arena, "served within %s", within));
	frame_column_add(frame, "occupancy", CELL_REAL, "share", "occupancy");
	frame_column_add(frame, "waits", CELL_REAL, "share", "have to wait");
	frame_column_add(frame, "wait", CELL_REAL, "s", "mean wait");
	if (!isnan(line->variation))
		frame_column_add(
			frame, "wait_varied", CELL_REAL, "s", "mean wait at that variation");
	frame_column_add(frame, "wait_p90", CELL_REAL, "s", "90 % wait at most");
	if (line->load.patience_us > 0)
		frame_column_add(frame, "leaves", CELL_REAL, "share", "give up");
	if (line->shrinkage > 0)
		frame_column_add(frame, "scheduled", CELL_INT, "1", "scheduled");
}

static void
row_add(struct frame *frame, const struct line *line, unsigned agents)
{
	const struct erlang e = erlang_of(&line->load, agents);

	frame_int(frame, agents);
	frame_real(frame, erlang_within(&e, line->target.within_us));
	frame_real(frame, e.occupancy);
	frame_real(frame, e.waits);
	frame_seconds(frame, e.wait_us);
	if (!isnan(line->variation))
		frame_seconds(frame, erlang_wait_varied(&e, line->variation));
	frame_seconds(frame, erlang_wait_quantile(&e, 0.9));
	if (line->load.patience_us > 0)
		frame_real(frame, e.leaves);
	if (line->shrinkage > 0)
		frame_int(frame, erlang_scheduled(agents, line->shrinkage));
}

static struct frame *
around_frame(const struct line *line, struct arena *a)
{
	struct frame *frame = frame_new(a);
	const unsigned first = line->agents > AROUND ? line->agents - AROUND : 1;

	frame->measure = "staff";
	frame->title = "A few fewer, a few more";
	frame->definition = "";
	columns_add(frame, line);
	frame_column_add(frame, "met", CELL_TEXT, "", "as asked");
	for (unsigned agents = first; agents <= line->agents + AROUND; agents++) {
		row_add(frame, line, agents);
		frame_text(frame, agents >= line->agents ? SPAN("yes") : SPAN("no"));
	}
	return frame;
}

static struct frame *
answer_frame(const struct line *line, struct arena *a)
{
	struct frame *frame = frame_new(a);

	columns_add(frame, line);
	frame_column_add(frame, "load", CELL_REAL, "1", "load in erlang");
	frame_column_add(frame, "square_root", CELL_INT, "1", "agents by the square-root rule");
	row_add(frame, line, line->agents);
	frame_real(frame, erlang_offered(&line->load));
	frame_int(frame, erlang_root_agents_within(&line->load, &line->target));
	return frame;
}

static void
answer_text(struct request *request, const struct line *line)
{
	const struct table_choices bare = {.is_bare = true};
	const struct terminal *t = &request->out_terminal;
	const bool gives_up = line->load.patience_us > 0;
	struct arena *a = request->arena;
	FILE *out = request->out;

	fprintf(out, "%s%s %s to serve %s within %s%s\n\n", terminal_ink(t, INK_STRONG),
		figure_int(line->agents, a), line->agents == 1 ? "agent" : "agents",
		figure_share(line->target.share, a),
		figure_seconds(line->target.within_us / 1e6, a), terminal_ink(t, INK_PLAIN));
	table_print(out, t, answer_frame(line, a), &bare, a);
	fputs("\n", out);
	table_print(out, t, around_frame(line, a), &bare, a);
	fputs("\n", out);
	terminal_paragraph(out,
		arena_printf(a,
			"Erlang %s: people come by chance, handling times vary as much as their "
			"mean, one line, first come, first served, %s.",
			gives_up ? "A" : "C",
			gives_up ? "who waits gives up by chance" : "nobody gives up"),
		0, t->width, a);
	if (!isnan(line->variation))
		terminal_paragraph(out,
			arena_printf(a,
				"The mean wait at a variation of %g is Allen and Cunneen's: Erlang "
				"C's "
				"times (1 + variation²) / 2. The other figures are Erlang C's own.",
				line->variation),
			0, t->width, a);
	if (!gives_up)
		fprintf(out, "With %s or fewer the line only grows.\n",
			figure_int((int64_t)erlang_offered(&line->load), a));
}

static enum fault_code
answer_json(struct request *request, const struct line *line, struct fault *f)
{
	const struct erlang e = erlang_of(&line->load, line->agents);
	json_t *json = json_object();

	json_object_set_new(json, "agents", json_integer(line->agents));
	json_object_set_new(
		json, "scheduled", json_integer(erlang_scheduled(line->agents, line->shrinkage)));
	json_object_set_new(
		json, "service_level", json_real(erlang_within(&e, line->target.within_us)));
	json_object_set_new(json, "occupancy", json_real(e.occupancy));
	json_object_set_new(json, "waits", json_real(e.waits));
	json_object_set_new(json, "wait_s", json_real(e.wait_us / 1e6));
	if (!isnan(line->variation)) {
		json_object_set_new(json, "variation", json_real(line->variation));
		json_object_set_new(json, "wait_varied_s",
			json_real(erlang_wait_varied(&e, line->variation) / 1e6));
	}
	json_object_set_new(json, "wait_p90_s", json_real(erlang_wait_quantile(&e, 0.9) / 1e6));
	json_object_set_new(json, "leaves", json_real(e.leaves));
	json_object_set_new(json, "load", json_real(e.load));
	json_object_set_new(json, "square_root",
		json_integer(erlang_root_agents_within(&line->load, &line->target)));
	json_object_set_new(json, "within_s", json_real(line->target.within_us / 1e6));
	json_object_set_new(json, "target", json_real(line->target.share));
	json_object_set_new(json, "shrinkage", json_real(line->shrinkage));
	json_object_set_new(json, "around", frame_json(around_frame(line, request->arena)));
	return json_print(request->out, json, 0, f);
}

enum fault_code
staff_line(struct request *request, const struct staff_choices *choices, struct fault *f)
{
	struct line line;

	if (line_read(&line, choices, f))
		return f->code;
	if (choices->is_json)
		return answer_json(request, &line, f);
	answer_text(request, &line);
	return FAULT_NONE;
}
