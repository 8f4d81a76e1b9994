/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interface as OpenAPI 3.1, from the same tables that answer: routes.def for addresses,
 * commands.def and views.def for what goes in and out, FAULT_TABLE for what can go wrong. Schemas
 * are JSON Schema 2020-12.
 */
#include "http/openapi.h"

#include "http/access_fields.h"
#include "http/site.h"

/* ---- Faults and answers ---- */

static json_t *
fault_slugs(void)
{
	json_t *list = json_array();

	for (unsigned code = FAULT_BAD_INPUT; code < FAULT__COUNT; code++)
		(void)json_array_append_new(
			list, json_string(fault_kind((enum fault_code)code)->slug));
	for (const char *const *slug = (const char *const[]){"no-such-verb", "too-late", "bad-type",
		     "too-many", "bad-expectation", "bad-version", NULL};
		*slug != NULL; slug++)
		(void)json_array_append_new(list, json_string(*slug));
	return list;
}

static json_t *
problem_schema(void)
{
	return json_pack("{s:s, s:s, s:{s:{s:s, s:o}, s:{s:s, s:s}, s:{s:s, s:s}, s:{s:s, s:s}}, "
			 "s:[s, s, s]}",
		"type", "object", "description", "What went wrong", "properties", "fault", "type",
		"string", "enum", fault_slugs(), "message", "type", "string", "description",
		"a sentence for whoever built the client", "field", "type", "string", "description",
		"the field to blame, when there is one", "again", "type", "boolean", "description",
		"trying again makes sense; the header Retry-After says when", "required", "fault",
		"message", "again");
}

static json_t *
schema_reference(const char *name)
{
	return json_pack("{s:o}", "$ref", json_sprintf("#/components/schemas/%s", name));
}

static json_t *
content(const char *type, json_t *take_schema)
{
	return json_pack("{s:{s:o}}", type, "schema", take_schema);
}

static json_t *
problem_answer(const char *description)
{
	return json_pack("{s:s, s:o}", "description", description, "content",
		content("application/json", schema_reference("problem")));
}

/* ---- Operations ---- */

/* The path parts and, for a view, the query. */
static json_t *
parameters(const struct http_route *route, const struct site_row *row, bool has_body)
{
	const struct service_fields *fields = site_row_fields(row);
	json_t *list = json_array();

	for (size_t i = 0; i < fields->n; i++) {
		const struct service_field *field = &fields->fields[i];
		bool is_part = http_route_part(route, field->name) >= 0;
		if (field->type == FIELD_FILES || (!is_part && has_body) ||
			(row->kind == ROW_OWN_VIEW && strcmp(field->name, "ticket") == 0))
			continue;
		(void)json_array_append_new(
			list, json_pack("{s:s, s:s, s:s, s:b, s:o}", "name", field->name, "in",
				      is_part ? "path" : "query", "description", field->meaning,
				      "required", is_part || field->is_needed, "schema",
				      openapi_field_in(field)));
	}
	return list;
}

/* Parts of a path that no field stands for: a measure's name. */
static void
loose_parts_add(json_t *list, const char *path)
{
	const char *const loose[] = {"measure", "word"};

	for (size_t i = 0; i < array_length(loose); i++) {
		char part[16];
		(void)snprintf(part, sizeof(part), "{%s}", loose[i]);
		if (strstr(path, part) != NULL)
			(void)json_array_append_new(
				list, json_pack("{s:s, s:s, s:b, s:{s:s}}", "name", loose[i], "in",
					      "path", "required", 1, "schema", "type", "string"));
	}
}

static void
measure_query_add(json_t *list, const struct site_row *row)
{
	static const struct {
		const char *name, *about;
	} known[] = {{"by", "dimensions with commas between: a row each for every value"},
		{"where", "DIMENSION=VALUE; may be given again"},
		{"from", "journeys that begin at this time or later"},
		{"to", "journeys that begin before this time"},
		{"top", "only the first rows of a ranking"},
		{"per", "the steps of a trend: auto, hour, day, week or month"},
		{"within", "the limit of shares, such as 10 min"},
		{"workspace", "whose map; the first when left out"},
		{"cycle", "which of the map's cycles"}, {"language", "of texts of the map"},
		{"format", "json or csv"}};

	if (strcmp(row->name, "measure") != 0)
		return;
	for (size_t i = 0; i < array_length(known); i++)
		(void)json_array_append_new(list,
			json_pack("{s:s, s:s, s:s, s:{s:s}}", "name", known[i].name, "in", "query",
				"description", known[i].about, "schema", "type", "string"));
}

