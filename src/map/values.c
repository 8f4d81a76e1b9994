/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One reader for each type of types.def. Each is given a node of a shape it knows, writes its
 * member when there is one, and otherwise says what it expected.
 */
#include "map/reader.h"

#include <limits.h>
#include <string.h>

#include "base/number.h"

#define WHOLE_MOST 1000000

static void
expected_complain(const struct reading *now, const struct node *node)
{
	if (node->kind == NODE_SCALAR)
		map_error_at(now->r, node, "\"%s\" is %s; expected %s", now->field->key,
			map_quote(now->r, node->text), map_type_expected(now->field->type));
	else
		map_error_at(now->r, node, "in \"%s\" stands %s; expected %s", now->field->key,
			map_node_kind_words(node->kind), map_type_expected(now->field->type));
}

const char *
map_fault_reason(const struct fault *f)
{
	return f->notes_n > 0 ? f->notes[0] : fault_kind(f->code)->text;
}

static bool
name_is_good(const char *text)
{
	if (text[0] == '\0' || text[0] == '-')
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (!(*c >= 'a' && *c <= 'z') && !(*c >= '0' && *c <= '9') && *c != '-')
			return false;
	return true;
}

/* The name in the map's arena, or NULL when it is none. */
static const char *
name_take(const struct reading *now, const struct node *node)
{
	struct reader *r = now->r;

	if (node->kind == NODE_SCALAR && name_is_good(node->text))
		return arena_text(r->a, node->text);
	if (node->kind != NODE_SCALAR) {
		expected_complain(now, node);
		return NULL;
	}
	const char *slug = text_slug(node->text, r->problems->a);
	if (name_is_good(slug))
		map_error_at(r, node,
			"\"%s\" is %s; a name has small letters a–z, digits and hyphens, such as "
			"\"%s\"",
			now->field->key, map_quote(r, node->text), slug);
	else
		map_error_at(r, node,
			"\"%s\" is %s; a name has small letters a–z, digits and hyphens",
			now->field->key, map_quote(r, node->text));
	return NULL;
}

static void
text_keep(void *into, const char *text)
{
	if (into != NULL)
		memcpy(into, &text, sizeof text);
}

void
map_name_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	struct reader *r = now->r;
	enum thing thing = (enum thing)now->field->of;
	const char *text = name_take(now, node);

	(void)count;
	text_keep(into, text);
	if (text == NULL || thing == THING_NOTHING)
		return;
	r->inside[thing] = map_names_add(r->names, r->problems,
		(struct name){.thing = thing,
			.text = text,
			.parent = map_thing_parent(thing) == THING_NOTHING
					  ? NULL
					  : r->inside[map_thing_parent(thing)],
			.file = r->file,
			.line = node->line,
			.column = node->column});
}

static const char *
reference_take(const struct reading *now, const struct node *node)
{
	struct reader *r = now->r;
	enum thing thing = (enum thing)now->field->of, above = map_thing_parent(thing);
	const char *text = name_take(now, node);

	if (text == NULL)
		return NULL;
	if (above != THING_NOTHING && now->beside[above] == NULL)
		map_error_at(r, node, "\"%s\" needs the %s it belongs to beside it",
			now->field->key, map_thing_word(above));
	now->beside[thing] = text;
	map_names_refer(
		r->names, thing, text, now->beside[above], r->file, node->line, node->column);
	return text;
}

void
map_reference_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	(void)count;
	text_keep(into, reference_take(now, node));
}

void
map_reference_or_all_read(
	const struct reading *now, const struct node *node, void *into, size_t *count)
{
	(void)count;
	if (strcmp(node->text, "all") != 0)
		text_keep(into, reference_take(now, node));
}

void
map_references_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	const struct node *const one[] = {node};
	bool is_list = node->kind == NODE_LIST;
	size_t items_n = is_list ? node->items_n : 1, n = 0;
	const char **names = ARENA_ARRAY(now->r->a, const char *, items_n);

	for (size_t i = 0; i < items_n; i++) {
		const char *text = reference_take(now, is_list ? node->items[i] : one[0]);
		if (text != NULL)
			names[n++] = text;
	}
	memcpy(into, &names, sizeof names);
	*count = n;
}

/* People's words, in normal form C, without blanks at the ends. */
const char *
map_words_clean(struct reader *r, const char *text)
{
	return text_clean(span_trim(span_of(text)), r->a, NULL);
}

void
map_line_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	const char *text = map_words_clean(now->r, node->text);
	struct words words = map_words_of((enum words_of)now->field->of);

	(void)count;
	if (text[0] == '\0') {
		map_error_at(now->r, node, "\"%s\" is empty; expected %s", now->field->key,
			now->field->sentence);
		return;
	}
	if (words.items_n > 0 && map_words_find(words, text) == words.items_n) {
		map_error_at(now->r, node, "\"%s\" is %s%s", now->field->key,
			map_quote(now->r, text),
			map_hint(now->r, text, (enum words_of)now->field->of));
		return;
	}
	text_keep(into, text);
}

