/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clocks in a store. A journey's clocks lie together; what is due is found by an index over those
 * that wait for a time, what was missed by one over the missed.
 */
#include "service/clock.h"

#include <stdio.h>
#include <string.h>

static const struct store_sql clocks_sql[] = {
#define SQL STORE_SQL_ROW
#include "service/clocks_sql.def"
#undef SQL
};

static const char *const clocks_migrations[] = {
	"CREATE TABLE clock("
	" branch INTEGER NOT NULL, journey INTEGER NOT NULL, id INTEGER NOT NULL,"
	" ticket INTEGER NOT NULL, version INTEGER NOT NULL, cycle INTEGER NOT NULL,"
	" moment INTEGER NOT NULL, standard INTEGER NOT NULL, state INTEGER NOT NULL,"
	" is_over INTEGER NOT NULL, begun_us INTEGER NOT NULL, since_us INTEGER NOT NULL,"
	" left_us INTEGER NOT NULL, due_us INTEGER NOT NULL, look_us INTEGER NOT NULL,"
	" missed_us INTEGER NOT NULL, is_warned INTEGER NOT NULL,"
	" chance_permille INTEGER NOT NULL, response INTEGER NOT NULL,"
	" PRIMARY KEY (branch, journey, id)) {{STRICT, WITHOUT ROWID|}};"
	"CREATE INDEX clock_look ON clock(branch, look_us) WHERE look_us < 9223372036854775807;"
	"CREATE INDEX clock_missed ON clock(branch, id) WHERE state = 3;"
	"CREATE TABLE standard_past("
	" branch INTEGER NOT NULL, cycle TEXT NOT NULL, moment TEXT NOT NULL,"
	" standard TEXT NOT NULL, limit_us INTEGER NOT NULL, tenth INTEGER NOT NULL,"
	" n INTEGER NOT NULL,"
	" PRIMARY KEY (branch, cycle, moment, standard, limit_us, tenth))"
	" {{STRICT, WITHOUT ROWID|}};"
	"CREATE TABLE standard_day("
	" branch INTEGER NOT NULL, date INTEGER NOT NULL, cycle TEXT NOT NULL,"
	" moment TEXT NOT NULL, judged_n INTEGER NOT NULL, kept_n INTEGER NOT NULL,"
	" PRIMARY KEY (branch, date, cycle, moment)) {{STRICT, WITHOUT ROWID|}};",
};

/* What is remembered is a journey's, or has the branch where an id has it. */
static int64_t
clocks_lock_of(unsigned kind, int64_t id)
{
	(void)kind;
	return service_branch_of(id);
}

const struct store_part clocks_part = {
	.name = "clocks",
	.sql = clocks_sql,
	.sql_n = array_length(clocks_sql),
	.migrations = clocks_migrations,
	.migrations_n = array_length(clocks_migrations),
	.lock_of = clocks_lock_of,
};

static struct clock
clock_at(struct store_rows *rows)
{
	return (struct clock){
		.journey = store_row_int(rows, 0),
		.id = store_row_int(rows, 1),
		.ticket = store_row_int(rows, 2),
		.version = store_row_int(rows, 3),
		.cycle = store_row_int(rows, 4),
		.moment = store_row_int(rows, 5),
		.standard = store_row_int(rows, 6),
		.state = store_row_int(rows, 7),
		.is_over = store_row_int(rows, 8),
		.begun_us = store_row_int(rows, 9),
		.since_us = store_row_int(rows, 10),
		.left_us = store_row_int(rows, 11),
		.due_us = store_row_int(rows, 12),
		.look_us = store_row_int(rows, 13),
		.missed_us = store_row_int(rows, 14),
		.is_warned = store_row_int(rows, 15),
		.chance_permille = store_row_int(rows, 16),
		.response = store_row_int(rows, 17),
	};
}

struct clock *
clocks_ask(struct store_tx *tx, unsigned sql, const struct store_value *values, size_t values_n,
	size_t *ret_n, size_t room, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &clocks_part, sql, values, values_n);
	struct clock *items = NULL;
	size_t n = 0, items_room = 0;

	while (n < room && store_next(rows))
		*ARENA_PUSH(a, items, n, items_room) = clock_at(rows);
	*ret_n = n;
	return items;
}

/* ---- What the writer remembers: the clocks of a journey ---- */

enum { KEPT_CLOCKS, KEPT_PAST };

void
clocks_forget_of(struct store_tx *tx, int64_t journey)
{
	store_forget(tx, &clocks_part, KEPT_CLOCKS, journey);
}

