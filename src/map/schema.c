/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON Schemas (2020-12) from the rows of fields.def, so that an editor completes and checks while
 * one types. A schema knows shapes, keys, words and patterns; what one key means for another, and
 * where names lead, only `cykl check` tells.
 */
#include "map/reader.h"

#include <string.h>

#define DIALECT		"https://json-schema.org/draft/2020-12/schema"
#define NAME		"^[a-z0-9][a-z0-9-]*$"
#define DURATION	"^(opening )?[0-9]"
#define SHARE		"^[0-9]+([.][0-9]+)? ?%$"
#define DEFINITION_SIZE 40
#define DAYS		"^(daily|(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?)$"
#define DATE		"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

static json_t *
pattern_schema(const char *pattern)
{
	return json_pack("{s:s, s:s}", "type", "string", "pattern", pattern);
}

static json_t *
words_schema(enum words_of which)
{
	struct words words = map_words_of(which);
	json_t *list = json_array();
	for (size_t i = 0; i < words.items_n; i++)
		json_array_append_new(list, json_string(words.items[i]));
	return json_pack("{s:o}", "enum", list);
}

static json_t *
list_schema(json_t *items)
{
	return json_pack("{s:s, s:o}", "type", "array", "items", items);
}

static json_t *
either_schema(json_t *a, json_t *b)
{
	return json_pack("{s:[o, o]}", "anyOf", a, b);
}

/* The mapping's word without blanks. */
static const char *
definition_name(enum mapping_id id, char into[static DEFINITION_SIZE])
{
	const char *word = mapping_of(id)->word;
	size_t n = 0;

	for (; word[n] != '\0' && n + 1 < DEFINITION_SIZE; n++)
		into[n] = word[n] == ' ' ? '-' : word[n];
	into[n] = '\0';
	return into;
}

static json_t *
mapping_reference(enum mapping_id id)
{
	char name[DEFINITION_SIZE];
	return json_pack("{s:o}", "$ref", json_sprintf("#/$defs/%s", definition_name(id, name)));
}

static json_t *
text_schema(void)
{
	json_t *languages = json_object();
	struct words tags = map_words_of(WORDS_LANGUAGE);
	for (size_t i = 0; i < tags.items_n; i++)
		json_object_set_new(languages, tags.items[i], json_pack("{s:s}", "type", "string"));
	return json_pack("{s:[{s:s}, {s:s, s:o, s:b, s:i}]}", "anyOf", "type", "string", "type",
		"object", "properties", languages, "additionalProperties", 0, "minProperties", 1);
}

static json_t *
events_schema(void)
{
	json_t *side = json_object();
	json_object_set_new(side, "after", json_pack("{s:s}", "$ref", "#/$defs/event-names"));
	json_object_set_new(side, "before", json_pack("{s:s}", "$ref", "#/$defs/event-names"));
	return json_pack("{s:[{s:s}, {s:s, s:o, s:b, s:i, s:i}]}", "anyOf", "$ref",
		"#/$defs/event-names", "type", "object", "properties", side, "additionalProperties",
		0, "minProperties", 1, "maxProperties", 1);
}

static json_t *
week_schema(void)
{
	return json_pack("{s:s, s:o, s:{s:s}}", "type", "object", "propertyNames",
		pattern_schema(DAYS), "additionalProperties", "$ref", "#/$defs/hours");
}

