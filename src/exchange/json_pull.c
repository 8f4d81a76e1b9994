/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A state machine with one open buffer and one growing text. Texts are checked for UTF-8 as a
 * whole: nearly all of them are well formed, and the few others are mended by text_clean.
 */
#include "exchange/json_pull.h"

#include "base/attributes.h"

#define END_OF_TEXT (-1)
#define REPLACEMENT UINT32_C(0xfffd)

static enum json_token
broken(struct json_pull *j, const char *reason)
{
	if (j->reason == NULL)
		j->reason = reason;
	return JSON_BROKEN;
}

static int
peek(struct json_pull *j)
{
	if (j->at == j->filled) {
		j->at = 0;
		j->filled = j->read(j->who, j->buffer, JSON_PULL_BUFFER);
		if (j->filled == 0)
			return END_OF_TEXT;
	}
	return (unsigned char)j->buffer[j->at];
}

static void
step(struct json_pull *j)
{
	j->line += j->buffer[j->at++] == '\n';
}

static int
after_blanks(struct json_pull *j)
{
	int letter;

	while ((letter = peek(j)) == ' ' || letter == '\t' || letter == '\n' || letter == '\r')
		step(j);
	return letter;
}

static bool
push_run(struct json_pull *j, const char *run, size_t size)
{
	if (size == 0)
		return true;
	if (j->letters_n + size > JSON_PULL_TEXT_MOST) {
		(void)broken(j, "a text of more than 16 MiB");
		return false;
	}
	if (j->letters_n + size > j->letters_room) {
		const size_t room = (j->letters_n + size) * 2;
		char *letters = arena_alloc(j->arena, room);

		if (j->letters_n > 0)
			memcpy(letters, j->letters, j->letters_n);
		j->letters = letters;
		j->letters_room = room;
	}
	memcpy(j->letters + j->letters_n, run, size);
	j->letters_n += size;
	return true;
}

static bool
push_code_point(struct json_pull *j, uint32_t point)
{
	char bytes[4];
	size_t size = 0;

	if (point == 0)
		point = REPLACEMENT; /* names end at a NUL elsewhere */
	if (point < 0x80) {
		bytes[size++] = (char)point;
	} else if (point < 0x800) {
		bytes[size++] = (char)(0xc0 | point >> 6);
	} else if (point < 0x10000) {
		bytes[size++] = (char)(0xe0 | point >> 12);
		bytes[size++] = (char)(0x80 | (point >> 6 & 0x3f));
	} else {
		bytes[size++] = (char)(0xf0 | point >> 18);
		bytes[size++] = (char)(0x80 | (point >> 12 & 0x3f));
		bytes[size++] = (char)(0x80 | (point >> 6 & 0x3f));
	}
	if (point >= 0x80)
		bytes[size++] = (char)(0x80 | (point & 0x3f));
	return push_run(j, bytes, size);
}

static bool
read_hex(struct json_pull *j, uint32_t *ret)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		const int letter = peek(j);

		if (letter >= '0' && letter <= '9')
			value = value << 4 | (uint32_t)(letter - '0');
		else if ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'f')
			value = value << 4 | (uint32_t)((letter | 0x20) - 'a' + 10);
		else
			return false;
		step(j);
	}
	*ret = value;
	return true;
}

/* Code points beyond the first plane come as two escapes; the first half waits in `half`. A half
 * that finds no other half is replaced. */
static bool
settle_half(struct json_pull *j)
{
	if (j->half == 0)
		return true;
	j->half = 0;
	j->mended_n++;
	return push_code_point(j, REPLACEMENT);
}

static bool
read_escaped_code_point(struct json_pull *j)
{
	uint32_t point;

	if (!read_hex(j, &point))
		return false;
	if (point >= 0xdc00 && point < 0xe000 && j->half != 0) {
		point = 0x10000 + ((j->half - 0xd800) << 10) + (point - 0xdc00);
		j->half = 0;
		return push_code_point(j, point);
	}
	if (!settle_half(j))
		return false;
	if (point >= 0xd800 && point < 0xdc00) {
		j->half = point;
		return true;
	}
	if (point >= 0xdc00 && point < 0xe000) {
		j->mended_n++;
		point = REPLACEMENT;
	}
	return push_code_point(j, point);
}

