/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is asking; staff, devices and keys for those who answer for them. A lead or manager of some
 * branches sees who works there, or everywhere.
 */
#include "service/people.h"
#include "service/shapes.h"

#include "base/language.h"

static void
json_end(json_t **json)
{
	json_decref(*json);
}

static json_t *
ids_shape(struct span text, struct arena *a)
{
	const struct service_ids ids = people_ids_read(text, a);

	return shape_ids(ids.ids, ids.n);
}

/* ---- Me ---- */

enum fault_code
view_me(struct view_call *v, const struct me_view *in, json_t **ret, struct fault *f)
{
	const struct actor *actor = &v->actor;
	const bool is_new = v->house->workspaces_n == 0;
	struct staff_known known = {0};
	int64_t counter = 0;

	(void)in;
	if (actor->staff != 0 && (people_staff_read(v->tx, actor->staff, &known, v->arena, f) ||
					 counter_of_staff_find(v->tx, actor->staff, &counter, f)))
		return f->code;
	*ret = json_pack("{ss so so so so so so so so sb}", "role", role_slug(actor->role), "staff",
		shape_id(actor->staff), "name", people_text_json(known.name), "title",
		people_text_json(known.title), "language", people_text_json(known.language),
		"branches", shape_ids(actor->branches, actor->branches_n), "branch",
		shape_id(actor->device != 0 || actor->ticket != 0 ? actor->branches[0] : 0),
		"counter", shape_id(counter), "house_title",
		is_new ? json_null() : shape_house_title(&v->house->workspaces[0]), "is_new",
		is_new);
	return FAULT_NONE;
}

/* ---- People ---- */

/* Do they work where the actor does? */
static bool
is_near(const struct actor *actor, struct service_ids branches)
{
	if (actor->branches_n == 0 || branches.n == 0)
		return true;
	for (size_t i = 0; i < actor->branches_n; i++)
		if (people_ids_have(branches, actor->branches[i]))
			return true;
	return false;
}

static json_t *
staff_of_row(struct view_call *v, struct store_rows *rows)
{
	return json_pack("{sI so so so so so so sb so sI}", "staff",
		(json_int_t)store_row_int(rows, 0), "name",
		people_text_json(store_row_text(rows, 1)), "title",
		people_text_json(store_row_text(rows, 2)), "role",
		people_text_json(store_row_text(rows, 3)), "branches",
		ids_shape(store_row_text(rows, 4), v->arena), "services",
		ids_shape(store_row_text(rows, 5), v->arena), "language",
		people_text_json(store_row_text(rows, 6)), "is_invited", store_row_int(rows, 8) > 0,
		"seen_us", shape_time(store_row_int(rows, 7)), "sessions",
		(json_int_t)store_row_int(rows, 9));
}

static json_t *
staff_list(struct view_call *v)
{
	json_t *list = json_array();
	int64_t after = 0, before;

	do {
		struct store_rows *rows = store_ask(v->tx, &people_part, SQL_STAFF_LIST,
			STORE_VALUES(store_int(after), store_int(v->now_us),
				store_int(v->now_us - SESSION_IDLE_US)));

		before = after;
		while (store_next(rows)) {
			after = store_row_int(rows, 0);
			if (is_near(&v->actor, people_ids_read(store_row_text(rows, 4), v->arena)))
				json_array_append_new(list, staff_of_row(v, rows));
		}
	} while (after > before);
	return list;
}

static json_t *
device_of_row(struct store_rows *rows)
{
	return json_pack("{sI sI so so so so}", "device", (json_int_t)store_row_int(rows, 1),
		"branch", (json_int_t)store_row_int(rows, 0), "kind",
		people_text_json(store_row_text(rows, 2)), "title",
		people_text_json(store_row_text(rows, 3)), "paired_us",
		shape_time(store_row_int(rows, 4)), "seen_us", shape_time(store_row_int(rows, 5)));
}

static json_t *
device_list(struct view_call *v)
{
	json_t *list = json_array();
	int64_t branch = 0, device = 0, before;

	do {
		struct store_rows *rows = store_ask(v->tx, &people_part, SQL_DEVICE_LIST,
			STORE_VALUES(store_int(branch), store_int(device)));

		before = device;
		while (store_next(rows)) {
			branch = store_row_int(rows, 0);
			device = store_row_int(rows, 1);
			if (is_near(&v->actor, (struct service_ids){&branch, 1}))
				json_array_append_new(list, device_of_row(rows));
		}
	} while (device != before);
	return list;
}

static json_t *
key_of_row(struct view_call *v, struct store_rows *rows)
{
	return json_pack("{sI so so sb so so so so}", "key", (json_int_t)store_row_int(rows, 0),
		"title", people_text_json(store_row_text(rows, 1)), "role",
		people_text_json(store_row_text(rows, 2)), "reads_only",
		store_row_int(rows, 3) != 0, "branches",
		ids_shape(store_row_text(rows, 4), v->arena), "made_us",
		shape_time(store_row_int(rows, 5)), "until_us", shape_time(store_row_int(rows, 6)),
		"seen_us", shape_time(store_row_int(rows, 7)));
}

