/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "given.h"

struct place {
	char folder[64], path[96];
};

static int
place_make(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	snprintf(p->folder, sizeof p->folder, "/tmp/cykl-saved-XXXXXX");
	if (mkdtemp(p->folder) == NULL)
		return -1;
	snprintf(p->path, sizeof p->path, "%s/log.cols", p->folder);
	*state = p;
	return 0;
}

static int
place_remove(void **state)
{
	struct place *p = *state;
	(void)unlink(p->path); /* some tests make none */
	int result = rmdir(p->folder);
	free(p);
	return result;
}

static struct columns *
some_columns(bool has_ends)
{
	struct fault fault = {0};
	uint64_t unpaired_n;
	struct columns *c = given("x a 0 start - Ann\nx a 4 complete - Ann\ny b 7 - 3 Zoë\n");
	if (!has_ends)
		return c;
	struct columns *instances = NULL;
	assert_int_equal(columns_instances(&instances, &unpaired_n, c, &fault), FAULT_NONE);
	columns_free(c);
	return instances;
}

static void
opened_columns_are_the_saved_ones(void **state)
{
	const struct place *p = *state;
	for (int has_ends = 0; has_ends < 2; has_ends++) {
		char before[200], after[200];
		struct fault fault = {0};
		struct columns *c = some_columns(has_ends), *again = NULL;
		assert_int_equal(columns_save(c, p->path, &fault), FAULT_NONE);
		assert_int_equal(columns_open(&again, p->path, &fault), FAULT_NONE);
		assert_string_equal(
			shown(again, after, sizeof after), shown(c, before, sizeof before));
		assert_int_equal(again->extra_n, c->extra_n);
		assert_int_equal(again->end_us != NULL, has_ends);
		assert_int_equal(again->tick_us, 1000000);
		assert_true(columns_memory(again) < 2000);
		columns_free(c);
		columns_free(again);
	}
}

/* Malloc'd, as columns_take_ready wants it. */
static void *
copied(const void *array, size_t size)
{
	void *copy = malloc(size);
	if (copy == NULL)
		abort();
	return memcpy(copy, array, size);
}

#define COPIED(type, ...) copied((const type[]){__VA_ARGS__}, sizeof((const type[]){__VA_ARGS__}))

/* x: a, 4 s, a, 3 s, b; y: b. */
static struct columns *
ready_columns(void)
{
	struct columns *c = given("x a 0 - - -\nx a 4 - - -\nx b 7 - - -\ny b 9 - - -\n");
	columns_take_ready(c, &(struct columns_ready){
				      .last_us = 9000000,
				      .pairs = COPIED(struct columns_pair, {0, 0, 1}, {0, 1, 1}),
				      .pairs_n = 2,
				      .gaps = COPIED(uint32_t, 4, 3),
				      .spans = COPIED(uint32_t, 7, 0),
				      .paths = COPIED(struct columns_path, {0, 1}, {1, 1}),
				      .paths_n = 2,
			      });
	return c;
}

static void
tables_made_ready_come_back_with_the_columns(void **state)
{
	const struct place *p = *state;
	struct fault fault = {0};
	struct columns *c = ready_columns(), *again = NULL;

	assert_int_equal(columns_save(c, p->path, &fault), FAULT_NONE);
	columns_free(c);
	assert_int_equal(columns_open(&again, p->path, &fault), FAULT_NONE);
	const struct columns_ready *r = again->ready;
	assert_non_null(r);
	assert_int_equal(r->first_us, 0);
	assert_int_equal(r->last_us, 9000000);
	assert_int_equal(r->pairs_n, 2);
	assert_int_equal(r->pairs[1].to, 1);
	assert_int_equal(r->gaps[0], 4);
	assert_int_equal(r->gaps[1], 3);
	assert_int_equal(r->spans[0], 7);
	assert_int_equal(r->paths_n, 2);
	assert_int_equal(r->paths[1].journey, 1);
	columns_free(again);
}

static void
columns_without_events_can_be_saved(void **state)
{
	const struct place *p = *state;
	struct fault fault = {0};
	struct columns *c = given(""), *again = NULL;

	assert_int_equal(columns_save(c, p->path, &fault), FAULT_NONE);
	assert_int_equal(columns_open(&again, p->path, &fault), FAULT_NONE);
	assert_int_equal(again->events_n, 0);
	columns_free(c);
	columns_free(again);
}

static void
what_is_not_there_or_something_else_is_told_apart(void **state)
{
	const struct place *p = *state;
	char sentence[1000];
	struct fault fault = {0};
	struct columns *c = NULL;

	assert_int_equal(columns_open(&c, p->path, &fault), FAULT_NOT_FOUND);
	FILE *out = fopen(p->path, "w");
	fputs("case,activity,time\n", out);
	fclose(out);
	assert_int_equal(columns_open(&c, p->path, &fault), FAULT_BAD_INPUT);
	fault_sentence(&fault, sentence, sizeof sentence);
	assert_non_null(strstr(sentence, "these are no saved columns"));
	assert_false(columns_is_saved(SPAN("case,act")));
	assert_false(columns_is_saved(SPAN("cykl")));
}

