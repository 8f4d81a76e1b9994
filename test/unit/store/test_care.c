/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may not be lost: processes that die in the middle of commits, disks that are full, backups,
 * logs that grow, connections that break.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "place.h"

#define ROUNDS 6

/* A thing and its note belong together; `from` goes up by one with each. */
static enum fault_code
pair_add(struct store_tx *tx, int64_t id, struct fault *f)
{
	char name[40];

	snprintf(name, sizeof name, "thing %lld", (long long)id);
	store_do(tx, &shop_part, SHOP_THING_ADD,
		STORE_VALUES(store_int(id), store_text(span_of(name)), store_int(id), store_none(),
			store_none()));
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &shop_part, SHOP_NOTE_ADD,
		STORE_VALUES(store_int(id), store_text(SPAN("made with its thing"))));
	(void)store_next(rows);
	return store_fault(tx, f);
}

static int64_t
count(struct store_connection *c, unsigned sql)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(c);
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &shop_part, sql, STORE_NO_VALUES);
	const int64_t n = store_next(rows) ? store_row_int(rows, 0) : -1;

	assert_int_equal(store_fault(tx, NULL), FAULT_NONE);
	return n;
}

/* The child: commits pairs and tells each number through the pipe once it is committed. Behind its
 * log lie zeros. */
static void
child_run(struct store_place *p, int out)
{
	const struct store_part *const parts[] = {&shop_part};
	const struct store_setup setup = {
		.parts = parts, .parts_n = 1, .may_create = true, .most_log_pages = 400};
	struct store *s = NULL;
	struct fault fault = {0};

	if (store_open(&s, p->address, &setup, &fault))
		_exit(3);
	for (int64_t id = count(store_writer(s), SHOP_THINGS_N) + 1;; id++) {
		struct store_tx *tx = store_begin(store_writer(s));

		if (pair_add(tx, id, &fault) || store_commit(tx, &fault) ||
			write(out, &id, sizeof id) != sizeof id ||
			(id % 5 == 0 && store_checkpoint(s, &fault)))
			_exit(4);
	}
}

/* Starts a child, lets it commit `least` pairs, kills it; returns the last number it told. */
static int64_t
child_killed(struct store_place *p, int least)
{
	int ends[2];
	int64_t id, last = 0;

	assert_int_equal(pipe(ends), 0);
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		child_run(p, ends[1]);
	}
	close(ends[1]);
	for (int i = 0; i < least && read(ends[0], &id, sizeof id) == sizeof id; i++)
		last = id;
	kill(child, SIGKILL);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	place_wait_alone();
	while (read(ends[0], &id, sizeof id) == sizeof id)
		last = id;
	close(ends[0]);
	return last;
}

static void
what_was_acknowledged_survives_a_kill(void **state)
{
	struct store_place *p = *state;

	for (int round = 0; round < ROUNDS; round++) {
		const int64_t told = child_killed(p, 10 + round * 7);
		struct fault fault = {0};

		assert_true(told > 0);
		place_open(p, 0);
		const int64_t things_n = count(store_writer(p->store), SHOP_THINGS_N);
		/* The last commit may have been done without being told; a half one never. */
		assert_true(things_n == told || things_n == told + 1);
		assert_int_equal(count(store_writer(p->store), SHOP_NOTES_N), things_n);
		assert_int_equal(store_check(p->store, &fault), FAULT_NONE);
		store_close(TAKE(p->store));
	}
}

/* Adds pairs, some hundred at once, until it fails or `most` are there. */
static enum fault_code
fill(struct store *s, int64_t most, struct fault *f)
{
	for (int64_t id = count(store_writer(s), SHOP_THINGS_N) + 1; id <= most;) {
		ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_writer(s));

		for (int i = 0; i < 200; i++, id++)
			if (pair_add(tx, id, f))
				return f->code;
		if (store_commit(tx, f))
			return f->code;
	}
	return FAULT_NONE;
}

