/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the descriptors of fields to JSON Schema 2020-12: what is sent has its bounds, what is shown
 * may be null where there is nothing.
 */
#include "http/fields.h"
#include "http/openapi.h"

static json_t *
number_schema(json_int_t least)
{
	return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", least, "maximum",
		(json_int_t)FIELD_NUMBER_MOST);
}

static json_t *
text_schema(int most)
{
	return json_pack("{s:s, s:i}", "type", "string", "maxLength", most);
}

static json_t *
titles_schema(void)
{
	json_t *languages = json_object();

	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		(void)json_object_set_new(
			languages, language_tag((enum language)l), text_schema(SERVICE_TEXT_MOST));
	return json_pack("{s:s, s:o, s:b}", "type", "object", "properties", languages,
		"additionalProperties", 0);
}

static json_t *
plain_schema(enum field_type type)
{
	switch (type) {
	case FIELD_ID:
		return number_schema(1);
	case FIELD_IDS:
		return json_pack("{s:s, s:i, s:o}", "type", "array", "maxItems", FIELD_IDS_MOST,
			"items", number_schema(1));
	case FIELD_NUMBER:
	case FIELD_SPAN_US:
		return number_schema(0);
	case FIELD_TIME:
		return number_schema(-(json_int_t)FIELD_NUMBER_MOST);
	case FIELD_REAL:
		return json_pack("{s:s}", "type", "number");
	case FIELD_FLAG:
		return json_pack("{s:s}", "type", "boolean");
	case FIELD_WORD:
		return json_pack("{s:s, s:i, s:s}", "type", "string", "maxLength", FIELD_WORD_MOST,
			"pattern", "^[A-Za-z0-9._-]+$");
	case FIELD_SECRET:
		return json_pack("{s:s, s:i, s:s}", "type", "string", "maxLength",
			FIELD_SECRET_MOST, "pattern", "^[A-Za-z0-9_-]+$");
	case FIELD_TITLE:
		return titles_schema();
	case FIELD_OBJECT:
		return json_pack("{s:s}", "type", "object");
	default:
		return text_schema(SERVICE_TEXT_MOST);
	}
}

json_t *
openapi_field_in(const struct service_field *field)
{
	json_t *schema = plain_schema(field->type);

	if (field->type == FIELD_TITLE)
		schema = json_pack("{s:[o, o]}", "oneOf", text_schema(SERVICE_TEXT_MOST), schema);
	(void)json_object_set_new(schema, "description", json_string(field->meaning));
	return schema;
}

/* "integer" → ["integer", "null"] */
static void
may_be_null(json_t *schema)
{
	json_t *type = json_object_get(schema, "type");

	(void)json_object_set_new(
		schema, "type", json_pack("[s, s]", json_string_value(type), "null"));
}

static json_t *
reference(int shape)
{
	return json_pack("{s:o}", "$ref",
		json_sprintf("#/components/schemas/%s", service_shape((enum shape_id)shape)->name));
}

static json_t *
shown_schema(const struct service_field *field)
{
	json_t *schema;

	switch (field->type) {
	case FIELD_ONE:
		schema = json_pack(
			"{s:[o, {s:s}]}", "oneOf", reference(field->shape), "type", "null");
		break;
	case FIELD_MANY:
		schema = json_pack("{s:s, s:o}", "type", "array", "items", reference(field->shape));
		break;
	case FIELD_IDS:
	case FIELD_FLAG:
		schema = plain_schema(field->type);
		break;
	case FIELD_WORD:
		/* A word of the map may be any key. */
		schema = json_pack("{s:[s, s]}", "type", "string", "null");
		break;
	default:
		schema = plain_schema(field->type);
		(void)json_object_del(schema, "minimum");
		(void)json_object_del(schema, "maxLength");
		may_be_null(schema);
	}
	(void)json_object_set_new(schema, "description", json_string(field->meaning));
	return schema;
}

json_t *
openapi_fields_out(const struct service_fields *fields)
{
	json_t *properties = json_object(), *required = json_array();

	for (size_t i = 0; i < fields->n; i++) {
		(void)json_object_set_new(
			properties, fields->fields[i].name, shown_schema(&fields->fields[i]));
		(void)json_array_append_new(required, json_string(fields->fields[i].name));
	}
	return json_pack("{s:s, s:o, s:o}", "type", "object", "properties", properties, "required",
		required);
}

/* What `cykl measure --format json` prints, too. */
static json_t *
frame_schema(void)
{
	json_t *column = json_pack("{s:s, s:{s:{s:s}, s:{s:s}, s:{s:[s, s, s, s]}, s:{s:s}}}",
		"type", "object", "properties", "name", "type", "string", "label", "type", "string",
		"type", "enum", "int", "real", "text", "time", "unit", "type", "string");
	json_t *row = json_pack("{s:s, s:{s:[s, s, s]}}", "type", "array", "items", "type",
		"number", "string", "null");

	return json_pack("{s:s, s:s, s:{s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s, s:{s:s}}, "
			 "s:{s:s, s:o}, s:{s:s, s:o}}}",
		"type", "object", "description", "What a measure found", "properties", "measure",
		"type", "string", "title", "type", "string", "definition", "type", "string", "n",
		"type", "integer", "notes", "type", "array", "items", "type", "string", "columns",
		"type", "array", "items", column, "rows", "type", "array", "items", row);
}

json_t *
openapi_shapes(void)
{
	json_t *all = json_object();

	for (unsigned i = 0; i < SHAPE__COUNT; i++) {
		const struct shape_about *shape = service_shape((enum shape_id)i);
		json_t *schema = openapi_fields_out(&shape->fields);
		(void)json_object_set_new(schema, "description", json_string(shape->meaning));
		(void)json_object_set_new(all, shape->name, schema);
	}
	(void)json_object_set_new(all, "frame", frame_schema());
	return all;
}
