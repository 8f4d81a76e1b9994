/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All names that a workspace gives to its things, and all references to them. Names are collected
 * while files are read; references are looked up when all files are, so the order of files does not
 * matter.
 */
#pragma once

#include "map/fields.h"
#include "map/problems.h"

struct name {
	enum thing thing;
	const char *text;
	const struct name *parent; /* the cycle of a moment, the survey of an item … or NULL */
	const struct map_file *file;
	unsigned line, column;
	unsigned references_n; /* counted by names_resolve */
	bool is_unread;	       /* its file could not be read, so nobody knows what is in it */
	struct name *next_in_bucket, *next;
};

struct names;

struct names *map_names_new(struct arena *a);
/* Faults of the map (the same name twice) go to the problems; the first stays. */
struct name *map_names_add(struct names *names, struct problem_list *problems, struct name name);
/* parent_text: the name of the parent that the reference stands with, or NULL when it has none. */
void map_names_refer(struct names *names, enum thing thing, const char *text,
	const char *parent_text, const struct map_file *file, unsigned line, unsigned column);
/* Names of a kind stand in a file that could not be read: references to them are not looked up. */
void map_names_leave(struct names *names, enum thing thing);
/* Reports each reference to nothing; counts the others. */
void map_names_resolve(struct names *names, struct problem_list *problems);

struct name *map_names_find(
	struct names *names, enum thing thing, const struct name *parent, const char *text);
/* All names of a kind, in the order in which they were added: first NULL, then the one before. */
const struct name *map_names_next(
	const struct names *names, enum thing thing, const struct name *before);
