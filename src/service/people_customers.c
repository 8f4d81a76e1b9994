/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers who are known. All that tells who they are stands in one row; erasing empties it, and
 * whatever happened stays without them.
 */
#include "service/people.h"

#include <string.h>

#include "service/shapes.h"

#define CUSTOMERS_SHOWN 50

struct customer_known {
	int64_t id;
	struct span title, telephone, email, language, preference, class_, note;
	bool is_erased;
};

/* Of a row whose title stands in column `from`. */
static struct customer_known
customer_of_row(struct store_rows *rows, int64_t id, unsigned from, struct arena *a)
{
	return (struct customer_known){.id = id,
		.title = people_kept(store_row_text(rows, from), a),
		.telephone = people_kept(store_row_text(rows, from + 1), a),
		.email = people_kept(store_row_text(rows, from + 2), a),
		.language = people_kept(store_row_text(rows, from + 3), a),
		.preference = people_kept(store_row_text(rows, from + 4), a),
		.class_ = people_kept(store_row_text(rows, from + 5), a),
		.note = people_kept(store_row_text(rows, from + 6), a),
		.is_erased = !store_row_is_none(rows, from + 8)};
}

/* ret->id 0: there is none. */
static enum fault_code
customer_read(struct store_tx *tx, int64_t customer, struct customer_known *ret, struct arena *a,
	struct fault *f)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows =
		store_ask(tx, &people_part, SQL_CUSTOMER_GET, STORE_VALUES(store_int(customer)));

	*ret = (struct customer_known){0};
	if (store_next(rows))
		*ret = customer_of_row(rows, customer, 0, a);
	return store_fault(tx, f);
}

static enum fault_code
customer_get(struct store_tx *tx, int64_t customer, struct customer_known *ret, struct arena *a,
	struct fault *f)
{
	if (customer_read(tx, customer, ret, a, f))
		return f->code;
	if (ret->id == 0 || ret->is_erased)
		return fault_field(f, FAULT_NOT_FOUND, "customer", "there is no such customer");
	return FAULT_NONE;
}

/* ---- Checks ---- */

static enum fault_code
preference_check(struct span preference, struct fault *f)
{
	if (preference.size == 0 || span_is(preference, SPAN("see")) ||
		span_is(preference, SPAN("hear")) || span_is(preference, SPAN("vibrate")))
		return FAULT_NONE;
	return fault_field(f, FAULT_BAD_INPUT, "preference",
		"\"%.*s\" is no way to be called; expected see, hear or vibrate",
		SPAN_PRINT(span_head(preference, 40)));
}

/* A class of any workspace: a customer is known to the whole house. */
static enum fault_code
class_check(const struct house *house, struct span class_, struct fault *f)
{
	for (size_t i = 0; class_.size > 0 && i < house->workspaces_n; i++)
		if (house_class(&house->workspaces[i], class_) >= 0)
			return FAULT_NONE;
	return class_.size == 0 ? FAULT_NONE
				: fault_field(f, FAULT_NOT_FOUND, "class",
					  "there is no priority class \"%.*s\"",
					  SPAN_PRINT(span_head(class_, 40)));
}

static enum fault_code
customer_check(const struct house *house, const struct customer_known *k, struct fault *f)
{
	const struct {
		const char *field;
		struct span text;
	} free[] = {{"telephone", k->telephone}, {"email", k->email}};

	if (people_title_check("title", k->title, f) || people_language_check(k->language, f) ||
		preference_check(k->preference, f) || class_check(house, k->class_, f))
		return f->code;
	for (size_t i = 0; i < array_length(free); i++)
		if (free[i].text.size > 0 && people_title_check(free[i].field, free[i].text, f))
			return f->code;
	if (k->email.size > 0 && memchr(k->email.at, '@', k->email.size) == NULL)
		return fault_field(f, FAULT_BAD_INPUT, "email", "an e-mail address has an @ in it");
	if (k->note.size > SERVICE_TEXT_MOST)
		return fault_field(f, FAULT_BAD_INPUT, "note", "the note is longer than %d bytes",
			SERVICE_TEXT_MOST);
	return FAULT_NONE;
}

