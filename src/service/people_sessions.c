/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions, and who somebody is by what they show.
 *
 * A session lives twelve hours at most and one hour without use. No request writes: that a session
 * is in use is noted only when it gets a new word, which the edge asks for once the word is ten
 * minutes old (actor.is_due). So the hour without use is exact to ten minutes. The word before
 * works thirty seconds more, for requests that were under way. Devices and keys are noted by
 * seen.note, at most once a minute.
 */
#include "service/people.h"

#include <stdlib.h>
#include <string.h>

/* ---- Commands ---- */

int64_t
people_sessions_end(struct command *c, int64_t staff)
{
	struct store_rows *rows =
		store_ask(c->tx, &people_part, SQL_SESSIONS_END, STORE_VALUES(store_int(staff)));
	int64_t n = 0;

	while (store_next(rows))
		n++;
	return n;
}

enum fault_code
command_session_open(struct command *c, const struct session_open *in,
	struct session_open_result *out, struct fault *f)
{
	struct staff_known known;
	struct secret_made secret;

	if (people_staff_read(c->tx, in->staff, &known, c->arena, f))
		return f->code;
	if (known.id == 0 || known.is_removed)
		return fault_field(f, FAULT_NOT_FOUND, "staff", "there is no such person");
	secret = people_secret_make(c);
	out->session = secret.word;
	store_do(c->tx, &people_part, SQL_SESSIONS_OLD,
		STORE_VALUES(store_int(c->at_us), store_int(c->at_us - SESSION_IDLE_US)));
	store_do(c->tx, &people_part, SQL_SESSION_ADD,
		STORE_VALUES(people_hash(secret.hash), store_int(in->staff), store_int(c->at_us),
			store_int(c->at_us + SESSION_US)));
	store_do(c->tx, &people_part, SQL_STAFF_SEEN,
		STORE_VALUES(store_int(in->staff), store_int(c->at_us)));
	store_do(c->tx, &people_part, SQL_SESSIONS_MANY,
		STORE_VALUES(store_int(in->staff), store_int(SESSIONS_MOST)));
	return command_event(c, EVENT_STAFF_SIGNED_IN, 0, in->staff, STORE_NO_VALUES, f);
}

enum fault_code
command_session_rotate(struct command *c, const struct session_rotate *in,
	struct session_rotate_result *out, struct fault *f)
{
	const struct secret_made secret = people_secret_make(c);
	unsigned char hash[COMMAND_SECRET_HASH];
	struct store_rows *rows;
	int64_t staff;

	service_secret_hash(in->session, hash);
	rows = store_ask(c->tx, &people_part, SQL_SESSION_ROTATE,
		STORE_VALUES(people_hash(hash), people_hash(secret.hash), store_int(c->at_us),
			store_int(c->at_us + SESSION_GRACE_US),
			store_int(c->at_us - SESSION_IDLE_US)));
	staff = store_next(rows) ? store_row_int(rows, 0) : 0;
	store_end(rows);
	if (staff == 0)
		return fault_field(f, FAULT_CONFLICT, "session",
			"the session has a new word already, or is over");
	store_do(c->tx, &people_part, SQL_STAFF_SEEN,
		STORE_VALUES(store_int(staff), store_int(c->at_us)));
	out->session = secret.word;
	return store_fault(c->tx, f);
}

enum fault_code
command_session_close(struct command *c, const struct session_close *in,
	struct session_close_result *out, struct fault *f)
{
	unsigned char hash[COMMAND_SECRET_HASH];
	struct store_rows *rows;
	int64_t staff;

	(void)out;
	service_secret_hash(in->session, hash);
	rows = store_ask(c->tx, &people_part, SQL_SESSION_TAKE, STORE_VALUES(people_hash(hash)));
	staff = store_next(rows) ? store_row_int(rows, 0) : 0;
	store_end(rows);
	/* One that is over already is as good as closed. */
	return staff == 0 ? store_fault(c->tx, f)
			  : command_event(c, EVENT_STAFF_SIGNED_OUT, 0, staff, STORE_NO_VALUES, f);
}

