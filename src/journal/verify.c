/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Proving: every chain is walked from 1 to its head and every hash made again. The first link that
 * does not hold is the place; what comes after a broken link proves nothing and is not looked at.
 */
#include <sodium.h>
#include <string.h>

#include "journal/chain.h"
#include "journal/cursor.h"

#define PAGE_HEADS 250

struct walk {
	struct journal_proof *proof;
	int64_t branch, number; /* the last good one */
	unsigned char hash[JOURNAL_HASH_SIZE];
};

static void
broken(struct journal_proof *proof, int64_t branch, int64_t number, const char *what)
{
	if (proof->is_broken)
		return;
	proof->is_broken = true;
	proof->branch = branch;
	proof->number = number;
	proof->what = what;
}

/* Goes on after a broken link without looking: the walk ends soon, and reading has no other way to
 * stop. */
static enum fault_code
link_check(const struct journal_event *event, void *with, struct fault *f)
{
	struct walk *walk = with;
	unsigned char hash[JOURNAL_HASH_SIZE];

	(void)f;
	if (walk->proof->is_broken)
		return FAULT_NONE;
	if (event->number != walk->number + 1) {
		broken(walk->proof, walk->branch, walk->number + 1, "the event is missing");
		return FAULT_NONE;
	}
	chain_hash(hash, walk->hash, event);
	if (event->hash.size != sizeof hash || memcmp(event->hash.at, hash, sizeof hash) != 0) {
		broken(walk->proof, walk->branch, event->number,
			"the event, its hash, or the event before it was changed");
		return FAULT_NONE;
	}
	memcpy(walk->hash, hash, sizeof hash);
	walk->number = event->number;
	walk->proof->events_n++;
	return FAULT_NONE;
}

static enum fault_code
chain_walk(struct store_tx *tx, int64_t branch, struct journal_proof *proof, struct fault *f)
{
	struct walk walk = {.proof = proof, .branch = branch};
	unsigned char hash[JOURNAL_HASH_SIZE];
	int64_t number = 0, after = INT64_MIN, before = 0;

	do {
		before = after;
		if (journal_read(tx, branch, &after, 10000, link_check, &walk, f))
			return f->code;
	} while (after != before && !proof->is_broken);
	if (journal_head(tx, branch, &number, hash, f))
		return f->code;
	if (walk.number < number)
		broken(proof, branch, walk.number + 1, "the event is missing at the end");
	else if (walk.number > number || memcmp(hash, walk.hash, sizeof hash) != 0)
		broken(proof, branch, walk.number, "the head of the chain does not belong to it");
	proof->branches_n++;
	return FAULT_NONE;
}

static enum fault_code
headless_find(struct store_tx *tx, struct journal_proof *proof, struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &journal_part, SQL_WITHOUT_HEAD, STORE_NO_VALUES);

	if (store_next(rows))
		broken(proof, store_row_int(rows, 0), 1, "the chain has no head");
	return store_fault(tx, f);
}

enum fault_code
journal_verify(struct store_tx *tx, struct journal_proof *ret, struct fault *f)
{
	struct journal_place heads[PAGE_HEADS];
	struct journal_proof proof = {0};
	int64_t branch = INT64_MIN;
	size_t heads_n = PAGE_HEADS;

	if (sodium_init() < 0)
		return fault_set(f, FAULT_BROKEN, "the hash's library does not start");
	while (heads_n == PAGE_HEADS && !proof.is_broken) {
		if (heads_read(tx, branch, heads, PAGE_HEADS, &heads_n, f))
			return f->code;
		for (size_t i = 0; i < heads_n && !proof.is_broken; i++) {
			branch = heads[i].branch;
			if (chain_walk(tx, branch, &proof, f))
				return f->code;
		}
	}
	if (headless_find(tx, &proof, f))
		return f->code;
	*ret = proof;
	return FAULT_NONE;
}
