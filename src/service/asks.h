/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of the service ask of each other, so that none reads another's tables. Private to
 * service/. Each function stands with those whose tables answer it. Weak are those without which
 * tests link a part of the service alone.
 */
#pragma once

#include "service/command.h"

#define ASKED MUST_USE enum fault_code

/* ---- The writer (writer.c) ---- */

/* The house as it is now; give it back with house_release. From any thread. */
const struct house *service_house(struct live_service *s);
struct store *service_store(const struct live_service *s);

/* ---- The house (house*.c) ---- */

/* The store parts of both, in service_parts. */
extern const struct store_part house_part, people_part;
/* The journal replayed against the tables of house and people. */
MUST_USE enum fault_code house_prove(
	struct store_tx *tx, struct service_proof *ret, struct fault *f);

/* ---- The people (people*.c) ---- */

/* What somebody can serve; none: everything. In the arena. */
MUST_USE enum fault_code people_services_find(struct store_tx *tx, int64_t staff,
	struct service_ids *ret, struct arena *a, struct fault *f);
/* What those can serve who sit at the counters of a branch, in one look; whoever is not among them
 * serves everything. In the arena. */
struct staff_skill {
	int64_t staff;
	struct service_ids services;
};
struct staff_skills {
	const struct staff_skill *items; /* by staff */
	size_t n;
};
MUST_USE enum fault_code people_skills_read(struct store_tx *tx, int64_t branch,
	struct staff_skills *ret, struct arena *a, struct fault *f);
struct service_ids people_skills_of(const struct staff_skills *skills, int64_t staff);
/* What somebody of the staff is called, "" when nobody is; also of those who have left. In the
 * arena. */
MUST_USE enum fault_code people_title_find(
	struct store_tx *tx, int64_t staff, const char **ret, struct arena *a, struct fault *f);
/* A customer as customer_shape, a new reference; NULL when there is none or it was erased. */
MUST_USE enum fault_code people_customer_json(
	struct view_call *v, int64_t customer, json_t **ret, struct fault *f);

struct customer_wishes {
	struct span language, preference, class_; /* empty: not known; in the arena */
};
/* NOT_FOUND when there is no such customer. */
MUST_USE enum fault_code people_wishes_find(struct store_tx *tx, int64_t customer,
	struct customer_wishes *ret, struct arena *a, struct fault *f);

/* ---- The queue (tickets*.c, day.c, journeys.c) ---- */

/* The ticket – also one that is over – of the word of its page; *ret_ticket 0: none. The word tells
 * the ticket's id, so that no index of random hashes is kept. */
ASKED tickets_secret_find(
	struct store_tx *tx, struct span secret, int64_t *ret_ticket, struct fault *f);
/* How many tickets are open in a branch, for a service (in any branch when `branch` is 0), or at a
 * counter; 0: not asked for. */
ASKED tickets_open_count(struct store_tx *tx, int64_t branch, int64_t service, int64_t counter,
	int64_t *ret_n, struct fault *f);
/* Whether a counter is open or paused. */
ASKED counter_is_used(struct store_tx *tx, int64_t counter, bool *ret, struct fault *f);
/* Where somebody sits now; 0: nowhere. */
ASKED counter_of_staff_find(
	struct store_tx *tx, int64_t staff, int64_t *ret_counter, struct fault *f);
/* A counter as counter_shape. A new reference. */
ASKED counter_json(
	struct view_call *v, const struct house_counter *counter, json_t **ret, struct fault *f);
/* How many journeys a customer has had, and when the last one began (0: none). */
ASKED journeys_of_customer_count(struct store_tx *tx, int64_t customer, int64_t *ret_n,
	int64_t *ret_last_us, struct fault *f);
/* A customer is erased: what the queue keeps about who it was (their words, names on appointments)
 * goes with them. */
ASKED journeys_customer_erase(struct command *c, int64_t customer, struct fault *f);
/* The versions of the map under which journeys are open, each once. In the arena. */
ASKED journeys_versions_find(
	struct store_tx *tx, struct service_ids *ret, struct arena *a, struct fault *f);
/* Tickets of today whose label holds the text: appends found_shape objects to the array. */
ASKED tickets_search(
	struct view_call *v, struct span text, size_t most, json_t *into, struct fault *f);
