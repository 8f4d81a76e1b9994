/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files: read, mapped, written whole or not at all, in a folder of their own that is gone
 * afterwards.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

struct place {
	char folder[40], path[80];
	struct arena *arena;
};

static int
place_make(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	if (p == NULL)
		return -1;
	snprintf(p->folder, sizeof p->folder, "/tmp/cykl-test-XXXXXX");
	if (mkdtemp(p->folder) == NULL)
		return -1;
	snprintf(p->path, sizeof p->path, "%s/file", p->folder);
	p->arena = arena_new(ARENA_UNLIMITED);
	*state = p;
	return 0;
}

/* A neighbour that a write left behind keeps the folder, and fails the test. */
static int
place_clear(void **state)
{
	struct place *p = *state;

	unlink(p->path);
	int is_left = rmdir(p->folder);
	arena_free(p->arena);
	free(p);
	return is_left;
}

static void
write_or_fail(const char *path, struct span bytes)
{
	struct fault fault = {0};

	if (file_write(path, bytes, &fault))
		fail_msg("%s", fault.notes[0]);
}

static void
what_is_written_is_read(void **state)
{
	struct place *p = *state;
	struct fault fault = {0};
	struct span s = {0};
	struct file_map map = {0};

	write_or_fail(p->path, SPAN("first\0second"));
	assert_int_equal(file_read(&s, p->path, 100, p->arena, &fault), FAULT_NONE);
	assert_true(span_is(s, SPAN("first\0second")));
	assert_int_equal(s.at[s.size], '\0');
	assert_int_equal(file_map_open(&map, p->path, &fault), FAULT_NONE);
	assert_true(span_is((struct span){map.at, map.size}, SPAN("first\0second")));
	file_map_close(&map);
	assert_int_equal(map.size, 0);
	write_or_fail(p->path, SPAN("shorter"));
	assert_int_equal(file_read(&s, p->path, 100, p->arena, &fault), FAULT_NONE);
	assert_true(span_is(s, SPAN("shorter")));
}

static void
empty_files_are_files(void **state)
{
	struct place *p = *state;
	struct fault fault = {0};
	struct span s = {.size = 7};
	struct file_map map = {.size = 7};

	write_or_fail(p->path, SPAN(""));
	assert_int_equal(file_read(&s, p->path, 0, p->arena, &fault), FAULT_NONE);
	assert_int_equal(s.size, 0);
	assert_string_equal(s.at, "");
	assert_int_equal(file_map_open(&map, p->path, &fault), FAULT_NONE);
	assert_int_equal(map.size, 0);
	assert_string_equal(map.at, "");
	file_map_close(&map);
}

static void
the_limit_is_kept_to_the_byte(void **state)
{
	struct place *p = *state;
	struct fault fault = {0};
	struct span s = {0};

	write_or_fail(p->path, SPAN("ten bytes."));
	assert_int_equal(file_read(&s, p->path, 10, p->arena, &fault), FAULT_NONE);
	assert_int_equal(s.size, 10);
	assert_int_equal(file_read(&s, p->path, 9, p->arena, &fault), FAULT_TOO_BIG);
	assert_int_equal(file_read(&s, p->path, 0, p->arena, &fault), FAULT_TOO_BIG);
}

static void
files_that_do_not_tell_their_size_are_read_whole(void **state)
{
	struct place *p = *state;
	struct fault fault = {0};
	struct span s = {0};
	const char *path = "/proc/self/maps";

	assert_int_equal(file_read(&s, path, 10000000, p->arena, &fault), FAULT_NONE);
	assert_true(s.size > 100);
	assert_int_equal(s.at[s.size - 1], '\n');
	assert_int_equal(file_read(&s, path, 100, p->arena, &fault), FAULT_TOO_BIG);
}

static void
what_is_no_file_is_refused_without_waiting(void **state)
{
	struct place *p = *state;
	struct fault fault = {0};
	struct span s;
	struct file_map map;

	assert_int_equal(file_read(&s, p->path, 100, p->arena, &fault), FAULT_NOT_FOUND);
	assert_non_null(strstr(fault.notes[0], p->path));
	assert_int_equal(file_map_open(&map, p->path, &fault), FAULT_NOT_FOUND);
	assert_int_equal(file_map_open(&map, p->folder, &fault), FAULT_BAD_INPUT);
	assert_non_null(strstr(fault.notes[0], "is a folder"));
	assert_int_equal(file_write(p->folder, SPAN("x"), &fault), FAULT_BAD_INPUT);
	assert_int_equal(mkfifo(p->path, 0600), 0);
	assert_int_equal(file_map_open(&map, p->path, &fault), FAULT_BAD_INPUT);
	assert_int_equal(file_read(&s, p->path, 100, p->arena, &fault), FAULT_BAD_INPUT);
	assert_non_null(strstr(fault.notes[0], "pipe"));
}

