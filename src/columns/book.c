/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing with linear steps, an eighth to a half full. Growing needs no words: a slot holds
 * the whole hash. Words stand one after another in one piece of memory that realloc moves by its
 * pages.
 */
#include "columns/book.h"

#include <stdlib.h>

#include "base/arena.h"

#define SLOTS_FIRST 512 /* a page */

static void
slots_free(struct book *b)
{
	pages_free(TAKE(b->slots), (b->slots_mask + 1) * sizeof *b->slots);
}

void
book_finish(struct book *b)
{
	slots_free(b);
	free(b->cards);
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
	uint64_t slots_n = b->slots == NULL ? SLOTS_FIRST : (b->slots_mask + 1) * 4;
	uint64_t *slots = pages_new(slots_n * sizeof *slots);
	if (b->slots != NULL)
		for (uint64_t i = 0; i <= b->slots_mask; i++)
			if (b->slots[i] != 0)
				slot_put(slots, slots_n - 1, b->slots[i]);
	slots_free(b);
	b->slots = slots;
	b->slots_mask = slots_n - 1;
}

static uint32_t
word_store(struct book *b, struct span word, const struct word_key *key)
{
	if (unlikely(b->words_n >= BOOK_WORDS_MOST)) {
		b->is_full = true;
		return 0;
	}
	/* One more, so that bytes are there even when the only word is the empty one. */
	b->bytes = room_for(b->bytes, &b->bytes_room, b->bytes_size + word.size + 1, 1);
	b->cards = room_for(b->cards, &b->words_room, b->words_n + 1, sizeof *b->cards);
	if (word.size > 0)
		memcpy(b->bytes + b->bytes_size, word.at, word.size);
	b->cards[b->words_n] = (struct word_card){
		.head = key->head,
		.tail = key->tail,
		.begin = b->bytes_size,
		.size = key->size,
	};
	b->bytes_size += word.size;
	return (uint32_t)b->words_n++;
}

uint32_t
book_insert(struct book *b, struct span word, const struct word_key *key)
{
	if (b->slots == NULL || b->in_table_n * 2 > b->slots_mask)
		slots_grow(b);
	uint32_t number = word_store(b, word, key);
	if (likely(!b->is_full)) {
		slot_put(b->slots, b->slots_mask, (uint64_t)key->hash << 32 | (number + 1));
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
	const struct word_key key = word_key(clean);
	uint32_t number = book_find(b, clean, &key);
	return number != BOOK_NONE ? number : book_insert(b, clean, &key);
}

uint32_t
book_add_new(struct book *b, struct span word, const struct word_key *key)
{
	return is_plain(word) ? book_insert(b, word, key) : unclean_add(b, word);
}

uint32_t
book_append(struct book *b, struct span word)
{
	if (is_plain(word)) {
		const struct word_key key = word_key(word);
		return word_store(b, word, &key);
	}
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct span clean = word_clean(b, word, a);
	const struct word_key key = word_key(clean);
	return word_store(b, clean, &key);
}

void
book_close(struct book *b)
{
	slots_free(b);
	free(TAKE(b->bytes));
	b->bytes_room = b->bytes_size = 0;
}

struct word_memo *
memos_new(void)
{
	const size_t n = (size_t)1 << MEMOS_BITS;
	struct word_memo *memos = calloc(n, sizeof *memos);
	if (memos == NULL)
		abort();
	for (size_t i = 0; i < n; i++)
		memos[i].size = UINT32_MAX; /* nobody's size */
	return memos;
}