static void
full_and_well_again(struct store *s, void (*make_room)(void *), void *with)
{
	struct fault fault = {0};

	assert_int_equal(fill(s, 1000000, &fault), FAULT_BROKEN);
	if (strstr(fault.notes[0], "disk") == NULL)
		fail_msg("%s", fault.notes[0]);
	const int64_t things_n = count(store_reader(s, 0), SHOP_THINGS_N);
	assert_int_equal(things_n % 200, 0);
	assert_int_equal(count(store_writer(s), SHOP_NOTES_N), things_n);
	make_room(with);
	assert_int_equal(fill(s, things_n + 200, &fault), FAULT_NONE);
	assert_int_equal(count(store_reader(s, 0), SHOP_THINGS_N), things_n + 200);
	assert_int_equal(store_check(s, &fault), FAULT_NONE);
}

static void
limit_lift(void *old)
{
	assert_int_equal(setrlimit(RLIMIT_FSIZE, old), 0);
}

static void
a_file_that_may_not_grow_fails_clearly_and_reads_on(void **state)
{
	struct store_place *p = *state;
	struct rlimit old, small;

	if (place_is_postgresql())
		return;
	place_open(p, 1);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = (struct rlimit){.rlim_cur = 400000, .rlim_max = old.rlim_max};
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	full_and_well_again(p->store, limit_lift, &old);
	signal(SIGXFSZ, handler);
}

static void
ballast_drop(void *path)
{
	assert_int_equal(unlink(path), 0);
}

static void
a_full_disk_fails_clearly_and_reads_on(void **state)
{
	struct store_place *p = *state;
	char ballast[100];
	static const char block[300000];

	if (place_is_postgresql())
		return;
	if (mount("tmpfs", p->folder, "tmpfs", 0, "size=1m") != 0)
		return; /* only root may; the limit on files above stands for it */
	snprintf(ballast, sizeof ballast, "%s/ballast", p->folder);
	FILE *out = fopen(ballast, "w");
	assert_int_equal(fwrite(block, 1, sizeof block, out), sizeof block);
	assert_int_equal(fclose(out), 0);
	place_open(p, 1);
	full_and_well_again(p->store, ballast_drop, ballast);
	store_close(TAKE(p->store));
	assert_int_equal(umount2(p->folder, MNT_DETACH), 0);
}

static void
a_store_keeps_its_own_limit(void **state)
{
	struct store_place *p = *state;
	const struct store_part *const parts[] = {&shop_part};
	const struct store_setup setup = {.parts = parts,
		.parts_n = 1,
		.readers_n = 1,
		.may_create = true,
		.most_bytes = 400000};
	struct fault fault = {0};

	if (place_is_postgresql())
		return;
	assert_int_equal(store_open(&p->store, p->address, &setup, &fault), FAULT_NONE);
	assert_int_equal(fill(p->store, 1000000, &fault), FAULT_BROKEN);
	assert_non_null(strstr(fault.notes[0], "the store's limit is reached"));
	assert_true(count(store_reader(p->store, 0), SHOP_THINGS_N) > 0);
}

static int64_t
log_size(const struct store_place *p)
{
	char path[120];
	struct stat about;

	snprintf(path, sizeof path, "%s-wal", p->path);
	return stat(path, &about) == 0 ? about.st_size : 0;
}

static void
the_log_is_moved_by_the_timer_or_within_its_bound(void **state)
{
	struct store_place *p = *state;
	const struct store_part *const parts[] = {&shop_part};
	const struct store_setup setup = {
		.parts = parts, .parts_n = 1, .may_create = true, .most_log_pages = 20};
	struct fault fault = {0};
	struct stat about;

	if (place_is_postgresql()) {
		assert_int_equal(store_checkpoint(place_open(p, 0), &fault), FAULT_NONE);
		return;
	}
	assert_int_equal(store_open(&p->store, p->address, &setup, &fault), FAULT_NONE);
	assert_int_equal(fill(p->store, 6000, &fault), FAULT_NONE);
	assert_true(log_size(p) > 0 && log_size(p) < INT64_C(120) * 4096);
	assert_int_equal(stat(p->path, &about), 0);
	const int64_t before = about.st_size;
	assert_int_equal(fill(p->store, 6400, &fault), FAULT_NONE);
	assert_int_equal(store_checkpoint(p->store, &fault), FAULT_NONE);
	assert_int_equal(stat(p->path, &about), 0);
	assert_true(about.st_size > before);
}

