/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the HTTP engine reads by itself. The bytes are a request's head, cut into lines as the
 * library does; what passes the checks must be beyond doubt, and what lies in its target, its
 * cookies and its line of proxies is looked at as the engine does.
 */
#include "http/address.h"
#include "http/checks.h"
#include "http/json_body.h"
#include "http/query.h"
#include "http/router.h"
#include "input.h"

#define FIELDS_MOST (HTTP_FIELDS_MOST + 5)

static enum fault_code
nothing(struct http_request *r, void *context, struct fault *f)
{
	(void)r, (void)context, (void)f;
	return FAULT_NONE;
}

static const struct http_route routes[] = {
	{HTTP_GET, "/", nothing, 0, ""},
	{HTTP_GET, "/a/{x}", nothing, 0, ""},
	{HTTP_POST, "/a/b/{x}/c", nothing, 0, ""},
	{HTTP_GET, "/{x}/{y}/{z}", nothing, 0, ""},
	{HTTP_GET, "/a/{x}/c/{y}/e/{z}", nothing, 0, ""},
};

static bool
has_control(struct span s)
{
	for (size_t i = 0; i < s.size; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7F)
			return true;
	return false;
}

static size_t
fields_named(const struct http_head *head, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < head->fields_n; i++)
		n += span_is_like(head->fields[i].name, span_of(name));
	return n;
}

static void
target_look(struct span target, enum http_verb verb, struct arena *a)
{
	const char *question = memchr(target.at, '?', target.size);
	struct http_router *router;
	struct http_matched matched;
	struct http_pair *pairs;
	struct fault fault = {0};
	size_t n;

	MUST_HOLD(http_router_new(&router, routes, array_length(routes), a, &fault) == FAULT_NONE);
	if (question != NULL) {
		const struct span query = {
			question + 1, target.size - (size_t)(question - target.at) - 1};
		target.size = (size_t)(question - target.at);
		if (http_pairs(&pairs, &n, query, a)) {
			MUST_HOLD(n <= HTTP_PAIRS_MOST);
			for (size_t i = 0; i < n; i++)
				MUST_HOLD(text_is_utf8(pairs[i].value) &&
					  !has_control(pairs[i].name) &&
					  !has_control(pairs[i].value));
		}
	}
	if (http_router_match(router, verb, target, a, &matched) != HTTP_MATCHED)
		return;
	for (size_t i = 0; i < HTTP_PARTS_MOST; i++)
		if (matched.parts[i].at != NULL)
			MUST_HOLD(text_is_utf8(matched.parts[i]) && !has_control(matched.parts[i]));
}

static void
fields_look(const struct http_head *head, const struct http_networks *proxies)
{
	struct http_address client;
	char text[HTTP_ADDRESS_SIZE];

	for (size_t i = 0; i < head->fields_n; i++) {
		const struct span value = head->fields[i].value;
		const struct span cookie = http_cookie_find(value, SPAN("session"));
		MUST_HOLD(cookie.size <= value.size);
		if (http_forwarded(&client, value, proxies)) {
			MUST_HOLD(http_address_text(&client, text)[0] != 0);
			MUST_HOLD(http_address_parse(&client, span_of(text)));
		}
		(void)http_json_is_shallow(value, 3);
	}
}

static void
head_read(struct http_head *head, struct http_header_field *fields, struct span rest)
{
	struct span line;

	*head = (struct http_head){.fields = fields, .is_whole = true};
	if (span_cut(&rest, '\n', &line)) {
		struct span words = span_trim(line);
		(void)span_cut(&words, ' ', &head->method);
		(void)span_cut(&words, ' ', &head->target);
		head->version = words;
	}
	while (head->fields_n < FIELDS_MOST && span_cut(&rest, '\n', &line)) {
		struct http_header_field *field = &fields[head->fields_n++];
		*field = (struct http_header_field){SPAN(""), SPAN("")};
		if (span_cut(&line, ':', &field->name))
			field->value = span_trim(line);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct http_header_field fields[FIELDS_MOST];
	struct http_networks proxies;
	struct http_body_form form;
	struct http_head head;
	struct fault fault = {0};
	const char *why = NULL;

	head_read(&head, fields, fuzz_span(bytes, size));
	MUST_HOLD(http_networks_parse(&proxies, "10.0.0.0/8, fd00::/8", &fault) == FAULT_NONE);
	fields_look(&head, &proxies);
	if (http_head_check(&head, &form, &why) != HTTP_PROBLEM__COUNT)
		return 0;
	MUST_HOLD(fields_named(&head, "host") <= 1 && fields_named(&head, "content-length") <= 1);
	MUST_HOLD(
		fields_named(&head, "transfer-encoding") + fields_named(&head, "content-length") <=
		1);
	MUST_HOLD(form.is_chunked == (fields_named(&head, "transfer-encoding") == 1));
	MUST_HOLD(form.size == 0 || fields_named(&head, "content-length") == 1);
	MUST_HOLD(!has_control(head.target) && text_is_utf8(head.target));
	struct arena *a = arena_new(ARENA_UNLIMITED);
	target_look(head.target, http_verb_find(head.method), a);
	arena_free(a);
	return 0;
}
