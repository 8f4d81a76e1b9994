/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The master list of fields.def as C: kinds of mappings, their fields, the words of enums and the
 * kinds of things that have names. Constant tables; from them the reader and the schemas are made.
 */
#pragma once

#include "map/map.h"

enum thing {
#define THING(id, word, parent) THING_##id,
#include "map/things.def"
#undef THING
	THING__COUNT
};

const char *map_thing_word(enum thing thing);
/* THING_NOTHING when a name of this kind is unique in the whole workspace. */
enum thing map_thing_parent(enum thing thing);

enum field_type {
#define TYPE(id, reader, shapes, expected) TYPE_##id,
#include "map/types.def"
#undef TYPE
	TYPE__COUNT
};

/* The lists of words that a WORD, a WORDS or a LINE may choose from. */
enum words_of {
	WORDS_ANY,
	WORDS_MEASURE,
	WORDS_TREATMENT,
	WORDS_CHANNEL,
	WORDS_STAKEHOLDER,
	WORDS_SURVEY,
	WORDS_ITEM,
	WORDS_LANGUAGE,
	WORDS_OUTCOME,
	WORDS_SOURCE,
	WORDS_LIVE, /* the event kinds of the live service */
	WORDS__COUNT
};

struct words {
	const char *const *items;
	size_t items_n;
};
struct words map_words_of(enum words_of which);
/* The word's number, or items_n. */
size_t map_words_find(struct words words, const char *word);

enum mapping_id {
#define MAPPING(id, type, place, thing, word, sentence) MAPPING_##id,
#define FIELD(mapping, key, type, of, member, need, sentence)
#define LOOSE(mapping, key, type, of, need, sentence)
#define LISTED(mapping, key, of, member, need, sentence)
#define END(mapping)
#include "map/fields.def"
#undef MAPPING
#undef FIELD
#undef LOOSE
#undef LISTED
#undef END
	MAPPING__COUNT
};

#define NO_MEMBER SIZE_MAX

struct field {
	const char *key, *sentence;
	enum field_type type;
	int of; /* a thing, a words_of or a mapping, by the type */
	bool is_needed;
	size_t offset;	     /* in the mapping's struct, or NO_MEMBER */
	size_t count_offset; /* of the member with the number of entries, or NO_MEMBER */
};

struct mapping {
	const char *word, *sentence;
	size_t size;	     /* of its struct */
	size_t place_offset; /* of its struct place, or NO_MEMBER */
	enum thing thing;
	const struct field *fields;
	size_t fields_n;
};

const struct mapping *mapping_of(enum mapping_id id);
/* NULL when the mapping has no such key. */
const struct field *mapping_field_find(const struct mapping *mapping, const char *key);
/* The mapping at the top of a kind of file. */
enum mapping_id mapping_of_file(enum file_kind kind);

/* What files hold before it is put into the model. */
struct special_day {
	struct place place;
	struct date day;
};

struct calendar_entry {
	const char *name;
	struct place place;
	const struct zone *zone;
	struct special_day *special;
	size_t special_n;
	struct calendar *calendar;
};

struct organisation_file {
	struct organisation it;
	struct calendar_entry *calendars;
	size_t calendars_n;
};

/* Laid over cycle.closes, in the order of enum outcome. */
struct closes {
	struct event_names satisfied, dissatisfied, abandoned;
};

struct procedure_front {
	struct place place;
	const char *name, *language, *title, *version, *owner;
	struct date review_by;
};
