/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reference page of all measures. The columns are those that each measure gives for a log of
 * nothing and a cycle without stages, so the page cannot say anything that is not so.
 */
#include "measures/measures.h"

struct page {
	struct arena *arena;
	char *at;
	size_t size, room;
};

static void page_add(struct page *p, const char *format, ...) PRINTF_LIKE(2, 3);

static void
page_add(struct page *p, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	const char *text = arena_vprintf(p->arena, format, values);
	va_end(values);
	for (; *text != '\0'; text++)
		*ARENA_PUSH(p->arena, p->at, p->size, p->room) = *text;
}

static const char *
type_word(const struct frame_column *c)
{
	if (c->type == CELL_TEXT)
		return "text";
	if (c->type == CELL_TIME)
		return "time";
	if (c->unit[0] == '1')
		return c->type == CELL_INT ? "count" : "number";
	return c->unit;
}

static void
measure_add(struct page *p, const struct measure *m, const struct frame *frame)
{
	page_add(p, "\n## %s\n\n**%s.** %s\n\n", m->name, m->title, m->definition);
	page_add(p, "`by` and `where` look at %s.%s%s\n\n| column | is | unit |\n|---|---|---|\n",
		m->grain == GRAIN_JOURNEY ? "the journey's first event"
					  : "the event, or the one at which the thing begins",
		m->needs & NEEDS_MAP ? " Needs a map." : "",
		m->needs & PAIRS ? " Start and complete are paired where the log tells both." : "");
	for (size_t i = 0; i < frame->columns_n; i++)
		page_add(p, "| `%s` | %s | %s |\n", frame->columns[i].name, frame->columns[i].label,
			type_word(&frame->columns[i]));
}

/* A measure's frame of nothing. */
static const struct frame *
frame_of_nothing(const struct measure *m, struct arena *a)
{
	static const uint64_t first[1] = {0};
	const struct columns columns = {
		.first = first,
		.tick_us = 1,
		.activity = {.name = "activity", .width = 1},
	};
	const struct cycle cycle = {.name = ""};
	const struct map map = {.folder = ""};
	const struct measure_options options = {.map = &map, .cycle = &cycle, .hands = 1};
	struct frame *frame = NULL;
	struct fault fault = {0};
	if (measure_run(&frame, m, &columns, &options, a, &fault))
		return frame_new(a); /* the page then lacks its columns, which the test sees */
	return frame;
}

struct span
measures_page(struct arena *a)
{
	struct page p = {.arena = a};
	page_add(&p,
		"# The measures\n\n"
		"Made by `cykl measures --format markdown` from `src/measures/measures.def`; do "
		"not edit.\n\n"
		"Shares are 0 … 1, intervals are 95 %%, quantiles are of type 7, times are "
		"seconds. Under five nothing is judged.\n");
	for (size_t i = 0; i < measures_n; i++)
		measure_add(&p, &measures[i], frame_of_nothing(&measures[i], a));
	return (struct span){.at = p.at, .size = p.size};
}
