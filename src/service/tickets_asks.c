/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What other parts of the service ask of the queue (asks.h).
 */
#include <stdio.h>
#include <string.h>

#include "service/shapes.h"
#include "service/tickets_write.h"

#define RANDOM_LETTERS 22 /* of a ticket's secret, before its id */
#define ID_LETTERS     11

/* ---- Secrets ---- */

static int
letter_value(char letter)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *at = letter != '\0' ? strchr(letters, letter) : NULL;

	return at != NULL ? (int)(at - letters) : -1;
}

/* 0: no ticket's id. */
static int64_t
secret_id(struct span secret)
{
	int64_t id = 0;

	if (secret.size <= RANDOM_LETTERS || secret.size >= RANDOM_LETTERS + ID_LETTERS)
		return 0;
	for (size_t i = secret.size; i > RANDOM_LETTERS; i--) {
		const int value = letter_value(secret.at[i - 1]);

		if (value < 0)
			return 0;
		id = id << 6 | value;
	}
	return id;
}

/* In as much time whatever differs. */
static bool
is_same_hash(const unsigned char *a, const unsigned char *b)
{
	unsigned differs = 0;

	for (size_t i = 0; i < COMMAND_SECRET_HASH; i++)
		differs |= (unsigned)(a[i] ^ b[i]);
	return differs == 0;
}

enum fault_code
tickets_secret_find(struct store_tx *tx, struct span secret, int64_t *ret_ticket, struct fault *f)
{
	const int64_t id = secret_id(secret);
	unsigned char hash[COMMAND_SECRET_HASH];
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct ticket_row ticket;

	*ret_ticket = 0;
	if (id > 0 && ticket_find(&ticket, tx, id, a)) {
		service_secret_hash(secret, hash);
		if (is_same_hash(hash, ticket.secret))
			*ret_ticket = id;
	}
	return store_fault(tx, f);
}

/* ---- Counts ---- */

enum fault_code
tickets_open_count(struct store_tx *tx, int64_t branch, int64_t service, int64_t counter,
	int64_t *ret_n, struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_TICKETS_USING,
		STORE_VALUES(store_int(branch), store_int(service), store_int(counter)));

	*ret_n = store_next(rows) ? store_row_int(rows, 0) : 0;
	return store_fault(tx, f);
}

enum fault_code
counter_is_used(struct store_tx *tx, int64_t counter, bool *ret, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct counter_row row;

	counter_row_read(&row, tx, counter, a);
	*ret = row.state != COUNTER_CLOSED;
	return store_fault(tx, f);
}

enum fault_code
counter_of_staff_find(struct store_tx *tx, int64_t staff, int64_t *ret_counter, struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &queue_part, SQL_COUNTER_OF_STAFF, STORE_VALUES(store_int(staff)));

	*ret_counter = store_next(rows) ? store_row_int(rows, 1) : 0;
	return store_fault(tx, f);
}

enum fault_code
journeys_of_customer_count(struct store_tx *tx, int64_t customer, int64_t *ret_n,
	int64_t *ret_last_us, struct fault *f)
{
	static const unsigned sql[] = {SQL_JOURNEYS_OF_CUSTOMER_N, SQL_JOURNEYS_PAST_OF_CUSTOMER_N};

	*ret_n = *ret_last_us = 0;
	for (size_t i = 0; i < array_length(sql); i++) {
		ON_EXIT(store_rows_guard)
		struct store_rows *rows =
			store_ask(tx, &queue_part, sql[i], STORE_VALUES(store_int(customer)));

		if (!store_next(rows))
			continue;
		*ret_n += store_row_int(rows, 0);
		if (store_row_int(rows, 1) > *ret_last_us)
			*ret_last_us = store_row_int(rows, 1);
	}
	return store_fault(tx, f);
}

enum fault_code
journeys_versions_find(
	struct store_tx *tx, struct service_ids *ret, struct arena *a, struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &queue_part, SQL_JOURNEY_VERSIONS, STORE_NO_VALUES);
	int64_t *ids = NULL;
	size_t n = 0, room = 0;

	while (store_next(rows))
		*ARENA_PUSH(a, ids, n, room) = store_row_int(rows, 0);
	*ret = (struct service_ids){ids, n};
	return store_fault(tx, f);
}

enum fault_code
journeys_customer_erase(struct command *c, int64_t customer, struct fault *f)
{
	store_do(c->tx, &queue_part, SQL_ANSWERS_FORGET, STORE_VALUES(store_int(customer)));
	return store_fault(c->tx, f);
}

/* ---- JSON ---- */

