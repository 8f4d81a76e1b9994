/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all commands of people need: lists of ids, checks of fields, secrets; and who may do what
 * where.
 */
#include "service/people.h"

#include <string.h>

#include "base/number.h"

#define TITLE_LETTERS_MOST 200

/* ---- Roles ---- */

static const struct {
	const char *slug;
} roles[ROLE__COUNT] = {
#define X(id, slug_, meaning) [ROLE_##id] = {slug_},
	ROLE_TABLE(X)
#undef X
};

const char *
role_slug(enum role role)
{
	return roles[role].slug;
}

bool
role_find(enum role *ret, struct span slug)
{
	for (unsigned role = 0; role < ROLE__COUNT; role++)
		if (span_is(slug, span_of(roles[role].slug))) {
			*ret = (enum role)role;
			return true;
		}
	return false;
}

enum fault_code
service_may(const struct actor *actor, unsigned wanted, enum service_place place, int64_t branch,
	struct fault *f)
{
	if ((wanted & (1u << actor->role)) == 0)
		return actor->role == ROLE_STRANGER
			       ? fault_set(f, FAULT_SIGN_IN, "sign in first")
			       : fault_set(f, FAULT_FORBIDDEN, "that is not for the role %s",
					 role_slug(actor->role));
	if (place == PLACE_HOUSE || actor->branches_n == 0)
		return FAULT_NONE;
	for (size_t i = 0; i < actor->branches_n; i++)
		if (actor->branches[i] == branch)
			return FAULT_NONE;
	return fault_set(f, FAULT_FORBIDDEN, "that is in another branch than yours");
}

/* ---- Lists of ids ---- */

struct span
people_ids_text(struct service_ids ids, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < ids.n; i++)
		text = arena_printf(a, "%s%s%lld", text, i > 0 ? " " : "", (long long)ids.ids[i]);
	return span_of(text);
}

struct service_ids
people_ids_read(struct span text, struct arena *a)
{
	int64_t *ids = NULL, id;
	size_t n = 0, room = 0;

	for (struct span part; span_cut(&text, ' ', &part);)
		if (number_int(part, &id))
			*ARENA_PUSH(a, ids, n, room) = id;
	return (struct service_ids){ids, n};
}

bool
people_ids_have(struct service_ids ids, int64_t id)
{
	for (size_t i = 0; i < ids.n; i++)
		if (ids.ids[i] == id)
			return true;
	return false;
}

json_t *
people_text_json(struct span text)
{
	return text.size > 0 ? json_stringn(text.at, text.size) : json_null();
}

/* ---- Fields ---- */

enum fault_code
people_title_check(const char *field, struct span title, struct fault *f)
{
	size_t letters = 0;

	if (span_trim(title).size == 0)
		return fault_field(f, FAULT_BAD_INPUT, field, "\"%s\" is empty", field);
	for (struct span rest = title; rest.size > 0; letters++) {
		const size_t size = text_letter_size(rest);
		if (size == 0 ||
			(size == 1 && ((unsigned char)rest.at[0] < ' ' || rest.at[0] == 127)))
			return fault_field(f, FAULT_BAD_INPUT, field,
				"\"%s\" is no text in UTF-8 without control characters", field);
		rest.at += size;
		rest.size -= size;
	}
	if (letters > TITLE_LETTERS_MOST)
		return fault_field(f, FAULT_BAD_INPUT, field, "\"%s\" is longer than %d letters",
			field, TITLE_LETTERS_MOST);
	return FAULT_NONE;
}

enum fault_code
people_language_check(struct span language, struct fault *f)
{
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (span_is(language, span_of(language_tag((enum language)l))))
			return FAULT_NONE;
	return language.size == 0 ? FAULT_NONE
				  : fault_field(f, FAULT_BAD_INPUT, "language",
					    "\"%.*s\" is no language here; expected en, pl or vi",
					    SPAN_PRINT(span_head(language, 20)));
}

struct span
people_search_text(struct span text, struct arena *a)
{
	return span_of(text_slug(arena_text_n(a, text.at, text.size), a));
}

enum fault_code
people_branches_check(const struct house *house, struct service_ids branches, struct fault *f)
{
	if (branches.n > ACTOR_BRANCHES_MOST)
		return fault_field(f, FAULT_TOO_BIG, "branches",
			"at most %d branches can be named; leave them out for all of them",
			ACTOR_BRANCHES_MOST);
	for (size_t i = 0; i < branches.n; i++)
		if (house_branch(house, branches.ids[i]) == NULL)
			return fault_field(f, FAULT_NOT_FOUND, "branches",
				"there is no branch %lld", (long long)branches.ids[i]);
	return FAULT_NONE;
}

enum fault_code
people_grant_check(
	const struct actor *actor, enum role role, struct service_ids branches, struct fault *f)
{
	if (role > actor->role)
		return fault_field(f, FAULT_FORBIDDEN, "role", "the role %s is above your own, %s",
			role_slug(role), role_slug(actor->role));
	if (role == ROLE_ADMINISTRATOR && branches.n > 0)
		return fault_field(f, FAULT_BAD_INPUT, "branches",
			"an administrator works everywhere; leave the branches out");
	if (actor->branches_n == 0)
		return FAULT_NONE;
	if (branches.n == 0)
		return fault_field(f, FAULT_FORBIDDEN, "branches",
			"you work in some branches only, so name those");
	for (size_t i = 0; i < branches.n; i++)
		if (!people_ids_have((struct service_ids){actor->branches, actor->branches_n},
			    branches.ids[i]))
			return fault_field(f, FAULT_FORBIDDEN, "branches",
				"the branch %lld is not one of yours", (long long)branches.ids[i]);
	return FAULT_NONE;
}

/* ---- Secrets ---- */

struct secret_made
people_secret_make(struct command *c)
{
	struct secret_made made = {.word = command_secret(c)};

	service_secret_hash(made.word, made.hash);
	return made;
}
