/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ticket's way: taken, called, served, finished; and what is said when it is somewhere else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counter_hall.h"

static void
a_ticket_is_taken_called_served_and_finished(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const struct ticket_take_result taken = counter_hall_take(h, "mend", NULL);
	struct ticket_row row;

	assert_true(span_is(taken.label, SPAN("M-1")));
	assert_int_equal(taken.secret.size, 22 + 6);
	row = counter_hall_ticket(h, taken.ticket);
	assert_int_equal(row.state, TICKET_WAITING);
	assert_int_equal(counter_hall_next(h, "one"), taken.ticket);
	row = counter_hall_ticket(h, taken.ticket);
	assert_int_equal(row.state, TICKET_CALLED);
	assert_int_equal(row.calls, 1);
	counter_hall_begin(h, taken.ticket);
	assert_true(counter_hall_finish(h, taken.ticket, "positive"));
	row = counter_hall_ticket(h, taken.ticket);
	assert_int_equal(row.state, TICKET_DONE);
	assert_true(row.over_us > 0);
	assert_int_equal(counter_hall_next(h, "one"), 0);
	assert_int_equal(home_events(h->home, h->branch, EVENT_TICKET_TAKEN), 1);
	assert_int_equal(home_events(h->home, h->branch, EVENT_SERVICE_FINISHED), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_ticket_is_taken_called_served_and_finished),
	};

	return cmocka_run_group_tests_name("tickets", tests, NULL, NULL);
}
