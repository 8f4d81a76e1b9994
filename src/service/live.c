/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the writer keeps of each branch in a store – the row that it locks, reads once a batch and
 * writes once – and the house of the moment: which one a transaction sees, which one is committed.
 */
#include <stdlib.h>

#include "service/asks.h"
#include "service/life.h"
#include "service/life_sql.h"

static const struct store_sql life_sql[] = {
#define SQL STORE_SQL_ROW
#include "service/life.def"
#undef SQL
};

static const char *const life_migrations[] = {
	"CREATE TABLE live("
	" branch INTEGER PRIMARY KEY, next_id INTEGER NOT NULL DEFAULT 1,"
	" last_us INTEGER NOT NULL DEFAULT 0, due_us INTEGER NOT NULL DEFAULT 9223372036854775807,"
	" changes INTEGER NOT NULL DEFAULT 0) STRICT;"
	"INSERT INTO live(branch) VALUES (0);"
	"CREATE TABLE repeat_kept("
	" branch INTEGER NOT NULL, key BLOB NOT NULL, command INTEGER NOT NULL, given BLOB NOT "
	"NULL,"
	" answer BLOB NOT NULL, at_us INTEGER NOT NULL, PRIMARY KEY (branch, key)) STRICT;"
	"CREATE INDEX repeat_kept_at ON repeat_kept(branch, at_us);",
	"ALTER TABLE live ADD COLUMN commits INTEGER NOT NULL DEFAULT 0;",
};

enum { KEPT_LIVE, KEPT_HOUSE_CHANGES }; /* what the writer remembers */

/* The house's changes are counted under another lock than that of the branch at hand. */
static int64_t
life_lock_of(unsigned kind, int64_t id)
{
	return kind == KEPT_LIVE ? id : STORE_NO_LOCK;
}

const struct store_part life_part = {
	.name = "life",
	.sql = life_sql,
	.sql_n = array_length(life_sql),
	.migrations = life_migrations,
	.migrations_n = array_length(life_migrations),
	.lock_of = life_lock_of,
};

/* ---- Branches ---- */

static bool
live_lock(struct store_tx *tx, int64_t branch, struct live_branch *ret)
{
	size_t size;
	const struct live_branch *kept = store_recall(tx, &life_part, KEPT_LIVE, branch, &size);
	int64_t changes;

	if (kept != NULL) {
		*ret = *kept;
		ret->writes_n = store_writes(tx);
		return true;
	}
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &life_part, SQL_LIVE_LOCK, STORE_VALUES(store_int(branch)));

	if (!store_next(rows))
		return false;
	*ret = (struct live_branch){.branch = branch,
		.next_id = store_row_int(rows, 0),
		.last_us = store_row_int(rows, 1),
		.due_us = store_row_int(rows, 2),
		.commits = store_row_int(rows, 3),
		.writes_n = store_writes(tx)};
	changes = store_row_int(rows, 4);
	store_end(rows);
	/* Who had it before may have changed the house while we waited. */
	if (store_locked(tx, branch, ret->commits))
		(void)store_remember(
			tx, &life_part, KEPT_HOUSE_CHANGES, 0, &changes, sizeof changes);
	else
		store_forget(tx, &life_part, KEPT_HOUSE_CHANGES, 0);
	return true;
}

static struct live_branch *
branch_remembered(struct writer *w, int64_t branch)
{
	for (size_t i = w->branches_n; i > 0; i--) /* the last one is asked for most */
		if (w->branches[i - 1].branch == branch)
			return &w->branches[i - 1];
	return NULL;
}

static void
branches_grow(struct writer *w)
{
	if (w->branches_n < w->branches_room)
		return;
	w->branches_room = w->branches_room * 2 + 64;
	w->branches = realloc(w->branches, w->branches_room * sizeof *w->branches);
	if (w->branches == NULL)
		abort();
}

enum fault_code
writer_branch(struct live_service *s, int64_t branch, struct live_branch **ret, struct fault *f)
{
	struct writer *w = &s->writer;
	struct live_branch live = {0};

	*ret = branch_remembered(w, branch);
	if (*ret != NULL)
		return FAULT_NONE;
	if (!live_lock(w->tx, branch, &live)) {
		store_do(w->tx, &life_part, SQL_LIVE_ADD, STORE_VALUES(store_int(branch)));
		if (!live_lock(w->tx, branch, &live))
			return store_fault(w->tx, f)
				       ? f->code
				       : fault_set(f, FAULT_BROKEN, "branch %lld has no row",
						 (long long)branch);
	}
	branches_grow(w);
	*ret = &w->branches[w->branches_n++];
	**ret = live;
	return FAULT_NONE;
}

