/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Crews: every piece is done once, whoever does it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdatomic.h>

#include "base/crew.h"

enum { PIECES = 5000 };

struct board {
	atomic_uint done[PIECES];
	unsigned long results[PIECES];
};

static void
piece_do(void *shared, size_t piece)
{
	struct board *board = shared;

	atomic_fetch_add(&board->done[piece], 1);
	board->results[piece] = piece * piece + 1;
}

static struct board *
board_new(void)
{
	struct board *board = calloc(1, sizeof *board);

	assert_non_null(board);
	return board;
}

static void
every_piece_is_done_once(void **state)
{
	(void)state;
	const unsigned hands[] = {0, 1, 2, 7, 64, 1000000};

	for (size_t i = 0; i < sizeof hands / sizeof hands[0]; i++) {
		struct board *board = board_new();
		crew_run(hands[i], PIECES, piece_do, board);
		for (size_t k = 0; k < PIECES; k++) {
			assert_int_equal(atomic_load(&board->done[k]), 1);
			assert_int_equal(board->results[k], k * k + 1);
		}
		free(board);
	}
}

static void
few_pieces_and_none(void **state)
{
	(void)state;
	struct board *board = board_new();

	crew_run(8, 0, piece_do, board);
	assert_int_equal(atomic_load(&board->done[0]), 0);
	crew_run(8, 1, piece_do, board);
	assert_int_equal(atomic_load(&board->done[0]), 1);
	assert_int_equal(atomic_load(&board->done[1]), 0);
	free(board);
}

static void
crew_within(void *shared, size_t piece)
{
	struct board *board = shared;

	crew_run(2, 10, piece_do, board);
	atomic_fetch_add(&board->done[100 + piece], 1);
}

static void
a_piece_may_have_a_crew_of_its_own(void **state)
{
	(void)state;
	struct board *board = board_new();

	/* one hand, so that the plain results of the inner crews do not race */
	crew_run(1, 5, crew_within, board);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(atomic_load(&board->done[i]), 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(atomic_load(&board->done[100 + i]), 1);
	free(board);
}

static void
there_is_always_a_hand(void **state)
{
	(void)state;

	assert_in_range(crew_hands(), 1, 64);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_piece_is_done_once),
		cmocka_unit_test(few_pieces_and_none),
		cmocka_unit_test(a_piece_may_have_a_crew_of_its_own),
		cmocka_unit_test(there_is_always_a_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
