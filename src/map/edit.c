/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The YAML reader tells of every value at which byte it begins and ends; a change cuts there and
 * leaves all other bytes alone. libfyaml can write documents, but not the comments that people put
 * beside their branches (doc/decisions/011). Entries are written on one line in brackets; block
 * lists and lists in brackets are both understood.
 */
#include "map/edit.h"

#include <string.h>

#include "map/map.h"
#include "map/yaml.h"

struct editing {
	struct span text;
	const struct node *root;
	struct arena *a;
};

static const struct {
	const char *key, *thing;
} lists[] = {
	[MAP_BRANCHES] = {"branches", "branch"},
	[MAP_SERVICES] = {"services", "service"},
	[MAP_DEPARTMENTS] = {"departments", "department"},
	[MAP_COUNTERS] = {"counters", "counter"},
};

/* ---- Values as YAML ---- */

/* Would it be read as just this text, also between brackets? Only what surely would. */
static bool
is_plain(const char *text)
{
	static const char *const words[] = {"true", "false", "null", "yes", "no", "on", "off",
		"True", "False", "Null", "Yes", "No", "On", "Off"};
	const size_t size = strlen(text);

	if (size == 0 || text[size - 1] == ' ')
		return false;
	for (size_t i = 0; i < array_length(words); i++)
		if (strcmp(text, words[i]) == 0)
			return false;
	for (size_t i = 0; i < size; i++) {
		const unsigned char c = (unsigned char)text[i];
		const bool is_letter =
			c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!is_letter && (i == 0 || strchr("0123456789 -_./()'+", c) == NULL))
			return false;
	}
	/* U+0085, U+2028, U+FEFF and their like are letters of no word. */
	return strstr(text, "\xC2\x85") == NULL && strstr(text, "\xE2\x80\xA8") == NULL &&
	       strstr(text, "\xE2\x80\xA9") == NULL && strstr(text, "\xEF\xBB\xBF") == NULL;
}

const char *
map_yaml_text(const char *text, struct arena *a)
{
	char *quoted, *to;

	if (is_plain(text))
		return text;
	quoted = to = arena_alloc(a, strlen(text) * 4 + 3);
	*to++ = '"';
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			*to++ = '\\';
		if ((unsigned char)*c < ' ' || *c == 127)
			to += snprintf(to, 5, "\\x%02x", (unsigned char)*c);
		else
			*to++ = *c;
	}
	*to = '"';
	return quoted;
}

const char *
map_yaml_wording(const struct wording *wording, struct arena *a)
{
	const char *text = "{";
	bool is_one = true;

	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		is_one = is_one && wording->has_own[l] &&
			 strcmp(wording->in[l], wording->in[0]) == 0;
	if (is_one)
		return map_yaml_text(wording->in[0], a);
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (wording->has_own[l])
			text = arena_printf(a, "%s%s%s: %s", text, text[1] != '\0' ? ", " : "",
				language_tag((enum language)l), map_yaml_text(wording->in[l], a));
	return arena_printf(a, "%s}", text);
}

const char *
map_yaml_names(const char *const *names, size_t names_n, struct arena *a)
{
	const char *text = "[";

	for (size_t i = 0; i < names_n; i++)
		text = arena_printf(a, "%s%s%s", text, i > 0 ? ", " : "", names[i]);
	return arena_printf(a, "%s]", text);
}

/* ---- Reading ---- */

static enum fault_code
editing_begin(struct editing *ret, struct span text, struct arena *a, struct fault *f)
{
	struct problem_list problems = {.a = a};
	const struct map_file file = {.path = "organisation.yaml", .inside = "organisation.yaml"};

	*ret = (struct editing){.text = text, .a = a};
	ret->root = map_yaml_read(text, 1, &file, &problems, a);
	if (ret->root == NULL || ret->root->kind != NODE_MAPPING)
		return fault_set(f, FAULT_CONFLICT, "organisation.yaml cannot be read");
	return FAULT_NONE;
}

static enum fault_code
not_here(struct fault *f)
{
	return fault_set(f, FAULT_CONFLICT,
		"organisation.yaml is written in a way that is not changed here; change the file "
		"and load it");
}

static const struct node_pair *
pair_find(const struct node *mapping, const char *key)
{
	for (size_t i = 0; mapping->kind == NODE_MAPPING && i < mapping->pairs_n; i++)
		if (mapping->pairs[i].key->kind == NODE_SCALAR &&
			strcmp(mapping->pairs[i].key->text, key) == 0)
			return &mapping->pairs[i];
	return NULL;
}