static json_t *
type_schema(const struct field *field)
{
	switch (field->type) {
	case TYPE_NAME:
	case TYPE_NAME_OF:
		return pattern_schema(NAME);
	case TYPE_NAME_OR_ALL:
		return pattern_schema(NAME);
	case TYPE_NAMES_OF:
		return either_schema(pattern_schema(NAME), list_schema(pattern_schema(NAME)));
	case TYPE_LINE:
		return field->of != WORDS_ANY ? words_schema((enum words_of)field->of)
					      : json_pack("{s:[s, s]}", "type", "string", "number");
	case TYPE_TEXT:
		return json_pack("{s:s}", "$ref", "#/$defs/text");
	case TYPE_FLAG:
		return json_pack("{s:s}", "type", "boolean");
	case TYPE_TIME:
		return pattern_schema(DURATION);
	case TYPE_LIMIT:
		return either_schema(
			pattern_schema(DURATION), json_pack("{s:s}", "type", "number"));
	case TYPE_SHARE:
		return either_schema(pattern_schema(SHARE),
			json_pack("{s:s, s:i, s:i}", "type", "number", "minimum", 0, "maximum", 1));
	case TYPE_WHOLE:
		return json_pack("{s:s}", "type", "integer");
	case TYPE_NUMBER:
		return json_pack("{s:s}", "type", "number");
	case TYPE_DATE:
		return pattern_schema(DATE);
	case TYPE_DATES:
		return list_schema(pattern_schema(DATE));
	case TYPE_WORD:
		return words_schema((enum words_of)field->of);
	case TYPE_WORDS:
		return either_schema(words_schema((enum words_of)field->of),
			list_schema(words_schema((enum words_of)field->of)));
	case TYPE_LETTER:
		return pattern_schema("^[A-Z]$");
	case TYPE_ZONE:
		return json_pack("{s:s}", "type", "string");
	case TYPE_LANGUAGES:
		return list_schema(words_schema(WORDS_LANGUAGE));
	case TYPE_WEEK:
		return week_schema();
	case TYPE_DAYS:
		return either_schema(pattern_schema(DAYS), list_schema(pattern_schema(DAYS)));
	case TYPE_HOURS:
		return json_pack("{s:s}", "$ref", "#/$defs/hours");
	case TYPE_EVENTS:
		return json_pack("{s:s}", "$ref", "#/$defs/events");
	case TYPE_PART:
		return mapping_reference((enum mapping_id)field->of);
	case TYPE_LISTED:
		return list_schema(mapping_reference((enum mapping_id)field->of));
	case TYPE__COUNT:
		break;
	}
	return json_true();
}

static json_t *
field_schema(const struct field *field)
{
	json_t *schema = type_schema(field);
	if (field->type == TYPE_LISTED && field->is_needed)
		json_object_set_new(schema, "minItems", json_integer(1));
	json_object_set_new(schema, "description", json_string(field->sentence));
	return schema;
}

static json_t *
mapping_schema(enum mapping_id id)
{
	const struct mapping *mapping = mapping_of(id);
	json_t *properties = json_object(), *needed = json_array();

	for (size_t i = 0; i < mapping->fields_n; i++) {
		const struct field *field = &mapping->fields[i];
		json_object_set_new(properties, field->key, field_schema(field));
		if (field->is_needed)
			json_array_append_new(needed, json_string(field->key));
	}
	return json_pack("{s:s, s:s, s:o, s:o, s:b}", "type", "object", "description",
		mapping->sentence, "properties", properties, "required", needed,
		"additionalProperties", 0);
}

/* The definitions that this mapping's fields lead to, and theirs. */
static void
definitions_add(json_t *definitions, enum mapping_id id)
{
	const struct mapping *mapping = mapping_of(id);
	char name[DEFINITION_SIZE];

	for (size_t i = 0; i < mapping->fields_n; i++) {
		const struct field *field = &mapping->fields[i];
		enum mapping_id of = (enum mapping_id)field->of;
		if (field->type != TYPE_PART && field->type != TYPE_LISTED)
			continue;
		if (json_object_get(definitions, definition_name(of, name)) != NULL)
			continue;
		json_object_set_new(definitions, name, mapping_schema(of));
		definitions_add(definitions, of);
	}
}

json_t *
map_schema(enum file_kind kind)
{
	enum mapping_id id = mapping_of_file(kind);
	json_t *definitions = json_object(), *schema = json_object();

	json_object_set_new(definitions, "text", text_schema());
	json_object_set_new(definitions, "event-names",
		either_schema(json_pack("{s:s}", "type", "string"),
			list_schema(json_pack("{s:s}", "type", "string"))));
	json_object_set_new(definitions, "events", events_schema());
	json_object_set_new(definitions, "hours",
		either_schema(json_pack("{s:s}", "type", "string"),
			list_schema(json_pack("{s:s}", "type", "string"))));
	definitions_add(definitions, id);
	json_object_set_new(schema, "$schema", json_string(DIALECT));
	json_object_set_new(schema, "title", json_sprintf("Cykl %s", file_kind_word(kind)));
	json_object_update_missing_new(schema, mapping_schema(id));
	json_object_set_new(schema, "$defs", definitions);
	return schema;
}