struct clock *
clocks_read(struct store_tx *tx, int64_t branch, int64_t journey, size_t *ret_n, struct arena *a)
{
	size_t size = 0;
	const struct clock *kept = store_recall(tx, &clocks_part, KEPT_CLOCKS, journey, &size);
	struct clock *read = NULL;

	*ret_n = size / sizeof *read;
	if (kept != NULL && size > 0)
		read = memcpy(arena_alloc(a, size), kept, size);
	if (kept != NULL)
		return read;
	read = clocks_ask(tx, SQL_CLOCKS_OF_JOURNEY,
		STORE_VALUES(store_int(branch), store_int(journey)), ret_n, SIZE_MAX, a);
	clocks_remember(tx, journey, read, *ret_n);
	return read;
}

void
clocks_remember(struct store_tx *tx, int64_t journey, const struct clock *clocks, size_t n)
{
	size_t left = 0;
	struct clock *kept =
		store_remember(tx, &clocks_part, KEPT_CLOCKS, journey, NULL, n * sizeof *clocks);

	for (size_t i = 0; kept != NULL && i < n; i++) {
		if (clocks[i].is_gone)
			continue;
		kept[left] = clocks[i];
		kept[left].is_new = kept[left].is_changed = false;
		left++;
	}
	(void)store_remember(tx, &clocks_part, KEPT_CLOCKS, journey, NULL, left * sizeof *clocks);
}

void
clocks_expect_none(struct command *c, int64_t journey)
{
	clocks_remember(c->tx, journey, NULL, 0);
}

void
clocks_forget(struct command *c, int64_t missed_before_us)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(c->tx, &clocks_part, SQL_CLOCKS_FORGET,
		STORE_VALUES(store_int(c->branch), store_int(missed_before_us)));

	while (store_next(rows))
		clocks_forget_of(c->tx, store_row_int(rows, 0));
}

/* ---- What the writer remembers: how long a standard's passages took ---- */

#define NAMES_MOST 200

/* A number for each name, within the branch: two names may have the same, so the names are
 * remembered, too. */
struct past_key {
	int64_t id, limit_us;
	char names[NAMES_MOST];
	bool fits;
};

struct kept_past {
	int64_t limit_us, tenths[PAST_TENTHS];
	char names[NAMES_MOST];
};

static struct past_key
past_key(int64_t branch, const struct cycle *cycle, const struct moment *moment,
	const struct standard *standard)
{
	struct past_key key = {.limit_us = standard->at_most.us};
	uint32_t number = (uint32_t)key.limit_us;

	key.fits = snprintf(key.names, sizeof key.names, "%s/%s/%s", cycle->name, moment->name,
			   standard->name) < NAMES_MOST;
	for (const char *at = key.names; *at != '\0'; at++)
		number = (number ^ (unsigned char)*at) * UINT32_C(16777619);
	key.id = branch << SERVICE_ID_BITS | number;
	return key;
}

static struct kept_past *
past_recall(struct store_tx *tx, const struct past_key *key)
{
	size_t size;
	struct kept_past *kept = store_recall(tx, &clocks_part, KEPT_PAST, key->id, &size);

	return kept != NULL && key->fits && kept->limit_us == key->limit_us &&
			       strcmp(kept->names, key->names) == 0
		       ? kept
		       : NULL;
}

static void
past_remember(struct store_tx *tx, const struct past_key *key, const int64_t tenths[PAST_TENTHS])
{
	struct kept_past kept = {.limit_us = key->limit_us};

	if (!key->fits)
		return;
	memcpy(kept.tenths, tenths, sizeof kept.tenths);
	memcpy(kept.names, key->names, sizeof kept.names);
	(void)store_remember(tx, &clocks_part, KEPT_PAST, key->id, &kept, sizeof kept);
}

/* ---- Rows written ---- */

void
clock_add(struct command *c, const struct clock *k)
{
	clocks_forget_of(c->tx, k->journey);
	store_do(c->tx, &clocks_part, SQL_CLOCK_ADD,
		STORE_VALUES(store_int(c->branch), store_int(k->journey), store_int(k->id),
			store_int(k->ticket), store_int(k->version), store_int(k->cycle),
			store_int(k->moment), store_int(k->standard), store_int(k->state),
			store_int(k->is_over), store_int(k->begun_us), store_int(k->since_us),
			store_int(k->left_us), store_int(k->due_us), store_int(k->look_us),
			store_int(k->missed_us), store_int(k->is_warned),
			store_int(k->chance_permille), store_int(k->response)));
}