/* The place of an entry in the list of that key, or −1. */
static long
entry_find(const struct node *list, enum map_list which, const char *name)
{
	for (size_t i = 0; list != NULL && list->kind == NODE_LIST && i < list->items_n; i++) {
		const struct node *own = map_node_find(list->items[i], lists[which].thing);
		if (own != NULL && own->kind == NODE_SCALAR && strcmp(own->text, name) == 0)
			return (long)i;
	}
	return -1;
}

/* The mapping in which the list of the spot stands: the file's, or a branch's. */
static const struct node *
holder_find(const struct editing *e, const struct map_spot *spot)
{
	const struct node *branches;
	long place;

	if (spot->list != MAP_COUNTERS)
		return e->root;
	branches = map_node_find(e->root, lists[MAP_BRANCHES].key);
	place = entry_find(branches, MAP_BRANCHES, spot->branch);
	return place >= 0 ? branches->items[place] : NULL;
}

/* ---- Places in the text ---- */

static size_t
line_begin(const struct editing *e, size_t at)
{
	while (at > 0 && e->text.at[at - 1] != '\n')
		at--;
	return at;
}

/* Behind the line's end mark, or the end of the text. */
static size_t
line_end(const struct editing *e, size_t at)
{
	while (at < e->text.size && e->text.at[at] != '\n')
		at++;
	return at < e->text.size ? at + 1 : at;
}

/* Without the blanks and line ends that a block of text may reach over. */
static size_t
value_end(const struct editing *e, const struct node *node)
{
	size_t end = node->end;

	while (end > node->begin && strchr(" \t\r\n", e->text.at[end - 1]) != NULL)
		end--;
	return end;
}

/* Behind the colon of a pair. */
static size_t
colon_end(const struct editing *e, const struct node *key)
{
	size_t at = key->end;

	while (at < e->text.size && e->text.at[at] != ':')
		at++;
	return at + 1;
}

/* Puts `words` in place of the bytes from … to. Nothing when these are in no order: then an alias
 * stands for something elsewhere. */
static struct span
spliced(const struct editing *e, size_t from, size_t to, const char *words)
{
	const size_t size = strlen(words);
	char *made;

	if (from > to || to > e->text.size)
		return (struct span){0};
	made = arena_alloc(e->a, from + size + e->text.size - to + 1);

	memcpy(made, e->text.at, from);
	memcpy(made + from, words, size);
	memcpy(made + from + size, e->text.at + to, e->text.size - to);
	return (struct span){made, from + size + e->text.size - to};
}

/* New lines behind the line in which a value ends. */
static struct span
lines_added(const struct editing *e, size_t end, const char *lines)
{
	const size_t at = line_end(e, end);
	const bool is_cut = at > 0 && e->text.at[at - 1] != '\n';

	return spliced(e, at, at, is_cut ? arena_printf(e->a, "\n%s", lines) : lines);
}

static const char *
blanks(const struct editing *e, unsigned column)
{
	return arena_printf(e->a, "%*s", (int)(column > 0 ? column - 1 : 0), "");
}

/* ---- Changes ---- */

/* A new pair in a mapping: in brackets before their end, else on a line below `after`. */
static struct span
pair_added(const struct editing *e, const struct node *mapping, size_t after, const char *key,
	const char *yaml)
{
	if (mapping->is_flow)
		return spliced(e, mapping->end - 1, mapping->end - 1,
			arena_printf(
				e->a, "%s%s: %s", mapping->pairs_n > 0 ? ", " : "", key, yaml));
	return lines_added(
		e, after, arena_printf(e->a, "%s%s: %s\n", blanks(e, mapping->column), key, yaml));
}

static struct span
list_made(
	const struct editing *e, const struct node *holder, enum map_list which, const char *entry)
{
	const char *indent = blanks(e, holder->column);

	if (holder->is_flow)
		return pair_added(
			e, holder, 0, lists[which].key, arena_printf(e->a, "[%s]", entry));
	return lines_added(e, value_end(e, holder),
		arena_printf(e->a, "%s%s:\n%s  - %s\n", indent, lists[which].key, indent, entry));
}

static struct span
entry_added(const struct editing *e, const struct node *list, const char *entry)
{
	if (list->is_flow)
		return spliced(e, list->end - 1, list->end - 1,
			arena_printf(e->a, "%s%s", list->items_n > 0 ? ", " : "", entry));
	return lines_added(e, value_end(e, list),
		arena_printf(e->a, "%s- %s\n", blanks(e, list->column), entry));
}

