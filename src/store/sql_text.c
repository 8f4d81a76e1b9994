/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One pass from left to right. Quoted pieces and comments are copied as they are; a variant's
 * chosen side is translated like the rest, so ?N may stand in it. A lone | parts the sides, ||
 * joins texts.
 */
#include "store/sql_text.h"

#include <string.h>

#include "base/text.h"

/* No piece grows by more than REAL → double precision does. */
#define GROWTH 4

static const struct {
	struct span sqlite, postgresql;
} words[] = {
	{SPAN("INTEGER"), SPAN("bigint")},
	{SPAN("BLOB"), SPAN("bytea")},
	{SPAN("REAL"), SPAN("double precision")},
	{SPAN("STRICT"), SPAN("")},
};

struct translation {
	char *at;
	bool is_postgresql;
	unsigned values_n;
};

static size_t
size_to(struct span s, size_t from, struct span end)
{
	const char *found =
		s.size < from ? NULL : memmem(s.at + from, s.size - from, end.at, end.size);

	return found == NULL ? s.size : (size_t)(found - s.at) + end.size;
}

/* The bytes of the quoted piece or comment that s begins with, or 0. A doubled quote inside is read
 * as the end of one piece and the beginning of the next, which comes to the same. */
static size_t
quoted_size(struct span s)
{
	if (s.at[0] == '\'' || s.at[0] == '"')
		return size_to(s, 1, (struct span){s.at, 1});
	if (span_begins(s, SPAN("--")))
		return size_to(s, 2, SPAN("\n"));
	if (span_begins(s, SPAN("/*")))
		return size_to(s, 2, SPAN("*/"));
	if (span_begins(s, SPAN("$$")))
		return size_to(s, 2, SPAN("$$"));
	return 0;
}

static bool
is_letter(char letter)
{
	return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
	       (letter >= '0' && letter <= '9') || letter == '_';
}

static size_t
word_size(struct span s)
{
	size_t size = 0;

	while (size < s.size && is_letter(s.at[size]))
		size++;
	return size;
}

static void
put(struct translation *t, struct span s)
{
	memcpy(t->at, s.at, s.size);
	t->at += s.size;
}

static void
put_word(struct translation *t, struct span word)
{
	if (t->is_postgresql)
		for (size_t i = 0; i < array_length(words); i++)
			if (span_is(word, words[i].sqlite)) {
				put(t, words[i].postgresql);
				return;
			}
	put(t, word);
}

/* ?12; returns its size. */
static size_t
put_value(struct translation *t, struct span s)
{
	size_t size = 1;
	unsigned number = 0;

	for (; size < s.size && s.at[size] >= '0' && s.at[size] <= '9' && number < 1000; size++)
		number = number * 10 + (unsigned)(s.at[size] - '0');
	t->values_n = number > t->values_n ? number : t->values_n;
	put(t, t->is_postgresql ? SPAN("$") : SPAN("?"));
	put(t, (struct span){s.at + 1, size - 1});
	return size;
}

/* Cuts {{one|two}} off s. */
static bool
variant_cut(struct span s, size_t *ret_size, struct span *ret_one, struct span *ret_two)
{
	size_t middle = 0, i = 2;

	while (i + 1 < s.size) {
		const struct span rest = {s.at + i, s.size - i};
		const size_t quoted = quoted_size(rest);

		if (quoted > 0) {
			i += quoted;
		} else if (span_begins(rest, SPAN("}}"))) {
			*ret_size = i + 2;
			*ret_one = (struct span){s.at + 2, middle - 2};
			*ret_two = (struct span){s.at + middle + 1, i - middle - 1};
			return middle > 0;
		} else if (span_begins(rest, SPAN("||"))) {
			i += 2;
		} else {
			if (s.at[i] == '|' && middle == 0)
				middle = i;
			i++;
		}
	}
	return false;
}

static bool
translate(struct translation *t, struct span s)
{
	while (s.size > 0) {
		size_t size = quoted_size(s);
		struct span one, two;

		if (size > 0) {
			put(t, (struct span){s.at, size});
		} else if (span_begins(s, SPAN("{{"))) {
			if (!variant_cut(s, &size, &one, &two) ||
				!translate(t, t->is_postgresql ? two : one))
				return false;
		} else if (s.at[0] == '?') {
			size = put_value(t, s);
		} else if ((size = word_size(s)) > 0) {
			put_word(t, (struct span){s.at, size});
		} else {
			put(t, (struct span){s.at, size = 1});
		}
		s = (struct span){s.at + size, s.size - size};
	}
	return true;
}

const char *
sql_text(const char *source, bool is_postgresql, struct arena *a, unsigned *ret_values_n)
{
	const struct span s = span_of(source);
	char *text = arena_alloc(a, GROWTH * s.size + 1);
	struct translation t = {.at = text, .is_postgresql = is_postgresql};

	if (!translate(&t, s))
		return NULL;
	*ret_values_n = t.values_n;
	return text;
}
