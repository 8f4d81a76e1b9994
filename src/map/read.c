/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The walk. A mapping's fields are read in the order of their rows, not of the file, so that a name
 * is known before what it holds; keys that no row knows are reported first, with the nearest one
 * that does.
 */
#include "map/reader.h"

#include <string.h>

#define SCALAR	(1u << NODE_SCALAR)
#define LIST	(1u << NODE_LIST)
#define MAPPING (1u << NODE_MAPPING)

static const struct {
	value_reader *read;
	unsigned shapes;
	const char *expected;
} types[TYPE__COUNT] = {
#define TYPE(id, reader_, shapes_, expected_)                                                      \
	[TYPE_##id] = {.read = reader_, .shapes = shapes_, .expected = expected_},
#include "map/types.def"
#undef TYPE
};
#undef MAPPING

const char *
map_type_expected(enum field_type type)
{
	return types[type].expected;
}

void
map_error_at(struct reader *r, const struct node *node, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	map_problem_vadd(r->problems, r->file, node->line, node->column, false, format, values);
	va_end(values);
}

void
map_warning_at(struct reader *r, const struct node *node, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	map_problem_vadd(r->problems, r->file, node->line, node->column, true, format, values);
	va_end(values);
}

const char *
map_quote(struct reader *r, const char *text)
{
	return map_problem_quote(r->problems, text);
}

const char *
map_hint(struct reader *r, const char *wrong, enum words_of which)
{
	struct words words = map_words_of(which);
	return map_problem_hint(r->problems, wrong, words.items, words.items_n);
}

void
map_value_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	const struct field *field = now->field;

	if ((types[field->type].shapes & (1u << node->kind)) != 0)
		types[field->type].read(now, node, into, count);
	else if (node->kind == NODE_NOTHING)
		map_error_at(now->r, node, "\"%s\" has no value; expected %s", field->key,
			types[field->type].expected);
	else
		map_error_at(now->r, node, "\"%s\" is %s; expected %s", field->key,
			map_node_kind_words(node->kind), types[field->type].expected);
}

static const char *
article(const char *word)
{
	return strchr("aeio", word[0]) != NULL ? "an" : "a";
}

/* Gives the fields (a bit each) that misspelt keys were surely meant to be. */
static uint64_t
unknown_keys_report(struct reader *r, const struct mapping *mapping, const struct node *node)
{
	const char **keys = NULL;
	uint64_t meant = 0;

	for (size_t i = 0; i < node->pairs_n && !r->problems->is_over; i++) {
		const struct node *key = node->pairs[i].key;
		if (key->kind != NODE_SCALAR || mapping_field_find(mapping, key->text) != NULL)
			continue;
		if (keys == NULL) {
			keys = ARENA_ARRAY(r->scratch, const char *, mapping->fields_n);
			for (size_t f = 0; f < mapping->fields_n; f++)
				keys[f] = mapping->fields[f].key;
		}
		map_error_at(r, key, "%s %s has no key %s%s", article(mapping->word), mapping->word,
			map_quote(r, key->text),
			map_problem_hint(r->problems, key->text, keys, mapping->fields_n));
		const char *near = text_nearest(key->text, keys, mapping->fields_n);
		if (near != NULL)
			meant |= UINT64_C(1)
				 << (mapping_field_find(mapping, near) - mapping->fields);
	}
	return meant;
}

static void
place_set(struct reader *r, const struct mapping *mapping, const struct node *node, char *into)
{
	if (mapping->place_offset == NO_MEMBER)
		return;
	*(struct place *)(void *)(into + mapping->place_offset) =
		(struct place){.file = r->file->inside, .line = node->line, .column = node->column};
}

bool
mapping_read(struct reader *r, enum mapping_id id, const struct node *node, void *into)
{
	const struct mapping *mapping = mapping_of(id);
	const char *beside[THING__COUNT] = {0};
	const struct name *around = r->inside[mapping->thing];

	if (node->kind != NODE_MAPPING) {
		map_error_at(r, node, "%s %s should be a mapping of keys such as \"%s: …\", not %s",
			article(mapping->word), mapping->word, mapping->fields[0].key,
			map_node_kind_words(node->kind));
		return false;
	}
	const uint64_t meant = unknown_keys_report(r, mapping, node);
	place_set(r, mapping, node, into);
	for (size_t i = 0; i < mapping->fields_n && !r->problems->is_over; i++) {
		const struct field *field = &mapping->fields[i];
		const struct node *value = map_node_find(node, field->key);
		const struct reading now = {.r = r, .field = field, .beside = beside};
		char *member = field->offset == NO_MEMBER ? NULL : (char *)into + field->offset;
		size_t *count = field->count_offset == NO_MEMBER
					? NULL
					: (size_t *)(void *)((char *)into + field->count_offset);
		if (value != NULL)
			map_value_read(&now, value, member, count);
		else if (field->is_needed && (meant >> i & 1) == 0)
			map_error_at(r, node, "this %s lacks \"%s\": %s", mapping->word, field->key,
				field->sentence);
	}
	mapping_finish(r, id, node, into);
	r->inside[mapping->thing] = around;
	return true;
}

void
map_part_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	(void)count;
	mapping_read(now->r, (enum mapping_id)now->field->of, node, into);
}

void
map_listed_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	enum mapping_id id = (enum mapping_id)now->field->of;
	size_t size = mapping_of(id)->size;
	char *items = arena_array(now->r->a, node->items_n, size);
	size_t n = 0;

	if (node->items_n == 0 && now->field->is_needed)
		map_error_at(now->r, node, "\"%s\" is empty; at least one is needed: %s",
			now->field->key, now->field->sentence);
	for (size_t i = 0; i < node->items_n && !now->r->problems->is_over; i++)
		if (mapping_read(now->r, id, node->items[i], items + n * size))
			n++;
	memcpy(into, &items, sizeof items);
	*count = n;
	/* The entries that come after may look these up. */
	if (id == MAPPING_CALENDAR) {
		now->r->calendars = (struct calendar_entry *)(void *)items;
		now->r->calendars_n = n;
	}
}
