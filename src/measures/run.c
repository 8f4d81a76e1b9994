/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every measure has in common: pairing start and complete, choosing by from, to and where,
 * parting by dimensions. A measure's function runs once on what was chosen, or once for each group;
 * then the groups' rows stand under each other with their values in front.
 */
#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "measures/choice.h"
#include "measures/dimension.h"
#include "measures/functions.h"
#include "measures/period.h"
#include "measures/scratch.h"

#define WITHIN_USUAL_US (10 * DURATION_MINUTE_US)
#define NOTES_MOST	20 /* of all groups together */
#define EVENTS_A_PIECE	(UINT64_C(1) << 18)

struct run {
	const struct measure *measure;
	const struct measure_options *options;
	const struct columns *columns;	 /* what is looked at */
	const struct columns *instances; /* for views */
	struct frame *frame;
	int64_t last_us; /* for views */
};

/* Pairs when the measure or the caller wants it; *ret is NULL when there is nothing to pair. */
static enum fault_code
instances_make(
	struct columns **ret, const struct run *run, const struct columns *c, struct fault *f)
{
	const unsigned needs = run->measure->needs;
	uint64_t unpaired_n = 0;
	*ret = NULL;
	if (!run->options->by_instance && !(needs & PAIRS) &&
		!(needs & PAIRS_FOR_MAP && run->options->cycle != NULL))
		return FAULT_NONE;
	if (!columns_has_pairs(c))
		return FAULT_NONE;
	if (columns_instances(ret, &unpaired_n, c, f))
		return fault_note(f, "pairing start and complete");
	if (unpaired_n == 0)
		frame_note(run->frame, "Start and complete of the same activity are paired.");
	else
		frame_note(run->frame,
			"Start and complete of the same activity are paired; %llu found no partner "
			"and count as points in time.",
			(unsigned long long)unpaired_n);
	return FAULT_NONE;
}

struct lasts {
	const struct columns *columns;
	int64_t *last_us; /* of each piece */
};

static void
piece_last(void *shared, size_t piece)
{
	const struct lasts *work = shared;
	const struct columns *c = work->columns;
	const int64_t *ends = c->end_us != NULL ? c->end_us : c->time_us;
	const uint64_t from = (uint64_t)piece * EVENTS_A_PIECE;
	const uint64_t to =
		from + EVENTS_A_PIECE < c->events_n ? from + EVENTS_A_PIECE : c->events_n;
	int64_t last_us = INT64_MIN;
	for (uint64_t e = from; e < to; e++)
		last_us = ends[e] > last_us ? ends[e] : last_us;
	work->last_us[piece] = last_us;
}

/* The end of the last event. */
static int64_t
last_of(const struct columns *c, unsigned hands)
{
	const size_t pieces_n = (size_t)((c->events_n + EVENTS_A_PIECE - 1) / EVENTS_A_PIECE);
	ON_EXIT(scratch_guard) int64_t *lasts = SCRATCH(int64_t, pieces_n);
	struct lasts work = {c, lasts};
	int64_t last_us = INT64_MIN;
	if (c->is_ordered)
		return c->last_us;
	crew_run(hands, pieces_n, piece_last, &work);
	for (size_t i = 0; i < pieces_n; i++)
		last_us = lasts[i] > last_us ? lasts[i] : last_us;
	return last_us;
}

static struct frame *
frame_begin(const struct measure *measure, struct arena *a)
{
	struct frame *frame = frame_new(a);
	frame->measure = measure->name;
	frame->title = measure->title;
	frame->definition = measure->definition;
	return frame;
}

static void
notes_copy(struct frame *to, const struct frame *from)
{
	for (size_t i = 0; i < from->notes_n && to->notes_n < NOTES_MOST; i++)
		frame_note(to, "%s", from->notes[i]);
}

/* The group's columns after the dimensions. */
static void
columns_copy(struct frame *to, const struct frame *from, const struct dimension *by, size_t by_n)
{
	for (size_t i = 0; i < by_n; i++)
		frame_column_add(to, by[i].name, CELL_TEXT, "", by[i].name);
	for (size_t i = 0; i < from->columns_n; i++)
		frame_column_add(to, from->columns[i].name, from->columns[i].type,
			from->columns[i].unit, from->columns[i].label);
}

static void
cell_copy(struct frame *to, enum cell_type type, const struct cell *cell)
{
	if (cell->is_null) {
		frame_null(to);
		return;
	}
	switch (type) {
	case CELL_INT:
		frame_int(to, cell->i);
		break;
	case CELL_REAL:
		frame_real(to, cell->r);
		break;
	case CELL_TEXT:
		frame_text(to, span_of(cell->t));
		break;
	case CELL_TIME:
		frame_time(to, cell->i);
		break;
	}
}

static void
rows_copy(struct frame *to, const struct frame *from, const struct group *group,
	const struct dimension *by, size_t by_n)
{
	for (size_t r = 0; r < frame_rows_n(from); r++) {
		for (size_t i = 0; i < by_n; i++)
			frame_text(to, dimension_label(&by[i], group->keys[i], to->arena));
		for (size_t i = 0; i < from->columns_n; i++)
			cell_copy(to, from->columns[i].type, frame_cell(from, r, i));
	}
}