static json_t *
counter_visit_json(struct view_call *v, const struct counter_row *row, json_t *counter)
{
	struct ticket_row ticket;

	if (row->ticket == 0 || !ticket_find(&ticket, v->tx, row->ticket, v->arena))
		ticket = (struct ticket_row){0};
	json_object_set_new(counter, "ticket", shape_id(ticket.id));
	json_object_set_new(counter, "label",
		ticket.id != 0 ? json_string(ticket_label(&ticket, v->arena)) : json_null());
	json_object_set_new(counter, "ticket_state", shape_text(ticket_state_slug(ticket.state)));
	json_object_set_new(counter, "ticket_since_us", shape_time(ticket.since_us));
	return counter;
}

enum fault_code
counter_json(
	struct view_call *v, const struct house_counter *counter, json_t **ret, struct fault *f)
{
	const bool is_staff = (ROLE_BIT(AGENT) | ROLE_BIT(LEAD) | ROLE_BIT(MANAGER) |
				      ROLE_BIT(ADMINISTRATOR) | ROLE_BIT(HOUSE)) &
			      1u << v->actor.role;
	const char *staff = "";
	struct counter_row row;
	json_t *json;

	counter_row_read(&row, v->tx, counter->id, v->arena);
	if (is_staff && row.staff != 0 && people_title_find(v->tx, row.staff, &staff, v->arena, f))
		return f->code;
	json = json_pack("{so ss so so ss so so so so}", "counter", shape_id(counter->id), "name",
		counter->name, "title", shape_title(&counter->title), "services",
		shape_ids(counter->services, counter->services_n), "state",
		counter_state_slug(row.state), "reason", shape_text(row.reason), "staff",
		shape_id(row.staff), "staff_title", shape_text(staff), "since_us",
		shape_time(row.since_us));
	*ret = counter_visit_json(v, &row, json);
	return store_fault(v->tx, f);
}

/* ---- Search ---- */

/* "a 27" → "%A-27%"; what would be a pattern is nothing. */
static const char *
pattern_of(struct span text, struct arena *a)
{
	char *pattern = arena_printf(a, "%%%.*s%%", SPAN_PRINT(text));

	for (size_t i = 1; i < text.size + 1; i++) {
		if (pattern[i] == ' ')
			pattern[i] = '-';
		else if (pattern[i] == '%' || pattern[i] == '_' || pattern[i] == '\\')
			pattern[i] = '?';
		else if (pattern[i] >= 'a' && pattern[i] <= 'z')
			pattern[i] = (char)(pattern[i] - 'a' + 'A');
	}
	return pattern;
}

static void
found_add(struct view_call *v, struct store_rows *rows, int64_t branch, json_t *into)
{
	const char *label = arena_printf(v->arena, "%.*s-%lld", SPAN_PRINT(store_row_text(rows, 1)),
		(long long)store_row_int(rows, 2));

	json_array_append_new(into, json_pack("{ss sI sI ss ss}", "kind", "ticket", "id",
					    (json_int_t)store_row_int(rows, 0), "branch",
					    (json_int_t)branch, "name", label, "title", label));
}

static void
branch_search(struct view_call *v, int64_t branch, struct span pattern, size_t most, json_t *into)
{
	struct day_row day;

	day_row_read(&day, v->tx, branch);
	for (int i = 0; i < 2 && json_array_size(into) < most; i++) {
		const int64_t left = (int64_t)(most - json_array_size(into));
		ON_EXIT(store_rows_guard)
		struct store_rows *rows =
			i == 0 ? store_ask(v->tx, &queue_part, SQL_TICKETS_FOUND,
					 STORE_VALUES(store_int(branch), store_text(pattern),
						 store_int(left)))
			       : store_ask(v->tx, &queue_part, SQL_TICKETS_PAST_FOUND,
					 STORE_VALUES(store_int(branch), store_text(pattern),
						 store_int(left),
						 store_int(day.day != 0 ? day.day : INT64_MAX)));

		while (store_next(rows))
			found_add(v, rows, branch, into);
	}
}

enum fault_code
tickets_search(struct view_call *v, struct span text, size_t most, json_t *into, struct fault *f)
{
	const struct span pattern = span_of(pattern_of(span_head(text, 20), v->arena));
	const size_t up_to = json_array_size(into) + most;

	for (size_t w = 0; w < v->house->workspaces_n; w++) {
		const struct house_workspace *workspace = &v->house->workspaces[w];

		for (size_t i = 0; i < workspace->branches_n; i++) {
			const struct house_branch *branch = &workspace->branches[i];
			struct fault not_there = {0};

			if (branch->is_removed || service_may(&v->actor, 1u << v->actor.role,
							  PLACE_BRANCH, branch->id, &not_there))
				continue;
			branch_search(v, branch->id, pattern, up_to, into);
		}
	}
	return store_fault(v->tx, f);
}