enum fault_code
command_sessions_close(struct command *c, const struct sessions_close *in,
	struct sessions_close_result *out, struct fault *f)
{
	const int64_t staff = in->staff != 0 ? in->staff : c->actor.staff;
	struct staff_known known;

	if (staff == 0)
		return fault_field(f, FAULT_BAD_INPUT, "staff", "only a person has sessions");
	if (staff != c->actor.staff && c->actor.role < ROLE_MANAGER)
		return fault_field(f, FAULT_FORBIDDEN, "staff",
			"somebody else's sessions are ended by a manager");
	if (staff != c->actor.staff && people_staff_get(c, staff, &known, f))
		return f->code;
	out->closed = people_sessions_end(c, staff);
	return out->closed == 0
		       ? store_fault(c->tx, f)
		       : command_event(c, EVENT_STAFF_SIGNED_OUT, 0, staff, STORE_NO_VALUES, f);
}

/* ---- Who are you? ---- */

static enum language
language_of(struct span tag)
{
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (span_is(tag, span_of(language_tag((enum language)l))))
			return (enum language)l;
	return LANGUAGE_EN;
}

static bool
branches_fill(struct actor *actor, struct span text)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct service_ids ids = people_ids_read(text, a);

	if (ids.n > ACTOR_BRANCHES_MOST)
		return false;
	actor->branches_n = ids.n;
	for (size_t i = 0; i < ids.n; i++)
		actor->branches[i] = ids.ids[i];
	return true;
}

static bool
session_find(struct store_tx *tx, const unsigned char *hash, int64_t now_us, struct actor *ret)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(tx, &people_part, SQL_SESSION_FIND,
		STORE_VALUES(
			people_hash(hash), store_int(now_us), store_int(now_us - SESSION_IDLE_US)));

	if (!store_next(rows) || !role_find(&ret->role, store_row_text(rows, 2)))
		return false;
	ret->staff = store_row_int(rows, 0);
	ret->is_due = now_us - store_row_int(rows, 1) >= SESSION_DUE_US;
	ret->language = language_of(store_row_text(rows, 4));
	return branches_fill(ret, store_row_text(rows, 3));
}

static bool
key_find(struct store_tx *tx, const unsigned char *hash, int64_t now_us, struct actor *ret)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(
		tx, &people_part, SQL_KEY_FIND, STORE_VALUES(people_hash(hash), store_int(now_us)));

	if (!store_next(rows) || !role_find(&ret->role, store_row_text(rows, 1)))
		return false;
	ret->key = store_row_int(rows, 0);
	ret->reads_only = store_row_int(rows, 3) != 0;
	return branches_fill(ret, store_row_text(rows, 2));
}

static bool
device_find(struct store_tx *tx, const unsigned char *hash, struct actor *ret)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &people_part, SQL_DEVICE_FIND, STORE_VALUES(people_hash(hash)));

	if (!store_next(rows) || !role_find(&ret->role, store_row_text(rows, 2)))
		return false;
	ret->branches[0] = store_row_int(rows, 0);
	ret->branches_n = 1;
	ret->device = store_row_int(rows, 1);
	return true;
}

static enum fault_code
ticket_find(struct store_tx *tx, struct span secret, struct actor *ret, bool *ret_found,
	struct fault *f)
{
	int64_t ticket = 0;

	if (tickets_secret_find(tx, secret, &ticket, f))
		return f->code;
	*ret_found = ticket != 0;
	ret->role = ROLE_CUSTOMER;
	ret->ticket = ticket;
	ret->branches[0] = service_branch_of(ticket);
	ret->branches_n = 1;
	return FAULT_NONE;
}