static void
live_set(struct store_tx *tx, struct live_branch *b)
{
	b->commits++;
	store_do(tx, &life_part, SQL_LIVE_SET,
		STORE_VALUES(store_int(b->branch), store_int(b->next_id), store_int(b->last_us),
			store_int(b->due_us), store_int(b->commits)));
	store_raised(tx, b->branch, b->commits);
}

void
live_write(struct writer *w)
{
	const uint64_t writes_n = store_writes(w->tx);

	for (size_t i = 0; i < w->branches_n; i++) {
		struct live_branch *b = &w->branches[i];

		if (b->is_changed || writes_n != b->writes_n)
			live_set(w->tx, b);
		b->is_changed = false;
		(void)store_remember(w->tx, &life_part, KEPT_LIVE, b->branch, b, sizeof *b);
	}
}

/* ---- The house ---- */

static int64_t
changes_ask(struct store_tx *tx)
{
	size_t size;
	const int64_t *kept = store_recall(tx, &life_part, KEPT_HOUSE_CHANGES, 0, &size);
	int64_t changes;

	if (kept != NULL)
		return *kept;
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &life_part, SQL_HOUSE_CHANGES, STORE_NO_VALUES);
	changes = store_next(rows) ? store_row_int(rows, 0) : 0;
	(void)store_remember(tx, &life_part, KEPT_HOUSE_CHANGES, 0, &changes, sizeof changes);
	return changes;
}

static enum fault_code
house_renew(struct writer *w, int64_t changes, struct fault *f)
{
	const struct house *house = NULL;

	if (house_load(&house, w->tx, w->house, f))
		return fault_note(f, "reading the house");
	house_release(w->house);
	w->house = house;
	w->house_changes = changes;
	return FAULT_NONE;
}

enum fault_code
live_house_look(struct writer *w, struct fault *f)
{
	const int64_t changes = changes_ask(w->tx);

	if (store_fault(w->tx, f))
		return f->code;
	return w->house != NULL && changes == w->house_changes ? FAULT_NONE
							       : house_renew(w, changes, f);
}

enum fault_code
live_house_changed(struct writer *w, struct fault *f)
{
	store_do(w->tx, &life_part, SQL_HOUSE_CHANGED, STORE_NO_VALUES);
	store_forget(w->tx, &life_part, KEPT_HOUSE_CHANGES, 0);
	return live_house_look(w, f);
}

const struct house *
service_house(struct live_service *s)
{
	return service_house_take(s, NULL);
}

const struct house *
service_house_take(struct live_service *s, int64_t *ret_changes)
{
	const struct house *house;

	(void)pthread_mutex_lock(&s->house_lock);
	house = house_share(s->house);
	if (ret_changes != NULL)
		*ret_changes = s->house_changes;
	(void)pthread_mutex_unlock(&s->house_lock);
	return house;
}

void
service_house_publish(struct live_service *s, const struct house *house, int64_t changes)
{
	const struct house *old = house;

	(void)pthread_mutex_lock(&s->house_lock);
	if (s->house == NULL || changes > s->house_changes) {
		old = s->house;
		s->house = house_share(house);
		s->house_changes = changes;
		house = old;
	} else {
		house = NULL;
	}
	(void)pthread_mutex_unlock(&s->house_lock);
	if (house != NULL)
		house_release(house);
}

enum fault_code
service_house_read(
	struct live_service *s, struct store_tx *tx, const struct house **ret, struct fault *f)
{
	const int64_t changes = changes_ask(tx);
	const struct house *house = NULL, *before = NULL;

	if (store_fault(tx, f))
		return f->code;
	(void)pthread_mutex_lock(&s->house_lock);
	before = house_share(s->house);
	house = changes == s->house_changes ? before : NULL;
	(void)pthread_mutex_unlock(&s->house_lock);
	if (house == NULL) {
		const enum fault_code code = house_load(&house, tx, before, f);

		house_release(before);
		if (code)
			return fault_note(f, "reading the house");
		service_house_publish(s, house, changes);
	}
	*ret = house;
	return FAULT_NONE;
}
