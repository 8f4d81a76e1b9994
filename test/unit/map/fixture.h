/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workspace in a new folder of its own, written by a test file by file, loaded, and looked at.
 * Include it after cmocka's own headers.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "map/map.h"

struct fixture {
	char folder[64];
	struct arena *a;
	struct map *map; /* NULL when there were errors */
	struct problems problems;
	struct fault fault;
	enum fault_code code;
};

/* For cmocka's setup and teardown. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Writes a file; its folders are made. */
void fixture_write(struct fixture *x, const char *inside, const char *text);
void fixture_write_n(struct fixture *x, const char *inside, const char *text, size_t size);
/* The files of a small workspace without a problem. */
void fixture_write_good(struct fixture *x);
/* Writes and loads found.yaml, a cycle alone with one moment; `lines` are its further lines from
 * line 9 on, indented by 8 blanks. */
void fixture_moment(struct fixture *x, const char *lines);
/* The moment of that cycle. */
const struct moment *fixture_found(const struct fixture *x);
/* Loads the folder, or a file in it; with 2026-11-21 as today. */
void fixture_load(struct fixture *x, const char *inside);
void fixture_load_path(struct fixture *x, const char *path);

/* There is a problem at file:line:column whose words hold `words`. The place 0:0 is the whole file.
 */
void fixture_expect(const struct fixture *x, const char *inside, unsigned line, unsigned column,
	const char *words);
/* Just so many errors and warnings. Prints the problems when it fails. */
void fixture_expect_n(const struct fixture *x, size_t errors_n, size_t warnings_n);

#define FIXTURE_TEST(function)                                                                     \
	cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)
