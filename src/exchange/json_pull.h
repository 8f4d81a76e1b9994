/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON token by token, from a stream: an event log may be larger than memory, and jansson would
 *build it whole. The grammar is checked on the way (RFC 8259), the line is known at every token,
 *and what a token may cost is bounded.
 *
 *	struct json_pull json;
 *	json_pull_init(&json, read, who);
 *	while ((token = json_pull_next(&json)) != JSON_END && token != JSON_BROKEN) …
 *	json_pull_finish(&json);
 *
 * The first fault sticks: from then on every token is JSON_BROKEN and `reason` says why.
 *
 * One thread. The text of a token is borrowed until the next one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

#define JSON_PULL_DEPTH	    64
#define JSON_PULL_TEXT_MOST ((size_t)16 << 20)
#define JSON_PULL_BUFFER    ((size_t)64 << 10)

enum json_token {
	JSON_BROKEN,
	JSON_END, /* after the one value of the text */
	JSON_OBJECT,
	JSON_OBJECT_END,
	JSON_ARRAY,
	JSON_ARRAY_END,
	JSON_KEY,
	JSON_TEXT,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
};

/* Fills `into` with up to `size` bytes; 0 is the end (or a failure that `who` remembers). */
typedef size_t json_pull_read(void *who, char *into, size_t size);

struct json_pull {
	json_pull_read *read;
	void *who;
	char *buffer;
	size_t at, filled;
	uint64_t line;
	const char *reason; /* of JSON_BROKEN: a sentence without the line */

	struct span text; /* of JSON_KEY, JSON_TEXT, JSON_NUMBER */
	char *letters;	  /* the memory behind */
	size_t letters_n, letters_room;
	uint32_t half;
	uint64_t mended_n; /* texts that held bytes which are not UTF-8, or half a pair; replaced */

	struct arena *arena, *mending;
	unsigned depth;
	bool is_object[JSON_PULL_DEPTH];
	enum json_awaits {
		JSON_AWAITS_VALUE,
		JSON_AWAITS_FIRST, /* the first member or element, or the end of none */
		JSON_AWAITS_COMMA, /* or the end */
		JSON_AWAITS_NOTHING,
	} awaits;
};

void json_pull_init(struct json_pull *j, json_pull_read *read, void *who);
void json_pull_finish(struct json_pull *j);
enum json_token json_pull_next(struct json_pull *j);
/* Having had `token`, passes over the rest of its value. False when the text is broken. */
bool json_pull_skip(struct json_pull *j, enum json_token token);
