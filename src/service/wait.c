/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wait of one ticket, from the branch as it is: which counters may serve it, who is called
 * before it, whom the counters serve now and since when. What another counter may just as well
 * take, counts here only for its part.
 */
#include <stdlib.h>

#include "service/pace.h"
#include "service/tickets_kept.h"
#include "service/wait.h"

#define WAITING_MOST 1000 /* a line beyond that is not foretold */

/* A counter that is open, and whom it may serve. */
struct server {
	const struct house_counter *counter;
	struct counter_row row;
	struct ticket_row ticket;  /* called to it, or served there; id 0: none */
	struct service_ids skills; /* of who sits there; none: everything */
};

struct wait_scene {
	struct store_tx *tx;
	const struct house *house;
	const struct house_branch *branch;
	struct arena *arena;
	int64_t now_us;
	struct paces paces;
	struct day_row day;
	struct queue_rules rules;
	size_t waiting_n;
	struct queue_ticket *tickets; /* waiting, and room for one that comes now */
	struct server *servers;
	size_t servers_n;
	bool is_too_long;
};

static bool
has_id(const struct service_ids *ids, int64_t id)
{
	for (size_t i = 0; i < ids->n; i++)
		if (ids->ids[i] == id)
			return true;
	return ids->n == 0;
}

static bool
server_serves(const struct server *server, int64_t service)
{
	return house_counter_serves(server->counter, service) && has_id(&server->skills, service);
}

/* As one counter: everything that any of those serves who may serve the customer. */
struct together {
	const struct wait_scene *scene;
	int64_t service, counter;
};

static bool
is_mine(const struct together *t, const struct server *server)
{
	return (t->counter == 0 || server->row.counter == t->counter) &&
	       server_serves(server, t->service);
}

static bool
together_serves(const void *with, int64_t service)
{
	const struct together *t = with;

	for (size_t i = 0; i < t->scene->servers_n; i++)
		if (is_mine(t, &t->scene->servers[i]) &&
			server_serves(&t->scene->servers[i], service))
			return true;
	return false;
}

/* ---- The branch as it is ---- */

static enum fault_code
servers_read(struct wait_scene *s, struct fault *f)
{
	const struct counter_rows rows = counter_rows_read(s->tx, s->branch->id, s->arena);
	struct staff_skills skills = {0};
	bool has_staff = false;

	for (size_t i = 0; i < rows.n; i++)
		has_staff |= rows.rows[i].staff != 0;
	if (has_staff && people_skills_read(s->tx, s->branch->id, &skills, s->arena, f))
		return f->code;
	s->servers = ARENA_ARRAY(s->arena, struct server, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		struct server *server = &s->servers[s->servers_n];

		server->row = rows.rows[i];
		server->counter = house_counter(s->house, rows.rows[i].counter);
		if (server->counter == NULL || rows.rows[i].state != COUNTER_OPEN)
			continue;
		server->skills = people_skills_of(&skills, rows.rows[i].staff);
		s->servers_n++;
	}
	return FAULT_NONE;
}

/* Whom the counters serve: remembered one by one, or all of them asked for at once. */
static void
called_read(struct wait_scene *s)
{
	struct ticket_rows called = {0};
	bool are_known = true;

	for (size_t i = 0; i < s->servers_n; i++) {
		struct server *server = &s->servers[i];

		if (server->row.ticket != 0)
			are_known &=
				ticket_recall(&server->ticket, s->tx, server->row.ticket, s->arena);
	}
	if (!are_known)
		called = ticket_list(
			s->tx, s->branch->id, TICKET_LIST_CALLED, WAITING_MOST, s->arena);
	for (size_t i = 0; i < called.n; i++) {
		ticket_remember(s->tx, &called.rows[i]);
		for (size_t j = 0; j < s->servers_n; j++)
			if (s->servers[j].row.ticket == called.rows[i].id)
				s->servers[j].ticket = called.rows[i];
	}
}

/* With room for one that comes now. */
static void
line_read(struct wait_scene *s)
{
	const struct queue_ticket *line;
	size_t room = WAITING_MOST, n;

	if (line_recall(s->tx, s->branch->id, &line, &n) && n < room)
		room = n;
	s->tickets = ARENA_ARRAY(s->arena, struct queue_ticket, room + 1);
	s->waiting_n = ticket_line(s->tx, s->branch->id, room, s->tickets);
	s->is_too_long = s->waiting_n == WAITING_MOST;
}

enum fault_code
wait_scene_read(struct wait_scene **ret, struct store_tx *tx, const struct house *house,
	int64_t branch, int64_t now_us, struct arena *a, struct fault *f)
{
	struct wait_scene *s = ARENA_NEW(a, struct wait_scene);

	s->tx = tx;
	s->house = house;
	s->branch = house_branch(house, branch);
	s->arena = a;
	s->now_us = now_us;
	if (s->branch == NULL)
		return fault_set(f, FAULT_NOT_FOUND, "there is no such branch");
	s->paces = paces_read(tx, s->branch, now_us, a);
	day_row_read(&s->day, tx, branch);
	s->rules = ticket_rules(s->branch->workspace);
	line_read(s);
	if (servers_read(s, f))
		return f->code;
	called_read(s);
	*ret = s;
	return store_fault(tx, f);
}

/* ---- The question ---- */

static struct quote_pace
pace_of(const struct wait_scene *s, int64_t service)
{
	const struct house_service *known = house_service(s->house, service);

	return known != NULL ? paces_service(&s->paces, known) : (struct quote_pace){0};
}

