/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A book of words while it grows: each distinct word once, numbered in the order of appearance. The
 * table holds 32 bits of a word's hash beside its number, so that a wrong word is nearly always
 * passed over without looking at its letters; the letters decide.
 *
 * Words are kept in Unicode normal form C; bytes that are not UTF-8, and NUL, become U+FFFD and the
 * word is counted as mended. Plain ASCII words, nearly all, pay nothing for this.
 *
 * Private to columns/. One thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/attributes.h"
#include "base/text.h"
#include "columns/columns.h"
#include "columns/owner.h"

#define BOOK_WORDS_MOST (UINT32_MAX - 2)
#define BOOK_NONE	UINT32_MAX

struct book {
	uint64_t *slots; /* hash << 32 | number + 1; 0 is free */
	uint64_t slots_mask;
	uint64_t in_table_n;
	uint64_t *ends;
	char *bytes;
	uint64_t words_n, words_room, bytes_room;
	uint64_t mended_n;
	bool is_full; /* more than BOOK_WORDS_MOST words came */
};

void book_finish(struct book *b);
/* A word's number; it is added when it is new. word_hash(word) is given, so that a caller can have
 * prefetched. */
uint32_t book_add_hashed(struct book *b, struct span word, uint32_t hash);
/* The number of a word as it is kept, or BOOK_NONE. Reads only. */
uint32_t book_find(const struct book *b, struct span word, uint32_t hash);
/* A new word that nobody will look for, even if there is one like it. */
uint32_t book_append(struct book *b, struct span word);
/* A word that is known not to be there yet, as it is. */
uint32_t book_insert(struct book *b, struct span word, uint32_t hash);
/* Moves the words to an owner; the book is empty afterwards. */
struct words book_take(struct book *b, struct columns_owner *o);
/* A view of the words; it ends with the next one added. */
struct words book_words(const struct book *b);

static inline uint64_t
book_mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
book_load8(const char *at)
{
	uint64_t value;
	memcpy(&value, at, sizeof value);
	return value;
}

static inline uint32_t
book_load4(const char *at)
{
	uint32_t value;
	memcpy(&value, at, sizeof value);
	return value;
}

/* For tables in memory only: differs between machines of different byte order. */
static inline uint32_t
word_hash(struct span word)
{
	const uint64_t k0 = UINT64_C(0x9E3779B97F4A7C15), k1 = UINT64_C(0xD6E8FEB86659FD93);
	const char *at = word.at;
	size_t size = word.size;
	uint64_t a = 0, b = 0, h = size * k1;

	while (size > 16) {
		h = book_mix(h ^ book_load8(at) ^ k0, book_load8(at + 8) ^ k1);
		at += 16;
		size -= 16;
	}
	if (size >= 8) {
		a = book_load8(at);
		b = book_load8(at + size - 8);
	} else if (size >= 4) {
		a = book_load4(at);
		b = book_load4(at + size - 4);
	} else if (size > 0) {
		a = (uint64_t)(unsigned char)at[0] << 16 |
		    (uint64_t)(unsigned char)at[size / 2] << 8 | (unsigned char)at[size - 1];
	}
	h = book_mix(h ^ a ^ k0, b ^ k1);
	return (uint32_t)(h ^ h >> 32);
}

static inline uint32_t
book_add(struct book *b, struct span word)
{
	return book_add_hashed(b, word, word_hash(word));
}

static inline void
book_prefetch(const struct book *b, uint32_t hash)
{
	if (b->slots != NULL)
		__builtin_prefetch(&b->slots[hash & b->slots_mask]);
}
