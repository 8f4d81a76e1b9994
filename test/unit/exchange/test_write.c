/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is written reads back as the same columns, with words that every format finds hard.
 */
#include "base/file.h"
#include "reading.h"

static const char *const words[] = {"A, \"b\" & <c>", "hai mươi mốt", " blanks ", "two\nlines",
	"1'0\\", "ticket.called", ";", "ząb\tz"};

static struct columns *
columns_made(bool has_ends)
{
	const char *const extra[] = {"resource", "branch", "note"};
	const struct columns_plan plan = {.extra = extra,
		.extra_n = array_length(extra),
		.has_ends = has_ends,
		.lanes_n = 1,
		.hands = 1};
	struct columns_builder *builder = columns_builder_new(&plan);
	struct columns *c = NULL;
	struct fault fault = {0};

	for (size_t i = 0; i < 40; i++) {
		const struct span values[] = {span_of(i % 3 == 0 ? "" : words[i % 8]),
			span_of(words[(i * 3 + 1) % 8]),
			span_of(i % 2 == 0 ? words[(i + 5) % 8] : "")};
		const struct columns_row row = {.journey = span_of(words[i / 7]),
			.activity = span_of(words[i % 5]),
			.time_us = INT64_C(1795253400250001) + (int64_t)i * 1000003,
			.end_us = INT64_C(1795253400250001) + (int64_t)i * 1000003 +
				  (int64_t)(i % 4) * 250000,
			.extra = values};

		columns_lane_rows(columns_builder_lane(builder, 0), &row, 1);
	}
	assert_int_equal(columns_builder_finish(&c, builder, &fault), FAULT_NONE);
	columns_builder_free(builder);
	return c;
}

static struct reading
read_back(const struct columns *c, const char *format)
{
	const struct log_wish wish = {
		.keeps_all = true, .object_type = "journey", .is_strict = true};
	struct fault fault = {0};
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	struct log_wish chosen = wish;

	assert_int_equal(log_write(out, format, c, &fault), FAULT_NONE);
	fclose(out);
	if (strcmp(format, "ocel") != 0)
		chosen.object_type = NULL;

	const struct reading r = read_bytes((struct span){bytes, size}, &chosen);

	free(bytes);
	return r;
}

static struct span
word_of(const struct column *column, uint64_t event)
{
	return words_at(&column->words, column_code(column, event));
}

#define assert_span_equal(a, b)                                                                    \
	do {                                                                                       \
		assert_int_equal((a).size, (b).size);                                              \
		assert_memory_equal((a).at, (b).at, (a).size);                                     \
	} while (0)

static void
assert_same(const struct columns *c, const struct columns *back, size_t prefix)
{
	assert_int_equal(c->journeys_n, back->journeys_n);
	assert_int_equal(c->events_n, back->events_n);
	for (uint32_t j = 0; j < c->journeys_n; j++) {
		struct span name = words_at(&back->journeys, j);

		name = (struct span){name.at + prefix, name.size - prefix};
		assert_span_equal(words_at(&c->journeys, j), name);
		assert_int_equal(c->first[j + 1], back->first[j + 1]);
	}
	for (uint64_t e = 0; e < c->events_n; e++) {
		assert_int_equal(c->time_us[e], back->time_us[e]);
		assert_span_equal(word_of(&c->activity, e), word_of(&back->activity, e));
		for (size_t i = 0; i < c->extra_n; i++) {
			const struct column *column = columns_find(back, c->extra[i].name);

			assert_non_null(column);
			assert_span_equal(word_of(&c->extra[i], e), word_of(column, e));
		}
	}
}

static void
every_format_reads_back_as_it_was(void **state)
{
	ON_EXIT(columns_guard) struct columns *c = columns_made(false);
	size_t n = 0;
	const struct log_reader_row *rows = log_writers(&n);

	(void)state;
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++) {
		ON_EXIT(reading_guard) struct reading r = read_back(c, rows[i].name);

		assert_read(r);
		assert_same(
			c, r.columns, strcmp(rows[i].name, "ocel") == 0 ? strlen("journey:") : 0);
	}
}

static void
events_with_an_end_keep_it_in_csv_and_pair_again_from_xes(void **state)
{
	ON_EXIT(columns_guard) struct columns *c = columns_made(true), *pairs = NULL;
	ON_EXIT(reading_guard) struct reading csv = read_back(c, "csv");
	ON_EXIT(reading_guard) struct reading xes = read_back(c, "xes");
	struct fault fault = {0};
	uint64_t unpaired = 1;

	(void)state;
	assert_read(csv);
	assert_same(c, csv.columns, 0);
	for (uint64_t e = 0; e < c->events_n; e++)
		assert_int_equal(columns_end_us(c, e), columns_end_us(csv.columns, e));
	assert_read(xes);
	assert_int_equal(xes.columns->events_n, 2 * c->events_n);
	assert_int_equal(columns_instances(&pairs, &unpaired, xes.columns, &fault), FAULT_NONE);
	assert_int_equal(unpaired, 0);
	for (uint64_t e = 0; e < c->events_n; e++)
		assert_int_equal(columns_end_us(c, e), columns_end_us(pairs, e));
}

static void
an_unknown_format_is_a_fault_that_names_it(void **state)
{
	ON_EXIT(columns_guard) struct columns *c = columns_made(false);
	struct fault fault = {0};

	(void)state;
	assert_int_equal(log_write(stderr, "pdf", c, &fault), FAULT_BAD_INPUT);
	assert_non_null(strstr(fault.notes[0], "pdf"));
}

static void
a_full_disk_is_a_fault(void **state)
{
	ON_EXIT(columns_guard) struct columns *c = columns_made(false);
	ON_EXIT(file_guard) FILE *full = fopen("/dev/full", "w");
	struct fault fault = {0};

	(void)state;
	if (full == NULL)
		skip();
	assert_int_equal(log_write(full, "csv", c, &fault), FAULT_BROKEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_reads_back_as_it_was),
		cmocka_unit_test(events_with_an_end_keep_it_in_csv_and_pair_again_from_xes),
		cmocka_unit_test(an_unknown_format_is_a_fault_that_names_it),
		cmocka_unit_test(a_full_disk_is_a_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