/* After a backslash. */
static bool
read_escape(struct json_pull *j)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const int letter = peek(j);
	const char *name = letter > 0 ? strchr(names, letter) : NULL;

	if (letter == 'u') {
		step(j);
		return read_escaped_code_point(j);
	}
	if (name == NULL)
		return false;
	step(j);
	return settle_half(j) && push_run(j, &meant[name - names], 1);
}

/* The letters up to the next quote, backslash or end of the buffer. False at a control character.
 */
static bool
read_run(struct json_pull *j)
{
	const size_t from = j->at;
	bool is_plain = true;

	for (; j->at < j->filled; j->at++) {
		const unsigned char letter = (unsigned char)j->buffer[j->at];

		is_plain = letter >= 0x20;
		if (letter == '"' || letter == '\\' || !is_plain)
			break;
	}
	if (j->at > from && !settle_half(j))
		return false;
	return push_run(j, j->buffer + from, j->at - from) && is_plain;
}

/* Bytes that are not UTF-8 become U+FFFD. */
static void
mend(struct json_pull *j)
{
	if (j->mending == NULL) {
		j->mending = arena_new(ARENA_UNLIMITED);
		(void)arena_alloc(j->mending, 1); /* so that its first block stays */
	}

	const struct arena_mark mark = arena_mark(j->mending);
	const struct span clean = span_of(text_clean(j->text, j->mending, NULL));

	j->mended_n++;
	j->letters_n = 0;
	if (push_run(j, clean.at,
		    clean.size < JSON_PULL_TEXT_MOST ? clean.size : JSON_PULL_TEXT_MOST))
		j->text = (struct span){j->letters, j->letters_n};
	arena_rewind(j->mending, mark);
}

/* From the opening quote to the closing one, into `text`. */
static bool
read_text(struct json_pull *j)
{
	j->letters_n = 0;
	j->half = 0;
	step(j);
	for (;;) {
		const int letter = peek(j);

		if (letter == END_OF_TEXT)
			return broken(j, "the text ends inside a string") != JSON_BROKEN;
		if (letter == '"')
			break;
		if (letter == '\\') {
			step(j);
			if (!read_escape(j))
				return broken(j, "a backslash with nothing it could mean") !=
				       JSON_BROKEN;
		} else if (!read_run(j)) {
			return broken(j, "a control character inside a string") != JSON_BROKEN;
		}
	}
	step(j);
	if (!settle_half(j))
		return false;
	j->text = (struct span){j->letters != NULL ? j->letters : "", j->letters_n};
	if (!text_is_utf8(j->text))
		mend(j);
	return true;
}

/* -?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)? */
static bool
is_number(struct span s)
{
	const char *at = s.at, *end = s.at + s.size;
	const char *digits;

	at += at < end && *at == '-';
	digits = at;
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	if (at == digits || (*digits == '0' && at > digits + 1))
		return false;
	if (at < end && *at == '.') {
		digits = ++at;
		while (at < end && *at >= '0' && *at <= '9')
			at++;
		if (at == digits)
			return false;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		at += at < end && (*at == '-' || *at == '+');
		digits = at;
		while (at < end && *at >= '0' && *at <= '9')
			at++;
		if (at == digits)
			return false;
	}
	return at == end;
}

/* A number or one of the three words. */
static enum json_token
read_bare(struct json_pull *j)
{
	int letter;

	j->letters_n = 0;
	while ((letter = peek(j)) != END_OF_TEXT && letter != 0 &&
		strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
			letter)) {
		const char byte = (char)letter;

		if (j->letters_n > 1000)
			return broken(j, "a number of more than 1,000 digits");
		if (!push_run(j, &byte, 1))
			return JSON_BROKEN;
		step(j);
	}
	j->text = (struct span){j->letters != NULL ? j->letters : "", j->letters_n};
	if (span_is(j->text, SPAN("true")))
		return JSON_TRUE;
	if (span_is(j->text, SPAN("false")))
		return JSON_FALSE;
	if (span_is(j->text, SPAN("null")))
		return JSON_NULL;
	if (is_number(j->text))
		return JSON_NUMBER;
	return broken(j, letter == END_OF_TEXT && j->letters_n == 0 ? "the text ends too early"
								    : "this is not JSON");
}

