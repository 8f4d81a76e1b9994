/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arenas, in both builds: what is handed out is zero and aligned, a rewind gives it back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"

static bool
is_zero(const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void
memory_is_zero_and_aligned(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	for (size_t size = 0; size < 3000; size += 7) {
		unsigned char *bytes = arena_alloc(a, size);
		assert_non_null(bytes);
		assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
		assert_true(is_zero(bytes, size));
		memset(bytes, 0xA5, size);
	}
}

static void
pieces_do_not_share_memory(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	unsigned char *pieces[500];

	for (size_t i = 0; i < 500; i++)
		memset(pieces[i] = arena_alloc(a, 1 + i * 13 % 97), (int)(i & 0xFF),
			1 + i * 13 % 97);
	for (size_t i = 0; i < 500; i++)
		for (size_t k = 0; k < 1 + i * 13 % 97; k++)
			assert_int_equal(pieces[i][k], i & 0xFF);
}

static void
a_piece_may_be_larger_than_any_block(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const size_t size = (size_t)5 << 20;
	unsigned char *bytes = arena_alloc(a, size);

	assert_true(is_zero(bytes, size));
	bytes[0] = bytes[size - 1] = 1;
	assert_true(arena_used(a) >= size);
}

static void
a_rewind_gives_the_memory_back_zeroed(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	char *kept = arena_text(a, "kept");
	size_t used = arena_used(a);

	for (int round = 0; round < 3; round++) {
		const struct arena_mark mark = arena_mark(a);
		for (size_t size = 1; size < 20000; size *= 3) {
			unsigned char *bytes = arena_alloc(a, size);
			assert_true(is_zero(bytes, size));
			memset(bytes, 0xFF, size);
		}
		assert_true(arena_used(a) > used);
		arena_rewind(a, mark);
		assert_int_equal(arena_used(a), used);
	}
	assert_string_equal(kept, "kept");
}

static void
a_mark_of_an_empty_arena_rewinds_to_nothing(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct arena_mark mark = arena_mark(a);

	assert_non_null(arena_alloc(a, 100000));
	arena_rewind(a, mark);
	assert_int_equal(arena_used(a), 0);
}

static void
an_arena_over_its_limit_is_full_but_still_gives(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(1000);

	assert_non_null(arena_alloc(a, 900));
	assert_false(arena_is_full(a));
	const struct arena_mark mark = arena_mark(a);
	assert_non_null(arena_alloc(a, 900));
	assert_true(arena_is_full(a));
	arena_rewind(a, mark);
	assert_false(arena_is_full(a));
}

static void
an_arena_without_a_limit_is_never_full(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	assert_non_null(arena_alloc(a, (size_t)1 << 22));
	assert_false(arena_is_full(a));
}

static void
texts_are_copies(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	char source[] = "Realizacja czeku";

	char *whole = arena_text(a, source), *part = arena_text_n(a, source, 4);
	char *printed = arena_printf(a, "%s/%d", source, 12);
	memset(source, 'x', sizeof source - 1);
	assert_string_equal(whole, "Realizacja czeku");
	assert_string_equal(part, "Real");
	assert_string_equal(printed, "Realizacja czeku/12");
	assert_string_equal(arena_text_n(a, NULL, 0), "");
}

static void
a_growing_array_keeps_what_it_has(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	uint64_t *items = NULL;
	size_t items_n = 0, room = 0;

	for (uint64_t i = 0; i < 1000; i++)
		*ARENA_PUSH(a, items, items_n, room) = i * i;
	assert_int_equal(items_n, 1000);
	for (uint64_t i = 0; i < 1000; i++)
		assert_int_equal(items[i], i * i);
}

static void
freeing_nothing_is_fine(void **state)
{
	(void)state;
	struct arena *none = NULL;

	arena_free(NULL);
	arena_guard(&none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zero_and_aligned),
		cmocka_unit_test(pieces_do_not_share_memory),
		cmocka_unit_test(a_piece_may_be_larger_than_any_block),
		cmocka_unit_test(a_rewind_gives_the_memory_back_zeroed),
		cmocka_unit_test(a_mark_of_an_empty_arena_rewinds_to_nothing),
		cmocka_unit_test(an_arena_over_its_limit_is_full_but_still_gives),
		cmocka_unit_test(an_arena_without_a_limit_is_never_full),
		cmocka_unit_test(texts_are_copies),
		cmocka_unit_test(a_growing_array_keeps_what_it_has),
		cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