void
clock_set(struct command *c, const struct clock *k)
{
	clocks_forget_of(c->tx, k->journey);
	store_do(c->tx, &clocks_part, SQL_CLOCK_SET,
		STORE_VALUES(store_int(c->branch), store_int(k->journey), store_int(k->id),
			store_int(k->ticket), store_int(k->state), store_int(k->is_over),
			store_int(k->since_us), store_int(k->left_us), store_int(k->due_us),
			store_int(k->look_us), store_int(k->missed_us), store_int(k->is_warned),
			store_int(k->chance_permille), store_int(k->response)));
}

void
clock_remove(struct command *c, const struct clock *k)
{
	clocks_forget_of(c->tx, k->journey);
	store_do(c->tx, &clocks_part, SQL_CLOCK_REMOVE,
		STORE_VALUES(store_int(c->branch), store_int(k->journey), store_int(k->id)));
}

void
past_read(int64_t ret[static PAST_TENTHS], struct store_tx *tx, int64_t branch,
	const struct cycle *cycle, const struct moment *moment, const struct standard *standard)
{
	const struct past_key key = past_key(branch, cycle, moment, standard);
	const struct kept_past *kept = past_recall(tx, &key);

	if (kept != NULL) {
		memcpy(ret, kept->tenths, sizeof kept->tenths);
		return;
	}
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &clocks_part, SQL_PAST,
		STORE_VALUES(store_int(branch), store_text(span_of(cycle->name)),
			store_text(span_of(moment->name)), store_text(span_of(standard->name)),
			store_int(standard->at_most.us)));

	for (size_t i = 0; i < PAST_TENTHS; i++)
		ret[i] = 0;
	while (store_next(rows))
		if (store_row_int(rows, 0) >= 0 && store_row_int(rows, 0) < PAST_TENTHS)
			ret[store_row_int(rows, 0)] = store_row_int(rows, 1);
	past_remember(tx, &key, ret);
}

void
past_add(struct command *c, const struct cycle *cycle, const struct moment *moment,
	const struct standard *standard, size_t tenth)
{
	const struct past_key key = past_key(c->branch, cycle, moment, standard);
	struct kept_past *kept = past_recall(c->tx, &key);

	if (kept != NULL)
		kept->tenths[tenth]++;
	store_do(c->tx, &clocks_part, SQL_PAST_ADD,
		STORE_VALUES(store_int(c->branch), store_text(span_of(cycle->name)),
			store_text(span_of(moment->name)), store_text(span_of(standard->name)),
			store_int(standard->at_most.us), store_int((int64_t)tenth)));
}

void
day_judge(struct command *c, int64_t date, const struct cycle *cycle, const struct moment *moment,
	bool is_kept)
{
	store_do(c->tx, &clocks_part, SQL_DAY_JUDGE,
		STORE_VALUES(store_int(c->branch), store_int(date),
			store_text(span_of(cycle->name)), store_text(span_of(moment->name)),
			store_int(is_kept)));
}

void
days_forget(struct command *c, int64_t before)
{
	store_do(c->tx, &clocks_part, SQL_DAY_FORGET,
		STORE_VALUES(store_int(c->branch), store_int(before)));
}

struct clocks_days
clocks_today_read(struct store_tx *tx, int64_t branch, int64_t date, struct arena *a)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(
		tx, &clocks_part, SQL_DAY_JUDGED, STORE_VALUES(store_int(branch), store_int(date)));
	struct clocks_today *all = NULL;
	size_t n = 0, room = 0;

	while (store_next(rows)) {
		const struct span cycle = store_row_text(rows, 0), moment = store_row_text(rows, 1);

		*ARENA_PUSH(a, all, n, room) =
			(struct clocks_today){arena_text_n(a, cycle.at, cycle.size),
				arena_text_n(a, moment.at, moment.size), store_row_int(rows, 2),
				store_row_int(rows, 3)};
	}
	return (struct clocks_days){all, n};
}

struct clocks_today
clocks_today_of(const struct clocks_days *days, const char *cycle, const char *moment)
{
	for (size_t i = 0; i < days->n; i++)
		if (strcmp(days->rows[i].moment, moment) == 0 &&
			strcmp(days->rows[i].cycle, cycle) == 0)
			return days->rows[i];
	return (struct clocks_today){cycle, moment, 0, 0};
}
