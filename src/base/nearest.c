/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The word that was meant: Damerau-Levenshtein distance in its optimal-string-alignment form (a
 * letter more, less, other, or two neighbours swapped count one each), over code points, ASCII case
 * for nothing. Words over WORD_MOST letters are not compared, so that the work is bounded.
 */
#include "base/text.h"

#include "base/attributes.h"

#define WORD_MOST 64

struct word {
	uint32_t letters[WORD_MOST];
	size_t letters_n;
};

static uint32_t
letter_fold(uint32_t letter)
{
	return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
}

/* False when it is too long. A letter is the bits of its bytes: only equality matters here. */
static bool
word_read(struct word *word, const char *text)
{
	word->letters_n = 0;
	for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
		if ((*c & 0xC0) == 0x80 && word->letters_n > 0) {
			uint32_t *last = &word->letters[word->letters_n - 1];
			*last = *last << 8 | *c;
			continue;
		}
		if (word->letters_n == WORD_MOST)
			return false;
		word->letters[word->letters_n++] = letter_fold(*c);
	}
	return true;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t
distance(const struct word *a, const struct word *b)
{
	size_t rows[3][WORD_MOST + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b->letters_n; j++)
		last[j] = j;
	for (size_t i = 1; i <= a->letters_n; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b->letters_n; j++) {
			uint32_t x = a->letters[i - 1], y = b->letters[j - 1];
			row[j] = least(least(row[j - 1], last[j]) + 1, last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == b->letters[j - 2] && a->letters[i - 2] == y)
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *oldest = before;
		before = last;
		last = row;
		row = oldest;
	}
	return last[b->letters_n];
}

const char *
text_nearest(const char *wrong, const char *const *words, size_t words_n)
{
	struct word meant, word;
	const char *nearest = NULL;

	if (!word_read(&meant, wrong))
		return NULL;
	size_t bound = meant.letters_n / 3 + 1;
	for (size_t i = 0; i < words_n; i++) {
		if (words[i] == NULL || !word_read(&word, words[i]))
			continue;
		size_t far = distance(&meant, &word);
		if (far < bound) {
			bound = far;
			nearest = words[i];
		}
	}
	return nearest;
}
