/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A place in a branch's chain; heads and cursors are lists of them.
 */
#pragma once

#include "journal/journal.h"

struct journal_place {
	int64_t branch, number;
};

/* On SQLite: the row up to which all was swept. */
int64_t *cursor_row(struct journal_cursor *cursor);

/* The heads of branches after a branch, in order. */
MUST_USE enum fault_code heads_read(struct store_tx *tx, int64_t after, struct journal_place *ret,
	size_t most, size_t *ret_n, struct fault *f);
