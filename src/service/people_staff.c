/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staff: taken on, changed, invited, gone. Nobody gives a role above their own, manages somebody
 * above them or outside their branches; the last administrator who can sign in stays. Who leaves
 * loses password, links and sessions in the same moment, and keeps a name beside what they did.
 */
#include <string.h>

#include "service/people.h"

enum fault_code
people_staff_read(struct store_tx *tx, int64_t staff, struct staff_known *ret, struct arena *a,
	struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &people_part, SQL_STAFF_GET, STORE_VALUES(store_int(staff)));

	*ret = (struct staff_known){0};
	if (!store_next(rows))
		return store_fault(tx, f);
	*ret = (struct staff_known){.id = staff,
		.name = people_kept(store_row_text(rows, 0), a),
		.title = people_kept(store_row_text(rows, 1), a),
		.branches = people_ids_read(people_kept(store_row_text(rows, 3), a), a),
		.services = people_ids_read(people_kept(store_row_text(rows, 4), a), a),
		.language = people_kept(store_row_text(rows, 5), a),
		.has_password = store_row_int(rows, 6) != 0,
		.is_removed = !store_row_is_none(rows, 7)};
	if (!role_find(&ret->role, store_row_text(rows, 2)))
		ret->role = ROLE_STRANGER;
	return FAULT_NONE;
}

enum fault_code
people_staff_get(struct command *c, int64_t staff, struct staff_known *ret, struct fault *f)
{
	if (people_staff_read(c->tx, staff, ret, c->arena, f))
		return f->code;
	if (ret->id == 0 || ret->is_removed)
		return fault_field(f, FAULT_NOT_FOUND, "staff", "there is no such person");
	if (people_grant_check(&c->actor, ret->role, ret->branches, f) == FAULT_NONE)
		return FAULT_NONE;
	return fault_field(f, FAULT_FORBIDDEN, "staff",
		"that person is above you, or works outside your branches");
}

/* ---- Checks ---- */

static enum fault_code
staff_role_find(struct span slug, enum role *ret, struct fault *f)
{
	if (role_find(ret, slug) && *ret >= ROLE_AGENT && *ret <= ROLE_ADMINISTRATOR)
		return FAULT_NONE;
	return fault_field(f, FAULT_BAD_INPUT, "role",
		"\"%.*s\" is no role of staff; expected agent, lead, manager or administrator",
		SPAN_PRINT(span_head(slug, 40)));
}

static enum fault_code
services_check(const struct house *house, struct service_ids services, struct fault *f)
{
	if (services.n > ACTOR_BRANCHES_MOST)
		return fault_field(f, FAULT_TOO_BIG, "services",
			"at most %d services can be named; leave them out for all of them",
			ACTOR_BRANCHES_MOST);
	for (size_t i = 0; i < services.n; i++)
		if (house_service(house, services.ids[i]) == NULL)
			return fault_field(f, FAULT_NOT_FOUND, "services",
				"there is no service %lld", (long long)services.ids[i]);
	return FAULT_NONE;
}

/* Names are compared in small letters. */
static enum fault_code
name_take(struct command *c, struct span name, struct span *ret, struct fault *f)
{
	char *small = arena_text_n(c->arena, name.at, name.size);
	struct store_rows *rows;
	bool is_taken;

	if (name.size == 0 || name.size > 100)
		return fault_field(
			f, FAULT_BAD_INPUT, "name", "a name to sign in with has 1 to 100 letters");
	for (char *at = small; *at != '\0'; at++) {
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
		if (!(*at >= 'a' && *at <= 'z') && !(*at >= '0' && *at <= '9') &&
			strchr("-_.", *at) == NULL)
			return fault_field(f, FAULT_BAD_INPUT, "name",
				"a name to sign in with has letters a–z, digits and - _ .");
	}
	*ret = span_of(small);
	rows = store_ask(c->tx, &people_part, SQL_STAFF_NAMED, STORE_VALUES(store_text(*ret)));
	is_taken = store_next(rows);
	store_end(rows);
	if (is_taken)
		return fault_field(f, FAULT_CONFLICT, "name",
			"somebody else signs in as \"%s\" already", small);
	return store_fault(c->tx, f);
}

