/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of people share. Private to people*.c and house*.c.
 */
#pragma once

#include "service/people_tables.h"

/* How long and how many, in one place. */
#define INVITATION_US	 (INT64_C(3) * 24 * 3600 * 1000000) /* a link to set a password works */
#define SESSION_US	 (INT64_C(12) * 3600 * 1000000)	    /* a session at most */
#define SESSION_IDLE_US	 (INT64_C(60) * 60 * 1000000)	    /* … without being used */
#define SESSION_DUE_US	 (INT64_C(10) * 60 * 1000000)	    /* then its word is changed */
#define SESSION_GRACE_US (INT64_C(30) * 1000000)	    /* … and the one before still works */
#define SESSIONS_MOST	 20 /* of one person; the oldest gives way */
#define STAFF_MOST	 10000
#define KEYS_MOST	 200
#define DEVICES_MOST	 200 /* of a branch */

/* ---- Lists of ids as texts: "3 17" ---- */

struct span people_ids_text(struct service_ids ids, struct arena *a);
struct service_ids people_ids_read(struct span text, struct arena *a);
bool people_ids_have(struct service_ids ids, int64_t id);

/* ---- Texts of rows ---- */

static inline struct span
people_kept(struct span text, struct arena *a)
{
	return (struct span){arena_text_n(a, text.at, text.size), text.size};
}
/* null when it is empty. */
json_t *people_text_json(struct span text);

/* ---- Fields ---- */

/* People's words: not empty, at most 200 letters, without control characters. */
MUST_USE enum fault_code people_title_check(const char *field, struct span title, struct fault *f);
/* Empty: none was given, and *ret stays. */
MUST_USE enum fault_code people_language_check(struct span language, struct fault *f);
/* What somebody is found by: small ASCII letters, digits and hyphens. In the arena. */
struct span people_search_text(struct span text, struct arena *a);

/* All branches are there; TOO_BIG over ACTOR_BRANCHES_MOST. */
MUST_USE enum fault_code people_branches_check(
	const struct house *house, struct service_ids branches, struct fault *f);
/* May this actor grant this role there, and manage somebody who has it? FORBIDDEN, with the field
 * "role" or "branches". */
MUST_USE enum fault_code people_grant_check(
	const struct actor *actor, enum role role, struct service_ids branches, struct fault *f);

/* ---- Secrets ---- */

struct secret_made {
	struct span word; /* to show once */
	unsigned char hash[COMMAND_SECRET_HASH];
};
struct secret_made people_secret_make(struct command *c);
static inline struct store_value
people_hash(const unsigned char hash[static COMMAND_SECRET_HASH])
{
	return store_bytes((struct span){(const char *)hash, COMMAND_SECRET_HASH});
}

/* ---- Staff ---- */

struct staff_known {
	int64_t id;
	struct span name, title, language; /* in the arena */
	enum role role;
	struct service_ids branches, services;
	bool has_password, is_removed;
};
/* ret->id 0: nobody has this id. */
MUST_USE enum fault_code people_staff_read(struct store_tx *tx, int64_t staff,
	struct staff_known *ret, struct arena *a, struct fault *f);
/* Somebody whom this actor may manage; NOT_FOUND also of those who have left. */
MUST_USE enum fault_code people_staff_get(
	struct command *c, int64_t staff, struct staff_known *ret, struct fault *f);
/* Ends all sessions of a person; returns how many. */
int64_t people_sessions_end(struct command *c, int64_t staff);

/* The name to sign in with, also of those who have left; NULL: nobody. In the arena. */
MUST_USE enum fault_code people_name_find(
	struct store_tx *tx, int64_t staff, const char **ret, struct arena *a, struct fault *f);

/* ---- Customers ---- */

struct customer_found {
	int64_t id;
	struct span title;
};
/* By a part of their name, e-mail or telephone, the newest first. */
MUST_USE enum fault_code people_customers_find(struct view_call *v, struct span text, size_t most,
	struct customer_found *ret, size_t *ret_n, struct fault *f);

/* All devices of a branch that ends lose their pairing. */
MUST_USE enum fault_code people_devices_end(struct command *c, int64_t branch, struct fault *f);
