/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decoding copies only what has something to decode.
 */
#include "http/query.h"

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool
is_harmless(struct span s)
{
	for (size_t i = 0; i < s.size; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7F)
			return false;
	return text_is_utf8(s);
}

bool
http_decode(struct span *ret, struct span piece, bool plus_is_blank, struct arena *a)
{
	size_t size = 0;
	char *into;

	if (memchr(piece.at, '%', piece.size) == NULL &&
		(!plus_is_blank || memchr(piece.at, '+', piece.size) == NULL)) {
		*ret = piece;
		return is_harmless(piece);
	}
	into = arena_alloc(a, piece.size + 1);
	for (size_t i = 0; i < piece.size; i++) {
		char c = piece.at[i];
		if (c == '%') {
			const int high = i + 2 < piece.size ? hex(piece.at[i + 1]) : -1;
			const int low = i + 2 < piece.size ? hex(piece.at[i + 2]) : -1;
			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus_is_blank) {
			c = ' ';
		}
		into[size++] = c;
	}
	*ret = (struct span){into, size};
	return is_harmless(*ret);
}

bool
http_pairs(struct http_pair **ret, size_t *ret_n, struct span text, struct arena *a)
{
	struct http_pair *pairs = NULL;
	size_t n = 0, room = 0;

	for (struct span part; span_cut(&text, '&', &part);) {
		struct http_pair pair = {.value = SPAN("")};
		struct span name;
		if (part.size == 0)
			continue;
		struct span rest = part;
		if (!span_cut(&rest, '=', &name) || n == HTTP_PAIRS_MOST)
			return false;
		if (!http_decode(&pair.name, name, true, a))
			return false;
		if (rest.size > 0 && !http_decode(&pair.value, rest, true, a))
			return false;
		*ARENA_PUSH(a, pairs, n, room) = pair;
	}
	*ret = pairs;
	*ret_n = n;
	return true;
}

struct span
http_cookie_find(struct span header, struct span name)
{
	for (struct span part; span_cut(&header, ';', &part);) {
		struct span key;
		part = span_trim(part);
		if (memchr(part.at, '=', part.size) == NULL || !span_cut(&part, '=', &key) ||
			!span_is(span_trim(key), name))
			continue;
		part = span_trim(part);
		if (part.size >= 2 && part.at[0] == '"' && part.at[part.size - 1] == '"')
			part = (struct span){part.at + 1, part.size - 2};
		return part.size > 0 ? part : SPAN("");
	}
	return (struct span){NULL, 0};
}