static struct quote_server
server_ask(const struct wait_scene *s, const struct server *server)
{
	const struct ticket_row *t = &server->ticket;
	struct quote_server ret = {.is_busy = server->row.ticket != 0};

	if (t->id == 0)
		return ret;
	ret.pace = pace_of(s, t->service);
	if (t->state == TICKET_SERVING) /* else still on the way */
		ret.served_us = t->worked_us + (s->now_us - t->since_us);
	return ret;
}

/* The part of a ticket's service that falls to the counters of the customer. */
static double
share_of(const struct together *t, int64_t service)
{
	double mine = 0, all = 0;

	for (size_t i = 0; i < t->scene->servers_n; i++) {
		const struct server *server = &t->scene->servers[i];

		if (!server_serves(server, service))
			continue;
		all++;
		mine += is_mine(t, server) ? 1 : 0;
	}
	return all > 0 ? mine / all : 0;
}

static struct quote_ahead
ahead_of(const struct wait_scene *s, const struct together *t, int64_t service)
{
	const double share = share_of(t, service);
	struct quote_ahead ret = {pace_of(s, service)};

	ret.pace.mean_us *= share;
	ret.pace.variance_us2 *= share * share;
	return ret;
}

/* Of those in line the first `n` whom the customer's counters may serve: by place, but the
 * customer's own class before others. */
static size_t
ahead_list(const struct wait_scene *s, const struct together *t, size_t index, size_t tickets_n,
	size_t n, struct quote_ahead *ret)
{
	const struct queue_ticket *mine = &s->tickets[index];
	struct quote_ahead ahead = {0}; /* of the service that was asked for last */
	int64_t asked = 0;
	bool is_served = false;
	size_t listed = 0;

	for (int own = 1; own >= 0; own--)
		for (size_t i = 0; i < tickets_n && listed < n; i++) {
			const struct queue_ticket *other = &s->tickets[i];
			const bool is_own = other->class_ == mine->class_ &&
					    (other->place_us < mine->place_us ||
						    (other->place_us == mine->place_us &&
							    other->ticket < mine->ticket));

			if (i == index || is_own != own)
				continue;
			if (other->service != asked) {
				asked = other->service;
				is_served = together_serves(t, asked);
				ahead = ahead_of(s, t, asked);
			}
			if (is_served)
				ret[listed++] = ahead;
		}
	return listed;
}

bool
wait_scene_has(const struct wait_scene *s, int64_t ticket)
{
	for (size_t i = 0; ticket != 0 && i < s->waiting_n; i++)
		if (s->tickets[i].ticket == ticket)
			return true;
	return false;
}

static size_t
index_of(struct wait_scene *s, int64_t service, int64_t ticket, size_t *ret_n)
{
	*ret_n = s->waiting_n;
	for (size_t i = 0; ticket != 0 && i < s->waiting_n; i++)
		if (s->tickets[i].ticket == ticket)
			return i;
	/* Who comes now stands at the end. */
	s->tickets[s->waiting_n] = (struct queue_ticket){.ticket = INT64_MAX,
		.service = service,
		.place_us = s->now_us,
		.class_ = house_class(s->branch->workspace, SPAN(""))};
	*ret_n = s->waiting_n + 1;
	return s->waiting_n;
}

enum fault_code
wait_scene_ask(struct wait_scene *s, int64_t service, int64_t ticket, int64_t limit_us,
	struct wait_now *ret, struct fault *f)
{
	size_t tickets_n = 0;
	const size_t index = index_of(s, service, ticket, &tickets_n);
	const struct together t = {s, s->tickets[index].service, s->tickets[index].for_counter};
	const struct queue_counter counter = {
		.counter = s->tickets[index].for_counter, .serves = together_serves, .with = &t};
	struct quote_server *servers = ARENA_ARRAY(s->arena, struct quote_server, s->servers_n);
	struct quote_ahead *ahead = ARENA_ARRAY(s->arena, struct quote_ahead, tickets_n);
	struct quote_question q = {.servers = servers,
		.ahead = ahead,
		.limit_us = limit_us,
		.leaving_per_us = paces_leaving(&s->paces)};
	struct quote quote;

	*ret = (struct wait_now){0};
	for (size_t i = 0; i < s->servers_n; i++)
		if (is_mine(&t, &s->servers[i]))
			servers[q.servers_n++] = server_ask(s, &s->servers[i]);
	ret->counters = q.servers_n;
	ret->ahead = queue_ahead(
		&s->rules, &s->day.turn, s->tickets, tickets_n, &counter, index, s->now_us);
	q.ahead_n = ahead_list(s, &t, index, tickets_n, ret->ahead, ahead);
	ret->chance_longer = WAIT_UNKNOWN;
	if (s->is_too_long)
		return store_fault(s->tx, f);
	quote = quote_make(&q);
	if (quote.is_known) {
		ret->least_us = quote.least_us;
		ret->most_us = quote.most_us > 0 ? quote.most_us : 1;
	}
	/* A counter is free and does not call: why, the line does not tell. */
	if (quote.is_known && quote.most_us > 0 && limit_us > 0)
		ret->chance_longer = quote.chance_longer;
	return store_fault(s->tx, f);
}

enum fault_code
wait_now(struct wait_now *ret, struct store_tx *tx, const struct house *house, int64_t branch,
	int64_t service, int64_t ticket, int64_t limit_us, int64_t now_us, struct arena *a,
	struct fault *f)
{
	struct wait_scene *scene = NULL;

	if (wait_scene_read(&scene, tx, house, branch, now_us, a, f))
		return f->code;
	if (wait_scene_ask(scene, service, ticket, limit_us, ret, f))
		return f->code;
	if (ret->chance_longer < 0)
		ret->chance_longer = 0.5;
	return FAULT_NONE;
}