static void
commits_write_over_a_log_that_was_laid_out_and_begins_again(void **state)
{
	struct store_place *p = *state;
	const struct store_part *const parts[] = {&shop_part};
	const struct store_setup setup = {
		.parts = parts, .parts_n = 1, .may_create = true, .most_log_pages = 3200};
	const int64_t laid = INT64_C(600) * 4120;
	struct fault fault = {0};
	int64_t written = 0;
	int wanted_n = 0;

	if (place_is_postgresql()) {
		assert_false(store_wants_checkpoint(place_open(p, 0)));
		return;
	}
	assert_int_equal(store_open(&p->store, p->address, &setup, &fault), FAULT_NONE);
	assert_int_equal(fill(p->store, 200, &fault), FAULT_NONE);
	assert_int_equal(store_checkpoint(p->store, &fault), FAULT_NONE);
	assert_int_equal(log_size(p), laid / 2);
	/* A few pages a commit: the log would be three times as long. */
	while (written < 3 * laid) {
		const int64_t things_n = count(store_writer(p->store), SHOP_THINGS_N);

		assert_int_equal(fill(p->store, things_n + 200, &fault), FAULT_NONE);
		written += INT64_C(4) * 4120;
		if (store_wants_checkpoint(p->store)) {
			assert_int_equal(store_checkpoint(p->store, &fault), FAULT_NONE);
			wanted_n++;
		}
		assert_true(log_size(p) == laid / 2 || log_size(p) == laid);
	}
	assert_true(wanted_n > 4);
	assert_int_equal(log_size(p), laid);
	assert_int_equal(store_check(p->store, &fault), FAULT_NONE);
	store_close(TAKE(p->store));
	assert_int_equal(log_size(p), 0);
}

/* Calls of this process that write, as the system counts them; -1: it does not. */
static int64_t
writes_n(void)
{
	FILE *in = fopen("/proc/self/io", "r");
	char line[100];
	long long n = -1;

	while (in != NULL && fgets(line, sizeof line, in) != NULL)
		if (strncmp(line, "syscw: ", 7) == 0)
			n = strtoll(line + 7, NULL, 10);
	if (in != NULL)
		fclose(in);
	return n;
}

static void
things_add(struct store_tx *tx, int64_t from, int64_t n, struct span picture)
{
	char name[40];

	for (int64_t id = from; id < from + n; id++) {
		snprintf(name, sizeof name, "thing %lld", (long long)id);
		store_do(tx, &shop_part, SHOP_THING_ADD,
			STORE_VALUES(store_int(id), store_text(span_of(name)), store_int(id),
				store_none(), store_bytes(picture)));
	}
}

static void
a_commit_of_many_pages_writes_its_log_at_once(void **state)
{
	struct store_place *p = *state;
	static const char picture[3000];
	struct fault fault = {0};

	if (place_is_postgresql() || writes_n() < 0)
		return;
	place_open(p, 0);
	struct store_tx *tx = store_begin(store_writer(p->store));
	things_add(tx, 1, 1, (struct span){picture, sizeof picture});
	assert_int_equal(store_commit(tx, &fault), FAULT_NONE);

	const int64_t before = writes_n();
	tx = store_begin(store_writer(p->store));
	things_add(tx, 2, 40, (struct span){picture, sizeof picture});
	assert_int_equal(store_commit(tx, &fault), FAULT_NONE);
	assert_in_range(writes_n() - before, 1, 4);
}

static void
pages_that_were_rolled_back_are_never_written_over_anothers(void **state)
{
	struct store_place *p = *state;
	static char picture[100000];
	const struct span large = {picture, sizeof picture};
	struct fault fault = {0};

	memset(picture, 'x', sizeof picture);
	place_open(p, 1);
	assert_int_equal(fill(p->store, 200, &fault), FAULT_NONE);
	for (int round = 0; round < 8; round++) {
		/* Somewhat more than the writer keeps in memory, so some pages go to the log before
		 * the commit – and are read again from there. */
		struct store_tx *tx = store_begin(store_writer(p->store));

		things_add(tx, 1000, 17 + round, large);
		store_savepoint(tx);
		things_add(tx, 2000, 2, large);
		assert_int_equal(store_rollback_to(tx), FAULT_NONE);
		things_add(tx, 3000, 2, large);
		if (round % 4 != 3)
			store_rollback(tx);
		else
			assert_int_equal(store_commit(tx, &fault), FAULT_NONE);
		/* Somebody else writes where that would have been. */
		if (!place_is_postgresql())
			place_run(p, "DELETE FROM thing WHERE id >= 1000; INSERT INTO thing(id, "
				     "name, picture)"
				     " VALUES (4000, 'large', zeroblob(300000))");
		tx = store_begin(store_writer(p->store));
		things_add(tx, 5000, 1, large);
		assert_int_equal(store_commit(tx, &fault), FAULT_NONE);
		assert_int_equal(store_check(p->store, &fault), FAULT_NONE);
		place_run(p, "DELETE FROM thing WHERE id >= 1000");
		assert_int_equal(count(store_reader(p->store, 0), SHOP_THINGS_N), 200);
	}
}

