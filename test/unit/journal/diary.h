/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store with a journal, and random events for it, the same for the same seed.
 */
#pragma once

#include "../store/place.h"
#include "journal/journal.h"

/* Opens p->store with the journal, or fails the test. */
struct store *diary_open(struct store_place *p, unsigned readers_n);
/* Another door to the same store; the caller closes it. NULL with the fault when it fails. */
struct store *diary_open_again(const struct store_place *p, unsigned readers_n, struct fault *f);

uint64_t diary_random(uint64_t *state);
/* Appends one event of a random kind with random fields to a branch. */
enum fault_code diary_append(struct journal_pen *pen, struct store_tx *tx, int64_t branch,
	uint64_t *random, int64_t *ret_number, struct fault *f);
void diary_commit(struct store_tx *tx);
/* The proof, in the transaction of a connection. */
struct journal_proof diary_prove(struct store_connection *c);
