/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mean and variance that go on (West's update, with a weight that is held down so that the past
 * fades). An hour's own figure is drawn towards the service's at any hour, and that towards what
 * the map calls usual, each as if it were a few observations more: little seen, little said.
 */
#include "service/pace.h"

#include <math.h>

#include "service/tickets.h"

#define SQL(name, mode, takes, gives, text) SQL_##name,
enum {
#include "service/pace_sql.def"
};
#undef SQL

static const struct store_sql pace_sql[] = {
#define SQL STORE_SQL_ROW
#include "service/pace_sql.def"
#undef SQL
};

static const char *const pace_migrations[] = {
	"CREATE TABLE pace("
	" branch INTEGER NOT NULL, service INTEGER NOT NULL, slot INTEGER NOT NULL,"
	" n REAL NOT NULL, mean_us REAL NOT NULL, variance_us2 REAL NOT NULL,"
	" PRIMARY KEY (branch, service, slot)) {{STRICT, WITHOUT ROWID|}};",
};

/* What is remembered is a branch's. */
static int64_t
pace_lock_of(unsigned kind, int64_t branch)
{
	(void)kind;
	return branch;
}

const struct store_part pace_part = {
	.name = "pace",
	.sql = pace_sql,
	.sql_n = array_length(pace_sql),
	.migrations = pace_migrations,
	.migrations_n = array_length(pace_migrations),
	.lock_of = pace_lock_of,
};

#define ANY_MOST     200.0 /* observations that count */
#define HOUR_MOST    60.0
#define ANY_WEIGHT   8.0 /* of the service at any hour, for one hour */
#define USUAL_WEIGHT 3.0 /* of what the map says */
#define USUAL_SPREAD 0.6 /* its standard deviation over the mean */
#define LEAST_N	     3.0 /* to say anything without the map's word */
#define PACES_MOST   4000
#define ONE_IN	     4 /* customers whose wait and walk are looked at: enough, and cheaper */
#define DAY_US	     (INT64_C(24) * 3600 * 1000000)
#define TOOK_MOST_US (INT64_C(8) * 3600 * 1000000) /* longer was forgotten, not served */

int64_t
pace_slot(const struct zone *zone, int64_t at_us)
{
	const int64_t local_us = zone != NULL ? zone_to_local(zone, at_us) : at_us;
	const int64_t days = local_us / DAY_US - (local_us % DAY_US < 0);
	const int64_t hour = (local_us - days * DAY_US) / (DAY_US / 24);
	const int weekday = date_weekday(days);

	return (weekday < 5 ? 0 : weekday - 4) * 24 + hour;
}

void
pace_add(struct pace_row *row, double value, double most)
{
	const double before = row->n < most - 1 ? row->n : most - 1;
	const double n = before + 1;
	const double off = value - row->mean_us;

	row->mean_us += off / n;
	row->variance_us2 =
		before <= 0 ? 0 : row->variance_us2 * before / n + off * (value - row->mean_us) / n;
	row->n = n;
}

/* ---- What the writer remembers: the rows of a branch that count at an hour ---- */

enum { KEPT_PACES };

struct kept_pace {
	struct pace_row row;
	bool is_owed;
};

struct kept_paces {
	int64_t slot;
	size_t n;
	struct kept_pace paces[];
};

static size_t
kept_size(size_t n)
{
	return sizeof(struct kept_paces) + n * sizeof(struct kept_pace);
}

static struct kept_paces *
paces_recall(struct store_tx *tx, int64_t branch)
{
	size_t size;

	return store_recall(tx, &pace_part, KEPT_PACES, branch, &size);
}

static void
paces_remember(struct store_tx *tx, int64_t branch, int64_t slot, const struct paces *paces)
{
	struct kept_paces *kept =
		store_remember(tx, &pace_part, KEPT_PACES, branch, NULL, kept_size(paces->n));

	if (kept == NULL)
		return;
	kept->slot = slot;
	kept->n = paces->n;
	for (size_t i = 0; i < paces->n; i++)
		kept->paces[i] = (struct kept_pace){.row = paces->rows[i]};
}

