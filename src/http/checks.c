/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of RFC 9112 that a client must keep, without the tolerance that it allows a server.
 */
#include "http/checks.h"

#define WELL HTTP_PROBLEM__COUNT

/* What a letter may stand in. Every byte of every head is looked up here. */
enum { IN_TOKEN = 1 << 0, IN_HOST = 1 << 1 };

/* clang-format off */
static const unsigned char places[256] = {
	['0' ... '9'] = IN_TOKEN | IN_HOST, ['A' ... 'Z'] = IN_TOKEN | IN_HOST,
	['a' ... 'z'] = IN_TOKEN | IN_HOST,
	['-'] = IN_TOKEN | IN_HOST, ['.'] = IN_TOKEN | IN_HOST, ['_'] = IN_TOKEN | IN_HOST,
	['%'] = IN_TOKEN | IN_HOST, [':'] = IN_HOST, ['['] = IN_HOST, [']'] = IN_HOST,
	['!'] = IN_TOKEN, ['#'] = IN_TOKEN, ['$'] = IN_TOKEN, ['&'] = IN_TOKEN,
	['\''] = IN_TOKEN, ['*'] = IN_TOKEN, ['+'] = IN_TOKEN, ['^'] = IN_TOKEN,
	['`'] = IN_TOKEN, ['|'] = IN_TOKEN, ['~'] = IN_TOKEN,
};
/* clang-format on */

static bool
is_all_in(struct span s, unsigned char place)
{
	unsigned char all = place;

	for (size_t i = 0; i < s.size; i++)
		all &= places[(unsigned char)s.at[i]];
	return all != 0;
}

/* Letters of a method or of a field's name (RFC 9110, token). */
static bool
is_token(struct span s)
{
	return s.size > 0 && is_all_in(s, IN_TOKEN);
}

static bool
is_printable(struct span s)
{
	unsigned char bad = 0;

	for (size_t i = 0; i < s.size; i++) {
		const unsigned char c = (unsigned char)s.at[i];
		bad |= (unsigned char)((c <= 0x20) | (c >= 0x7F));
	}
	return bad == 0;
}

/* A field's value: no control character but a tab. */
static bool
is_value(struct span s)
{
	unsigned char bad = 0;

	for (size_t i = 0; i < s.size; i++) {
		const unsigned char c = (unsigned char)s.at[i];
		bad |= (unsigned char)(((c < 0x20) & (c != '\t')) | (c == 0x7F));
	}
	return bad == 0;
}

static bool
is_host(struct span s)
{
	return s.size > 0 && s.size < 256 && is_all_in(s, IN_HOST);
}

static enum http_problem
line_check(const struct http_head *head, const char **why)
{
	*why = "the request's line is not METHOD TARGET HTTP/1.1";
	if (!is_token(head->method) || head->target.size == 0)
		return HTTP_PROBLEM_BAD_REQUEST;
	if (!is_printable(head->target)) {
		*why = "the target has a blank, a control character or a letter that is not ASCII";
		return HTTP_PROBLEM_BAD_REQUEST;
	}
	if (head->target.size > HTTP_TARGET_MOST) {
		*why = "the target is too long";
		return HTTP_PROBLEM_BAD_REQUEST;
	}
	if (!span_is(head->version, SPAN("HTTP/1.1")) && !span_is(head->version, SPAN("HTTP/1.0")))
		return HTTP_PROBLEM_VERSION;
	if (head->target.at[0] != '/' && !span_is(head->target, SPAN("*"))) {
		*why = "the target must begin with a slash";
		return HTTP_PROBLEM_BAD_REQUEST;
	}
	return WELL;
}

static bool
length_read(struct span s, uint64_t *ret)
{
	*ret = 0;
	for (size_t i = 0; i < s.size; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		*ret = *ret * 10 + (uint64_t)(s.at[i] - '0');
	}
	return s.size > 0 && s.size <= 18;
}

struct seen {
	unsigned hosts, lengths, codings;
};

static enum http_problem
field_check(const struct http_header_field *field, struct seen *seen, struct http_body_form *ret,
	const char **why)
{
	*why = "a header field is not well formed";
	if (!is_token(field->name) || !is_value(field->value))
		return HTTP_PROBLEM_BAD_REQUEST;
	if (http_is_named(field, SPAN("host"))) {
		seen->hosts++;
		*why = "the host is not one";
		return is_host(field->value) ? WELL : HTTP_PROBLEM_BAD_REQUEST;
	}
	if (http_is_named(field, SPAN("content-length"))) {
		seen->lengths++;
		*why = "the Content-Length is no number";
		return length_read(field->value, &ret->size) ? WELL : HTTP_PROBLEM_BAD_REQUEST;
	}
	if (http_is_named(field, SPAN("transfer-encoding"))) {
		seen->codings++;
		ret->is_chunked = true;
		*why = "only chunked is known as Transfer-Encoding";
		return span_is_like(field->value, SPAN("chunked")) ? WELL
								   : HTTP_PROBLEM_BAD_REQUEST;
	}
	if (http_is_named(field, SPAN("expect"))) {
		*why = NULL;
		return span_is_like(field->value, SPAN("100-continue")) ? WELL
									: HTTP_PROBLEM_EXPECTATION;
	}
	return WELL;
}

static enum http_problem
body_check(const struct http_head *head, const struct seen *seen, const char **why)
{
	const bool is_old = span_is(head->version, SPAN("HTTP/1.0"));

	*why = "there is more than one Host";
	if (seen->hosts > 1)
		return HTTP_PROBLEM_BAD_REQUEST;
	*why = "there is no Host";
	if (seen->hosts == 0 && !is_old)
		return HTTP_PROBLEM_BAD_REQUEST;
	*why = "there is more than one Content-Length";
	if (seen->lengths > 1)
		return HTTP_PROBLEM_BAD_REQUEST;
	*why = "there is more than one Transfer-Encoding";
	if (seen->codings > 1)
		return HTTP_PROBLEM_BAD_REQUEST;
	*why = "there is a Content-Length together with a Transfer-Encoding";
	if (seen->codings > 0 && seen->lengths > 0)
		return HTTP_PROBLEM_BAD_REQUEST;
	*why = "HTTP/1.0 has no Transfer-Encoding";
	if (seen->codings > 0 && is_old)
		return HTTP_PROBLEM_BAD_REQUEST;
	return WELL;
}

enum http_problem
http_head_check(const struct http_head *head, struct http_body_form *ret, const char **ret_why)
{
	struct http_body_form form = {.is_chunked = false};
	struct seen seen = {0};
	enum http_problem problem = line_check(head, ret_why);

	if (problem == WELL && head->fields_n > HTTP_FIELDS_MOST) {
		*ret_why = "there are too many header fields";
		problem = HTTP_PROBLEM_BAD_REQUEST;
	}
	for (size_t i = 0; i < head->fields_n && problem == WELL; i++)
		problem = field_check(&head->fields[i], &seen, &form, ret_why);
	if (problem == WELL)
		problem = body_check(head, &seen, ret_why);
	if (problem == WELL && !head->is_whole) {
		*ret_why = "the head has a NUL, a continued line, or a line without CR LF";
		problem = HTTP_PROBLEM_BAD_REQUEST;
	}
	if (problem == WELL) {
		*ret = form;
		*ret_why = NULL;
	}
	return problem;
}