enum fault_code
service_actor_find(struct live_service *s, unsigned reader, enum credential kind,
	struct span secret, struct actor *ret, bool *ret_found, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(service_store(s), reader));
	unsigned char hash[COMMAND_SECRET_HASH];
	const int64_t now_us = service_now_us(s);
	struct actor found = {0};
	bool is_found = false;

	service_secret_hash(secret, hash);
	switch (kind) {
	case CREDENTIAL_SESSION:
		is_found = session_find(tx, hash, now_us, &found);
		break;
	case CREDENTIAL_KEY:
		is_found = key_find(tx, hash, now_us, &found);
		break;
	case CREDENTIAL_DEVICE:
		is_found = device_find(tx, hash, &found);
		break;
	case CREDENTIAL_TICKET:
		if (ticket_find(tx, secret, &found, &is_found, f))
			return f->code;
		break;
	}
	if (store_fault(tx, f))
		return f->code;
	*ret_found = is_found;
	if (is_found)
		*ret = found;
	return FAULT_NONE;
}

enum fault_code
service_password_find(struct live_service *s, unsigned reader, struct span name, int64_t *ret_staff,
	const char **ret_hash, bool *ret_found, struct arena *a, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(service_store(s), reader));
	char *small = arena_text_n(a, name.at, name.size);
	struct store_rows *rows;

	*ret_found = false;
	if (name.size == 0)
		return FAULT_NONE;
	for (char *at = small; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	if (name.size > 100 || memchr(name.at, '\0', name.size) != NULL || !text_is_utf8(name))
		return FAULT_NONE;
	rows = store_ask(
		tx, &people_part, SQL_STAFF_NAMED, STORE_VALUES(store_text(span_of(small))));
	if (store_next(rows) && !store_row_is_none(rows, 1)) {
		const struct span hash = store_row_text(rows, 1);

		*ret_staff = store_row_int(rows, 0);
		*ret_hash = arena_text_n(a, hash.at, hash.size);
		*ret_found = true;
	}
	store_end(rows);
	return store_fault(tx, f);
}

/* ---- For the queue ---- */

enum fault_code
people_services_find(struct store_tx *tx, int64_t staff, struct service_ids *ret, struct arena *a,
	struct fault *f)
{
	struct staff_known known;

	if (people_staff_read(tx, staff, &known, a, f))
		return f->code;
	*ret = known.services;
	return FAULT_NONE;
}

enum fault_code
people_skills_read(struct store_tx *tx, int64_t branch, struct staff_skills *ret, struct arena *a,
	struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &people_part, SQL_STAFF_SKILLS, STORE_VALUES(store_int(branch)));
	struct staff_skill *items = NULL;
	size_t n = 0, room = 0;

	while (store_next(rows))
		*ARENA_PUSH(a, items, n, room) = (struct staff_skill){
			.staff = store_row_int(rows, 0),
			.services = people_ids_read(people_kept(store_row_text(rows, 1), a), a)};
	*ret = (struct staff_skills){items, n};
	return store_fault(tx, f);
}

static int
skill_compare(const void *staff, const void *skill)
{
	const int64_t a = *(const int64_t *)staff, b = ((const struct staff_skill *)skill)->staff;

	return (a > b) - (a < b);
}

struct service_ids
people_skills_of(const struct staff_skills *skills, int64_t staff)
{
	const struct staff_skill *found = skills->n == 0
						  ? NULL
						  : bsearch(&staff, skills->items, skills->n,
							    sizeof(*skills->items), skill_compare);

	return found != NULL ? found->services : (struct service_ids){0};
}

enum fault_code
people_title_find(
	struct store_tx *tx, int64_t staff, const char **ret, struct arena *a, struct fault *f)
{
	struct staff_known known;

	if (people_staff_read(tx, staff, &known, a, f))
		return f->code;
	*ret = known.id != 0 ? known.title.at : "";
	return FAULT_NONE;
}

enum fault_code
people_name_find(
	struct store_tx *tx, int64_t staff, const char **ret, struct arena *a, struct fault *f)
{
	struct staff_known known;

	if (people_staff_read(tx, staff, &known, a, f))
		return f->code;
	*ret = known.id != 0 ? known.name.at : NULL;
	return FAULT_NONE;
}