static struct span
digits_of(struct span text, struct arena *a)
{
	char *digits = arena_alloc(a, text.size + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.size; i++)
		if (text.at[i] >= '0' && text.at[i] <= '9')
			digits[n++] = text.at[i];
	return (struct span){digits, n};
}

static struct span
customer_search(const struct customer_known *k, struct arena *a)
{
	return span_of(arena_printf(a, "%.*s %.*s", SPAN_PRINT(people_search_text(k->title, a)),
		SPAN_PRINT(people_search_text(k->email, a))));
}

/* ---- Commands ---- */

enum fault_code
command_customer_add(struct command *c, const struct customer_add *in,
	struct customer_add_result *out, struct fault *f)
{
	const struct customer_known k = {.title = in->title,
		.telephone = in->telephone,
		.email = in->email,
		.language = in->language,
		.preference = in->preference,
		.class_ = in->class,
		.note = in->note};

	if (customer_check(c->house, &k, f) || command_id_next(c, &out->customer, f))
		return f->code;
	store_do(c->tx, &people_part, SQL_CUSTOMER_ADD,
		STORE_VALUES(store_int(out->customer), store_text(k.title), store_text(k.telephone),
			store_text(k.email), store_text(customer_search(&k, c->arena)),
			store_text(digits_of(k.telephone, c->arena)), store_text(k.language),
			store_text(k.preference), store_text(k.class_), store_text(k.note),
			store_int(c->at_us)));
	return command_event(c, EVENT_CUSTOMER_ADDED, 0, out->customer, STORE_NO_VALUES, f);
}

enum fault_code
command_customer_change(struct command *c, const struct customer_change *in,
	struct customer_change_result *out, struct fault *f)
{
	struct customer_known k;
	const char *what = "none";

	(void)out;
	if (customer_get(c->tx, in->customer, &k, c->arena, f))
		return f->code;
	const struct {
		const char *what;
		struct span given, *kept;
	} fields[] = {{"note", in->note, &k.note}, {"class", in->class, &k.class_},
		{"preference", in->preference, &k.preference},
		{"language", in->language, &k.language}, {"email", in->email, &k.email},
		{"telephone", in->telephone, &k.telephone}, {"title", in->title, &k.title}};
	for (size_t i = 0; i < array_length(fields); i++)
		if (fields[i].given.size > 0) {
			*fields[i].kept = fields[i].given;
			what = fields[i].what;
		}
	if (customer_check(c->house, &k, f))
		return f->code;
	store_do(c->tx, &people_part, SQL_CUSTOMER_SET,
		STORE_VALUES(store_int(in->customer), store_text(k.title), store_text(k.telephone),
			store_text(k.email), store_text(customer_search(&k, c->arena)),
			store_text(digits_of(k.telephone, c->arena)), store_text(k.language),
			store_text(k.preference), store_text(k.class_), store_text(k.note)));
	return command_event(c, EVENT_CUSTOMER_CHANGED, 0, in->customer,
		STORE_VALUES(store_text(span_of(what))), f);
}

enum fault_code
command_customer_erase(struct command *c, const struct customer_erase *in,
	struct customer_erase_result *out, struct fault *f)
{
	struct store_rows *rows = store_ask(c->tx, &people_part, SQL_CUSTOMER_ERASE,
		STORE_VALUES(store_int(in->customer), store_int(c->at_us)));
	const bool was_there = store_next(rows);

	(void)out;
	store_end(rows);
	if (!was_there)
		return fault_field(f, FAULT_NOT_FOUND, "customer", "there is no such customer");
	if (journeys_customer_erase(c, in->customer, f))
		return f->code;
	return command_event(c, EVENT_CUSTOMER_ERASED, 0, in->customer, STORE_NO_VALUES, f);
}