static void
a_backup_is_whole_and_restores(void **state)
{
	struct store_place *p = *state;
	struct store_place copy = *p;
	char backup[120];
	struct fault fault = {0};
	struct stat about;
	struct store *s = place_open(p, 0);

	snprintf(backup, sizeof backup, "%s/shop.backup", p->folder);
	snprintf(copy.address, sizeof copy.address, "%s/copy.db", p->folder);
	assert_int_equal(fill(s, 1000, &fault), FAULT_NONE);
	if (place_is_postgresql()) {
		assert_int_equal(store_backup(s, backup, &fault), FAULT_BAD_INPUT);
		assert_non_null(strstr(fault.notes[0], "pg_dump"));
		return;
	}
	/* In the middle of a transaction: the backup has what is committed. */
	struct store_tx *tx = store_begin(store_writer(s));
	assert_int_equal(pair_add(tx, 5000, &fault), FAULT_NONE);
	assert_int_equal(store_backup(s, backup, &fault), FAULT_NONE);
	assert_int_equal(store_backup(s, backup, &fault), FAULT_NONE); /* over the old one */
	assert_int_equal(store_commit(tx, &fault), FAULT_NONE);
	assert_int_equal(stat(backup, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	assert_int_equal(store_backup(s, p->path, &fault), FAULT_BAD_INPUT);
	assert_int_equal(store_restore(backup, p->path, &fault), FAULT_CONFLICT);
	assert_int_equal(store_restore(backup, copy.address, &fault), FAULT_NONE);
	copy.store = NULL;
	assert_int_equal(count(store_writer(place_open(&copy, 0)), SHOP_NOTES_N), 1000);
	assert_int_equal(store_check(copy.store, &fault), FAULT_NONE);
	store_close(copy.store);
}

static void
a_damaged_backup_is_not_restored(void **state)
{
	struct store_place *p = *state;
	char backup[120], path[120];
	struct fault fault = {0};

	if (place_is_postgresql())
		return;
	snprintf(backup, sizeof backup, "%s/shop.backup", p->folder);
	snprintf(path, sizeof path, "%s/copy.db", p->folder);
	assert_int_equal(store_restore(backup, path, &fault), FAULT_NOT_FOUND);
	assert_int_equal(fill(place_open(p, 0), 1000, &fault), FAULT_NONE);
	assert_int_equal(store_backup(p->store, backup, &fault), FAULT_NONE);
	FILE *out = fopen(backup, "r+");
	assert_non_null(out);
	for (long at = 4096 * 4; at < 4096 * 7; at += 3) {
		fseek(out, at, SEEK_SET);
		fputc(0x5a, out);
	}
	fclose(out);
	assert_int_equal(store_restore(backup, path, &fault), FAULT_BROKEN);
	assert_non_null(strstr(fault.notes[0], "damaged"));
	assert_int_equal(access(path, F_OK), -1);
	out = fopen(backup, "w");
	fputs("no database", out);
	fclose(out);
	assert_int_equal(store_restore(backup, path, &fault), FAULT_BAD_INPUT);
	assert_int_equal(access(path, F_OK), -1);
}

static void
a_broken_connection_is_made_again(void **state)
{
	struct store_place *p = *state;
	struct fault fault = {0};

	if (!place_is_postgresql())
		return;
	place_open(p, 1);
	assert_int_equal(fill(p->store, 200, &fault), FAULT_NONE);
	struct store_tx *tx = store_begin(store_writer(p->store));
	assert_int_equal(pair_add(tx, 500, &fault), FAULT_NONE);
	store_savepoint(tx);
	place_run(p, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
		     " WHERE datname = current_database() AND application_name = 'cykl'");
	assert_int_equal(pair_add(tx, 501, &fault), FAULT_BUSY);
	assert_int_not_equal(store_rollback_to(tx), FAULT_NONE);
	assert_int_equal(store_commit(tx, &fault), FAULT_BUSY);
	assert_int_equal(fill(p->store, 400, &fault), FAULT_NONE);
	struct store_tx *lost = store_begin(store_reader(p->store, 0));
	(void)store_next(store_ask(lost, &shop_part, SHOP_THINGS_N, STORE_NO_VALUES));
	assert_int_equal(store_commit(lost, &fault), FAULT_BUSY);
	assert_int_equal(count(store_reader(p->store, 0), SHOP_NOTES_N), 400);
}

static void
words_are_heard_when_the_transaction_commits(void **state)
{
	struct store_place *p = *state;
	struct fault fault = {0};
	struct store_listener *l = NULL;
	struct span words;
	bool has = true;
	struct store *s = place_open(p, 0);

	assert_int_equal(store_listener_open(&l, s, "Of \"shop\"", &fault), FAULT_NONE);
	struct store_tx *tx = store_begin(store_writer(s));
	store_notify(tx, "Of \"shop\"", SPAN("undone"));
	store_rollback(tx);
	tx = store_begin(store_writer(s));
	store_notify(tx, "Of \"shop\"", SPAN("lamp 7"));
	assert_int_equal(store_commit(tx, &fault), FAULT_NONE);
	if (place_is_postgresql()) {
		struct pollfd wait = {.fd = store_listener_socket(l), .events = POLLIN};
		assert_int_equal(poll(&wait, 1, 10000), 1);
		assert_int_equal(store_listener_next(l, &has, &words, &fault), FAULT_NONE);
		assert_true(has);
		assert_true(span_is(words, SPAN("lamp 7")));
	} else {
		assert_int_equal(store_listener_socket(l), -1);
	}
	assert_int_equal(store_listener_next(l, &has, &words, &fault), FAULT_NONE);
	assert_false(has);
	store_listener_close(l);
}

static void
what_a_listener_says_is_heard_by_the_others(void **state)
{
	struct store_place *p = *state;
	struct fault fault = {0};
	struct store_listener *l = NULL, *other = NULL;
	struct span words;
	bool has = true;
	struct store *s = place_open(p, 0);

	assert_int_equal(store_listener_open(&l, s, "shop", &fault), FAULT_NONE);
	assert_int_equal(store_listener_open(&other, s, "shop", &fault), FAULT_NONE);
	assert_int_equal(store_listener_say(l, "shop", SPAN("lamp 8"), &fault), FAULT_NONE);
	if (place_is_postgresql()) {
		struct pollfd wait = {.fd = store_listener_socket(other), .events = POLLIN};
		assert_int_equal(poll(&wait, 1, 10000), 1);
		assert_int_equal(store_listener_next(other, &has, &words, &fault), FAULT_NONE);
		assert_true(has);
		assert_true(span_is(words, SPAN("lamp 8")));
	}
	/* It came back with the answer, and is its own. */
	assert_int_equal(store_listener_next(l, &has, &words, &fault), FAULT_NONE);
	assert_false(has);
	store_listener_close(other);
	store_listener_close(l);
}

#define in_a_place(test) cmocka_unit_test_setup_teardown(test, place_make, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(what_was_acknowledged_survives_a_kill),
		in_a_place(a_file_that_may_not_grow_fails_clearly_and_reads_on),
		in_a_place(a_full_disk_fails_clearly_and_reads_on),
		in_a_place(a_store_keeps_its_own_limit),
		in_a_place(the_log_is_moved_by_the_timer_or_within_its_bound),
		in_a_place(commits_write_over_a_log_that_was_laid_out_and_begins_again),
		in_a_place(a_commit_of_many_pages_writes_its_log_at_once),
		in_a_place(pages_that_were_rolled_back_are_never_written_over_anothers),
		in_a_place(a_backup_is_whole_and_restores),
		in_a_place(a_damaged_backup_is_not_restored),
		in_a_place(a_broken_connection_is_made_again),
		in_a_place(words_are_heard_when_the_transaction_commits),
		in_a_place(what_a_listener_says_is_heard_by_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