/* The place of a row; NULL: ask the store. */
static struct kept_pace *
row_recall(struct command *c, int64_t service, int64_t slot)
{
	struct kept_paces *kept = paces_recall(c->tx, c->branch);

	for (size_t i = 0; kept != NULL && i < kept->n; i++)
		if (kept->paces[i].row.service == service && kept->paces[i].row.slot == slot)
			return &kept->paces[i];
	return NULL;
}

static void
row_set(struct store_tx *tx, int64_t branch, const struct pace_row *row)
{
	store_do(tx, &pace_part, SQL_PACE_SET,
		STORE_VALUES(store_int(branch), store_int(row->service), store_int(row->slot),
			store_real(row->n), store_real(row->mean_us),
			store_real(row->variance_us2)));
}

static void
paces_write(struct store_tx *tx, int64_t branch, void *bytes)
{
	struct kept_paces *kept = bytes;

	for (size_t i = 0; i < kept->n; i++) {
		if (kept->paces[i].is_owed)
			row_set(tx, branch, &kept->paces[i].row);
		kept->paces[i].is_owed = false;
	}
}

/* ---- Learning ---- */

static struct pace_row
row_read(struct command *c, int64_t service, int64_t slot)
{
	const struct kept_pace *kept = row_recall(c, service, slot);
	struct pace_row row = {.service = service, .slot = slot};

	if (kept != NULL)
		return kept->row;
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(c->tx, &pace_part, SQL_PACE,
		STORE_VALUES(store_int(c->branch), store_int(service), store_int(slot)));
	if (store_next(rows)) {
		row.n = store_row_real(rows, 0);
		row.mean_us = store_row_real(rows, 1);
		row.variance_us2 = store_row_real(rows, 2);
	}
	return row;
}

/* Every customer teaches something: a batch writes it once. */
static void
row_write(struct command *c, const struct pace_row *row)
{
	struct kept_pace *kept = row_recall(c, row->service, row->slot);

	if (kept == NULL) { /* a new one, or of another hour */
		store_forget(c->tx, &pace_part, KEPT_PACES, c->branch);
		row_set(c->tx, c->branch, row);
		return;
	}
	*kept = (struct kept_pace){*row, .is_owed = true};
	store_owe(c->tx, &pace_part, KEPT_PACES, c->branch, NULL,
		kept_size(paces_recall(c->tx, c->branch)->n), paces_write);
}

static void
learn(struct command *c, int64_t service, int64_t slot, double value, double most)
{
	struct pace_row row = row_read(c, service, slot);

	pace_add(&row, value, most);
	row_write(c, &row);
}

enum fault_code
pace_learn(struct command *c, int64_t service, int64_t took_us, struct fault *f)
{
	const struct house_branch *branch = house_branch(c->house, c->branch);

	if (took_us <= 0 || took_us > TOOK_MOST_US)
		return FAULT_NONE;
	learn(c, service, PACE_ANY, (double)took_us, ANY_MOST);
	learn(c, service, pace_slot(branch != NULL ? branch->zone : NULL, c->at_us),
		(double)took_us, HOUR_MOST);
	return store_fault(c->tx, f);
}

/* Of those who wait: how long, and the share who give up. */
static void
learn_wait(struct command *c, int64_t waited_us, bool has_left)
{
	struct pace_row row = row_read(c, 0, PACE_WAITING);
	const double share = row.variance_us2;

	if (waited_us < 0)
		return;
	pace_add(&row, (double)waited_us, ANY_MOST);
	row.variance_us2 = share + ((has_left ? 1 : 0) - share) / row.n;
	row_write(c, &row);
}

void
pace_hear(struct command *c, enum event_kind kind, int64_t ticket)
{
	struct ticket_row row = {0};

	if ((kind != EVENT_TICKET_CALLED && kind != EVENT_TICKET_LEFT &&
		    kind != EVENT_SERVICE_BEGUN) ||
		ticket % ONE_IN != 0 || !ticket_find(&row, c->tx, ticket, c->arena))
		return;
	if (kind == EVENT_SERVICE_BEGUN) {
		if (row.called_us > 0 && c->at_us - row.called_us < TOOK_MOST_US)
			learn(c, 0, PACE_WALKING, (double)(c->at_us - row.called_us), ANY_MOST);
		return;
	}
	/* The row may show the event already, or not yet. */
	if (row.worked_us == 0 && row.calls <= (kind == EVENT_TICKET_CALLED))
		learn_wait(c, c->at_us - row.taken_us, kind == EVENT_TICKET_LEFT);
}

