/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of text through the door: quoting, delimiters, bad rows with their lines, columns by name,
 * forms of time, and that large files read by several lanes give what one lane gives.
 */
#include <zlib.h>

#include "reading.h"

#define HEADING	 "case,activity,time\n"
#define ROW_ROOM 150 /* no row that is written here is longer */

/* "3: reason; 5: reason" */
static const char *
bad_text(const struct reading *r)
{
	const char *text = "";
	for (size_t i = 0; i < r->found.bad_shown_n; i++)
		text = arena_printf(r->arena, "%s%s%llu: %s", text, i > 0 ? "; " : "",
			(unsigned long long)r->found.bad[i].line, r->found.bad[i].reason);
	return text;
}

static void
reads_as(const char *log, const char *journeys)
{
	ON_EXIT(reading_guard) struct reading r = read_log(log, NULL);
	assert_read(r);
	assert_string_equal(r.found.format, "csv");
	assert_string_equal(journeys_text(&r), journeys);
	assert_int_equal(r.found.bad_n, 0);
}

static void
rows_are_ordered_by_time_with_ties_as_in_the_file(void **state)
{
	(void)state;
	reads_as(HEADING "x,b,2026-01-01T00:00:05Z\nx,a,2026-01-01T00:00:00Z\n"
			 "y,d,2026-01-01T00:00:05Z\nx,c,2026-01-01T00:00:05Z\n",
		"x: a@0 b@5 c@5; y: d@5");
}

static void
the_order_of_the_file_can_be_kept(void **state)
{
	(void)state;
	ON_EXIT(reading_guard)
	struct reading r = read_log(HEADING "x,b,2026-01-01T00:00:05Z\nx,a,2026-01-01T00:00:00Z\n",
		&(struct log_wish){.order = LOG_ORDER_FILE});
	assert_read(r);
	assert_string_equal(journeys_text(&r), "x: b@5 a@0");
}

static void
any_customary_delimiter_is_found(void **state)
{
	(void)state;
	reads_as("case;activity;time\nx;a, b;2026-01-01\n", "x: a, b@0");
	reads_as("case\tactivity\ttime\nx\ta, b; c\t2026-01-01\n", "x: a, b; c@0");
	reads_as("case|activity|time\nx|a|2026-01-01\n", "x: a@0");
	reads_as("sep=;\r\ncase;activity;time\r\nx;a;2026-01-01\r\n", "x: a@0");
}

static void
marks_line_ends_and_empty_lines_do_not_matter(void **state)
{
	(void)state;
	reads_as("\xEF\xBB\xBF" HEADING "x,a,2026-01-01\n", "x: a@0");
	reads_as("case,activity,time\r\nx,a,2026-01-01\r\n\r\nx,b,2026-01-02\r\n\r\n",
		"x: a@0 b@86400");
	reads_as("case,activity,time\rx,a,2026-01-01\rx,b,2026-01-02", "x: a@0 b@86400");
	reads_as("\n\n" HEADING "\nx,a,2026-01-01", "x: a@0");
}

static void
quoted_fields_hold_anything(void **state)
{
	(void)state;
	reads_as(HEADING "\"x\",\"a, \"\"b\"\"\nc\",\"2026-01-01\"\n", "x: a, \"b\"\nc@0");
	reads_as(
		HEADING "x,\"\"\"\",2026-01-01\nx,5\" pipe,2026-01-02\n", "x: \"@0 5\" pipe@86400");
	reads_as("time,case,activity\n2026-01-01,x,\"a\"", "x: a@0");
	reads_as("time,case,activity\n2026-01-01,x,\"a\" \r\n", "x: a@0");
}

