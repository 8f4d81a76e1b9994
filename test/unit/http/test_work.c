/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs are done in order, refused when too many wait, and not forgotten at the end. */
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/work.h"

struct thing {
	struct job job;
	int *done, at;
	sem_t *gate;
};

static void
run(struct job *job)
{
	struct thing *thing = (struct thing *)job;

	if (thing->gate != NULL)
		while (sem_wait(thing->gate) != 0) {
			/* a signal: wait on */
		}
	thing->at = ++*thing->done;
}

static void
jobs_are_done_in_order_and_none_is_forgotten(void **state)
{
	struct thing things[100];
	struct fault fault = {0};
	struct work *work;
	int done = 0;

	(void)state;
	assert_int_equal(work_new(&work, 1, 100, &fault), FAULT_NONE);
	for (int i = 0; i < 100; i++) {
		things[i] = (struct thing){.job.run = run, .done = &done};
		assert_int_equal(work_give(work, &things[i].job, &fault), FAULT_NONE);
	}
	work_stop(work);
	for (int i = 0; i < 100; i++)
		assert_int_equal(things[i].at, i + 1);
	assert_int_equal(work_give(work, &things[0].job, &fault), FAULT_BUSY);
	work_free(work);
}

static void
when_too_many_wait_the_next_is_refused(void **state)
{
	struct thing things[4];
	struct fault fault = {0};
	struct work *work;
	sem_t gate;
	int done = 0, refused = 0;

	(void)state;
	sem_init(&gate, 0, 0);
	assert_int_equal(work_new(&work, 1, 2, &fault), FAULT_NONE);
	for (int i = 0; i < 4; i++) {
		things[i] = (struct thing){.job.run = run, .done = &done, .gate = &gate};
		refused += work_give(work, &things[i].job, &fault) == FAULT_BUSY;
	}
	/* One may be under way, two wait. */
	assert_true(refused == 1 || refused == 2);
	for (int i = 0; i < 4; i++)
		sem_post(&gate);
	work_free(work);
	assert_int_equal(done, 4 - refused);
	sem_destroy(&gate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_are_done_in_order_and_none_is_forgotten),
		cmocka_unit_test(when_too_many_wait_the_next_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
