/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unicode by GLib's tables, with our own loops around them: GLib trusts its input to be UTF-8 and
 * asks the locale how to write small letters, and neither is right for bytes out of somebody's
 * file.
 *
 * Text whose code points all lie below U+0300 is in normal form C already, so that English and
 * Polish words are copied without being normalised.
 */
#include "base/text.h"

#include <glib.h>

#define REPLACEMENT	  "\xEF\xBF\xBD"
#define FIRST_COMBINING	  0x300
#define ASCII_EIGHT_BYTES UINT64_C(0x8080808080808080)

/* Letters that have no decomposition but a customary ASCII spelling. */
/* clang-format off */
static const struct {
	gunichar letter;
	const char *ascii;
} spellings[] = {
	{0x0142, "l"}, {0x0111, "d"}, {0x00F8, "o"}, {0x00DF, "ss"}, {0x00E6, "ae"},
	{0x0153, "oe"}, {0x00FE, "th"}, {0x00F0, "d"}, {0x0131, "i"}, {0x0127, "h"},
};
/* clang-format on */

static uint64_t
load_8(const char *at)
{
	uint64_t bytes;

	memcpy(&bytes, at, sizeof bytes);
	return bytes;
}

static bool
is_continuation(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

size_t
text_letter_size(struct span s)
{
	const unsigned char *b = (const unsigned char *)s.at;

	if (b[0] < 0x80)
		return 1;
	if (b[0] < 0xC2 || b[0] > 0xF4 || s.size < 2 || !is_continuation(b[1]))
		return 0;
	if (b[0] < 0xE0)
		return 2;
	if ((b[0] == 0xE0 && b[1] < 0xA0) || (b[0] == 0xED && b[1] > 0x9F) ||
		(b[0] == 0xF0 && b[1] < 0x90) || (b[0] == 0xF4 && b[1] > 0x8F))
		return 0;
	if (s.size < 3 || !is_continuation(b[2]))
		return 0;
	if (b[0] < 0xF0)
		return 3;
	return s.size >= 4 && is_continuation(b[3]) ? 4 : 0;
}

/* How many bytes at the head of s are ASCII; may stop up to seven short. */
static size_t
ascii_run(struct span s)
{
	size_t i = 0;

	while (i + 8 <= s.size && (load_8(s.at + i) & ASCII_EIGHT_BYTES) == 0)
		i += 8;
	return i;
}

static struct span
span_after(struct span s, size_t size)
{
	return (struct span){s.at + size, s.size - size};
}

bool
text_is_utf8(struct span s)
{
	while (s.size > 0) {
		s = span_after(s, ascii_run(s));
		if (s.size == 0)
			break;
		size_t size = text_letter_size(s);
		if (size == 0)
			return false;
		s = span_after(s, size);
	}
	return true;
}

/* Must the text go through the normaliser? `text` is UTF-8. */
static bool
may_be_denormal(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
		if (*c >= 0xCC) /* the first byte of U+0300 */
			return true;
	return false;
}

/* `text` (UTF-8, in the arena) in normal form C. */
static char *
normal(char *text, struct arena *a)
{
	if (!may_be_denormal(text))
		return text;
	char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
	if (composed == NULL)
		return text;
	char *copy = arena_text(a, composed);
	g_free(composed);
	return copy;
}

/* Bytes that do not belong to the sequence of a letter, and NULs, which would end the text. */
static size_t
bad_bytes_count(struct span s)
{
	size_t bad_n = 0;

	while (s.size > 0) {
		size_t size = s.at[0] == '\0' ? 0 : text_letter_size(s);
		bad_n += size == 0;
		s = span_after(s, size > 0 ? size : 1);
	}
	return bad_n;
}

static char *
mended(struct span s, size_t bad_n, struct arena *a)
{
	char *text = arena_alloc(a, s.size + bad_n * (sizeof REPLACEMENT - 2) + 1);
	char *end = text;

	while (s.size > 0) {
		size_t size = s.at[0] == '\0' ? 0 : text_letter_size(s);
		if (size > 0)
			memcpy(end, s.at, size);
		else
			memcpy(end, REPLACEMENT, sizeof REPLACEMENT - 1);
		end += size > 0 ? size : sizeof REPLACEMENT - 1;
		s = span_after(s, size > 0 ? size : 1);
	}
	return text;
}

char *
text_clean(struct span s, struct arena *a, bool *ret_is_mended)
{
	size_t bad_n = bad_bytes_count(s);

	if (ret_is_mended != NULL)
		*ret_is_mended = bad_n > 0;
	return normal(bad_n > 0 ? mended(s, bad_n, a) : arena_text_n(a, s.at, s.size), a);
}

size_t
text_length(const char *text)
{
	size_t length = 0;

	for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
		length += !is_continuation(*c);
	return length;
}

size_t
text_columns(struct span s)
{
	size_t columns = 0;

	while (s.size > 0) {
		size_t size = text_letter_size(s);
		if (size > 1) {
			gunichar letter = g_utf8_get_char(s.at);
			if (!g_unichar_iszerowidth(letter))
				columns += g_unichar_iswide(letter) ? 2 : 1;
		} else {
			columns++;
		}
		s = span_after(s, size > 0 ? size : 1);
	}
	return columns;
}

char *
text_lower(const char *text, struct arena *a)
{
	const char *clean = text_clean(span_of(text), a, NULL);
	/* A small letter may take one byte more than its capital (Ⱥ, Ⱦ): never more than six. */
	char *lower = arena_alloc(a, 6 * text_length(clean) + 1);
	char *end = lower;

	for (const char *c = clean; *c != '\0'; c = g_utf8_next_char(c))
		end += g_unichar_to_utf8(g_unichar_tolower(g_utf8_get_char(c)), end);
	*end = '\0';
	return normal(lower, a);
}

/* The ASCII spelling of one small letter, "" when it has none. */
static const char *
spelling(gunichar letter, char into[static 2])
{
	if (letter < 0x80) {
		into[0] = g_ascii_isalnum((char)letter) ? (char)letter : '\0';
		into[1] = '\0';
		return into;
	}
	for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
		if (spellings[i].letter == letter)
			return spellings[i].ascii;
	return "";
}

char *
text_slug(const char *text, struct arena *a)
{
	char *apart = g_utf8_normalize(text_lower(text, a), -1, G_NORMALIZE_DEFAULT);
	char *slug = arena_alloc(a, 2 * strlen(apart) + 2);
	char *end = slug;
	bool is_apart = false;
	char one[2];

	for (const char *c = apart; *c != '\0'; c = g_utf8_next_char(c)) {
		gunichar letter = g_utf8_get_char(c);
		if (g_unichar_ismark(letter))
			continue;
		const char *ascii = spelling(letter, one);
		if (*ascii == '\0') {
			is_apart = end > slug;
			continue;
		}
		if (is_apart)
			*end++ = '-';
		is_apart = false;
		while (*ascii != '\0')
			*end++ = *ascii++;
	}
	*end = '\0';
	g_free(apart);
	return slug;
}

static uint64_t
mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t
text_hash(struct span s)
{
	const uint64_t one = UINT64_C(0xA0761D6478BD642F), two = UINT64_C(0xE7037ED1A0B428DB);
	uint64_t hash = s.size ^ one;
	size_t i = 0;

	for (; i + 8 <= s.size; i += 8)
		hash = mix(hash ^ load_8(s.at + i), one);
	if (i < s.size) {
		uint64_t tail = 0;
		memcpy(&tail, s.at + i, s.size - i);
		hash = mix(hash ^ tail, two);
	}
	return mix(hash ^ two, one);
}
