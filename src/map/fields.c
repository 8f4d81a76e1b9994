/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fields.def is included twice here: once to number the rows, so that each mapping knows where its
 * fields begin and end, and once to fill them in.
 */
#include "map/fields.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* The numbers: FIRST_CYCLE is the row after it, END_CYCLE the one behind its last. */
enum field_number {
#define MAPPING(id, type, place, thing, word, sentence)	      FIRST_##id, BACK_##id = FIRST_##id - 1,
#define FIELD(mapping, key, type, of, member, need, sentence) ROW_##mapping##_##key,
#define LOOSE(mapping, key, type, of, need, sentence)	      ROW_##mapping##_##key,
#define LISTED(mapping, key, of, member, need, sentence)      ROW_##mapping##_##key,
#define END(mapping)					      END_##mapping, BEHIND_##mapping = END_##mapping - 1,
#include "map/fields.def"
#undef MAPPING
#undef FIELD
#undef LOOSE
#undef LISTED
#undef END
	ROW__COUNT
};

#define MAPPING(id, type, place, thing, word, sentence) typedef type struct_of_##id;
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

#define IS_NEEDED true
#define IS_FREE	  false

static const struct field fields[ROW__COUNT] = {
#define MAPPING(id, type, place, thing, word, sentence)
#define END(mapping)
#define FIELD(mapping, key_, type_, of_, member, need, sentence_)                                  \
	[ROW_##mapping##_##key_] = {.key = #key_,                                                  \
		.sentence = sentence_,                                                             \
		.type = TYPE_##type_,                                                              \
		.of = of_,                                                                         \
		.is_needed = IS_##need,                                                            \
		.offset = offsetof(struct_of_##mapping, member),                                   \
		.count_offset = TYPE_##type_ == TYPE_NAMES_OF                                      \
					? offsetof(struct_of_##mapping, member) + sizeof(void *)   \
					: NO_MEMBER},
#define LOOSE(mapping, key_, type_, of_, need, sentence_)                                          \
	[ROW_##mapping##_##key_] = {.key = #key_,                                                  \
		.sentence = sentence_,                                                             \
		.type = TYPE_##type_,                                                              \
		.of = of_,                                                                         \
		.is_needed = IS_##need,                                                            \
		.offset = NO_MEMBER,                                                               \
		.count_offset = NO_MEMBER},
#define LISTED(mapping, key_, of_, member, need, sentence_)                                        \
	[ROW_##mapping##_##key_] = {.key = #key_,                                                  \
		.sentence = sentence_,                                                             \
		.type = TYPE_LISTED,                                                               \
		.of = of_,                                                                         \
		.is_needed = IS_##need,                                                            \
		.offset = offsetof(struct_of_##mapping, member),                                   \
		.count_offset = offsetof(struct_of_##mapping, member##_n)},
#include "map/fields.def"
#undef MAPPING
#undef FIELD
#undef LOOSE
#undef LISTED
#undef END
};

/* A list of names keeps its count right behind the names. */
static_assert(
	offsetof(struct counter, services_n) == offsetof(struct counter, services) + sizeof(void *),
	"the count stands behind the names");
static_assert(offsetof(struct scenario_change, services_n) ==
		      offsetof(struct scenario_change, services) + sizeof(void *),
	"the count stands behind the names");
static_assert(
	sizeof(struct closes) == sizeof((struct cycle *)NULL)->closes, "closes fit the model");

#define OFFSET_place(id)   offsetof(struct_of_##id, place)
#define OFFSET_NOWHERE(id) NO_MEMBER

static const struct mapping mappings[MAPPING__COUNT] = {
#define MAPPING(id, type, place, thing_, word_, sentence_)                                         \
	[MAPPING_##id] = {.word = word_,                                                           \
		.sentence = sentence_,                                                             \
		.size = sizeof(type),                                                              \
		.place_offset = OFFSET_##place(id),                                                \
		.thing = THING_##thing_,                                                           \
		.fields = &fields[FIRST_##id],                                                     \
		.fields_n = END_##id - FIRST_##id},
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
};

static const struct {
	const char *word;
	enum thing parent;
} things[THING__COUNT] = {
#define THING(id, word_, parent_) [THING_##id] = {.word = word_, .parent = THING_##parent_},
#include "map/things.def"
#undef THING
};

static const char *const measure_words[] = {
#define X(id, word, meaning) word,
	STANDARD_MEASURE_TABLE(X)
#undef X
};
static const char *const treatment_words[] = {
#define X(id, word, meaning) word,
	TREATMENT_TABLE(X)
#undef X
};
static const char *const channel_words[] = {
#define X(id, word, meaning) word,
	CHANNEL_TABLE(X)
#undef X
};
static const char *const language_words[] = {
#define X(id, tag, name) tag,
	LANGUAGE_TABLE(X)
#undef X
};
static const char *const outcome_words[] = {
#define X(id, word) word,
	OUTCOME_TABLE(X)
#undef X
};
static const char *const source_words[] = {
#define X(id, word) word,
	SOURCE_TABLE(X)
#undef X
};
static const char *const live_words[] = {
#define LIVE(kind, meaning) kind,
#include "map/live.def"
#undef LIVE
};
static const char *const stakeholder_words[] = {
	"staff", "owners", "suppliers", "government", "associations", "community"};
static const char *const survey_words[] = {"csat", "nps", "ces", "servqual", "custom"};
static const char *const item_words[] = {"rating", "choice", "text"}; /* as enum item_kind */

#define WORDS(array)                                                                               \
	{                                                                                          \
		(array), array_length(array)                                                       \
	}
static const struct words word_lists[WORDS__COUNT] = {
	[WORDS_MEASURE] = WORDS(measure_words),
	[WORDS_TREATMENT] = WORDS(treatment_words),
	[WORDS_CHANNEL] = WORDS(channel_words),
	[WORDS_STAKEHOLDER] = WORDS(stakeholder_words),
	[WORDS_SURVEY] = WORDS(survey_words),
	[WORDS_ITEM] = WORDS(item_words),
	[WORDS_LANGUAGE] = WORDS(language_words),
	[WORDS_OUTCOME] = WORDS(outcome_words),
	[WORDS_SOURCE] = WORDS(source_words),
	[WORDS_LIVE] = WORDS(live_words),
};

const char *
map_thing_word(enum thing thing)
{
	return things[thing].word;
}

enum thing
map_thing_parent(enum thing thing)
{
	return things[thing].parent;
}

struct words
map_words_of(enum words_of which)
{
	return word_lists[which];
}

size_t
map_words_find(struct words words, const char *word)
{
	size_t i = 0;
	while (i < words.items_n && strcmp(words.items[i], word) != 0)
		i++;
	return i;
}

const struct mapping *
mapping_of(enum mapping_id id)
{
	return &mappings[id];
}

const struct field *
mapping_field_find(const struct mapping *mapping, const char *key)
{
	for (size_t i = 0; i < mapping->fields_n; i++)
		if (strcmp(mapping->fields[i].key, key) == 0)
			return &mapping->fields[i];
	return NULL;
}

enum mapping_id
mapping_of_file(enum file_kind kind)
{
	static const enum mapping_id of[FILE_KIND__COUNT] = {
		[FILE_ORGANISATION] = MAPPING_ORGANISATION,
		[FILE_CYCLE] = MAPPING_CYCLE,
		[FILE_PROCEDURE] = MAPPING_PROCEDURE,
		[FILE_SURVEY] = MAPPING_SURVEY,
		[FILE_GUIDE] = MAPPING_GUIDE,
		[FILE_SCENARIO] = MAPPING_SCENARIO,
	};
	return of[kind];
}
