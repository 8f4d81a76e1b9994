/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The problems of a workspace as they are found, in whatever order the checks run;
 * map_problems_finish puts them in the order of files and lines, each said once. Lives in the arena
 * of whoever asked for the map. At most PROBLEMS_MOST are kept; after that is_over is true and
 * checks may stop.
 */
#pragma once

#include "map/map.h"

#define PROBLEMS_MOST 1000

/* One file of a workspace. */
struct map_file {
	const char *path;   /* to open it; also how problems name it */
	const char *inside; /* relative to the workspace */
	enum file_kind kind;
	unsigned order; /* among the files of the workspace */
	bool is_chosen; /* the cycle that the caller named */
	bool is_source; /* from memory: */
	struct span content;
};

struct noted_problem {
	struct problem problem;
	unsigned file_order, order;
};

struct problem_list {
	struct arena *a;
	struct noted_problem *items;
	size_t items_n, room;
	bool is_over;
};

void map_problem_add(struct problem_list *list, const struct map_file *file, unsigned line,
	unsigned column, bool is_warning, const char *format, ...) PRINTF_LIKE(6, 7);
void map_problem_vadd(struct problem_list *list, const struct map_file *file, unsigned line,
	unsigned column, bool is_warning, const char *format, va_list values) PRINTF_LIKE(6, 0);
void map_problems_finish(struct problem_list *list, struct problems *ret);

/* A piece of somebody's file as a message may quote it: one line, no control characters, cut after
 * 60 characters. In the list's arena. */
const char *map_problem_quote(struct problem_list *list, const char *text);
/* "; did you mean "…"?" when a word is near, else "; expected one of …" (as many as fit in a line).
 */
const char *map_problem_hint(
	struct problem_list *list, const char *wrong, const char *const *words, size_t words_n);