static json_t *
key_list(struct view_call *v)
{
	json_t *list = json_array();
	struct store_rows *rows;

	if (v->actor.role < ROLE_ADMINISTRATOR)
		return list;
	rows = store_ask(v->tx, &people_part, SQL_KEY_LIST, STORE_VALUES(store_int(0)));
	while (store_next(rows))
		json_array_append_new(list, key_of_row(v, rows));
	return list;
}

enum fault_code
view_people(struct view_call *v, const struct people_view *in, json_t **ret, struct fault *f)
{
	(void)in;
	*ret = json_pack("{so so so}", "staff", staff_list(v), "devices", device_list(v), "keys",
		key_list(v));
	if (store_fault(v->tx, f)) {
		json_decref(TAKE(*ret));
		return f->code;
	}
	return FAULT_NONE;
}

/* ---- Search ---- */

#define FOUND_MOST 30

struct searching {
	struct view_call *v;
	struct span text;
	struct span letters; /* of it, small and ASCII */
	enum language language;
	json_t *found;
};

static bool
is_over(const struct searching *s)
{
	return json_array_size(s->found) >= FOUND_MOST;
}

static void
found_add(struct searching *s, const char *kind, int64_t id, int64_t branch, const char *name,
	const char *title)
{
	if (!is_over(s))
		json_array_append_new(
			s->found, json_pack("{ss so so so so}", "kind", kind, "id", shape_id(id),
					  "branch", shape_id(branch), "name", shape_text(name),
					  "title", shape_text(title)));
}

static bool
has_letters(struct searching *s, const char *text)
{
	const struct span in = people_search_text(span_of(text), s->v->arena);

	return s->letters.size > 0 &&
	       memmem(in.at, in.size, s->letters.at, s->letters.size) != NULL;
}

static void
title_look(struct searching *s, const char *kind, int64_t id, int64_t branch, const char *name,
	const struct wording *title)
{
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (has_letters(s, wording_in(title, (enum language)l))) {
			found_add(s, kind, id, branch, name, wording_in(title, s->language));
			return;
		}
}

static void
workspace_look(struct searching *s, const struct house_workspace *w)
{
	const struct map *map = w->map;

	for (size_t i = 0; i < w->branches_n; i++)
		if (!w->branches[i].is_removed)
			title_look(s, "branch", w->branches[i].id, w->branches[i].id,
				w->branches[i].name, &w->branches[i].title);
	for (size_t c = 0; c < map->cycles_n; c++)
		for (size_t i = 0; i < map->cycles[c].moments_n && !is_over(s); i++) {
			const struct moment *moment = cycle_moment(&map->cycles[c], i);
			title_look(s, "moment", 0, 0,
				arena_printf(
					s->v->arena, "%s.%s", map->cycles[c].name, moment->name),
				&moment->title);
		}
	for (size_t i = 0; i < map->procedures_n && !is_over(s); i++)
		title_look(
			s, "procedure", 0, 0, map->procedures[i].name, &map->procedures[i].title);
}

static enum fault_code
people_look(struct searching *s, struct fault *f)
{
	struct customer_found customers[FOUND_MOST];
	struct store_rows *rows;
	size_t n = 0;

	if (people_customers_find(s->v, s->text, FOUND_MOST, customers, &n, f))
		return f->code;
	for (size_t i = 0; i < n; i++)
		found_add(s, "customer", customers[i].id, 0, NULL,
			arena_text_n(s->v->arena, customers[i].title.at, customers[i].title.size));
	if (s->letters.size == 0)
		return FAULT_NONE;
	rows = store_ask(s->v->tx, &people_part, SQL_STAFF_FOUND,
		STORE_VALUES(store_text(s->letters), store_int(FOUND_MOST)));
	while (store_next(rows)) {
		const struct span title = store_row_text(rows, 1);
		found_add(s, "staff", store_row_int(rows, 0), 0, NULL,
			arena_text_n(s->v->arena, title.at, title.size));
	}
	return store_fault(s->v->tx, f);
}

static enum fault_code
all_look(struct searching *s, struct fault *f)
{
	if (tickets_search(s->v, s->text, FOUND_MOST, s->found, f))
		return f->code;
	if (people_look(s, f))
		return f->code;
	for (size_t i = 0; i < s->v->house->workspaces_n; i++)
		workspace_look(s, &s->v->house->workspaces[i]);
	return FAULT_NONE;
}

enum fault_code
view_search(struct view_call *v, const struct search_view *in, json_t **ret, struct fault *f)
{
	ON_EXIT(json_end) json_t *list = json_array();
	struct searching s = {.v = v,
		.text = in->text,
		.letters = people_search_text(in->text, v->arena),
		.language = v->actor.language,
		.found = list};

	if (text_length(arena_text_n(v->arena, in->text.at, in->text.size)) < 2)
		return fault_field(f, FAULT_BAD_INPUT, "text", "type at least two letters");
	if (people_language_check(in->language, f))
		return f->code;
	if (in->language.size > 0)
		s.language =
			language_find(arena_text_n(v->arena, in->language.at, in->language.size));
	if (all_look(&s, f))
		return f->code;
	*ret = json_pack("{sO}", "found", list);
	return FAULT_NONE;
}