/* One group's frame under the others. A group of nothing only brings the columns. */
static enum fault_code
group_run(const struct run *run, struct view view, const struct group *group,
	const struct dimension *by, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *scratch = arena_new(ARENA_UNLIMITED);
	struct frame *part = frame_begin(run->measure, scratch);
	const size_t by_n = run->options->by_n;

	view.instances = run->instances;
	view.last_us = run->last_us;
	if (run->measure->function(part, &view, run->options, f))
		return f->code;
	if (run->frame->columns_n == 0)
		columns_copy(run->frame, part, by, by_n);
	notes_copy(run->frame, part);
	if (group != NULL)
		rows_copy(run->frame, part, group, by, by_n);
	run->frame->n += part->n;
	return FAULT_NONE;
}

static enum fault_code
groups_run(
	const struct run *run, struct choice *choice, const struct dimension *by, struct fault *f)
{
	ON_EXIT(scratch_guard) struct group *groups = NULL;
	size_t groups_n;
	if (groups_make(&groups, &groups_n, choice, run->columns, by, run->options->by_n,
		    run->options->hands, f))
		return f->code;
	if (groups_n == 0)
		return group_run(run, choice_view(choice, run->columns, 0, 0), NULL, by, f);
	for (size_t g = 0; g < groups_n; g++)
		if (group_run(run, choice_view(choice, run->columns, groups[g].begin, groups[g].n),
			    &groups[g], by, f))
			return f->code;
	return FAULT_NONE;
}

static enum fault_code
chosen_run(
	const struct run *run, struct choice *choice, const struct dimension *by, struct fault *f)
{
	if (run->options->by_n > 0)
		return groups_run(run, choice, by, f);
	struct view view = choice_view(choice, run->columns, 0, choice->n);
	view.instances = run->instances;
	view.last_us = run->last_us;
	return run->measure->function(run->frame, &view, run->options, f);
}

/* `by` needs the list of things; without it, journeys that are all chosen need none. */
static void
choice_list(struct choice *choice, const struct columns *c)
{
	if (!choice->is_all)
		return;
	choice->is_all = false;
	choice->journeys = SCRATCH(uint32_t, c->journeys_n);
	for (uint32_t j = 0; j < c->journeys_n; j++)
		if (c->first[j] < c->first[j + 1])
			choice->journeys[choice->n++] = j;
}

static enum fault_code
run_all(const struct run *run, struct fault *f)
{
	const struct measure_options *options = run->options;
	const bool as_events =
		run->measure->grain == GRAIN_EVENT && (options->where_n > 0 || options->by_n > 0);
	struct dimension by[MEASURE_BY_MOST];
	struct choice choice;

	if (options->by_n > MEASURE_BY_MOST)
		return fault_set(f, FAULT_TOO_BIG, "by at most %d dimensions", MEASURE_BY_MOST);
	for (size_t i = 0; i < options->by_n; i++)
		if (dimension_of(&by[i], options->by[i], run->columns, options->zone, f))
			return f->code;
	if (choice_make(&choice, run->columns, options, as_events, run->frame, f))
		return f->code;
	if (options->by_n > 0)
		choice_list(&choice, run->columns);
	enum fault_code code = chosen_run(run, &choice, by, f);
	choice_finish(&choice);
	return code;
}

enum fault_code
measure_run(struct frame **ret, const struct measure *measure, const struct columns *columns,
	const struct measure_options *options, struct arena *a, struct fault *f)
{
	struct measure_options usual = *options;
	ON_EXIT(columns_guard) struct columns *paired = NULL;
	struct run run = {
		.measure = measure,
		.options = &usual,
		.columns = columns,
		.instances = columns,
		.frame = frame_begin(measure, a),
	};

	if (measure->needs & NEEDS_MAP && options->cycle == NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"the measure %s needs a map to hold events against", measure->name);
	if (!(measure->needs & (NEEDS_MAP | MAY_USE_MAP)))
		usual.cycle = NULL;
	if (usual.zone == NULL && usual.map != NULL)
		usual.zone = usual.map->organisation.zone;
	if (usual.zone == NULL)
		usual.zone = zone_utc();
	if (usual.from_us == 0 && usual.to_us == 0)
		usual.from_us = usual.to_us = TIME_NONE;
	if (usual.within_us == 0)
		usual.within_us = WITHIN_USUAL_US;
	if (usual.by_n > 0 && measure->function == measure_trend)
		usual.period = period_choose(columns, &usual); /* the same for all groups */
	if (usual.cycle != NULL)
		run.last_us = last_of(columns, options->hands);
	if (run.last_us < usual.now_us)
		run.last_us = usual.now_us;
	if (instances_make(&paired, &run, columns, f))
		return fault_note(f, "measuring %s", measure->name);
	if (paired != NULL) {
		run.instances = paired;
		if (usual.by_instance || measure->needs & PAIRS)
			run.columns = paired;
	}
	if (run_all(&run, f))
		return fault_note(f, "measuring %s", measure->name);
	*ret = run.frame;
	return FAULT_NONE;
}
