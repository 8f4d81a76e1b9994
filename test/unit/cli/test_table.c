/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames as tables of text: alignment, intervals, missing figures, narrow terminals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>

#include "cli/table.h"

static struct arena *arena;

static int
arena_begin(void **state)
{
	(void)state;
	arena = arena_new(ARENA_UNLIMITED);
	return 0;
}

static int
arena_end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const char *
printed(const struct frame *frame, size_t width, bool is_bare)
{
	const struct terminal t = {.width = width};
	const struct table_choices choices = {.is_bare = is_bare};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	table_print(out, &t, frame, &choices, arena);
	assert_int_equal(fclose(out), 0);
	const char *copy = arena_text_n(arena, text, size);
	free(text);
	return copy;
}

static struct frame *
standards(void)
{
	struct frame *f = frame_new(arena);

	f->measure = "standards";
	f->title = "Standards";
	f->definition = "What was promised and kept.";
	f->n = 2;
	frame_column_add(f, "moment", CELL_TEXT, "", "moment");
	frame_column_add(f, "n", CELL_INT, "1", "n");
	frame_column_add(f, "share", CELL_REAL, "share", "kept");
	frame_column_add(f, "low", CELL_REAL, "share", "low");
	frame_column_add(f, "high", CELL_REAL, "share", "high");
	frame_column_add(f, "met", CELL_TEXT, "", "met");
	frame_text(f, SPAN("greeting"));
	frame_int(f, 1204);
	frame_real(f, 0.9);
	frame_real(f, 0.881);
	frame_real(f, 0.916);
	frame_text(f, SPAN("unsure"));
	frame_text(f, SPAN("queue"));
	frame_int(f, 3);
	frame_null(f);
	frame_null(f);
	frame_null(f);
	frame_text(f, SPAN("too few"));
	return f;
}

static void
an_interval_joins_its_figure_and_signs_say_the_verdict(void **state)
{
	(void)state;
	assert_string_equal(printed(standards(), 100, true),
		"moment        n         kept (95\u00a0%)  met\n"
		"──────────────────────────────────────────────\n"
		"greeting  1,204  90.0 % (88.1–91.6)  ● unsure\n"
		"queue         3             too few    too few\n");
}

static void
title_definition_and_notes_stand_around_it(void **state)
{
	(void)state;
	struct frame *f = standards();
	frame_note(f, "A note.");
	const char *text = printed(f, 100, false);

	assert_non_null(strstr(text, "Standards  n 2\n\n"));
	assert_non_null(strstr(text, "\nWhat was promised and kept.\nNote: A note.\n"));
}

static void
a_missing_figure_with_enough_behind_it_is_not_too_few(void **state)
{
	(void)state;
	struct frame *f = frame_new(arena);

	frame_column_add(f, "n", CELL_INT, "1", "n");
	frame_column_add(f, "mean", CELL_REAL, "s", "mean");
	frame_int(f, 3);
	frame_null(f);
	frame_int(f, 4);
	frame_null(f);
	assert_null(strstr(printed(f, 100, true), "too few"));
}

static void
one_row_of_figures_stands_upright(void **state)
{
	(void)state;
	struct frame *f = frame_new(arena);

	frame_column_add(f, "journeys", CELL_INT, "1", "journeys");
	frame_column_add(f, "median", CELL_REAL, "s", "median time");
	frame_int(f, 7554);
	frame_real(f, 60);
	assert_string_equal(printed(f, 100, true), "journeys     7,554\nmedian time  1 min\n");
}

static void
nothing_is_said_to_be_nothing(void **state)
{
	(void)state;
	struct frame *f = frame_new(arena);

	frame_column_add(f, "journeys", CELL_INT, "1", "journeys");
	assert_string_equal(printed(f, 100, true), "nothing to show\n");
}

static void
a_long_path_is_wrapped_beside_its_figures(void **state)
{
	(void)state;
	struct frame *f = frame_new(arena);

	frame_column_add(f, "rank", CELL_INT, "1", "rank");
	frame_column_add(f, "path", CELL_TEXT, "", "path");
	for (int i = 1; i <= 2; i++) {
		frame_int(f, i);
		frame_text(f, SPAN("Arrival → Registration → Triage → Treatment"));
	}
	assert_string_equal(printed(f, 36, true), "rank  path\n"
						  "────────────────────────────────────\n"
						  "   1  Arrival → Registration →\n"
						  "      Triage → Treatment\n"
						  "   2  Arrival → Registration →\n"
						  "      Triage → Treatment\n");
}

static void
columns_that_do_not_fit_follow_below_with_the_names(void **state)
{
	(void)state;
	struct frame *f = frame_new(arena);

	frame_column_add(f, "wait", CELL_TEXT, "", "wait");
	for (int i = 0; i < 4; i++)
		frame_column_add(f, "x", CELL_INT, "1", "hundreds");
	for (int row = 0; row < 2; row++) {
		frame_text(f, row == 0 ? SPAN("queue") : SPAN("desk"));
		for (int i = 0; i < 4; i++)
			frame_int(f, 100 * (i + 1));
	}
	assert_string_equal(printed(f, 30, true), "wait   hundreds  hundreds\n"
						  "─────────────────────────\n"
						  "queue       100       200\n"
						  "desk        100       200\n"
						  "\n"
						  "wait   hundreds  hundreds\n"
						  "─────────────────────────\n"
						  "queue       300       400\n"
						  "desk        300       400\n");
}

static void
every_figure_is_there_at_every_width(void **state)
{
	(void)state;
	for (size_t width = 20; width < 120; width++) {
		const char *text = printed(standards(), width, true);
		assert_non_null(strstr(text, "1,204"));
		assert_non_null(strstr(text, "90.0 % (88.1–91.6)"));
		assert_non_null(strstr(text, "unsure"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interval_joins_its_figure_and_signs_say_the_verdict),
		cmocka_unit_test(title_definition_and_notes_stand_around_it),
		cmocka_unit_test(a_missing_figure_with_enough_behind_it_is_not_too_few),
		cmocka_unit_test(one_row_of_figures_stands_upright),
		cmocka_unit_test(nothing_is_said_to_be_nothing),
		cmocka_unit_test(a_long_path_is_wrapped_beside_its_figures),
		cmocka_unit_test(columns_that_do_not_fit_follow_below_with_the_names),
		cmocka_unit_test(every_figure_is_there_at_every_width),
	};
	return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
