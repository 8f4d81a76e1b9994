/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thin skin over jansson: texts are mended before it sees them, so that it never refuses one. */
#include "cli/json.h"

#include <stdlib.h>

#include "base/text.h"

void
json_text_set(json_t *object, const char *key, const char *text)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	json_object_set_new(object, key,
		text != NULL ? json_string(text_clean(span_of(text), a, NULL)) : json_null());
}

void
json_guard(json_t **value)
{
	json_decref(*value);
}

enum fault_code
json_print(FILE *out, json_t *value, size_t indent, struct fault *f)
{
	ON_EXIT(json_guard) json_t *taken = value;
	size_t flags = JSON_REAL_PRECISION(17) | (indent > 0 ? JSON_INDENT(indent) : JSON_COMPACT);

	if (json_dumpf(taken, out, flags) != 0)
		return fault_set(f, FAULT_BROKEN, "the answer cannot be written as JSON");
	fputc('\n', out);
	return FAULT_NONE;
}
