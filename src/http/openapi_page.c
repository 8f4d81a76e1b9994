/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interface for people: one page, made from the same document, without any script. Each
 * operation is a fold with what it takes, what it answers and who may.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/markup.h"
#include "http/site.h"

static const char head[] =
	"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
	"<title>Cykl: the interface</title><style>"
	":root{color-scheme:light dark;--quiet:#5a6472;--line:#c9d0d8;--mark:#0b5cad}"
	"@media(prefers-color-scheme:dark){:root{--quiet:#9aa6b4;--line:#3a4450;--mark:#7db8f5}}"
	"body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
	"h1{font-size:31px}h2{font-size:20px;margin:2rem 0 .5rem}"
	"details{border-bottom:1px solid var(--line);padding:.4rem 0}"
	"summary{cursor:pointer}code{font:14px/1.4 ui-monospace,monospace}"
	".verb{display:inline-block;min-width:4.5rem;color:var(--mark);font-weight:600}"
	".quiet{color:var(--quiet)}table{border-collapse:collapse;margin:.5rem 0}"
	"td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0;font-weight:400}"
	"th{color:var(--quiet)}</style></head><body><h1>The interface of Cykl</h1>"
	"<p>Bodies and answers are JSON. Show who asks with <code>Authorization: Bearer "
	"KEY</code>, "
	"a customer's <code>Authorization: Ticket WORD</code>, or the cookie of a session; what "
	"changes something by a cookie also needs <code>X-Cykl: 1</code>. A fault is "
	"<code>{\"fault\", \"message\", \"field\", \"again\"}</code>. For programs: "
	"<a href=\"/openapi.json\">openapi.json</a>.</p>";

static void
text_print(FILE *out, const char *text)
{
	if (text != NULL)
		markup_text(out, span_of(text));
}

static const char *
member(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

static const char *
type_word(json_t *schema)
{
	json_t *type = json_object_get(schema, "type");

	if (json_object_get(schema, "oneOf") != NULL)
		return "text, or texts by language";
	return json_is_array(type) ? json_string_value(json_array_get(type, 0))
				   : json_string_value(type);
}

static void
row_print(FILE *out, const char *name, const char *where, bool is_needed, json_t *schema,
	const char *meaning)
{
	fputs("<tr><td><code>", out);
	text_print(out, name);
	fputs("</code></td><td class=\"quiet\">", out);
	text_print(out, where);
	fputs(is_needed ? ", needed" : "", out);
	fputs("</td><td class=\"quiet\">", out);
	text_print(out, type_word(schema));
	fputs("</td><td>", out);
	text_print(out, meaning);
	fputs("</td></tr>", out);
}

static bool
has_text(json_t *list, const char *text)
{
	json_t *item;
	size_t i;

	json_array_foreach(
		list, i, item) if (strcmp(json_string_value(item), text) == 0) return true;
	return false;
}

static void
takes_print(FILE *out, json_t *operation)
{
	json_t *body = json_object_get(operation, "requestBody"), *schema, *parameter;
	const char *name;
	size_t i;

	json_array_foreach(json_object_get(operation, "parameters"), i,
		parameter) if (json_object_get(parameter, "$ref") == NULL)
		row_print(out, member(parameter, "name"), member(parameter, "in"),
			json_is_true(json_object_get(parameter, "required")),
			json_object_get(parameter, "schema"), member(parameter, "description"));
	schema = json_object_get(
		json_object_get(json_object_get(body, "content"), "application/json"), "schema");
	json_object_foreach(json_object_get(schema, "properties"), name, parameter)
		row_print(out, name, "body", has_text(json_object_get(schema, "required"), name),
			parameter, member(parameter, "description"));
}

static void
gives_print(FILE *out, json_t *document, json_t *operation)
{
	json_t *content = json_object_get(
		json_object_get(json_object_get(operation, "responses"), "200"), "content");
	json_t *schema = json_object_get(json_object_get(content, "application/json"), "schema");
	const char *reference = member(schema, "$ref"), *name, *slash = strrchr(reference, '/');
	json_t *field;

	if (slash != NULL)
		schema = json_object_get(
			json_object_get(json_object_get(document, "components"), "schemas"),
			slash + 1);
	json_object_foreach(json_object_get(schema, "properties"), name, field)
		row_print(out, name, "answer", false, field, member(field, "description"));
}

static void
operation_print(FILE *out, json_t *document, const char *verb, const char *path, json_t *operation)
{
	json_t *role;
	size_t i;

	fputs("<details><summary><code><span class=\"verb\">", out);
	for (const char *c = verb; *c != '\0'; c++)
		fputc(*c - ('a' - 'A'), out);
	fputs("</span>", out);
	text_print(out, path);
	fputs("</code><br>", out);
	text_print(out, member(operation, "summary"));
	fputs("</summary><p class=\"quiet\">", out);
	json_array_foreach(json_object_get(operation, "x-roles"), i, role)
	{
		fputs(i > 0 ? ", " : "", out);
		text_print(out, json_string_value(role));
	}
	fputs("</p><table>", out);
	takes_print(out, operation);
	gives_print(out, document, operation);
	fputs("</table></details>", out);
}

static void
document_print(FILE *out, json_t *document)
{
	const char *path, *verb, *tag = "", *own;
	json_t *operations, *operation;

	fputs(head, out);
	json_object_foreach(json_object_get(document, "paths"), path, operations)
	{
		json_object_foreach(operations, verb, operation)
		{
			own = json_string_value(
				json_array_get(json_object_get(operation, "tags"), 0));
			if (strcmp(own, tag) != 0) {
				fputs("<h2>", out);
				text_print(out, own);
				fputs("</h2>", out);
				tag = own;
			}
			operation_print(out, document, verb, path, operation);
		}
	}
	fputs("</body></html>\n", out);
}

struct span
openapi_page_text(json_t *document, struct arena *a)
{
	char *at = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&at, &size);
	struct span page;

	if (out == NULL)
		abort();
	document_print(out, document);
	if (fclose(out) != 0)
		abort();
	page = (struct span){arena_text_n(a, at, size), size};
	free(at);
	return page;
}