/* ---- What is known ---- */

struct paces
paces_read(struct store_tx *tx, const struct house_branch *branch, int64_t now_us, struct arena *a)
{
	const int64_t slot = pace_slot(branch->zone, now_us);
	struct kept_paces *kept = paces_recall(tx, branch->id);
	struct paces paces = {0};
	size_t room = 0;

	if (kept != NULL && kept->slot == slot) {
		paces.rows = ARENA_ARRAY(a, struct pace_row, kept->n);
		for (; paces.n < kept->n; paces.n++)
			paces.rows[paces.n] = kept->paces[paces.n].row;
		return paces;
	}
	store_forget(tx, &pace_part, KEPT_PACES, branch->id);
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &pace_part, SQL_PACES,
		STORE_VALUES(store_int(branch->id), store_int(slot), store_int(PACES_MOST)));
	while (store_next(rows))
		*ARENA_PUSH(a, paces.rows, paces.n, room) = (struct pace_row){
			.service = store_row_int(rows, 0),
			.slot = store_row_int(rows, 1),
			.n = store_row_real(rows, 2),
			.mean_us = store_row_real(rows, 3),
			.variance_us2 = store_row_real(rows, 4),
		};
	paces_remember(tx, branch->id, slot, &paces);
	return paces;
}

static struct pace_row
row_find(const struct paces *paces, int64_t service, int64_t slot_least, int64_t slot_most)
{
	for (size_t i = 0; i < paces->n; i++)
		if (paces->rows[i].service == service && paces->rows[i].slot >= slot_least &&
			paces->rows[i].slot <= slot_most)
			return paces->rows[i];
	return (struct pace_row){0};
}

/* Both seen together, `weight` times the other; the means' distance is spread, too. */
static struct quote_pace
towards(const struct pace_row *own, const struct quote_pace *other, double weight)
{
	const double used = other->n < weight ? other->n : weight;
	const double n = own->n + used;
	struct quote_pace ret = {.n = n};

	if (n <= 0)
		return ret;
	ret.mean_us = (own->n * own->mean_us + used * other->mean_us) / n;
	ret.variance_us2 =
		(own->n * (own->variance_us2 + pow(own->mean_us - ret.mean_us, 2)) +
			used * (other->variance_us2 + pow(other->mean_us - ret.mean_us, 2))) /
		n;
	return ret;
}

struct quote_pace
paces_service(const struct paces *paces, const struct house_service *service)
{
	const struct pace_row any = row_find(paces, service->id, PACE_ANY, PACE_ANY);
	const struct pace_row hour = row_find(paces, service->id, 0, INT64_MAX);
	const struct pace_row walk = row_find(paces, 0, PACE_WALKING, PACE_WALKING);
	const double usual_us = (double)service->usual_us;
	const struct quote_pace usual = {.mean_us = usual_us,
		.variance_us2 = pow(usual_us * USUAL_SPREAD, 2),
		.n = service->usual_us > 0 ? USUAL_WEIGHT : 0};
	const struct quote_pace whole = towards(&any, &usual, USUAL_WEIGHT);
	struct quote_pace ret = towards(&hour, &whole, ANY_WEIGHT);

	if (service->usual_us == 0 && any.n < LEAST_N)
		return (struct quote_pace){0};
	/* What an hour has not seen, the service has. */
	ret.n = hour.n + whole.n > ret.n ? fmax(ret.n, whole.n) : ret.n;
	ret.mean_us += walk.mean_us;
	ret.variance_us2 += walk.variance_us2;
	return ret;
}

double
paces_leaving(const struct paces *paces)
{
	const struct pace_row row = row_find(paces, 0, PACE_WAITING, PACE_WAITING);

	return row.mean_us > 0 ? row.variance_us2 / row.mean_us : 0;
}