static void
value_is_over(struct json_pull *j)
{
	j->awaits = j->depth == 0 ? JSON_AWAITS_NOTHING : JSON_AWAITS_COMMA;
}

static enum json_token
open_group(struct json_pull *j, bool is_object)
{
	if (j->depth == JSON_PULL_DEPTH)
		return broken(j, "nested more than 64 deep");
	step(j);
	j->is_object[j->depth++] = is_object;
	j->awaits = JSON_AWAITS_FIRST;
	return is_object ? JSON_OBJECT : JSON_ARRAY;
}

static enum json_token
close_group(struct json_pull *j)
{
	step(j);
	j->depth--;
	value_is_over(j);
	return j->is_object[j->depth] ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static enum json_token
read_value(struct json_pull *j, int letter)
{
	if (letter == '{' || letter == '[')
		return open_group(j, letter == '{');

	const enum json_token token = letter != '"'  ? read_bare(j)
				      : read_text(j) ? JSON_TEXT
						     : JSON_BROKEN;

	value_is_over(j);
	return token;
}

static enum json_token
read_key(struct json_pull *j, int letter)
{
	if (letter != '"')
		return broken(j, letter == END_OF_TEXT ? "the text ends too early"
						       : "a name in quotes is missing");
	if (!read_text(j))
		return JSON_BROKEN;
	if (after_blanks(j) != ':')
		return broken(j, "a colon is missing after a name");
	step(j);
	j->awaits = JSON_AWAITS_VALUE;
	return JSON_KEY;
}

static enum json_token
next_in_group(struct json_pull *j)
{
	const bool is_object = j->is_object[j->depth - 1];
	int letter = after_blanks(j);

	if (letter == (is_object ? '}' : ']'))
		return close_group(j);
	if (j->awaits == JSON_AWAITS_COMMA) {
		if (letter == END_OF_TEXT)
			return broken(j, "the text ends too early");
		if (letter != ',')
			return broken(j, "a comma is missing");
		step(j);
		letter = after_blanks(j);
	}
	return is_object ? read_key(j, letter) : read_value(j, letter);
}

static enum json_token
end_of_all(struct json_pull *j)
{
	return after_blanks(j) == END_OF_TEXT
		       ? JSON_END
		       : broken(j, "there is more after the end of the value");
}

void
json_pull_init(struct json_pull *j, json_pull_read *read, void *who)
{
	*j = (struct json_pull){.read = read, .who = who, .line = 1};
	j->arena = arena_new(ARENA_UNLIMITED);
	j->buffer = arena_alloc(j->arena, JSON_PULL_BUFFER);
	j->awaits = JSON_AWAITS_VALUE;
	while (j->filled < 3) { /* a byte order mark may come in pieces */
		const size_t n = read(who, j->buffer + j->filled, JSON_PULL_BUFFER - j->filled);

		if (n == 0)
			break;
		j->filled += n;
	}
	if (j->filled >= 3 && memcmp(j->buffer, "\xef\xbb\xbf", 3) == 0)
		j->at = 3;
}

void
json_pull_finish(struct json_pull *j)
{
	arena_free(j->arena);
	arena_free(j->mending);
	*j = (struct json_pull){.reason = "finished"};
}

enum json_token
json_pull_next(struct json_pull *j)
{
	if (j->reason != NULL)
		return JSON_BROKEN;
	switch (j->awaits) {
	case JSON_AWAITS_FIRST:
	case JSON_AWAITS_COMMA:
		return next_in_group(j);
	case JSON_AWAITS_VALUE:
		return read_value(j, after_blanks(j));
	case JSON_AWAITS_NOTHING:
		break;
	}
	return end_of_all(j);
}

bool
json_pull_skip(struct json_pull *j, enum json_token token)
{
	if (token != JSON_OBJECT && token != JSON_ARRAY)
		return token != JSON_BROKEN;

	const unsigned outside = j->depth - 1;

	while (j->depth > outside)
		if (json_pull_next(j) == JSON_BROKEN)
			return false;
	return true;
}
