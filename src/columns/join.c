/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lane's words are looked up in the books of the lanes before it, which stay as they are, so all
 * hands look at once; giving numbers to those that nobody had is a short walk; then each lane
 * writes its own new words to their place.
 */
#include "columns/join.h"

#include <stdlib.h>

#include "base/crew.h"

#define WORDS_A_PIECE 16384u
#define WORDS_AT_ONCE 64u

struct joining {
	struct join *join;
	unsigned lane;				 /* whose words are looked up */
	uint64_t new_begin[JOIN_LANES_MOST + 1]; /* numbers of the words that a lane names first */
	uint64_t bytes_begin[JOIN_LANES_MOST + 1]; /* where their letters go */
	uint64_t *ends;
	char *bytes;
};

/* Everybody's number of a word that a lane before has, or BOOK_NONE. */
static uint32_t
number_before(const struct joining *work, struct span word, const struct word_key *key)
{
	for (unsigned l = 0; l < work->lane; l++) {
		uint32_t number = book_find(work->join->books[l], word, key);
		if (number != BOOK_NONE)
			return work->join->of[l] == NULL ? number : work->join->of[l][number];
	}
	return BOOK_NONE;
}

static void
words_look_up(void *shared, size_t piece)
{
	const struct joining *work = shared;
	const struct join *j = work->join;
	const struct book *book = j->books[work->lane];
	const uint8_t *is_apart = j->is_apart[work->lane];
	const uint64_t apart_n = is_apart == NULL ? 0 : j->apart_n[work->lane];
	uint32_t *of = j->of[work->lane];
	uint64_t end = (piece + 1) * WORDS_A_PIECE;
	struct word_key keys[WORDS_AT_ONCE];

	end = end < book->words_n ? end : book->words_n;
	for (uint64_t group = piece * WORDS_A_PIECE; group < end; group += WORDS_AT_ONCE) {
		uint64_t n = end - group < WORDS_AT_ONCE ? end - group : WORDS_AT_ONCE;
		for (uint64_t i = 0; i < n; i++) {
			keys[i] = word_key(book_word(book, group + i));
			for (unsigned l = 0; l < work->lane; l++)
				book_prefetch(j->books[l], &keys[i]);
		}
		for (uint64_t i = 0; i < n; i++) {
			uint64_t word = group + i;
			of[word] = word < apart_n && is_apart[word]
					   ? BOOK_NONE
					   : number_before(work, book_word(book, word), &keys[i]);
		}
	}
}

static void
lane_number(struct joining *work)
{
	struct join *j = work->join;
	const unsigned l = work->lane;
	const struct book *book = j->books[l];
	uint64_t next = work->new_begin[l], size = work->bytes_begin[l];

	if (l == 0) {
		next += book->words_n;
		size += book->bytes_size;
	} else {
		j->of[l] = malloc((book->words_n + 1) * sizeof *j->of[l]);
		if (j->of[l] == NULL)
			abort();
		crew_run(j->hands, (size_t)((book->words_n + WORDS_A_PIECE - 1) / WORDS_A_PIECE),
			words_look_up, work);
		for (uint64_t i = 0; i < book->words_n; i++)
			if (j->of[l][i] == BOOK_NONE) {
				j->of[l][i] = (uint32_t)next++;
				size += book->cards[i].size;
			}
	}
	work->new_begin[l + 1] = next;
	work->bytes_begin[l + 1] = size;
}

static void
lane_write(void *shared, size_t lane)
{
	const struct joining *work = shared;
	const struct book *book = work->join->books[lane];
	const uint32_t *of = work->join->of[lane];
	uint64_t place = work->bytes_begin[lane];

	for (uint64_t i = 0; i < book->words_n; i++) {
		const uint64_t number = of == NULL ? i : of[i];
		const struct span word = book_word(book, i);
		if (number < work->new_begin[lane])
			continue;
		if (word.size > 0)
			memcpy(work->bytes + place, word.at, word.size);
		place += word.size;
		work->ends[number] = place;
	}
	book_close(work->join->books[lane]);
}

bool
words_join(struct words *ret, struct join *j, struct columns_owner *o)
{
	struct joining work = {.join = j};
	uint64_t most = 0;

	for (unsigned l = 0; l < j->lanes_n; l++) {
		most += j->books[l]->words_n;
		if (j->books[l]->is_full)
			return false;
	}
	if (most > BOOK_WORDS_MOST)
		return false; /* perhaps many are the same, but so many lanes' worth is enough */
	for (work.lane = 0; work.lane < j->lanes_n; work.lane++)
		lane_number(&work);
	const uint64_t words_n = work.new_begin[j->lanes_n];
	work.ends = owner_array(o, words_n, sizeof *work.ends);
	work.bytes = owner_array(o, work.bytes_begin[j->lanes_n], 1);
	crew_run(j->hands, j->lanes_n, lane_write, &work);
	*ret = (struct words){.words_n = words_n, .ends = work.ends, .bytes = work.bytes};
	return true;
}