/* ---- Looks ---- */

static enum fault_code
customer_shape_make(
	struct store_tx *tx, const struct customer_known *k, json_t **ret, struct fault *f)
{
	int64_t visits = 0, last_us = 0;

	if (journeys_of_customer_count(tx, k->id, &visits, &last_us, f))
		return f->code;
	*ret = json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "customer",
		(json_int_t)k->id, "title", people_text_json(k->title), "telephone",
		people_text_json(k->telephone), "email", people_text_json(k->email), "language",
		people_text_json(k->language), "preference", people_text_json(k->preference),
		"class", people_text_json(k->class_), "note", people_text_json(k->note), "visits",
		(json_int_t)visits, "last_us", shape_time(last_us));
	return FAULT_NONE;
}

enum fault_code
people_customer_json(struct view_call *v, int64_t customer, json_t **ret, struct fault *f)
{
	struct customer_known k;

	*ret = NULL;
	if (customer_read(v->tx, customer, &k, v->arena, f))
		return f->code;
	return k.id == 0 || k.is_erased ? FAULT_NONE : customer_shape_make(v->tx, &k, ret, f);
}

enum fault_code
people_wishes_find(struct store_tx *tx, int64_t customer, struct customer_wishes *ret,
	struct arena *a, struct fault *f)
{
	struct customer_known k;

	if (customer_get(tx, customer, &k, a, f))
		return f->code;
	*ret = (struct customer_wishes){k.language, k.preference, k.class_};
	return FAULT_NONE;
}

/* The letters and the digits that a search may find somebody by. A telephone number is looked for
 * when nothing but digits and what stands between them was typed. */
static void
search_split(struct span text, struct span *ret_letters, struct span *ret_digits, struct arena *a)
{
	bool is_number = true;

	for (size_t i = 0; i < text.size; i++)
		if (strchr("0123456789 +-()./", text.at[i]) == NULL || text.at[i] == '\0')
			is_number = false;
	*ret_letters = people_search_text(text, a);
	*ret_digits = is_number ? digits_of(text, a) : (struct span){"", 0};
}

enum fault_code
people_customers_find(struct view_call *v, struct span text, size_t most,
	struct customer_found *ret, size_t *ret_n, struct fault *f)
{
	struct span letters, digits;
	struct store_rows *rows;

	*ret_n = 0;
	search_split(text, &letters, &digits, v->arena);
	if (letters.size == 0)
		return FAULT_NONE;
	rows = store_ask(v->tx, &people_part, SQL_CUSTOMER_FOUND,
		STORE_VALUES(store_text(letters), store_text(digits), store_int((int64_t)most)));
	while (store_next(rows) && *ret_n < most) {
		const struct customer_known k =
			customer_of_row(rows, store_row_int(rows, 0), 1, v->arena);
		ret[(*ret_n)++] = (struct customer_found){k.id, k.title};
	}
	store_end(rows);
	return store_fault(v->tx, f);
}

enum fault_code
view_customers(struct view_call *v, const struct customers_view *in, json_t **ret, struct fault *f)
{
	struct customer_found found[CUSTOMERS_SHOWN];
	json_t *list = json_array();
	size_t n = 0;

	if (text_length(arena_text_n(v->arena, in->text.at, in->text.size)) < 2) {
		json_decref(list);
		return fault_field(f, FAULT_BAD_INPUT, "text", "type at least two letters");
	}
	if (people_customers_find(v, in->text, CUSTOMERS_SHOWN, found, &n, f)) {
		json_decref(list);
		return f->code;
	}
	for (size_t i = 0; i < n; i++) {
		json_t *shape = NULL;

		if (people_customer_json(v, found[i].id, &shape, f)) {
			json_decref(list);
			return f->code;
		}
		if (shape != NULL)
			json_array_append_new(list, shape);
	}
	*ret = json_pack("{s:o}", "customers", list);
	return FAULT_NONE;
}
