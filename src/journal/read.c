/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading in order, page by page: a branch from a number on, or all branches from a cursor on. The
 * heads say which branches have something new, so a cursor of many quiet branches costs one row
 * each. Or, on SQLite, along the table.
 */
#include <stdlib.h>
#include <string.h>

#include "journal/chain.h"
#include "journal/cursor.h"

#define PAGE_EVENTS 500
#define PAGE_HEADS  250

/* From its number's column on. */
static struct journal_event
event_at(struct store_rows *rows, unsigned column, int64_t branch)
{
	return (struct journal_event){
		.branch = branch,
		.number = store_row_int(rows, column),
		.kind = store_row_int(rows, column + 1),
		.at_us = store_row_int(rows, column + 2),
		.journey = store_row_int(rows, column + 3),
		.subject = store_row_int(rows, column + 4),
		.staff = store_row_int(rows, column + 5),
		.body = store_row_bytes(rows, column + 6),
	};
}

/* One page; *ret_n events were visited. */
static enum fault_code
page_read(struct store_tx *tx, int64_t branch, int64_t *after, size_t most, journal_visit *visit,
	void *with, size_t *ret_n, struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &journal_part, SQL_EVENTS,
		STORE_VALUES(store_int(branch), store_int(*after), store_int((int64_t)most)));

	*ret_n = 0;
	while (store_next(rows)) {
		struct journal_event event = event_at(rows, 0, branch);

		event.hash = store_row_bytes(rows, 7);
		const enum fault_code code = visit(&event, with, f);
		if (code != FAULT_NONE)
			return code;
		*after = event.number;
		++*ret_n;
	}
	return store_fault(tx, f);
}

enum fault_code
journal_read(struct store_tx *tx, int64_t branch, int64_t *after, size_t most, journal_visit *visit,
	void *with, struct fault *f)
{
	for (size_t left = most; left > 0;) {
		const size_t page = left < PAGE_EVENTS ? left : PAGE_EVENTS;
		size_t n = 0;
		const enum fault_code code = page_read(tx, branch, after, page, visit, with, &n, f);

		if (code != FAULT_NONE)
			return code;
		if (n < page)
			break;
		left -= n;
	}
	return FAULT_NONE;
}

enum fault_code
journal_head(struct store_tx *tx, int64_t branch, int64_t *ret_number,
	unsigned char ret_hash[static JOURNAL_HASH_SIZE], struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &journal_part, SQL_HEAD, STORE_VALUES(store_int(branch)));
	const bool has = store_next(rows);

	if (store_fault(tx, f))
		return f->code;
	if (has && store_row_bytes(rows, 1).size != JOURNAL_HASH_SIZE)
		return fault_set(
			f, FAULT_BROKEN, "the head of branch %lld is damaged", (long long)branch);
	*ret_number = has ? store_row_int(rows, 0) : 0;
	if (has)
		memcpy(ret_hash, store_row_bytes(rows, 1).at, JOURNAL_HASH_SIZE);
	else
		memset(ret_hash, 0, JOURNAL_HASH_SIZE);
	return FAULT_NONE;
}

enum fault_code
heads_read(struct store_tx *tx, int64_t after, struct journal_place *ret, size_t most,
	size_t *ret_n, struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &journal_part, SQL_HEADS,
		STORE_VALUES(store_int(after), store_int((int64_t)most)));
	size_t n = 0;

	while (n < most && store_next(rows))
		ret[n++] = (struct journal_place){store_row_int(rows, 0), store_row_int(rows, 1)};
	*ret_n = n;
	return store_fault(tx, f);
}

/* ---- All branches ---- */

enum fault_code
journal_cursor_to_end(
	struct store_tx *tx, struct journal_cursor *cursor, int64_t *ret_n, struct fault *f)
{
	struct journal_place heads[PAGE_HEADS];
	int64_t branch = INT64_MIN;
	size_t heads_n = PAGE_HEADS;

	*ret_n = 0;
	while (heads_n == PAGE_HEADS) {
		if (heads_read(tx, branch, heads, PAGE_HEADS, &heads_n, f))
			return f->code;
		for (size_t i = 0; i < heads_n; i++) {
			branch = heads[i].branch;
			*ret_n += heads[i].number - journal_cursor_number(cursor, branch);
			journal_cursor_set(cursor, branch, heads[i].number);
		}
	}
	return FAULT_NONE;
}

struct following {
	struct journal_cursor *cursor;
	journal_visit *visit;
	void *with;
	size_t n;
};

static enum fault_code
follow_visit(const struct journal_event *event, void *with, struct fault *f)
{
	struct following *following = with;

	const enum fault_code code = following->visit(event, following->with, f);

	if (code != FAULT_NONE)
		return code;
	journal_cursor_set(following->cursor, event->branch, event->number);
	following->n++;
	return FAULT_NONE;
}

enum fault_code
journal_follow(struct store_tx *tx, struct journal_cursor *cursor, size_t most,
	journal_visit *visit, void *with, size_t *ret_n, struct fault *f)
{
	struct following following = {.cursor = cursor, .visit = visit, .with = with};
	struct journal_place heads[PAGE_HEADS];
	int64_t branch = INT64_MIN;
	size_t heads_n = PAGE_HEADS;

	while (heads_n == PAGE_HEADS && following.n < most) {
		if (heads_read(tx, branch, heads, PAGE_HEADS, &heads_n, f))
			return f->code;
		for (size_t i = 0; i < heads_n && following.n < most; i++) {
			int64_t after = journal_cursor_number(cursor, heads[i].branch);

			branch = heads[i].branch;
			if (heads[i].number > after &&
				journal_read(tx, branch, &after, most - following.n, follow_visit,
					&following, f))
				return f->code;
		}
	}
	*ret_n = following.n;
	return FAULT_NONE;
}

enum fault_code
journal_sweep(struct store_tx *tx, struct journal_cursor *cursor, size_t most, journal_visit *visit,
	void *with, size_t *ret_n, struct fault *f)
{
	if (store_tx_is_postgresql(tx))
		return journal_follow(tx, cursor, most, visit, with, ret_n, f);

	int64_t *row = cursor_row(cursor);
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &journal_part, SQL_SWEEP,
		STORE_VALUES(store_int(*row), store_int(most < INT64_MAX ? (int64_t)most : -1)));

	*ret_n = 0;
	while (store_next(rows)) {
		const struct journal_event event = event_at(rows, 2, store_row_int(rows, 1));
		const enum fault_code code = visit(&event, with, f);

		if (code != FAULT_NONE)
			return code;
		*row = store_row_int(rows, 0);
		++*ret_n;
	}
	return store_fault(tx, f);
}