/* Fields that come in the body: all that are not in the path. */
static json_t *
body_schema(const struct http_route *route, const struct site_row *row)
{
	const struct service_fields *fields = site_row_fields(row);
	json_t *properties = json_object(), *required = json_array();
	json_t *schema = json_pack("{s:s, s:b}", "type", "object", "additionalProperties", 0);

	for (size_t i = 0; i < fields->n; i++) {
		const struct service_field *field = &fields->fields[i];
		if (http_route_part(route, field->name) >= 0 ||
			(row->kind == ROW_OWN_COMMAND && strcmp(field->name, "ticket") == 0))
			continue;
		(void)json_object_set_new(properties, field->name, openapi_field_in(field));
		if (field->is_needed)
			(void)json_array_append_new(required, json_string(field->name));
	}
	(void)json_object_set_new(schema, "properties", properties);
	if (json_array_size(required) > 0)
		(void)json_object_set(schema, "required", required);
	json_decref(required);
	return schema;
}

static json_t *
request_body(const struct http_route *route, const struct site_row *row)
{
	json_t *schema = body_schema(route, row);
	bool is_needed = json_object_get(schema, "required") != NULL;

	return json_pack("{s:b, s:o}", "required", is_needed, "content",
		content("application/json", schema));
}

static json_t *
answer_of_other(const struct site_row *row)
{
	if (strcmp(row->name, "session_open") == 0 || strcmp(row->name, "invitation_use") == 0 ||
		strcmp(row->name, "password_change") == 0)
		return content("application/json", openapi_fields_out(&access_signed_in_fields));
	if (strncmp(row->name, "stream", 6) == 0)
		return content("text/event-stream", json_pack("{s:s}", "type", "string"));
	if (strcmp(row->name, "metrics") == 0)
		return content("text/plain", json_pack("{s:s}", "type", "string"));
	if (strcmp(row->name, "openapi_page") == 0)
		return content("text/html", json_pack("{s:s}", "type", "string"));
	if (strcmp(row->name, "voice") == 0)
		return content("audio/wav", json_object());
	if (strcmp(row->name, "staffing_calendar") == 0)
		return content("text/calendar", json_pack("{s:s}", "type", "string"));
	if (strcmp(row->name, "ticket_qr") == 0)
		return content("image/svg+xml", json_pack("{s:s}", "type", "string"));
	if (strcmp(row->name, "measure") == 0)
		return content("application/json", schema_reference("frame"));
	return content("application/json", json_pack("{s:s}", "type", "object"));
}

static json_t *
answer_content(const struct site_row *row)
{
	switch (row->kind) {
	case ROW_COMMAND:
	case ROW_OWN_COMMAND:
		return content("application/json",
			openapi_fields_out(&service_command(row->command)->gives));
	case ROW_VIEW:
	case ROW_OWN_VIEW:
		return content("application/json",
			schema_reference(
				service_shape(service_view_about(row->view)->shape)->name));
	default:
		return answer_of_other(row);
	}
}

static json_t *
answers(const struct http_route *route, const struct site_row *row, bool has_body)
{
	json_t *all = json_object();

	if (strcmp(row->name, "session_close") == 0)
		(void)json_object_set_new(
			all, "204", json_pack("{s:s}", "description", "signed out"));
	else
		(void)json_object_set_new(all, "200",
			json_pack("{s:s, s:o}", "description", "done", "content",
				answer_content(row)));
	if (row->kind == ROW_VIEW || row->kind == ROW_OWN_VIEW)
		(void)json_object_set_new(all, "304",
			json_pack("{s:s}", "description", "as it was: If-None-Match has the ETag"));
	if (has_body || strchr(route->path, '{') != NULL)
		(void)json_object_set_new(
			all, "400", problem_answer("a field is wrong; \"field\" names it"));
	if ((route->roles & ROLE_BIT(STRANGER)) == 0) {
		(void)json_object_set_new(all, "401", problem_answer("nobody we know"));
		(void)json_object_set_new(
			all, "403", problem_answer("the role or the branch does not allow it"));
	}
	(void)json_object_set_new(all, "default", problem_answer("something else went wrong"));
	return all;
}

static json_t *
security(unsigned roles)
{
	json_t *list = json_array();

	if ((roles & ROLE_BIT(STRANGER)) != 0)
		(void)json_array_append_new(list, json_object());
	if ((roles & (ROLE_BIT(AGENT) | ROLE_BIT(ADMINISTRATOR))) != 0) {
		(void)json_array_append_new(list, json_pack("{s:[]}", "session"));
		(void)json_array_append_new(list, json_pack("{s:[]}", "key"));
	}
	if ((roles & (ROLE_BIT(KIOSK) | ROLE_BIT(DISPLAY) | ROLE_BIT(POSTER))) != 0)
		(void)json_array_append_new(list, json_pack("{s:[]}", "device"));
	if ((roles & ROLE_BIT(CUSTOMER)) != 0)
		(void)json_array_append_new(list, json_pack("{s:[]}", "ticket"));
	return list;
}

static json_t *
role_list(unsigned roles)
{
	json_t *list = json_array();

	for (unsigned role = 0; role < ROLE__COUNT; role++)
		if ((roles & (1u << role)) != 0 && role != ROLE_HOUSE)
			(void)json_array_append_new(list, json_string(role_slug((enum role)role)));
	return list;
}

