/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The books of one column in all lanes become one list of words: first lane 0's words with their
 * own numbers, then those that lane 1 names first, and so on – the order of the source. Private to
 * columns/.
 */
#pragma once

#include "columns/book.h"
#include "columns/columns.h"
#include "columns/owner.h"

#define JOIN_LANES_MOST 64

struct join {
	unsigned lanes_n, hands;
	struct book *books[JOIN_LANES_MOST];
	/* Words that are never one with another lane's: is_apart[lane][word], of the first apart_n
	 * words; or NULL. */
	const uint8_t *is_apart[JOIN_LANES_MOST];
	uint64_t apart_n[JOIN_LANES_MOST];
	/* Out: from a lane's numbers to everybody's, of malloc; NULL = they are the same. */
	uint32_t *of[JOIN_LANES_MOST];
};

/* The words, in the owner's memory; of the books only the cards are left. False when there are too
 * many. */
MUST_USE bool words_join(struct words *ret, struct join *j, struct columns_owner *o);
