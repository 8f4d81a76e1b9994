/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a frame holds comes out again, as JSON and as CSV.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measures/frame.h"

static struct frame *
example(struct arena *a)
{
	struct frame *f = frame_new(a);
	f->measure = "waits";
	f->title = "Waits";
	f->definition = "How long.";
	f->n = 2;
	frame_column_add(f, "wait", CELL_TEXT, "", "wait");
	frame_column_add(f, "n", CELL_INT, "1", "n");
	frame_column_add(f, "median", CELL_REAL, "s", "median");
	frame_column_add(f, "first", CELL_TIME, "time", "first");
	frame_text(f, SPAN("say \"hello\", twice"));
	frame_int(f, 312);
	frame_seconds(f, 1500000.0 / 3);
	frame_time(f, 1795253400250000);
	frame_text(f, SPAN("czekanie"));
	frame_int(f, -1);
	frame_real(f, NAN);
	frame_null(f);
	return f;
}

static void
a_frame_finds_its_cells_by_row_and_column(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct frame *f = example(a);
	assert_int_equal(frame_rows_n(f), 2);
	assert_int_equal(frame_column_find(f, "median"), 2);
	assert_true(frame_column_find(f, "mean") == SIZE_MAX);
	assert_int_equal(frame_cell(f, 0, 1)->i, 312);
	assert_true(frame_cell(f, 0, 2)->r == 0.5);
	assert_string_equal(frame_cell(f, 1, 0)->t, "czekanie");
	assert_true(frame_cell(f, 1, 2)->is_null); /* no number is null */
	assert_true(frame_cell(f, 1, 3)->is_null);
}

static void
csv_quotes_what_needs_it_and_leaves_nulls_empty(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct span csv = frame_csv(example(a), a);
	const char *expected = "wait,n,median,first\n"
			       "\"say \"\"hello\"\", twice\",312,0.5,2026-11-21T09:30:00.250Z\n"
			       "czekanie,-1,,\n";
	assert_int_equal(csv.size, strlen(expected));
	assert_memory_equal(csv.at, expected, csv.size);
}

static void
json_has_the_definition_and_typed_columns(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct frame *f = example(a);
	frame_note(f, "n = %d", 2);
	frame_note(f, "n = %d", 2); /* once is enough */
	json_t *json = frame_json(f);
	char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(17));
	assert_string_equal(text,
		"{\"measure\":\"waits\",\"title\":\"Waits\",\"definition\":\"How long.\",\"n\":2,"
		"\"notes\":[\"n = 2\"],\"columns\":["
		"{\"name\":\"wait\",\"label\":\"wait\",\"type\":\"text\",\"unit\":\"\"},"
		"{\"name\":\"n\",\"label\":\"n\",\"type\":\"int\",\"unit\":\"1\"},"
		"{\"name\":\"median\",\"label\":\"median\",\"type\":\"real\",\"unit\":\"s\"},"
		"{\"name\":\"first\",\"label\":\"first\",\"type\":\"time\",\"unit\":\"time\"}],"
		"\"rows\":[[\"say \\\"hello\\\", twice\",312,0.5,\"2026-11-21T09:30:00.250Z\"],"
		"[\"czekanie\",-1,null,null]]}");
	free(text);
	json_decref(json);
}

static void
text_that_is_not_utf8_is_mended(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct frame *f = frame_new(a);
	frame_column_add(f, "word", CELL_TEXT, "", "word");
	frame_text(f, SPAN("a\xff z"));
	frame_text(f, SPAN("a\0b"));
	assert_string_equal(frame_cell(f, 0, 0)->t, "a\xef\xbf\xbd z");
	json_t *json = frame_json(f);
	assert_non_null(json);
	json_decref(json);
}

static void
an_empty_frame_is_empty_text(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct frame *f = frame_new(a);
	assert_int_equal(frame_rows_n(f), 0);
	assert_int_equal(frame_csv(f, a).size, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_finds_its_cells_by_row_and_column),
		cmocka_unit_test(csv_quotes_what_needs_it_and_leaves_nulls_empty),
		cmocka_unit_test(json_has_the_definition_and_typed_columns),
		cmocka_unit_test(text_that_is_not_utf8_is_mended),
		cmocka_unit_test(an_empty_frame_is_empty_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
