/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The service's parts of a store: opening prepares every statement and holds it against its
 * letters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../store/place.h"
#include "base/attributes.h"
#include "service/service.h"

static void
a_store_takes_all_parts_of_the_service_and_opens_again(void **state)
{
	struct store_place *p = *state;
	const struct store_setup setup = {.parts = service_parts,
		.parts_n = service_parts_n,
		.readers_n = 2,
		.may_create = true};
	struct fault fault = {0};
	char sentence[1000];

	for (int i = 0; i < 2; i++) {
		if (store_open(&p->store, p->address, &setup, &fault))
			fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
		if (i == 0)
			store_close(TAKE(p->store));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_store_takes_all_parts_of_the_service_and_opens_again, place_make,
			place_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