/* "/api/branches/{branch}/today" → "branches" */
static json_t *
tag_of(const char *path)
{
	const char *begin = strncmp(path, "/api/", 5) == 0 ? path + 5 : path + 1;

	return json_stringn(begin, strcspn(begin, "/"));
}

static json_t *
operation_id(const struct http_route *route, const struct site_row *row, size_t i)
{
	const char *own = row->kind == ROW_OWN_COMMAND || row->kind == ROW_OWN_VIEW ? "own_" : "";

	for (size_t j = 0; j < i; j++)
		if (site_rows[j].kind == row->kind && strcmp(site_rows[j].name, row->name) == 0)
			return json_sprintf("%s%s_of_%s", own, row->name,
				http_route_part(route, "staff") >= 0 ? "staff" : "another");
	return json_sprintf("%s%s%s", own,
		row->kind == ROW_VIEW || row->kind == ROW_OWN_VIEW ? "view_" : "", row->name);
}

static json_t *
operation(const struct http_route *route, size_t i)
{
	const struct site_row *row = &site_rows[i];
	bool is_command = row->kind == ROW_COMMAND || row->kind == ROW_OWN_COMMAND;
	bool has_body = route->verb != HTTP_GET && (is_command || site_row_fields(row)->n > 0) &&
			strcmp(row->name, "session_close") != 0;
	json_t *list = parameters(route, row, has_body);
	json_t *o = json_pack("{s:o, s:s, s:[o], s:o, s:o}", "operationId",
		operation_id(route, row, i), "summary", route->about, "tags", tag_of(route->path),
		"security", security(route->roles), "x-roles", role_list(route->roles));

	if (is_command)
		(void)json_array_append_new(
			list, json_pack("{s:s}", "$ref", "#/components/parameters/key"));
	if (row->kind == ROW_OTHER)
		loose_parts_add(list, route->path);
	measure_query_add(list, row);
	(void)json_object_set_new(o, "parameters", list);
	if (has_body)
		(void)json_object_set_new(o, "requestBody", request_body(route, row));
	(void)json_object_set_new(o, "responses", answers(route, row, has_body));
	return o;
}

static bool
is_interface(const struct site_row *row, const char *path)
{
	return row->kind != ROW_PAGE &&
	       (strncmp(path, "/api", 4) == 0 || strstr(path, "{word}") == NULL);
}

static json_t *
paths(struct arena *a)
{
	const struct http_route *routes = site_routes_new(a);
	json_t *all = json_object();

	for (size_t i = 0; i < site_rows_n; i++) {
		const struct http_route *route = &routes[i];
		json_t *path = json_object_get(all, route->path);
		char verb[16];
		if (!is_interface(&site_rows[i], route->path))
			continue;
		if (path == NULL) {
			path = json_object();
			(void)json_object_set_new(all, route->path, path);
		}
		(void)snprintf(
			verb, sizeof(verb), "%s", text_lower(http_verb_word(route->verb), a));
		(void)json_object_set_new(path, verb, operation(route, i));
	}
	return all;
}

static json_t *
schemes(void)
{
	return json_pack("{s:{s:s, s:s, s:s, s:s}, s:{s:s, s:s, s:s, s:s}, s:{s:s, s:s, s:s}, "
			 "s:{s:s, s:s, s:s, s:s}}",
		"session", "type", "apiKey", "in", "cookie", "name", "cykl", "description",
		"somebody of the staff; __Host-cykl over TLS. What changes something also has the "
		"header X-Cykl: 1",
		"device", "type", "apiKey", "in", "cookie", "name", "cykl-kiosk", "description",
		"a paired kiosk, display (cykl-display) or poster (cykl-visit)", "key", "type",
		"http", "scheme", "bearer", "description", "a program's key", "ticket", "type",
		"apiKey", "in", "header", "name", "Authorization", "description",
		"\"Ticket WORD\", with the word of a ticket's page");
}

json_t *
openapi_document(struct arena *a)
{
	json_t *schemas = openapi_shapes();
	json_t *key = json_pack("{s:s, s:s, s:s, s:{s:s, s:i, s:i}}", "name", "Idempotency-Key",
		"in", "header", "description",
		"a repeated request with this key gets the first answer, and nothing is done twice",
		"schema", "type", "string", "minLength", 1, "maxLength", 100);

	(void)json_object_set_new(schemas, "problem", problem_schema());
	return json_pack("{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}}, s:o, s:{s:o, s:{s:o}, s:o}}",
		"openapi", "3.1.0", "info", "title", "Cykl", "version", CYKL_VERSION, "summary",
		"A customer-service cycle, run the way its customers live it", "license", "name",
		"GPL-3.0-or-later", "identifier", "GPL-3.0-or-later", "paths", paths(a),
		"components", "schemas", schemas, "parameters", "key", key, "securitySchemes",
		schemes());
}
