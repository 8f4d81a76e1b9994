/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comparing, trimming and cutting borrowed bytes. Nothing here looks at a locale: letters without
 * case are the ASCII ones, blanks are the six of ASCII.
 */
#include "base/text.h"

static unsigned char
ascii_lower(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
span_is_like(struct span a, struct span b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (a.at[i] != b.at[i] && ascii_lower(a.at[i]) != ascii_lower(b.at[i]))
			return false;
	return true;
}

bool
span_begins(struct span s, struct span with)
{
	return s.size >= with.size && span_is((struct span){s.at, with.size}, with);
}

bool
span_ends(struct span s, struct span with)
{
	return s.size >= with.size &&
	       span_is((struct span){s.at + (s.size - with.size), with.size}, with);
}

struct span
span_trim(struct span s)
{
	while (s.size > 0 && is_blank(s.at[s.size - 1]))
		s.size--;
	while (s.size > 0 && is_blank(s.at[0])) {
		s.at++;
		s.size--;
	}
	return s;
}

bool
span_cut(struct span *rest, char separator, struct span *ret_part)
{
	if (rest->size == 0)
		return false;
	const char *end = memchr(rest->at, separator, rest->size);
	size_t size = end == NULL ? rest->size : (size_t)(end - rest->at);
	*ret_part = (struct span){rest->at, size};
	size_t gone = end == NULL ? size : size + 1;
	rest->at += gone;
	rest->size -= gone;
	return true;
}

struct span
span_head(struct span s, size_t most)
{
	if (s.size <= most)
		return s;
	s.size = most;
	while (s.size > 0 && ((unsigned char)s.at[s.size] & 0xC0) == 0x80)
		s.size--;
	return s;
}
