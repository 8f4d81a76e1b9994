/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An answer is put together in the call; answer.c gives it to the library on the net thread. So a
 * reply can be made on any thread that holds the request.
 */
#include <assert.h>
#include <stdlib.h>

#include "http/call.h"

void
http_reply(struct http_request *r, unsigned status, const char *type, struct span body)
{
	struct http_answer *answer = &http_call_of(r)->answer;

	answer->status = status;
	answer->type = type;
	answer->body = body;
	answer->is_packed = answer->is_packable = false;
	answer->is_stream = false;
}

void
http_reply_empty(struct http_request *r, unsigned status)
{
	http_reply(r, status, NULL, SPAN(""));
}

struct text {
	struct arena *arena;
	char *at;
	size_t size, room;
};

static int
text_add(const char *bytes, size_t size, void *into)
{
	struct text *text = into;

	if (text->room - text->size < size) {
		size_t room = text->room > 0 ? text->room * 2 : 1024;
		while (room - text->size < size)
			room *= 2;
		char *grown = arena_alloc(text->arena, room);
		if (text->size > 0)
			memcpy(grown, text->at, text->size);
		text->at = grown;
		text->room = room;
	}
	memcpy(text->at + text->size, bytes, size);
	text->size += size;
	return 0;
}

void
http_reply_json(struct http_request *r, unsigned status, json_t *take_value)
{
	struct text text = {.arena = r->arena};

	if (take_value == NULL || json_dump_callback(take_value, text_add, &text,
					  JSON_COMPACT | JSON_ENCODE_ANY) != 0)
		abort(); /* out of memory, or a value that was never one */
	json_decref(take_value);
	http_reply(r, status, "application/json", (struct span){text.at, text.size});
}

/* A head is lines, so a value must not end one. */
static char *
harmless(char *value)
{
	for (char *at = value; *at != 0; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7F)
			*at = '_';
	return value;
}

void
http_reply_header(struct http_request *r, const char *name, const char *format, ...)
{
	struct http_answer *answer = &http_call_of(r)->answer;
	va_list values;

	va_start(values, format);
	const char *value = harmless(arena_vprintf(r->arena, format, values));
	va_end(values);
	*ARENA_PUSH(r->arena, answer->fields, answer->fields_n, answer->fields_room) =
		(struct http_pair){span_of(name), span_of(value)};
}

void
http_reply_redirect(struct http_request *r, unsigned status, const char *where)
{
	http_reply_empty(r, status);
	http_reply_header(r, "Location", "%s", where);
}

void
http_reply_cache(struct http_request *r, const char *directives)
{
	http_call_of(r)->answer.cache = directives;
}

void
http_reply_policy(struct http_request *r, const char *content_security_policy)
{
	http_call_of(r)->answer.policy = content_security_policy;
}

/* Does If-None-Match name the tag? Weak comparison: W/ does not count. */
static bool
names(struct span list, struct span tag)
{
	for (struct span part; span_cut(&list, ',', &part);) {
		part = span_trim(part);
		if (span_is(part, SPAN("*")))
			return true;
		if (span_begins(part, SPAN("W/")))
			part = (struct span){part.at + 2, part.size - 2};
		if (part.size == tag.size + 2 && part.at[0] == '"' &&
			part.at[part.size - 1] == '"' && memcmp(part.at + 1, tag.at, tag.size) == 0)
			return true;
	}
	return false;
}

bool
http_reply_tag(struct http_request *r, const char *tag)
{
	struct http_answer *answer = &http_call_of(r)->answer;
	const struct span list = http_header(r, "if-none-match");
	const bool may_be_asked = r->verb == HTTP_GET || r->verb == HTTP_HEAD;

	assert(strchr(tag, '"') == NULL);
	answer->tag = harmless(arena_text(r->arena, tag));
	if (answer->cache == NULL)
		answer->cache = "private, no-cache";
	if (!may_be_asked || list.at == NULL || !names(list, span_of(tag)))
		return false;
	http_reply_empty(r, 304);
	return true;
}

void
http_reply_tagged(struct http_request *r)
{
	struct http_answer *answer = &http_call_of(r)->answer;
	const uint64_t hash = text_hash(answer->body);

	if (answer->status != 200)
		return;
	(void)http_reply_tag(r,
		arena_printf(r->arena, "%zx-%016llx", answer->body.size, (unsigned long long)hash));
}

bool
http_is_replied(const struct http_request *r)
{
	const struct http_answer *answer = &http_call_of(r)->answer;

	return answer->status != 0 || answer->is_stream;
}

void
http_stream(struct http_request *r, const struct http_opening *opening)
{
	struct http_answer *answer = &http_call_of(r)->answer;
	const struct http_topics topics = opening->topics;

	assert(topics.n <= HTTP_STREAM_TOPICS);
	uint64_t *copy = ARENA_ARRAY(r->arena, uint64_t, topics.n);
	if (topics.n > 0)
		memcpy(copy, topics.at, topics.n * sizeof *copy);
	answer->opening = *opening;
	answer->opening.topics.at = copy;
	answer->opening.catch_up =
		(struct span){arena_text_n(r->arena, opening->catch_up.at, opening->catch_up.size),
			opening->catch_up.size};
	answer->is_stream = true;
}
