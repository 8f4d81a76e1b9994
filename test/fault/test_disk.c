/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk that is full: commands are refused with a clear fault and leave nothing behind, looking
 * goes on, and with room again the service goes on where it was. On SQLite; PostgreSQL's disk is
 * PostgreSQL's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "hall.h"

#define ROOM 400000 /* bytes beyond what the store has at first */

struct disk_place {
	char folder[40], path[60];
};

static int
make(void **state)
{
	struct disk_place *p = calloc(1, sizeof *p);

	if (p == NULL)
		return -1;
	snprintf(p->folder, sizeof p->folder, "/tmp/cykl-disk-XXXXXX");
	if (mkdtemp(p->folder) == NULL)
		return -1;
	snprintf(p->path, sizeof p->path, "%s/hall.db", p->folder);
	*state = p;
	return 0;
}

static int
clear(void **state)
{
	struct disk_place *p = *state;

	(void)unlink(p->path);
	(void)rmdir(p->folder);
	free(p);
	return 0;
}

static int64_t
events_of(struct fault_hall *h)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(h->store, 1));
	unsigned char hash[JOURNAL_HASH_SIZE];
	struct fault f = {0};
	int64_t number = 0;

	assert_int_equal(journal_head(tx, h->branch, &number, hash, &f), FAULT_NONE);
	return number;
}

static void
a_full_disk_refuses_clearly_and_what_was_acknowledged_stays(void **state)
{
	struct disk_place *p = *state;
	struct fault_hall h;
	struct fault f = {0};
	struct stat size;
	int64_t ticket = 0, last = 0, events;
	char sentence[1000];
	int taken = 0;

	fault_hall_open(&h, p->path, 2, 0, NULL);
	fault_hall_close(&h); /* which moves all of the log into the file */
	assert_int_equal(stat(p->path, &size), 0);

	fault_hall_open(&h, p->path, 0, size.st_size + ROOM, NULL);
	fault_hall_must(service_start(h.service, &f), &f);
	while (fault_hall_take(&h, &ticket, &f) == FAULT_NONE && taken < 100000) {
		last = ticket;
		taken++;
	}
	assert_true(taken > 10);
	assert_true(taken < 100000);
	fault_sentence(&f, sentence, sizeof sentence);
	assert_true(f.code == FAULT_TOO_BIG || f.code == FAULT_BROKEN || f.code == FAULT_BUSY);
	assert_non_null(strstr(sentence, "full"));

	/* Looking goes on, and every further command is refused just as clearly. */
	fault_hall_prove(&h);
	events = events_of(&h);
	for (int i = 0; i < 5; i++)
		assert_int_not_equal(fault_hall_take(&h, &ticket, &f), FAULT_NONE);
	fault_hall_prove(&h);
	assert_int_equal(events_of(&h), events);
	fault_hall_close(&h);

	/* Room again: all that was acknowledged is there, and the line goes on. */
	fault_hall_open(&h, p->path, 0, 0, NULL);
	fault_hall_must(service_start(h.service, &f), &f);
	fault_hall_must(fault_hall_next(&h, h.counters[0], &ticket, &f), &f);
	assert_true(ticket > 0);
	fault_hall_must(fault_hall_leave(&h, last, &f), &f);
	fault_hall_prove(&h);
	fault_hall_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_full_disk_refuses_clearly_and_what_was_acknowledged_stays, make, clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
