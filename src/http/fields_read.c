/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of a request find their fields: from a piece of the address, or as members of a JSON
 * object. A field given twice, or one that does not exist, is a fault, since somebody meant
 * something by it.
 */
#include "http/fields_values.h"

#include "base/number.h"

static int
field_find(const struct service_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->n; i++)
		if (strcmp(fields->fields[i].name, name) == 0 &&
			fields->fields[i].type != FIELD_FILES)
			return (int)i;
	return -1;
}

/* The names of all fields, for the fault that says there is no such one. */
static const char *
nearest_field(const struct service_fields *fields, const char *name)
{
	const char *names[FIELDS_MOST];

	for (size_t i = 0; i < fields->n && i < FIELDS_MOST; i++)
		names[i] = fields->fields[i].name;
	return text_nearest(name, names, fields->n < FIELDS_MOST ? fields->n : FIELDS_MOST);
}

static enum fault_code
unknown_field(const struct field_reader *r, const char *name, struct fault *f)
{
	struct span shown = span_head(span_of(name), 40);
	const char *clean = text_clean(shown, r->arena, NULL);
	const char *nearest = nearest_field(r->fields, clean);

	if (nearest != NULL)
		return fault_field(f, FAULT_BAD_INPUT, clean,
			"there is no field \"%s\" here: do you mean \"%s\"?", clean, nearest);
	return fault_field(f, FAULT_BAD_INPUT, clean, "there is no field \"%s\" here", clean);
}

/* The field's place, marked as given. */
static enum fault_code
value_begin(struct field_value *ret, struct field_reader *r, const char *name, struct fault *f)
{
	int i = field_find(r->fields, name);

	if (i < 0)
		return unknown_field(r, name, f);
	if (r->has[i])
		return fault_field(f, FAULT_BAD_INPUT, r->fields->fields[i].name,
			"%s is given twice: it stands in the address already", name);
	r->has[i] = true;
	*ret = (struct field_value){.field = &r->fields->fields[i],
		.at = r->in + r->fields->fields[i].offset,
		.arena = r->arena};
	return FAULT_NONE;
}

static enum fault_code
wrong_type(const struct field_value *v, struct fault *f)
{
	return fault_field(f, FAULT_BAD_INPUT, v->field->name,
		"%s is not what it should be: expected %s", v->field->name,
		field_wants(v->field->type));
}

/* ---- From an address ---- */

static bool
whole_number(int64_t *ret, struct span text)
{
	/* Nothing but digits and a minus: no plus, no blanks around it. */
	return text.size > 0 && text.at[0] != '+' && span_trim(text).size == text.size &&
	       number_int(text, ret);
}

static enum fault_code
ids_from_text(const struct field_value *v, struct span text, struct fault *f)
{
	int64_t *ids = NULL;
	size_t n = 0, room = 0;

	for (struct span part; span_cut(&text, ',', &part);) {
		int64_t id;
		if (!whole_number(&id, part))
			return wrong_type(v, f);
		*ARENA_PUSH(v->arena, ids, n, room) = id;
		if (n > FIELD_IDS_MOST)
			break;
	}
	return field_put_ids(v, ids, n, f);
}

static enum fault_code
flag_from_text(const struct field_value *v, struct span text, struct fault *f)
{
	bool is_true = span_is(text, SPAN("true"));

	if (!is_true && !span_is(text, SPAN("false")))
		return wrong_type(v, f);
	*(bool *)v->at = is_true;
	return FAULT_NONE;
}

enum fault_code
field_read_text(struct field_reader *r, const char *name, struct span text, struct fault *f)
{
	struct field_value v;
	int64_t number;

	if (value_begin(&v, r, name, f))
		return f->code;
	switch (v.field->type) {
	case FIELD_ID:
	case FIELD_NUMBER:
	case FIELD_TIME:
	case FIELD_SPAN_US:
		return whole_number(&number, text) ? field_put_number(&v, number, f)
						   : wrong_type(&v, f);
	case FIELD_IDS:
		return ids_from_text(&v, text, f);
	case FIELD_FLAG:
		return flag_from_text(&v, text, f);
	case FIELD_TITLE:
		return field_put_wording(&v, LANGUAGE__COUNT, text, f);
	case FIELD_OBJECT:
		return wrong_type(&v, f);
	default:
		return field_put_span(&v, text, f);
	}
}

/* ---- From JSON ---- */