static void
bad_rows_are_counted_with_line_and_reason_and_reading_goes_on(void **state)
{
	(void)state;
	ON_EXIT(reading_guard)
	struct reading r = read_log("case,activity,time\n"
				    "x,\"a\nb\",2026-01-01\n"
				    "x,a\n"
				    "x,a,2026-01-01,more\n"
				    "x,a,soon\n"
				    "x,a,\n"
				    "x,,2026-01-01\n"
				    ",a,2026-01-01\n"
				    ",b,2026-01-01\n"
				    "x,\"a\"b,2026-01-01\n"
				    "x,c,2026-01-03\n"
				    "x,\"a,2026-01-01\n"
				    "x,d,2026-01-04\n",
		NULL);
	assert_read(r);
	assert_string_equal(journeys_text(&r), "x: a\nb@0 c@172800 d@259200");
	assert_string_equal(bad_text(&r),
		"4: there are 2 fields instead of 3; 5: there are 4 fields instead of 3; "
		"6: the time \"soon\" cannot be read as iso; 7: the time is empty; "
		"8: the activity is empty; 9: the case is empty; 10: the case is empty; "
		"11: text follows a closing quote; 13: a quote is not closed");
	assert_int_equal(r.found.bad_n, 9);
	assert_int_equal(r.found.rows_n, 12);
	assert_int_equal(r.found.events_n, 3);
}

static void
ten_bad_rows_are_shown_and_all_are_counted(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const char *text = HEADING "x,a,2026-01-01\n";
	for (int i = 0; i < 50; i++)
		text = arena_printf(a, "%sx,a\n", text);
	ON_EXIT(reading_guard) struct reading r = read_log(text, NULL);
	assert_read(r);
	assert_int_equal(r.found.bad_n, 50);
	assert_int_equal(r.found.bad_shown_n, LOG_BAD_SHOWN);
	assert_int_equal(r.found.bad[9].line, 12);
}

static void
a_strict_reading_stops_at_the_first_bad_row(void **state)
{
	(void)state;
	ON_EXIT(reading_guard)
	struct reading r = read_log(HEADING "x,a,2026-01-01\nx,a\nx,a,2026-01-01,b\n",
		&(struct log_wish){.is_strict = true});
	assert_refused(r, FAULT_BAD_INPUT, "line 3: there are 2 fields instead of 3");
}

static void
the_only_row_without_a_case_is_a_journey_of_its_own(void **state)
{
	(void)state;
	ON_EXIT(reading_guard)
	struct reading r = read_log(HEADING "x,a,2026-01-01\n,b,2026-01-01\n", NULL);
	assert_read(r);
	assert_string_equal(journeys_text(&r), "x: a@0; : b@0");
	assert_int_equal(r.found.bad_n, 0);
	assert_true(has_note(&r, "one row has no case"));
}

static void
nul_bytes_and_what_is_not_utf8_are_told(void **state)
{
	(void)state;
	ON_EXIT(reading_guard)
	struct reading r = read_bytes(
		SPAN(HEADING "x,a\0b,2026-01-01\nx,\xF3,2026-01-01\nx,b,2026-01-02\n"), NULL);
	assert_read(r);
	assert_string_equal(journeys_text(&r), "x: \xEF\xBF\xBD@0 b@86400");
	assert_string_equal(bad_text(&r), "2: there is a NUL byte in it");
	assert_true(has_note(&r, "1 values were not UTF-8"));
}

/* ---- Columns ---- */

static void
customary_names_are_known_whatever_their_letters(void **state)
{
	(void)state;
	reads_as("Case ID,Activity,Complete Timestamp\nx,a,2026-01-01\n", "x: a@0");
	reads_as("case:concept:name,Activity,concept:name,time:timestamp\nx,no,a,2026-01-01\n",
		"x: a@0");
	reads_as("CaseID,EVENT,DateTime\nx,a,2026-01-01\n", "x: a@0");
}