/* Somebody else must still be able to do everything. */
static enum fault_code
administrator_stays(struct command *c, const struct staff_known *going, struct fault *f)
{
	struct store_rows *rows;
	size_t others_n = 0;

	if (going->role != ROLE_ADMINISTRATOR)
		return FAULT_NONE;
	rows = store_ask(c->tx, &people_part, SQL_ADMINISTRATORS, STORE_NO_VALUES);
	while (store_next(rows))
		others_n += store_row_int(rows, 0) != going->id &&
			    (store_row_int(rows, 1) != 0 || !going->has_password);
	if (store_fault(c->tx, f))
		return f->code;
	return others_n > 0 ? FAULT_NONE
			    : fault_field(f, FAULT_CONFLICT, "staff",
				      "that is the last administrator who can sign in");
}

static struct span
staff_search(struct span name, struct span title, struct arena *a)
{
	return span_of(arena_printf(a, "%.*s %.*s", SPAN_PRINT(people_search_text(title, a)),
		SPAN_PRINT(people_search_text(name, a))));
}

/* ---- Invitations ---- */

static struct span
invite(struct command *c, int64_t staff)
{
	const struct secret_made secret = people_secret_make(c);

	store_do(c->tx, &people_part, SQL_INVITATION_SET,
		STORE_VALUES(store_int(staff), people_hash(secret.hash),
			store_int(c->at_us + INVITATION_US)));
	return secret.word;
}

enum fault_code
command_staff_invite(struct command *c, const struct staff_invite *in,
	struct staff_invite_result *out, struct fault *f)
{
	struct staff_known known;

	if (people_staff_get(c, in->staff, &known, f))
		return f->code;
	out->invitation = invite(c, in->staff);
	return command_event(c, EVENT_STAFF_INVITED, 0, in->staff, STORE_NO_VALUES, f);
}

static enum fault_code
password_check(struct span password, struct fault *f)
{
	if (!span_begins(password, SPAN("$argon2id$")) || password.size > 200)
		return fault_field(
			f, FAULT_BAD_INPUT, "password", "that is no hash made with Argon2id");
	return FAULT_NONE;
}

static enum fault_code
password_set(struct command *c, int64_t staff, struct span password, struct fault *f)
{
	store_do(c->tx, &people_part, SQL_STAFF_PASSWORD,
		STORE_VALUES(store_int(staff), store_text(password)));
	(void)people_sessions_end(c, staff);
	return command_event(c, EVENT_PASSWORD_CHANGED, 0, staff, STORE_NO_VALUES, f);
}

enum fault_code
command_invitation_use(struct command *c, const struct invitation_use *in,
	struct invitation_use_result *out, struct fault *f)
{
	unsigned char hash[COMMAND_SECRET_HASH];
	struct staff_known known = {0};
	struct store_rows *rows;
	bool is_good;

	if (password_check(in->password, f))
		return f->code;
	service_secret_hash(in->invitation, hash);
	rows = store_ask(c->tx, &people_part, SQL_INVITATION_TAKE, STORE_VALUES(people_hash(hash)));
	is_good = store_next(rows) && store_row_int(rows, 1) > c->at_us;
	out->staff = is_good ? store_row_int(rows, 0) : 0;
	store_end(rows);
	if (is_good && people_staff_read(c->tx, out->staff, &known, c->arena, f))
		return f->code;
	if (!is_good || known.id == 0 || known.is_removed)
		return fault_field(f, FAULT_NOT_FOUND, "invitation",
			"this link was used already, or is too old, or a newer one took its place; "
			"ask for a new one");
	return password_set(c, out->staff, in->password, f);
}

enum fault_code
command_password_change(struct command *c, const struct password_change *in,
	struct password_change_result *out, struct fault *f)
{
	(void)out;
	if (c->actor.staff == 0)
		return fault_set(f, FAULT_FORBIDDEN, "only a person has a password");
	if (password_check(in->password, f))
		return f->code;
	return password_set(c, c->actor.staff, in->password, f);
}

/* ---- Coming, changing, going ---- */

enum fault_code
command_staff_add(struct command *c, const struct staff_add *in, struct staff_add_result *out,
	struct fault *f)
{
	struct span name;
	enum role role;
	struct store_rows *rows;
	int64_t n;