void
map_flag_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	bool is_true = strcmp(node->text, "true") == 0;

	(void)count;
	if (is_true || strcmp(node->text, "false") == 0)
		memcpy(into, &is_true, sizeof is_true);
	else
		expected_complain(now, node);
}

void
map_time_span_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	struct duration d;
	struct fault f = {0};

	(void)count;
	if (duration_parse(&d, span_of(node->text), &f))
		map_error_at(now->r, node, "\"%s\": %s", now->field->key, map_fault_reason(&f));
	else if (d.is_opening)
		map_error_at(now->r, node, "\"%s\" cannot count opening hours; expected %s",
			now->field->key, map_type_expected(TYPE_TIME));
	else
		memcpy(into, &d.us, sizeof d.us);
}

void
map_share_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	double share;

	(void)count;
	if (number_share(span_of(node->text), &share))
		memcpy(into, &share, sizeof share);
	else
		expected_complain(now, node);
}

void
map_whole_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	int64_t n;

	(void)count;
	if (!number_int(span_of(node->text), &n) || n < -WHOLE_MOST || n > WHOLE_MOST) {
		expected_complain(now, node);
		return;
	}
	int kept = (int)n;
	memcpy(into, &kept, sizeof kept);
}

void
map_number_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	double number;

	(void)count;
	if (number_real(span_of(node->text), &number))
		memcpy(into, &number, sizeof number);
	else
		expected_complain(now, node);
}

void
map_date_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	struct date d;

	(void)count;
	if (date_parse(&d, span_of(node->text)))
		memcpy(into, &d, sizeof d);
	else
		expected_complain(now, node);
}

/* The number of a scalar's word in the field's list; false and a report when it has none. */
static bool
word_take(const struct reading *now, const struct node *node, size_t *ret)
{
	struct words words = map_words_of((enum words_of)now->field->of);

	if (node->kind != NODE_SCALAR) {
		expected_complain(now, node);
		return false;
	}
	*ret = map_words_find(words, node->text);
	if (*ret == words.items_n)
		map_error_at(now->r, node, "\"%s\" is %s%s", now->field->key,
			map_quote(now->r, node->text),
			map_hint(now->r, node->text, (enum words_of)now->field->of));
	return *ret < words.items_n;
}

void
map_word_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	size_t n;

	(void)count;
	if (!word_take(now, node, &n))
		return;
	unsigned word = (unsigned)n;
	memcpy(into, &word, sizeof word);
}

void
map_words_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	uint32_t set = 0;
	size_t n;

	(void)count;
	if (node->kind == NODE_SCALAR && word_take(now, node, &n))
		set |= UINT32_C(1) << n;
	for (size_t i = 0; i < node->items_n; i++)
		if (word_take(now, node->items[i], &n))
			set |= UINT32_C(1) << n;
	memcpy(into, &set, sizeof set);
}

void
map_letter_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	(void)count;
	if (node->text[0] >= 'A' && node->text[0] <= 'Z' && node->text[1] == '\0')
		text_keep(into, arena_text(now->r->a, node->text));
	else
		expected_complain(now, node);
}

void
map_zone_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	const struct zone *zone = zone_find(node->text);

	(void)count;
	if (zone == NULL) {
		map_error_at(now->r, node,
			"there is no time zone %s; expected one such as Europe/Warsaw",
			map_quote(now->r, node->text));
		return;
	}
	memcpy(into, &zone, sizeof zone);
	if (now->field == mapping_field_find(mapping_of(MAPPING_ORGANISATION), "zone"))
		now->r->zone = zone;
}

void
map_languages_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	struct words tags = map_words_of(WORDS_LANGUAGE);
	struct reader *r = now->r;

	(void)count;
	if (node->items_n == 0)
		map_error_at(r, node, "\"languages\" is empty; expected %s",
			map_type_expected(TYPE_LANGUAGES));
	for (size_t i = 0; i < node->items_n; i++) {
		const struct node *item = node->items[i];
		size_t n =
			item->kind == NODE_SCALAR ? map_words_find(tags, item->text) : tags.items_n;
		if (n == tags.items_n) {
			map_error_at(r, item, "%s is no language here%s",
				item->kind == NODE_SCALAR ? map_quote(r, item->text) : "this",
				map_hint(r, item->kind == NODE_SCALAR ? item->text : "",
					WORDS_LANGUAGE));
			continue;
		}
		if (i == 0)
			r->main_language = (enum language)n;
		r->wants[n] = true;
	}
	memcpy(into, r->wants, sizeof r->wants);
}

/* A LOOSE value: its mapping's finish function reads it. */
void
map_loose_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	(void)now;
	(void)node;
	(void)into;
	(void)count;
}