static void
customary_extra_columns_are_kept_under_their_names(void **state)
{
	(void)state;
	const char *log = "case,activity,time,org:resource,Branch,weight\n"
			  "x,a,2026-01-01,Ann,north,7\nx,b,2026-01-02,,south,8\n";
	ON_EXIT(reading_guard) struct reading r = read_log(log, NULL);
	assert_read(r);
	assert_string_equal(column_names(&r), "resource branch");
	assert_string_equal(column_text(&r, "resource"), "Ann|");
	ON_EXIT(reading_guard)
	struct reading all = read_log(log, &(struct log_wish){.keeps_all = true});
	assert_string_equal(column_names(&all), "resource branch weight");
	assert_string_equal(column_text(&all, "weight"), "7|8");
	ON_EXIT(reading_guard)
	struct reading none = read_log(log, &(struct log_wish){.keeps_none = true});
	assert_string_equal(column_names(&none), "");
	const char *const wanted[] = {"weight", "branch"};
	ON_EXIT(reading_guard)
	struct reading some = read_log(log, &(struct log_wish){.extra = wanted, .extra_n = 2});
	assert_string_equal(column_names(&some), "weight branch");
}

static void
a_column_without_any_value_has_the_empty_word(void **state)
{
	(void)state;
	ON_EXIT(reading_guard)
	struct reading r = read_log("case,activity,time,resource\nx,a,2026-01-01,\n", NULL);
	assert_read(r);
	const struct column *resource = columns_find(r.columns, "resource");
	assert_non_null(words_at(&resource->words, 0).at); /* no arithmetic on NULL */
	assert_int_equal(words_at(&resource->words, 0).size, 0);
}

static void
columns_can_be_named_and_joined(void **state)
{
	(void)state;
	ON_EXIT(reading_guard)
	struct reading r =
		read_log("who,what,how,at,place,colour\nx,a,start,2026-01-01,north,red\n",
			&(struct log_wish){.columns = "case=who, activity=what+how, time=AT, "
						      "branch=place, shade=colour"});
	assert_read(r);
	assert_string_equal(journeys_text(&r), "x: a+start@0");
	assert_string_equal(column_names(&r), "branch shade");
	assert_string_equal(column_text(&r, "shade"), "red");
}

static void
a_column_that_is_not_there_is_told_with_those_that_are(void **state)
{
	(void)state;
	ON_EXIT(reading_guard)
	struct reading r = read_log("number,activity,time\n1,a,2026-01-01\n", NULL);
	assert_refused(r, FAULT_BAD_INPUT,
		"no column is known as the case; name it by --columns case=…; there are: "
		"number, activity, time");
	ON_EXIT(reading_guard)
	struct reading wrong = read_log("number,activity,time\n1,a,2026-01-01\n",
		&(struct log_wish){.columns = "case=numbr"});
	assert_refused(
		wrong, FAULT_BAD_INPUT, "there is no column \"numbr\"; did you mean \"number\"");
	ON_EXIT(reading_guard)
	struct reading form = read_log(
		"number,activity,time\n1,a,2026-01-01\n", &(struct log_wish){.columns = "number"});
	assert_refused(form, FAULT_BAD_INPUT, "expected name=column");
}

static void
rows_with_a_start_and_an_end_are_instances(void **state)
{
	(void)state;
	ON_EXIT(reading_guard)
	struct reading r = read_log("case,activity,start_timestamp,timestamp\n"
				    "x,a,2026-01-01T00:00:00Z,2026-01-01T00:00:30Z\n",
		NULL);
	assert_read(r);
	assert_non_null(r.columns->end_us);
	assert_int_equal(r.columns->end_us[0] - r.columns->time_us[0], 30000000);
}

/* ---- Times ---- */

static void
forms_of_time_are_found(void **state)
{
	(void)state;
	reads_as(HEADING "x,a,1795253400\nx,b,1795253405\n", "x: a@0 b@5");
	reads_as(HEADING "x,a,2026-01-01T01:00:00+01:00\nx,b,2026-01-01T00:00:05.250Z\n"
			 "x,c,2026-01-01 00:00:06\n",
		"x: a@0 b@5 c@6");
	reads_as(HEADING "x,a,2026/01/01 00:00:00\nx,b,2026/01/01 00:00:05\n", "x: a@0 b@5");
}

