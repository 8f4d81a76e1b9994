/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing with linear steps, at most half full. Growing needs no words: a slot holds the
 * whole hash. Words stand one after another in one piece of memory that realloc moves by its pages.
 */
#include "columns/book.h"

#include <stdlib.h>

#include "base/arena.h"

#define SLOTS_FIRST 64

void
book_finish(struct book *b)
{
	free(b->slots);
	free(b->ends);
	free(b->bytes);
	*b = (struct book){0};
}

static void *
room_for(void *items, uint64_t *room, uint64_t needed, size_t size)
{
	if (likely(needed <= *room))
		return items;
	uint64_t more = *room == 0 ? 64 : *room + *room / 2;
	if (more < needed)
		more = needed;
	void *moved = realloc(items, more * size);
	if (moved == NULL)
		abort();
	*room = more;
	return moved;
}

static void
slot_put(uint64_t *slots, uint64_t mask, uint64_t slot)
{
	uint64_t at = slot >> 32 & mask;
	while (slots[at] != 0)
		at = (at + 1) & mask;
	slots[at] = slot;
}

static void
slots_grow(struct book *b)
{
	uint64_t slots_n = b->slots == NULL ? SLOTS_FIRST : (b->slots_mask + 1) * 2;
	uint64_t *slots = calloc(slots_n, sizeof *slots);
	if (slots == NULL)
		abort();
	if (b->slots != NULL)
		for (uint64_t i = 0; i <= b->slots_mask; i++)
			if (b->slots[i] != 0)
				slot_put(slots, slots_n - 1, b->slots[i]);
	free(b->slots);
	b->slots = slots;
	b->slots_mask = slots_n - 1;
}

static inline struct span
book_word(const struct book *b, uint64_t i)
{
	uint64_t begin = i == 0 ? 0 : b->ends[i - 1];
	return (struct span){.at = b->bytes + begin, .size = (size_t)(b->ends[i] - begin)};
}

static uint32_t
word_store(struct book *b, struct span word)
{
	if (unlikely(b->words_n >= BOOK_WORDS_MOST)) {
		b->is_full = true;
		return 0;
	}
	uint64_t begin = b->words_n == 0 ? 0 : b->ends[b->words_n - 1];
	/* One more, so that bytes are there even when the only word is the empty one. */
	b->bytes = room_for(b->bytes, &b->bytes_room, begin + word.size + 1, 1);
	b->ends = room_for(b->ends, &b->words_room, b->words_n + 1, sizeof *b->ends);
	if (word.size > 0)
		memcpy(b->bytes + begin, word.at, word.size);
	b->ends[b->words_n] = begin + word.size;
	return (uint32_t)b->words_n++;
}

uint32_t
book_find(const struct book *b, struct span word, uint32_t hash)
{
	if (unlikely(b->slots == NULL))
		return BOOK_NONE;
	for (uint64_t at = hash & b->slots_mask;; at = (at + 1) & b->slots_mask) {
		uint64_t slot = b->slots[at];
		if (slot == 0)
			return BOOK_NONE;
		uint32_t number = (uint32_t)slot - 1;
		if (slot >> 32 == hash && span_is(book_word(b, number), word))
			return number;
	}
}

uint32_t
book_insert(struct book *b, struct span word, uint32_t hash)
{
	if (b->slots == NULL || b->in_table_n * 2 > b->slots_mask)
		slots_grow(b);
	uint32_t number = word_store(b, word);
	if (likely(!b->is_full)) {
		slot_put(b->slots, b->slots_mask, (uint64_t)hash << 32 | (number + 1));
		b->in_table_n++;
	}
	return number;
}

static bool
is_plain(struct span word)
{
	for (size_t i = 0; i < word.size; i++)
		if ((unsigned char)(word.at[i] - 1) >= 0x7F)
			return false;
	return true;
}

/* The word as it is kept: in the arena when that differs from what came. */
static struct span
word_clean(struct book *b, struct span word, struct arena *a)
{
	bool is_mended = false;
	char *copy = arena_text_n(a, word.at, word.size);
	for (size_t i = 0; i < word.size; i++)
		if (copy[i] == '\0') {
			copy[i] = '\xFF';
			is_mended = true;
		}
	char *clean = text_clean((struct span){copy, word.size}, a, &is_mended);
	b->mended_n += is_mended || memchr(word.at, '\0', word.size) != NULL;
	return span_of(clean);
}

static uint32_t
unclean_add(struct book *b, struct span word)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct span clean = word_clean(b, word, a);
	uint32_t hash = word_hash(clean);
	uint32_t number = book_find(b, clean, hash);
	return number != BOOK_NONE ? number : book_insert(b, clean, hash);
}

uint32_t
book_add_hashed(struct book *b, struct span word, uint32_t hash)
{
	uint32_t number = book_find(b, word, hash);
	if (likely(number != BOOK_NONE))
		return number;
	return is_plain(word) ? book_insert(b, word, hash) : unclean_add(b, word);
}

uint32_t
book_append(struct book *b, struct span word)
{
	if (is_plain(word))
		return word_store(b, word);
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	return word_store(b, word_clean(b, word, a));
}

struct words
book_words(const struct book *b)
{
	return (struct words){.words_n = b->words_n, .ends = b->ends, .bytes = b->bytes};
}

struct words
book_take(struct book *b, struct columns_owner *o)
{
	struct words words = book_words(b);
	owner_take(o, TAKE(b->ends), b->words_room * sizeof *b->ends);
	owner_take(o, TAKE(b->bytes), b->bytes_room);
	book_finish(b);
	return words;
}