	if (name_take(c, in->name, &name, f) || people_title_check("title", in->title, f) ||
		staff_role_find(in->role, &role, f) ||
		people_branches_check(c->house, in->branches, f) ||
		services_check(c->house, in->services, f) ||
		people_grant_check(&c->actor, role, in->branches, f) ||
		people_language_check(in->language, f))
		return f->code;
	rows = store_ask(c->tx, &people_part, SQL_STAFF_COUNT, STORE_NO_VALUES);
	n = store_next(rows) ? store_row_int(rows, 0) : 0;
	store_end(rows);
	if (n >= STAFF_MOST)
		return fault_set(f, FAULT_TOO_BIG, "a house has at most %d people", STAFF_MOST);
	if (command_id_next(c, &out->staff, f))
		return f->code;
	store_do(c->tx, &people_part, SQL_STAFF_ADD,
		STORE_VALUES(store_int(out->staff), store_text(name), store_text(in->title),
			store_text(staff_search(name, in->title, c->arena)), store_text(in->role),
			store_text(people_ids_text(in->branches, c->arena)),
			store_text(people_ids_text(in->services, c->arena)),
			store_text(in->language), store_int(c->at_us)));
	out->invitation = invite(c, out->staff);
	return command_event(
		c, EVENT_STAFF_ADDED, 0, out->staff, STORE_VALUES(store_text(in->role)), f);
}

/* What changes, in a word of the journal: "role", "branches" …; the role before all others. */
static const char *
change_merge(struct staff_known *now, const struct staff_change *in, bool role_changes)
{
	const char *what = "none";

	if (in->title.size > 0)
		now->title = in->title, what = "title";
	if (in->language.size > 0)
		now->language = in->language, what = "language";
	if (in->services.n > 0 || in->everything)
		now->services = in->everything ? (struct service_ids){0} : in->services,
		what = "services";
	if (in->branches.n > 0 || in->everywhere)
		now->branches = in->everywhere ? (struct service_ids){0} : in->branches,
		what = "branches";
	return role_changes ? "role" : what;
}

enum fault_code
command_staff_change(struct command *c, const struct staff_change *in,
	struct staff_change_result *out, struct fault *f)
{
	struct staff_known before, now;
	const char *what;

	(void)out;
	if (people_staff_get(c, in->staff, &before, f))
		return f->code;
	now = before;
	if (in->role.size > 0 && staff_role_find(in->role, &now.role, f))
		return f->code;
	what = change_merge(&now, in, now.role != before.role);
	if ((in->title.size > 0 && people_title_check("title", in->title, f)) ||
		people_language_check(in->language, f) ||
		people_branches_check(c->house, in->branches, f) ||
		services_check(c->house, in->services, f) ||
		people_grant_check(&c->actor, now.role, now.branches, f) ||
		(now.role != before.role && administrator_stays(c, &before, f)))
		return f->code;
	store_do(c->tx, &people_part, SQL_STAFF_SET,
		STORE_VALUES(store_int(in->staff), store_text(now.title),
			store_text(staff_search(now.name, now.title, c->arena)),
			store_text(span_of(role_slug(now.role))),
			store_text(people_ids_text(now.branches, c->arena)),
			store_text(people_ids_text(now.services, c->arena)),
			store_text(now.language)));
	if (now.role != before.role)
		(void)people_sessions_end(c, in->staff);
	return command_event(c, EVENT_STAFF_CHANGED, 0, in->staff,
		STORE_VALUES(store_text(span_of(what)), store_text(span_of(role_slug(now.role)))),
		f);
}

enum fault_code
command_staff_remove(struct command *c, const struct staff_remove *in,
	struct staff_remove_result *out, struct fault *f)
{
	struct staff_known known;

	(void)out;
	if (people_staff_get(c, in->staff, &known, f) || administrator_stays(c, &known, f))
		return f->code;
	(void)people_sessions_end(c, in->staff);
	store_do(c->tx, &people_part, SQL_INVITATION_END, STORE_VALUES(store_int(in->staff)));
	store_do(c->tx, &people_part, SQL_STAFF_END,
		STORE_VALUES(store_int(in->staff), store_int(c->at_us)));
	return command_event(c, EVENT_STAFF_REMOVED, 0, in->staff, STORE_NO_VALUES, f);
}
