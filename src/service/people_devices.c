/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Devices – kiosks, displays, posters – and keys of the API. A secret is shown once and kept as its
 * hash; what was taken away stays as a row without a use.
 */
#include "service/house_version.h"
#include "service/people.h"

static int64_t
counted(struct store_rows *rows)
{
	const int64_t n = store_next(rows) ? store_row_int(rows, 0) : 0;

	store_end(rows);
	return n;
}

/* ---- Devices ---- */

static enum fault_code
device_kind_check(struct span kind, struct fault *f)
{
	enum role role;

	if (role_find(&role, kind) &&
		(role == ROLE_KIOSK || role == ROLE_DISPLAY || role == ROLE_POSTER))
		return FAULT_NONE;
	return fault_field(f, FAULT_BAD_INPUT, "kind",
		"\"%.*s\" is no kind of device; expected kiosk, display or poster",
		SPAN_PRINT(span_head(kind, 40)));
}

enum fault_code
command_device_pair(struct command *c, const struct device_pair *in, struct device_pair_result *out,
	struct fault *f)
{
	struct secret_made secret;

	if (device_kind_check(in->kind, f) || people_title_check("title", in->title, f))
		return f->code;
	if (counted(store_ask(c->tx, &people_part, SQL_DEVICE_COUNT,
		    STORE_VALUES(store_int(c->branch)))) >= DEVICES_MOST)
		return fault_set(f, FAULT_TOO_BIG, "a branch has at most %d devices", DEVICES_MOST);
	if (command_id_next(c, &out->device, f))
		return f->code;
	secret = people_secret_make(c);
	out->secret = secret.word;
	store_do(c->tx, &people_part, SQL_DEVICE_ADD,
		STORE_VALUES(store_int(c->branch), store_int(out->device), people_hash(secret.hash),
			store_text(in->kind), store_text(in->title), store_int(c->at_us)));
	return house_event(
		c, EVENT_DEVICE_PAIRED, out->device, STORE_VALUES(store_text(in->kind)), f);
}

enum fault_code
command_device_remove(struct command *c, const struct device_remove *in,
	struct device_remove_result *out, struct fault *f)
{
	struct store_rows *rows = store_ask(c->tx, &people_part, SQL_DEVICE_END,
		STORE_VALUES(store_int(c->branch), store_int(in->device), store_int(c->at_us)));
	const bool was_there = store_next(rows);

	(void)out;
	store_end(rows);
	if (!was_there)
		return fault_field(f, FAULT_NOT_FOUND, "device", "there is no such device");
	return house_event(c, EVENT_DEVICE_REMOVED, in->device, STORE_NO_VALUES, f);
}

enum fault_code
people_devices_end(struct command *c, int64_t branch, struct fault *f)
{
	int64_t *ids = NULL;
	size_t n = 0, room = 0;
	struct store_rows *rows = store_ask(c->tx, &people_part, SQL_DEVICES_END,
		STORE_VALUES(store_int(branch), store_int(c->at_us)));

	while (store_next(rows))
		*ARENA_PUSH(c->arena, ids, n, room) = store_row_int(rows, 0);
	for (size_t i = 0; i < n; i++)
		if (house_event(c, EVENT_DEVICE_REMOVED, ids[i], STORE_NO_VALUES, f))
			return f->code;
	return store_fault(c->tx, f);
}

/* ---- Keys ---- */

/* What a program may be: anything but the house itself and who needs no key. */
static enum fault_code
key_role_find(struct span slug, enum role *ret, struct fault *f)
{
	if (!role_find(ret, slug) || *ret < ROLE_KIOSK || *ret > ROLE_ADMINISTRATOR)
		return fault_field(f, FAULT_BAD_INPUT, "role",
			"\"%.*s\" is no role of a key; expected kiosk, display, agent, lead, "
			"manager "
			"or administrator",
			SPAN_PRINT(span_head(slug, 40)));
	return FAULT_NONE;
}

enum fault_code
command_key_add(
	struct command *c, const struct key_add *in, struct key_add_result *out, struct fault *f)
{
	struct secret_made secret;
	enum role role;

	if (people_title_check("title", in->title, f) || key_role_find(in->role, &role, f) ||
		people_branches_check(c->house, in->branches, f) ||
		people_grant_check(&c->actor, role, in->branches, f))
		return f->code;
	if (in->until_us != 0 && in->until_us <= c->at_us)
		return fault_field(f, FAULT_BAD_INPUT, "until_us", "that time is over");
	if (counted(store_ask(c->tx, &people_part, SQL_KEY_COUNT, STORE_NO_VALUES)) >= KEYS_MOST)
		return fault_set(f, FAULT_TOO_BIG, "a house has at most %d keys", KEYS_MOST);
	if (command_id_next(c, &out->key, f))
		return f->code;
	secret = people_secret_make(c);
	out->secret = secret.word;
	store_do(c->tx, &people_part, SQL_KEY_ADD,
		STORE_VALUES(store_int(out->key), people_hash(secret.hash), store_text(in->title),
			store_text(in->role), store_int(in->reads_only),
			store_text(people_ids_text(in->branches, c->arena)), store_int(c->at_us),
			in->until_us != 0 ? store_int(in->until_us) : store_none()));
	return command_event(
		c, EVENT_KEY_ADDED, 0, out->key, STORE_VALUES(store_text(in->role)), f);
}

enum fault_code
command_key_remove(struct command *c, const struct key_remove *in, struct key_remove_result *out,
	struct fault *f)
{
	struct store_rows *rows = store_ask(c->tx, &people_part, SQL_KEY_END,
		STORE_VALUES(store_int(in->key), store_int(c->at_us)));
	const bool was_there = store_next(rows);

	(void)out;
	store_end(rows);
	if (!was_there)
		return fault_field(f, FAULT_NOT_FOUND, "key", "there is no such key");
	return command_event(c, EVENT_KEY_REMOVED, 0, in->key, STORE_NO_VALUES, f);
}

/* ---- What is in use ---- */

enum fault_code
command_seen_note(struct command *c, const struct seen_note *in, struct seen_note_result *out,
	struct fault *f)
{
	(void)out;
	for (size_t i = 0; i < in->devices.n; i++)
		store_do(c->tx, &people_part, SQL_DEVICE_SEEN,
			STORE_VALUES(store_int(service_branch_of(in->devices.ids[i])),
				store_int(in->devices.ids[i]), store_int(c->at_us)));
	for (size_t i = 0; i < in->keys.n; i++)
		store_do(c->tx, &people_part, SQL_KEY_SEEN,
			STORE_VALUES(store_int(in->keys.ids[i]), store_int(c->at_us)));
	return store_fault(c->tx, f);
}
