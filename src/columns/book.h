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

/* What a word is found by: its first and last eight bytes, its size, and a hash of all of it. */
struct word_key {
	uint64_t head, tail; /* of a word under eight bytes: all of it, and 0 */
	uint32_t size, hash;
};

/* One word of a book. For words of up to 16 bytes it tells them apart by itself, so that looking
 * one up touches the table and this, and nothing else. */
struct word_card {
	uint64_t head, tail;
	uint64_t begin; /* in bytes */
	uint32_t size;
	uint32_t count; /* the user's: events of a journey */
};
_Static_assert(sizeof(struct word_card) == 32, "two cards a cache line");

struct book {
	uint64_t *slots; /* hash << 32 | number + 1; 0 is free */
	uint64_t slots_mask;
	uint64_t in_table_n;
	struct word_card *cards;
	char *bytes;
	uint64_t words_n, words_room, bytes_size, bytes_room;
	uint64_t mended_n;
	bool is_full; /* more than BOOK_WORDS_MOST words came */
};

void book_finish(struct book *b);
/* A word's number; it is added when it is new. */
uint32_t book_add_new(struct book *b, struct span word, const struct word_key *key);
/* A new word that nobody will look for, even if there is one like it; it is mended if need be. */
uint32_t book_append(struct book *b, struct span word);
/* A word that is known not to be there yet, as it is. */
uint32_t book_insert(struct book *b, struct span word, const struct word_key *key);
/* Frees what is only needed for finding; cards stay. */
void book_close(struct book *b);

static inline struct span
book_word(const struct book *b, uint64_t i)
{
	return (struct span){.at = b->bytes + b->cards[i].begin, .size = b->cards[i].size};
}

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

/* A word of less than eight bytes as a number; of three and less not all of them tell it apart. */
static inline uint64_t
word_short(struct span word)
{
	const char *at = word.at;
	const size_t size = word.size;

	if (size >= 4)
		return (uint64_t)book_load4(at + size - 4) << 32 | book_load4(at);
	if (size == 0)
		return 0;
	return (uint64_t)(unsigned char)at[0] << 16 | (uint64_t)(unsigned char)at[size / 2] << 8 |
	       (unsigned char)at[size - 1];
}

/* For tables in memory only: differs between machines of different byte order. */
static inline struct word_key
word_key(struct span word)
{
	const uint64_t k0 = UINT64_C(0x9E3779B97F4A7C15), k1 = UINT64_C(0xD6E8FEB86659FD93);
	const size_t size = word.size;
	const bool is_long = likely(size >= 8);
	uint64_t head = is_long ? book_load8(word.at) : word_short(word);
	uint64_t tail = is_long ? book_load8(word.at + size - 8) : 0;
	uint64_t h = book_mix(head ^ k0, tail ^ (size * k1));

	for (size_t i = 8; unlikely(i + 8 < size); i += 8)
		h = book_mix(h ^ book_load8(word.at + i), k1);
	return (struct word_key){.head = head,
		.tail = tail,
		.size = (uint32_t)size,
		.hash = (uint32_t)(h ^ h >> 32)};
}

static inline bool
card_is(const struct book *b, uint32_t number, struct span word, const struct word_key *key)
{
	const struct word_card *card = &b->cards[number];
	if (unlikely(((card->head ^ key->head) | (card->tail ^ key->tail) |
			     (card->size ^ key->size)) != 0))
		return false;
	return likely(key->size <= 16) ||
	       memcmp(b->bytes + card->begin + 8, word.at + 8, key->size - 16) == 0;
}

static inline void
book_prefetch(const struct book *b, const struct word_key *key)
{
	if (b->slots != NULL)
		__builtin_prefetch(&b->slots[key->hash & b->slots_mask]);
}

/* The number that the word probably has, its card on the way from memory; or BOOK_NONE. */
static inline uint32_t
book_guess(const struct book *b, const struct word_key *key)
{
	if (unlikely(b->slots == NULL))
		return BOOK_NONE;
	for (uint64_t at = key->hash & b->slots_mask;; at = (at + 1) & b->slots_mask) {
		uint64_t slot = b->slots[at];
		if (likely(slot >> 32 == key->hash && slot != 0)) {
			__builtin_prefetch(&b->cards[(uint32_t)slot - 1]);
			return (uint32_t)slot - 1;
		}
		if (slot == 0)
			return BOOK_NONE;
	}
}

/* The number of a word as it is kept, or BOOK_NONE. Reads only. */
static inline uint32_t
book_find(const struct book *b, struct span word, const struct word_key *key)
{
	if (unlikely(b->slots == NULL))
		return BOOK_NONE;
	for (uint64_t at = key->hash & b->slots_mask;; at = (at + 1) & b->slots_mask) {
		uint64_t slot = b->slots[at];
		uint32_t number = (uint32_t)slot - 1;
		if (slot == 0)
			return BOOK_NONE;
		if (likely(slot >> 32 == key->hash) && likely(card_is(b, number, word, key)))
			return number;
	}
}

static inline uint32_t
book_add_key(struct book *b, struct span word, const struct word_key *key)
{
	uint32_t number = book_find(b, word, key);
	return likely(number != BOOK_NONE) ? number : book_add_new(b, word, key);
}

static inline uint32_t
book_add(struct book *b, struct span word)
{
	const struct word_key key = word_key(word);
	return book_add_key(b, word, &key);
}

/* ---- Words that come again and again ---- */

/* Words of up to 24 bytes and their numbers, each at a place that its letters say: with few
 * different words in a column, as is usual, a look here is all. A word is wholly in its memo. */
struct word_memo {
	uint64_t head, middle, tail;
	uint32_t size, number;
};

#define MEMOS_BITS 10u

struct word_memo *memos_new(void);

static inline uint32_t
memos_add(struct word_memo *memos, struct book *b, struct span word)
{
	const size_t size = word.size;
	uint64_t head = 0, middle = 0, tail = 0;

	if (likely(size - 8 <= 16)) {
		head = book_load8(word.at);
		middle = book_load8(word.at + (size < 16 ? size - 8 : 8));
		tail = book_load8(word.at + size - 8);
	} else if (size < 8) {
		head = word_short(word);
	} else
		return book_add(b, word);
	struct word_memo *memo =
		&memos[((head ^ middle << 1 ^ tail << 2) * UINT64_C(0x9E3779B97F4A7C15)) >>
			(64 - MEMOS_BITS)];
	if (likely(((memo->head ^ head) | (memo->middle ^ middle) | (memo->tail ^ tail) |
			   (memo->size ^ size)) == 0))
		return memo->number;
	const struct word_key key = word_key(word);
	const uint32_t number = book_add_key(b, word, &key);
	if (card_is(b, number, word, &key)) /* a mended word is mended, and counted, each time */
		*memo = (struct word_memo){.head = head,
			.middle = middle,
			.tail = tail,
			.size = (uint32_t)size,
			.number = number};
	return number;
}