static void
times_of_a_day_that_was_read_are_the_same_in_every_form(void **state)
{
	(void)state;
	static const char *const forms[][2] = {
		{"2026-11-21T", ""},
		{"2026-11-21 ", "Z"},
		{"2026-11-21T", "+00:00"},
		{"2026/11/21 ", ""},
		{"21.11.2026 ", ""},
		{"11/21/2026 ", ""},
	};
	for (size_t i = 0; i < array_length(forms); i++) {
		char log[600] = HEADING;
		static const char *const clocks[] = {
			"00:00:00", "09:30:05", "12:00:00", "23:59:59", "24:00:00", "7:00:00"};
		for (size_t k = 0; k < array_length(clocks); k++) {
			size_t used = strlen(log);
			snprintf(log + used, sizeof log - used, "x,a,%s%s%s\n", forms[i][0],
				clocks[k], forms[i][1]);
		}
		ON_EXIT(reading_guard)
		struct reading r = read_log(log, &(struct log_wish){.order = LOG_ORDER_FILE});
		assert_read(r);
		const char *said = journeys_text(&r);
		if (strstr(said, "x: a@0 a@34205 a@43200 a@86399 a@86400") != said)
			fail_msg("%s: %s", forms[i][0], said);
	}
}

static void
the_afternoon_is_not_the_morning_of_a_day_that_was_read(void **state)
{
	(void)state;
	reads_as(HEADING "x,a,11/21/2026 09:30:00 AM\nx,b,11/21/2026 01:30:00 PM\n"
			 "x,c,11/21/2026 12:30:00 PM\nx,d,11/21/2026 12:30:00 AM\n",
		"x: d@0 a@32400 c@43200 b@46800");
}

static void
one_date_late_in_the_file_decides_between_day_and_month(void **state)
{
	(void)state;
	char *log = malloc(200000);
	size_t used = (size_t)snprintf(log, ROW_ROOM, HEADING);
	for (int i = 0; i < 3000; i++)
		used += (size_t)snprintf(log + used, ROW_ROOM, "x,a,01/02/2026 00:00\n");
	(void)snprintf(log + used, ROW_ROOM, "y,b,13/02/2026 00:00\n");
	ON_EXIT(reading_guard) struct reading r = read_log(log, NULL);
	assert_read(r);
	assert_int_equal(r.columns->time_us[r.columns->events_n - 1] - r.columns->time_us[0],
		12 * INT64_C(86400000000));
	free(log);
}

static void
days_and_months_that_nothing_decides_are_refused_until_somebody_says(void **state)
{
	(void)state;
	const char *log = HEADING "x,a,01/02/2026\nx,b,03/02/2026\n";
	ON_EXIT(reading_guard) struct reading r = read_log(log, NULL);
	assert_refused(r, FAULT_BAD_INPUT, "whether the day or the month comes first");
	ON_EXIT(reading_guard)
	struct reading told = read_log(log, &(struct log_wish){.time_format = "dmy"});
	assert_read(told);
	assert_string_equal(journeys_text(&told), "x: a@0 b@172800");
	ON_EXIT(reading_guard)
	struct reading wrong = read_log(log, &(struct log_wish){.time_format = "ydm"});
	assert_refused(wrong, FAULT_BAD_INPUT, "there is no time format \"ydm\"");
}

static void
days_of_daylight_saving_keep_their_offsets(void **state)
{
	(void)state;
	const struct zone *zone = zone_find("Europe/Warsaw");
	assert_non_null(zone);
	ON_EXIT(reading_guard)
	struct reading r = read_log(HEADING "x,a,2026-03-29T00:30:00\nx,b,2026-03-29T03:30:00\n"
					    "x,c,2026-03-29T04:30:00\n",
		&(struct log_wish){.zone = zone});
	assert_read(r);
	assert_string_equal(journeys_text(&r), "x: a@0 b@7200 c@10800");
}

/* ---- Files ---- */

