/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is the head of a request well formed, beyond doubt? What two programs on the way could read in
 * two ways is how requests are smuggled, so whatever is doubtful is refused and its connection
 * closed. Pure: spans in, a problem out.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "http/problem.h"

#define HTTP_FIELDS_MOST 100
#define HTTP_TARGET_MOST 4096

struct http_header_field {
	struct span name, value;
};

/* Most names differ in their size already. */
static inline bool
http_is_named(const struct http_header_field *field, struct span name)
{
	return field->name.size == name.size && span_is_like(field->name, name);
}

struct http_head {
	struct span method, target, version;
	const struct http_header_field *fields; /* values without blanks around them */
	size_t fields_n;
	/* Is every byte of the head part of one of the above? Not when a NUL hid some, when a line
	 * was continued on the next, or when one did not end with CR LF. */
	bool is_whole;
};

/* What the head says of the body. */
struct http_body_form {
	bool is_chunked;
	uint64_t size; /* when it is not chunked */
};

/* HTTP_PROBLEM__COUNT when all is well; otherwise *ret_why says what is not. */
enum http_problem http_head_check(
	const struct http_head *head, struct http_body_form *ret, const char **ret_why);
