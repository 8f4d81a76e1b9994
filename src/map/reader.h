/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Puts nodes into structs as the rows of fields.def say. read.c walks mappings and lists, values.c
 * reads single values by their type, finish.c holds what a row cannot say: a mapping's finish
 * function runs when its fields are read and checks them against each other.
 */
#pragma once

#include "map/fields.h"
#include "map/names.h"
#include "map/yaml.h"

/* What all files of one workspace share while they are read. */
struct reader {
	struct arena *a;       /* the map's */
	struct arena *scratch; /* ends with the reading */
	struct problem_list *problems;
	struct names *names;
	const struct map_file *file; /* the one being read */
	bool wants[LANGUAGE__COUNT]; /* the languages each text should have */
	enum language main_language;
	const struct zone *zone;
	struct calendar_entry *calendars;
	size_t calendars_n;
	const struct name *inside[THING__COUNT]; /* the named things around the one being read */
};

/* A field being read: its row and, in the same mapping, the names that came before it by kind. */
struct reading {
	struct reader *r;
	const struct field *field;
	const char **beside; /* THING__COUNT names referred to in the same mapping, or NULL */
};

/* Reads a mapping into `into` (zeroed, of the mapping's size). False when `node` is no mapping. */
bool mapping_read(struct reader *r, enum mapping_id id, const struct node *node, void *into);

/* Reads one value by the type of its field; `into` is its member, NULL for a LOOSE one. */
void map_value_read(const struct reading *now, const struct node *node, void *into, size_t *count);

typedef void value_reader(
	const struct reading *now, const struct node *node, void *into, size_t *count);
#define TYPE(id, reader, shapes, expected) value_reader reader;
#include "map/types.def"
#undef TYPE

/* What people are told to write. */
const char *map_type_expected(enum field_type type);

/* Checks of a mapping as a whole; see finish.c. */
void mapping_finish(struct reader *r, enum mapping_id id, const struct node *node, void *item);
void map_change_finish(struct reader *r, const struct node *node, void *item);
void map_scenario_finish(struct reader *r, const struct node *node, void *item);
void map_calendar_finish(struct reader *r, const struct node *node, void *item);

/* The intervals of a value: one, or a list of them, at most MAP_OPENINGS_MOST, each with its node.
 */
#define MAP_OPENINGS_MOST 48 /* in one day: every half hour */
size_t map_openings_take(
	struct reader *r, const struct node *node, struct opening *into, const struct node **nodes);

/* Reports at a node's place. */
void map_error_at(struct reader *r, const struct node *node, const char *format, ...)
	PRINTF_LIKE(3, 4);
void map_warning_at(struct reader *r, const struct node *node, const char *format, ...)
	PRINTF_LIKE(3, 4);
const char *map_quote(struct reader *r, const char *text);
const char *map_hint(struct reader *r, const char *wrong, enum words_of which);
/* The first note of a fault, as the end of a sentence. */
const char *map_fault_reason(const struct fault *f);

/* People's words, in normal form C, without blanks at the ends. In the map's arena. */
const char *map_words_clean(struct reader *r, const char *text);

/* A text in one language that came from elsewhere (Markdown). */
void wording_set(struct wording *w, enum language language, const char *text);
/* Gives languages left out the text of `main`, else of `first`. */
void wording_fill(struct wording *w, enum language main, enum language first);
/* Warns when a text lacks languages of the organisation. */
void wording_check(struct reader *r, const struct node *node, const struct wording *w);
