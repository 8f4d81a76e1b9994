/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A body whose bytes are no UTF-8 is refused before it is JSON. To tell which field they stand in,
 * its text is walked just far enough: strings, depth, and the last key of the outer object.
 */
#include "http/fields.h"
#include "http/request.h"

struct walk {
	struct span text;
	size_t at, depth;
	struct span key, string; /* the outer object's last key; the last string */
};

/* Where the first byte is that belongs to no letter. */
static size_t
first_bad(struct span text)
{
	size_t at = 0;

	while (at < text.size) {
		size_t size = text_letter_size((struct span){text.at + at, text.size - at});
		if (size == 0)
			return at;
		at += size;
	}
	return at;
}

static void
string_pass(struct walk *w)
{
	size_t begin = ++w->at;

	while (w->at < w->text.size && w->text.at[w->at] != '"')
		w->at += w->text.at[w->at] == '\\' ? 2 : 1;
	if (w->at > w->text.size)
		w->at = w->text.size;
	w->string = (struct span){w->text.at + begin, w->at - begin};
	w->at++;
}

static void
step(struct walk *w)
{
	char c = w->text.at[w->at];

	if (c == '"') {
		string_pass(w);
		return;
	}
	w->depth += c == '{' || c == '[';
	w->depth -= (c == '}' || c == ']') && w->depth > 0;
	if (c == ':' && w->depth == 1)
		w->key = w->string;
	w->at++;
}

enum fault_code
field_body_read(struct http_request *r, json_t **ret, struct fault *f)
{
	struct walk w = {.text = r->body};
	size_t bad;

	/* Many commands have nothing to say but what their address says. */
	if (span_is(r->body, SPAN("{}")) && http_is_json(r)) {
		*ret = NULL;
		return FAULT_NONE;
	}
	if (http_json(r, ret, f) == FAULT_NONE)
		return FAULT_NONE;
	bad = first_bad(r->body);
	if (bad == r->body.size || f->code != FAULT_BAD_INPUT)
		return f->code;
	while (w.at < bad)
		step(&w);
	if (w.key.size == 0)
		return f->code;
	w.key = span_head(w.key, 40);
	return fault_field(f, FAULT_BAD_INPUT, arena_text_n(r->arena, w.key.at, w.key.size),
		"%.*s is not well-formed UTF-8", SPAN_PRINT(w.key));
}
