/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command's result as JSON text. Written by hand and not through a tree of values: it happens on
 * the writer's thread, after the commit, and everybody waits for that thread.
 */
#include <inttypes.h>
#include <stdio.h>

#include "http/fields.h"

struct text_out {
	struct arena *arena;
	char *at;
	size_t n, room;
};

static void
put(struct text_out *o, const char *bytes, size_t n)
{
	if (o->n + n > o->room) {
		size_t room = o->room * 2 > o->n + n ? o->room * 2 : o->n + n + 256;
		char *at = arena_alloc(o->arena, room);
		if (o->n > 0)
			memcpy(at, o->at, o->n);
		o->at = at;
		o->room = room;
	}
	if (n > 0)
		memcpy(o->at + o->n, bytes, n);
	o->n += n;
}

static void
put_text(struct text_out *o, const char *text)
{
	put(o, text, strlen(text));
}

static void
put_number(struct text_out *o, int64_t number)
{
	char digits[24];

	put(o, digits, (size_t)snprintf(digits, sizeof(digits), "%" PRId64, number));
}

static void
put_letter(struct text_out *o, char c)
{
	char escape[8];

	if (c == '"' || c == '\\') {
		put(o, "\\", 1);
		put(o, &c, 1);
	} else if ((unsigned char)c < 0x20) {
		put(o, escape,
			(size_t)snprintf(
				escape, sizeof(escape), "\\u%04x", (unsigned)(unsigned char)c));
	} else {
		put(o, &c, 1);
	}
}

static void
put_string(struct text_out *o, struct span text)
{
	struct span clean = text_is_utf8(text) ? text : span_of(text_clean(text, o->arena, NULL));

	put(o, "\"", 1);
	for (size_t i = 0; i < clean.size; i++)
		put_letter(o, clean.at[i]);
	put(o, "\"", 1);
}

static void
put_ids(struct text_out *o, const struct service_ids *ids)
{
	put(o, "[", 1);
	for (size_t i = 0; i < ids->n; i++) {
		if (i > 0)
			put(o, ",", 1);
		put_number(o, ids->ids[i]);
	}
	put(o, "]", 1);
}

static void
put_wording(struct text_out *o, const struct wording *w)
{
	bool is_first = true;

	put(o, "{", 1);
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++) {
		if (w->in[l] == NULL)
			continue;
		put_text(o, is_first ? "\"" : ",\"");
		put_text(o, language_tag((enum language)l));
		put_text(o, "\":");
		put_string(o, span_of(w->in[l]));
		is_first = false;
	}
	put(o, "}", 1);
}

static void
put_value(struct text_out *o, const struct service_field *field, const void *at)
{
	const struct span *text = at;
	int64_t number;

	switch (field->type) {
	case FIELD_ID:
		memcpy(&number, at, sizeof(number));
		if (number == 0)
			put_text(o, "null");
		else
			put_number(o, number);
		return;
	case FIELD_NUMBER:
	case FIELD_TIME:
	case FIELD_SPAN_US:
		memcpy(&number, at, sizeof(number));
		put_number(o, number);
		return;
	case FIELD_FLAG:
		put_text(o, *(const bool *)at ? "true" : "false");
		return;
	case FIELD_IDS:
		put_ids(o, at);
		return;
	case FIELD_TITLE:
		put_wording(o, at);
		return;
	case FIELD_WORD:
	case FIELD_TEXT:
	case FIELD_SECRET:
		if (text->at != NULL)
			put_string(o, *text);
		else
			put_text(o, "null");
		return;
	default: /* commands give nothing else */
		put_text(o, "null");
	}
}

struct span
fields_write(const struct service_fields *fields, const void *out, struct arena *a)
{
	struct text_out o = {.arena = a};

	put(&o, "{", 1);
	for (size_t i = 0; i < fields->n; i++) {
		put_text(&o, i > 0 ? ",\"" : "\"");
		put_text(&o, fields->fields[i].name);
		put_text(&o, "\":");
		put_value(&o, &fields->fields[i], (const char *)out + fields->fields[i].offset);
	}
	put(&o, "}", 1);
	return (struct span){o.at, o.n};
}

struct span
json_text_write(struct span text, struct arena *a)
{
	struct text_out o = {.arena = a};

	put_string(&o, text);
	return (struct span){o.at, o.n};
}