static void
writing_into_a_missing_folder_says_so(void **state)
{
	struct place *p = *state;
	struct fault fault = {0};
	char path[100];

	snprintf(path, sizeof path, "%s/none/file", p->folder);
	assert_int_equal(file_write(path, SPAN("x"), &fault), FAULT_NOT_FOUND);
	assert_non_null(strstr(fault.notes[0], path));
}

static void
a_rewritten_file_keeps_its_permissions_and_its_link(void **state)
{
	struct place *p = *state;
	struct stat about;
	struct fault fault = {0};
	struct span s = {0};
	char link_path[100];

	write_or_fail(p->path, SPAN("old"));
	assert_int_equal(chmod(p->path, 0640), 0);
	snprintf(link_path, sizeof link_path, "%s/link", p->folder);
	assert_int_equal(symlink(p->path, link_path), 0);
	write_or_fail(link_path, SPAN("new"));
	assert_int_equal(lstat(link_path, &about), 0);
	unlink(link_path);
	assert_true(S_ISLNK(about.st_mode));
	assert_int_equal(stat(p->path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0640);
	assert_int_equal(file_read(&s, p->path, 100, p->arena, &fault), FAULT_NONE);
	assert_true(span_is(s, SPAN("new")));
}

static void
a_reader_of_the_old_file_keeps_it(void **state)
{
	struct place *p = *state;
	struct fault fault = {0};
	struct file_map map = {0};

	write_or_fail(p->path, SPAN("the old file"));
	assert_int_equal(file_map_open(&map, p->path, &fault), FAULT_NONE);
	write_or_fail(p->path, SPAN("new"));
	assert_true(span_is((struct span){map.at, map.size}, SPAN("the old file")));
	file_map_close(&map);
}

static void
devices_are_written_straight(void **state)
{
	(void)state;
	struct stat about;
	struct fault fault = {0};

	write_or_fail("/dev/null", SPAN("gone"));
	assert_int_equal(stat("/dev/null", &about), 0);
	assert_true(S_ISCHR(about.st_mode));
	assert_int_equal(file_write("/dev/full", SPAN("x"), &fault), FAULT_BROKEN);
	assert_non_null(strstr(fault.notes[0], "No space left"));
}

/* A limit on the size of files stands for the full disk. */
static void
a_write_that_fails_keeps_the_old_file_and_leaves_nothing_beside_it(void **state)
{
	struct place *p = *state;
	struct fault fault = {0};
	struct span s = {0};
	struct rlimit old, small;
	char large[1000] = "";

	write_or_fail(p->path, SPAN("the old file"));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = (struct rlimit){.rlim_cur = 100, .rlim_max = old.rlim_max};
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	enum fault_code code = file_write(p->path, (struct span){large, sizeof large}, &fault);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, handler);
	assert_int_equal(code, FAULT_BROKEN);
	assert_int_equal(file_read(&s, p->path, 100, p->arena, &fault), FAULT_NONE);
	assert_true(span_is(s, SPAN("the old file")));
}

static void
the_guard_closes_and_bears_nothing(void **state)
{
	struct place *p = *state;
	int descriptor;

	{
		ON_EXIT(file_guard) FILE *none = NULL;
		ON_EXIT(file_guard) FILE *out = fopen(p->path, "w");
		assert_non_null(out);
		assert_null(none);
		descriptor = fileno(out);
	}
	assert_int_equal(fcntl(descriptor, F_GETFD), -1);
}

#define in_a_place(test) cmocka_unit_test_setup_teardown(test, place_make, place_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(what_is_written_is_read),
		in_a_place(empty_files_are_files),
		in_a_place(the_limit_is_kept_to_the_byte),
		in_a_place(files_that_do_not_tell_their_size_are_read_whole),
		in_a_place(what_is_no_file_is_refused_without_waiting),
		in_a_place(writing_into_a_missing_folder_says_so),
		in_a_place(a_rewritten_file_keeps_its_permissions_and_its_link),
		in_a_place(a_reader_of_the_old_file_keeps_it),
		cmocka_unit_test(devices_are_written_straight),
		in_a_place(a_write_that_fails_keeps_the_old_file_and_leaves_nothing_beside_it),
		in_a_place(the_guard_closes_and_bears_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
