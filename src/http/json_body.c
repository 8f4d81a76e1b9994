/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The body as JSON. Its size was bounded when it was read; here its nesting is, before the parser
 * sees it. A key given twice is refused: which one counts would be a guess. Only application/json
 * is taken, which also keeps a form of another site from speaking for a signed-in person.
 */
#include "http/call.h"
#include "http/json_body.h"

#define DEPTH_MOST 32

bool
http_json_is_shallow(struct span text, unsigned most)
{
	unsigned depth = 0;
	bool is_quoted = false;

	for (size_t i = 0; i < text.size; i++) {
		const char c = text.at[i];
		if (is_quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				is_quoted = false;
		} else if (c == '"') {
			is_quoted = true;
		} else if (c == '[' || c == '{') {
			if (++depth > most)
				return false;
		} else if ((c == ']' || c == '}') && depth > 0) {
			depth--;
		}
	}
	return true;
}

bool
http_is_json(const struct http_request *r)
{
	struct span type = http_header(r, "content-type"), kind;

	return type.at != NULL && span_cut(&type, ';', &kind) &&
	       span_is_like(span_trim(kind), SPAN("application/json"));
}

enum fault_code
http_json(struct http_request *r, json_t **ret, struct fault *f)
{
	struct http_call *call = http_call_of(r);
	json_error_t error;

	if (!http_is_json(r))
		return fault_set(f, FAULT_BAD_INPUT,
			"the body must be JSON, with the content type application/json");
	if (!http_json_is_shallow(r->body, DEPTH_MOST))
		return fault_set(
			f, FAULT_TOO_BIG, "the body is nested more than %d deep", DEPTH_MOST);
	json_decref(call->json);
	call->json = json_loadb(r->body.at, r->body.size, JSON_REJECT_DUPLICATES, &error);
	if (call->json == NULL)
		return fault_set(f, FAULT_BAD_INPUT, "the body is not JSON: line %d, column %d: %s",
			error.line, error.column, error.text);
	*ret = call->json;
	return FAULT_NONE;
}