static void
another_version_asks_to_import_again(void **state)
{
	const struct place *p = *state;
	char sentence[1000];
	struct fault fault = {0};
	struct columns *c = some_columns(false), *again = NULL;

	assert_int_equal(columns_save(c, p->path, &fault), FAULT_NONE);
	columns_free(c);
	FILE *file = fopen(p->path, "r+b");
	fseek(file, 8, SEEK_SET);
	fputc(99, file);
	fclose(file);
	assert_int_equal(columns_open(&again, p->path, &fault), FAULT_BAD_INPUT);
	fault_sentence(&fault, sentence, sizeof sentence);
	assert_non_null(strstr(sentence, "version 99"));
}

static void
columns_cannot_be_saved_into_a_folder_that_is_not_there(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct columns *c = some_columns(false);

	assert_int_not_equal(columns_save(c, "/nowhere/at/all.cols", &fault), FAULT_NONE);
	columns_free(c);
}

static uint64_t
walk_ready(const struct columns *c, const struct columns_ready *r)
{
	uint64_t sum = 0, gap = 0, journeys_n = 0;
	for (uint64_t i = 0; i < r->pairs_n; i++) {
		sum += words_at(&c->activity.words, r->pairs[i].from).size +
		       words_at(&c->activity.words, r->pairs[i].to).size;
		for (uint64_t k = 0; k < r->pairs[i].gaps_n; k++)
			sum += r->gaps[gap++];
	}
	for (uint32_t j = 0; j < c->journeys_n; j++)
		sum += r->spans[j];
	for (uint64_t i = 0; i < r->paths_n; i++) {
		assert_true(r->paths[i].journey < c->journeys_n);
		journeys_n += r->paths[i].journeys_n;
	}
	assert_int_equal(journeys_n, c->journeys_n);
	return sum;
}

/* Walks over everything that a measure could touch. */
static uint64_t
walk(const struct columns *c)
{
	uint64_t sum = 0;
	for (uint32_t j = 0; j < c->journeys_n; j++)
		for (uint64_t i = c->first[j]; i < c->first[j + 1]; i++) {
			sum += (uint64_t)c->time_us[i] + (uint64_t)columns_end_us(c, i);
			struct span word =
				words_at(&c->activity.words, column_code(&c->activity, i));
			for (size_t k = 0; k < word.size; k++)
				sum += (unsigned char)word.at[k];
			for (size_t k = 0; k < c->extra_n; k++)
				sum += words_at(&c->extra[k].words, column_code(&c->extra[k], i))
					       .size;
		}
	return sum + (c->ready == NULL ? 0 : walk_ready(c, c->ready));
}

static void
any_byte_change(const struct place *p, struct columns *c)
{
	struct fault fault = {0};
	uint64_t refused_n = 0, sum = 0;

	assert_int_equal(columns_save(c, p->path, &fault), FAULT_NONE);
	columns_free(c);
	FILE *in = fopen(p->path, "rb");
	unsigned char bytes[8192];
	size_t size = fread(bytes, 1, sizeof bytes, in);
	fclose(in);
	assert_true(size > 500 && size < sizeof bytes);
	for (size_t i = 0; i < size; i++) {
		unsigned char was = bytes[i];
		bytes[i] ^= i % 2 == 0 ? 0x01 : 0x81;
		FILE *out = fopen(p->path, "wb");
		fwrite(bytes, 1, size, out);
		fclose(out);
		bytes[i] = was;
		struct columns *again = NULL;
		if (columns_open(&again, p->path, &fault) != FAULT_NONE) {
			refused_n++;
			continue;
		}
		sum += walk(again);
		columns_free(again);
	}
	assert_true(refused_n > 200);
	assert_true(sum > 0);
}

static void
a_file_with_any_byte_changed_is_refused_or_can_be_walked(void **state)
{
	any_byte_change(*state, some_columns(true));
	any_byte_change(*state, ready_columns());
}

static void
a_file_cut_anywhere_is_refused(void **state)
{
	const struct place *p = *state;
	struct fault fault = {0};
	struct columns *c = ready_columns(), *again = NULL;

	assert_int_equal(columns_save(c, p->path, &fault), FAULT_NONE);
	columns_free(c);
	FILE *in = fopen(p->path, "rb");
	char bytes[8192];
	size_t size = fread(bytes, 1, sizeof bytes, in);
	fclose(in);
	for (size_t cut = size; cut-- > 0;) {
		assert_int_equal(truncate(p->path, (off_t)cut), 0);
		assert_int_not_equal(columns_open(&again, p->path, &fault), FAULT_NONE);
	}
}

int
main(void)
{
#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
	const struct CMUnitTest tests[] = {
		IN_A_PLACE(opened_columns_are_the_saved_ones),
		IN_A_PLACE(tables_made_ready_come_back_with_the_columns),
		IN_A_PLACE(columns_without_events_can_be_saved),
		IN_A_PLACE(what_is_not_there_or_something_else_is_told_apart),
		IN_A_PLACE(another_version_asks_to_import_again),
		IN_A_PLACE(columns_cannot_be_saved_into_a_folder_that_is_not_there),
		IN_A_PLACE(a_file_with_any_byte_changed_is_refused_or_can_be_walked),
		IN_A_PLACE(a_file_cut_anywhere_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