static const char *
entry_text(const struct editing *e, const struct map_spot *spot, const struct map_value *values,
	size_t values_n)
{
	const char *text = arena_printf(e->a, "{%s: %s", lists[spot->list].thing, spot->name);

	for (size_t i = 0; i < values_n; i++)
		text = arena_printf(e->a, "%s, %s: %s", text, values[i].key, values[i].yaml);
	return arena_printf(e->a, "%s}", text);
}

enum fault_code
map_spot_add(struct span *ret, struct span text, const struct map_spot *spot,
	const struct map_value *values, size_t values_n, struct arena *a, struct fault *f)
{
	const struct node_pair *pair;
	const struct node *holder;
	struct editing e;

	if (editing_begin(&e, text, a, f))
		return f->code;
	holder = holder_find(&e, spot);
	if (holder == NULL)
		return fault_set(f, FAULT_NOT_FOUND, "there is no branch \"%s\"", spot->branch);
	pair = pair_find(holder, lists[spot->list].key);
	const char *entry = entry_text(&e, spot, values, values_n);
	if (pair == NULL)
		*ret = list_made(&e, holder, spot->list, entry);
	else if (pair->value->kind == NODE_LIST)
		*ret = entry_added(&e, pair->value, entry);
	else if (pair->value->kind == NODE_NOTHING && pair->value->end == 0)
		*ret = spliced(&e, colon_end(&e, pair->key), colon_end(&e, pair->key),
			arena_printf(a, " [%s]", entry));
	else
		return not_here(f);
	return ret->at != NULL ? FAULT_NONE : not_here(f);
}

/* The entry and its list. */
static enum fault_code
spot_find(const struct editing *e, const struct map_spot *spot, const struct node_pair **ret_list,
	size_t *ret_place, struct fault *f)
{
	const struct node *holder = holder_find(e, spot);
	const struct node_pair *list =
		holder != NULL ? pair_find(holder, lists[spot->list].key) : NULL;
	const long place = list != NULL ? entry_find(list->value, spot->list, spot->name) : -1;

	if (place < 0)
		return fault_set(f, FAULT_NOT_FOUND, "there is no %s \"%s\"",
			lists[spot->list].thing, spot->name);
	*ret_list = list;
	*ret_place = (size_t)place;
	return FAULT_NONE;
}

enum fault_code
map_spot_set(struct span *ret, struct span text, const struct map_spot *spot,
	const struct map_value *value, struct arena *a, struct fault *f)
{
	const struct node_pair *list = NULL, *pair;
	const struct node *entry;
	size_t place = 0;
	struct editing e;

	if (editing_begin(&e, text, a, f) || spot_find(&e, spot, &list, &place, f))
		return f->code;
	entry = list->value->items[place];
	pair = pair_find(entry, value->key);
	if (pair == NULL) {
		/* Below the entry's first value, which is on one line. */
		*ret = pair_added(
			&e, entry, value_end(&e, entry->pairs[0].value), value->key, value->yaml);
		return FAULT_NONE;
	}
	const size_t from = colon_end(&e, pair->key);
	const size_t to = pair->value->end > 0 ? value_end(&e, pair->value) : from;
	*ret = spliced(&e, from, to, arena_printf(a, " %s", value->yaml));
	return ret->at != NULL ? FAULT_NONE : not_here(f);
}

static struct span
flow_removed(const struct editing *e, const struct node *list, size_t place)
{
	if (place + 1 < list->items_n)
		return spliced(e, list->items[place]->begin, list->items[place + 1]->begin, "");
	return spliced(e, place > 0 ? list->items[place - 1]->end : list->items[place]->begin,
		list->items[place]->end, "");
}

enum fault_code
map_spot_remove(struct span *ret, struct span text, const struct map_spot *spot, struct arena *a,
	struct fault *f)
{
	const struct node_pair *pair = NULL;
	const struct node *list;
	size_t place = 0;
	struct editing e;

	if (editing_begin(&e, text, a, f) || spot_find(&e, spot, &pair, &place, f))
		return f->code;
	list = pair->value;
	if (list->is_flow)
		*ret = flow_removed(&e, list, place);
	else if (list->items_n == 1)
		*ret = spliced(&e, colon_end(&e, pair->key), value_end(&e, list), " []");
	else
		*ret = spliced(&e, line_begin(&e, list->items[place]->begin),
			line_end(&e, value_end(&e, list->items[place])), "");
	return ret->at != NULL ? FAULT_NONE : not_here(f);
}