static struct span
json_span(json_t *text)
{
	return (struct span){json_string_value(text), json_string_length(text)};
}

static enum fault_code
ids_from_json(const struct field_value *v, json_t *list, struct fault *f)
{
	size_t n = json_array_size(list);
	int64_t *ids;
	json_t *item;
	size_t i;

	if (!json_is_array(list))
		return wrong_type(v, f);
	if (n > FIELD_IDS_MOST)
		return field_put_ids(v, NULL, n, f);
	ids = ARENA_ARRAY(v->arena, int64_t, n);
	json_array_foreach(list, i, item)
	{
		if (!json_is_integer(item))
			return fault_field(f, FAULT_BAD_INPUT, v->field->name,
				"item %zu of %s is no whole number", i + 1, v->field->name);
		ids[i] = json_integer_value(item);
	}
	return field_put_ids(v, ids, n, f);
}

static enum fault_code
wording_from_json(const struct field_value *v, json_t *value, struct fault *f)
{
	const char *tag;
	json_t *text;

	if (json_is_string(value))
		return field_put_wording(v, LANGUAGE__COUNT, json_span(value), f);
	if (!json_is_object(value) || json_object_size(value) == 0)
		return wrong_type(v, f);
	json_object_foreach(value, tag, text)
	{
		enum language language = language_find(tag);
		if (language == LANGUAGE__COUNT || strcmp(language_tag(language), tag) != 0 ||
			!json_is_string(text))
			return wrong_type(v, f);
		if (field_put_wording(v, language, json_span(text), f))
			return f->code;
	}
	field_fill_wording(v);
	return FAULT_NONE;
}

static enum fault_code
from_json(const struct field_value *v, json_t *value, struct fault *f)
{
	switch (v->field->type) {
	case FIELD_ID:
	case FIELD_NUMBER:
	case FIELD_TIME:
	case FIELD_SPAN_US:
		return json_is_integer(value) ? field_put_number(v, json_integer_value(value), f)
					      : wrong_type(v, f);
	case FIELD_IDS:
		return ids_from_json(v, value, f);
	case FIELD_FLAG:
		if (!json_is_boolean(value))
			return wrong_type(v, f);
		*(bool *)v->at = json_is_true(value);
		return FAULT_NONE;
	case FIELD_TITLE:
		return wording_from_json(v, value, f);
	case FIELD_OBJECT:
		if (!json_is_object(value))
			return wrong_type(v, f);
		*(json_t **)v->at = value;
		return FAULT_NONE;
	case FIELD_WORD:
	case FIELD_TEXT:
	case FIELD_SECRET:
		return json_is_string(value) ? field_put_span(v, json_span(value), f)
					     : wrong_type(v, f);
	default:
		return wrong_type(v, f);
	}
}

enum fault_code
field_read_object(struct field_reader *r, json_t *object, struct fault *f)
{
	struct field_value v;
	const char *name;
	json_t *value;

	if (object == NULL)
		return FAULT_NONE;
	if (!json_is_object(object))
		return fault_set(f, FAULT_BAD_INPUT, "the body must be a JSON object");
	json_object_foreach(object, name, value)
	{
		int i = field_find(r->fields, name);
		if (i >= 0 && json_is_null(value) && !r->has[i])
			continue;
		if (value_begin(&v, r, name, f) || from_json(&v, value, f))
			return f->code;
	}
	return FAULT_NONE;
}

/* ---- The reader ---- */

void
field_reader_init(
	struct field_reader *r, const struct service_fields *fields, void *in, struct arena *arena)
{
	*r = (struct field_reader){.fields = fields, .in = in, .arena = arena};
}

bool
field_is_known(const struct service_fields *fields, const char *name)
{
	return field_find(fields, name) >= 0;
}

void
field_put_id(struct field_reader *r, const char *name, int64_t id)
{
	int i = field_find(r->fields, name);

	if (i < 0)
		return;
	r->has[i] = true;
	*(int64_t *)(r->in + r->fields->fields[i].offset) = id;
}

enum fault_code
field_reader_finish(const struct field_reader *r, struct fault *f)
{
	for (size_t i = 0; i < r->fields->n; i++) {
		const struct service_field *field = &r->fields->fields[i];
		if (field->is_needed && !r->has[i])
			return fault_field(f, FAULT_BAD_INPUT, field->name, "%s is missing: %s",
				field->name, field->meaning);
	}
	return FAULT_NONE;
}