static struct span
packed(struct span text, struct arena *a)
{
	z_stream stream = {0};
	size_t room = text.size + 1000;
	char *into = arena_alloc(a, room);
	assert_int_equal(
		deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
	stream.next_in = (Bytef *)(uintptr_t)text.at;
	stream.avail_in = (uInt)text.size;
	stream.next_out = (Bytef *)into;
	stream.avail_out = (uInt)room;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	assert_int_equal(deflateEnd(&stream), Z_OK);
	return (struct span){.at = into, .size = stream.total_out};
}

/* A log of many rows; every 97th has a quoted activity of two lines when asked for. */
static struct span
large_log(struct arena *a, int rows_n, bool has_quotes)
{
	char *log = arena_alloc(a, (size_t)rows_n * 80 + 100);
	size_t used = (size_t)snprintf(log, ROW_ROOM, "case,activity,time,resource\n");
	for (int i = 0; i < rows_n; i++) {
		bool is_quoted = has_quotes && i % 97 == 0;
		used += (size_t)snprintf(log + used, ROW_ROOM,
			"journey %d,%s%d%s,2026-01-%02dT%02d:%02d:%02dZ,%s\n", i % 1713,
			is_quoted ? "\"two\nlines, " : "activity ", i % 23, is_quoted ? "\"" : "",
			1 + i / 86400 % 27, i / 3600 % 24, i / 60 % 60, i % 60,
			i % 3 == 0 ? "" : "Ann");
	}
	return (struct span){.at = log, .size = used};
}

static void
same_columns(const struct columns *a, const struct columns *b)
{
	assert_int_equal(a->events_n, b->events_n);
	assert_int_equal(a->journeys_n, b->journeys_n);
	assert_memory_equal(a->first, b->first, (a->journeys_n + 1) * sizeof *a->first);
	assert_memory_equal(a->time_us, b->time_us, a->events_n * sizeof *a->time_us);
	assert_int_equal(a->activity.width, b->activity.width);
	assert_memory_equal(a->activity.codes, b->activity.codes, a->events_n * a->activity.width);
	assert_int_equal(a->activity.words.words_n, b->activity.words.words_n);
	for (uint64_t i = 0; i < a->activity.words.words_n; i++)
		assert_true(
			span_is(words_at(&a->activity.words, i), words_at(&b->activity.words, i)));
	for (uint32_t j = 0; j < a->journeys_n; j++)
		assert_true(span_is(words_at(&a->journeys, j), words_at(&b->journeys, j)));
	assert_int_equal(a->extra_n, b->extra_n);
	for (size_t k = 0; k < a->extra_n; k++)
		assert_memory_equal(
			a->extra[k].codes, b->extra[k].codes, a->events_n * a->extra[k].width);
}

static void
lanes_and_packing_change_nothing(void **state)
{
	(void)state;
	for (int has_quotes = 0; has_quotes < 2; has_quotes++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct span log = large_log(a, 150000, has_quotes);
		ON_EXIT(reading_guard)
		struct reading one = read_bytes(log, &(struct log_wish){.hands = 1});
		ON_EXIT(reading_guard)
		struct reading many = read_bytes(log, &(struct log_wish){.hands = 5});
		ON_EXIT(reading_guard) struct reading gz = read_bytes(packed(log, a), NULL);
		assert_read(one);
		assert_read(many);
		assert_read(gz);
		assert_int_equal(one.found.rows_n, 150000);
		assert_int_equal(many.found.rows_n, 150000);
		assert_int_equal(gz.found.rows_n, 150000);
		same_columns(one.columns, many.columns);
		same_columns(one.columns, gz.columns);
	}
}

static void
a_cut_between_lanes_within_a_quoted_text_is_found(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct span log = large_log(a, 60000, false);
	char *text = arena_alloc(a, log.size + 2000000);
	size_t half = log.size / 2;
	while (log.at[half - 1] != '\n')
		half++;
	memcpy(text, log.at, half);
	size_t used = half;
	used += (size_t)snprintf(text + used, ROW_ROOM, "quoted,\"");
	for (int i = 0; i < 20000; i++) /* looks like rows, and is one activity's beginning */
		used += (size_t)snprintf(text + used, ROW_ROOM, "journey 1,b,2026-01-01,\n");
	used += (size_t)snprintf(text + used, ROW_ROOM, "\",2026-01-01,\n");
	memcpy(text + used, log.at + half, log.size - half);
	used += log.size - half;
	const struct span whole = {.at = text, .size = used};
	ON_EXIT(reading_guard)
	struct reading one = read_bytes(whole, &(struct log_wish){.hands = 1});
	ON_EXIT(reading_guard)
	struct reading many = read_bytes(whole, &(struct log_wish){.hands = 2});
	assert_read(one);
	assert_read(many);
	assert_int_equal(one.found.bad_n, 1); /* its activity is too long */
	assert_int_equal(many.found.bad_n, 1);
	assert_string_equal(bad_text(&many), bad_text(&one));
	same_columns(one.columns, many.columns);
}

static void
bad_rows_keep_their_lines_in_every_lane_and_when_packed(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct span log = large_log(a, 120000, true);
	char *text = arena_text_n(a, log.at, log.size);
	uint64_t line = 1;
	char lines[400] = "";
	for (size_t i = 0; i < log.size; i++) {
		line += text[i] == '\n';
		if (text[i] == '\n' && i + 40 < log.size && line % 40001 == 0 &&
			text[i + 1] == 'j') {
			text[i + 1] = ',';
			text[i + 2] = ',';
			snprintf(lines + strlen(lines), ROW_ROOM,
				"%llu: there are 6 fields instead of 4; ",
				(unsigned long long)line);
		}
	}
	lines[strlen(lines) - 2] = '\0';
	const struct span whole = {.at = text, .size = log.size};
	ON_EXIT(reading_guard)
	struct reading many = read_bytes(whole, &(struct log_wish){.hands = 3});
	ON_EXIT(reading_guard) struct reading gz = read_bytes(packed(whole, a), NULL);
	assert_read(many);
	assert_read(gz);
	assert_string_equal(bad_text(&many), lines);
	assert_string_equal(bad_text(&gz), lines);
	ON_EXIT(reading_guard)
	struct reading strict =
		read_bytes(whole, &(struct log_wish){.hands = 3, .is_strict = true});
	assert_refused(strict, FAULT_BAD_INPUT, "line 40001: there are 6 fields instead of 4");
}

static void
a_packed_file_cut_short_gives_what_was_there_and_says_so(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct span gz = packed(large_log(a, 30000, false), a);
	gz.size /= 2;
	ON_EXIT(reading_guard) struct reading r = read_bytes(gz, NULL);
	assert_read(r);
	assert_in_range(r.found.events_n, 1000, 29000);
	assert_non_null(strstr(bad_text(&r), "0: the gzip data end too early"));
	ON_EXIT(reading_guard)
	struct reading strict = read_bytes(gz, &(struct log_wish){.is_strict = true});
	assert_refused(strict, FAULT_BAD_INPUT, "");
	gz.size = 12;
	ON_EXIT(reading_guard) struct reading stump = read_bytes(gz, NULL);
	assert_refused(stump, FAULT_BAD_INPUT, "");
}

static void
a_line_without_an_end_is_one_bad_row(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const size_t size = (size_t)9 << 20;
	for (int is_quoted = 0; is_quoted < 2; is_quoted++) {
		char *text = arena_alloc(a, size + 200);
		size_t used = (size_t)snprintf(
			text, ROW_ROOM, HEADING "x,a,2026-01-01\ny,%s", is_quoted ? "\"" : "");
		memset(text + used, 'z', size);
		used += size;
		used += (size_t)snprintf(text + used, ROW_ROOM, ",2026-01-01\nx,b,2026-01-02\n");
		const struct span log = {.at = text, .size = used};
		ON_EXIT(reading_guard)
		struct reading plain = read_bytes(log, &(struct log_wish){.hands = 4});
		ON_EXIT(reading_guard) struct reading gz = read_bytes(packed(log, a), NULL);
		const char *bad = is_quoted ? "3: a quote is not closed"
					    : "3: the row is longer than a megabyte";
		assert_read(plain);
		assert_read(gz);
		assert_string_equal(bad_text(&plain), bad);
		assert_string_equal(bad_text(&gz), bad);
		assert_string_equal(journeys_text(&plain), "x: a@0 b@86400");
		assert_string_equal(journeys_text(&gz), "x: a@0 b@86400");
	}
}

static void
what_is_no_table_is_refused(void **state)
{
	(void)state;
	ON_EXIT(reading_guard) struct reading empty = read_log("", NULL);
	assert_refused(empty, FAULT_BAD_INPUT, "the file is empty");
	ON_EXIT(reading_guard) struct reading words = read_log("just some words\n", NULL);
	assert_refused(words, FAULT_BAD_INPUT, "the format of the file is not known");
	ON_EXIT(reading_guard) struct reading alone = read_log(HEADING, NULL);
	assert_refused(alone, FAULT_BAD_INPUT, "");
	ON_EXIT(reading_guard)
	struct reading wide = read_bytes(SPAN("\xFF\xFE"
					      "c\0a\0s\0e\0,\0"),
		NULL);
	assert_refused(wide, FAULT_BAD_INPUT, "UTF-16");
	ON_EXIT(reading_guard) struct reading gone = read_path("/nowhere/log.csv", NULL);
	assert_refused(gone, FAULT_NOT_FOUND, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_ordered_by_time_with_ties_as_in_the_file),
		cmocka_unit_test(the_order_of_the_file_can_be_kept),
		cmocka_unit_test(any_customary_delimiter_is_found),
		cmocka_unit_test(marks_line_ends_and_empty_lines_do_not_matter),
		cmocka_unit_test(quoted_fields_hold_anything),
		cmocka_unit_test(bad_rows_are_counted_with_line_and_reason_and_reading_goes_on),
		cmocka_unit_test(ten_bad_rows_are_shown_and_all_are_counted),
		cmocka_unit_test(a_strict_reading_stops_at_the_first_bad_row),
		cmocka_unit_test(the_only_row_without_a_case_is_a_journey_of_its_own),
		cmocka_unit_test(nul_bytes_and_what_is_not_utf8_are_told),
		cmocka_unit_test(customary_names_are_known_whatever_their_letters),
		cmocka_unit_test(customary_extra_columns_are_kept_under_their_names),
		cmocka_unit_test(a_column_without_any_value_has_the_empty_word),
		cmocka_unit_test(columns_can_be_named_and_joined),
		cmocka_unit_test(a_column_that_is_not_there_is_told_with_those_that_are),
		cmocka_unit_test(rows_with_a_start_and_an_end_are_instances),
		cmocka_unit_test(forms_of_time_are_found),
		cmocka_unit_test(times_of_a_day_that_was_read_are_the_same_in_every_form),
		cmocka_unit_test(the_afternoon_is_not_the_morning_of_a_day_that_was_read),
		cmocka_unit_test(one_date_late_in_the_file_decides_between_day_and_month),
		cmocka_unit_test(
			days_and_months_that_nothing_decides_are_refused_until_somebody_says),
		cmocka_unit_test(days_of_daylight_saving_keep_their_offsets),
		cmocka_unit_test(lanes_and_packing_change_nothing),
		cmocka_unit_test(a_cut_between_lanes_within_a_quoted_text_is_found),
		cmocka_unit_test(bad_rows_keep_their_lines_in_every_lane_and_when_packed),
		cmocka_unit_test(a_packed_file_cut_short_gives_what_was_there_and_says_so),
		cmocka_unit_test(a_line_without_an_end_is_one_bad_row),
		cmocka_unit_test(what_is_no_table_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
