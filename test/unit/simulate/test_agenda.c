/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was put comes back in order of time, of equal times in order of `what`. */
#include "../../pcg32.h"
#include "plain.h"

#define MOST 300

static void
everything_comes_in_order_however_it_was_put(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct pcg32 r = pcg32_of(1, 1);
	struct agenda agenda = {.arena = a};
	struct agenda_entry there[MOST];
	size_t n = 0, taken_n = 0;

	(void)state;
	assert_true(agenda_next_us(&agenda) == INT64_MAX);
	for (int step = 0; step < 40000; step++) {
		if (n > 0 && (n == MOST || pcg32_chance(&r, step % 1000 < 500 ? 0.4 : 0.6))) {
			size_t first = 0;

			for (size_t i = 1; i < n; i++)
				if (agenda_is_before(there[i], there[first]))
					first = i;
			if (pcg32_chance(&r, 0.5))
				assert_true(agenda_next_us(&agenda) == there[first].at_us);
			const struct agenda_entry entry = agenda_take(&agenda);
			assert_true(entry.at_us == there[first].at_us &&
				    entry.what == there[first].what);
			there[first] = there[--n];
			taken_n++;
		} else {
			there[n] = (struct agenda_entry){
				(int64_t)pcg32_below(&r, 20) - 10, (uint64_t)pcg32_bits(&r) << 20};
			agenda_put(&agenda, there[n++]);
		}
	}
	assert_true(taken_n > 15000);
	while (n-- > 0)
		(void)agenda_take(&agenda);
	assert_true(agenda_next_us(&agenda) == INT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_comes_in_order_however_it_was_put),
	};

	return cmocka_run_group_tests_name("agenda", tests, NULL, NULL);
}
