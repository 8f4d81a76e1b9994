/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what came over the wire to a command's or a view's struct, and from a result back to JSON –
 * both by the rows of commands.def and views.def, so that no handler reads a field by hand.
 *
 * 	struct field_reader reader;
 *
 * 	field_reader_init(&reader, &about->takes, in, arena);
 * 	if (field_read_text(&reader, "counter", part, f) || field_read_object(&reader, body, f) ||
 * 		field_reader_finish(&reader, f))
 * 		return f->code;
 *
 * Every fault is BAD_INPUT (TOO_BIG where it is only too long) and names the field. A field that is
 * null is as good as left out. Texts come into normal form C; a text for people may be given as one
 * string or as an object by language.
 *
 * A number is a whole one that JavaScript can hold: -(2^53 - 1) … 2^53 - 1; only times may be
 * negative. Ids are 1 and more.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/fault.h"
#include "service/service.h"

#define FIELDS_MOST	  32
#define FIELD_NUMBER_MOST ((INT64_C(1) << 53) - 1)
#define FIELD_IDS_MOST	  1000
#define FIELD_WORD_MOST	  100
#define FIELD_SECRET_MOST 200

struct field_reader {
	const struct service_fields *fields;
	char *in;
	struct arena *arena;
	bool has[FIELDS_MOST];
};

/* in: zeroed, of the size that the fields say. All is borrowed. */
void field_reader_init(
	struct field_reader *r, const struct service_fields *fields, void *in, struct arena *arena);
/* Does a field of that name exist? */
bool field_is_known(const struct service_fields *fields, const char *name);
/* A value as an address writes it: "7", "true", "1,2,3", "any words". */
MUST_USE enum fault_code field_read_text(
	struct field_reader *r, const char *name, struct span text, struct fault *f);
struct http_request;
/* The body as JSON (http_json), or NULL for {}; a fault about letters that are none names the field
 * they stand in.
 */
MUST_USE enum fault_code field_body_read(struct http_request *r, json_t **ret, struct fault *f);
/* Each member of an object is a field; NULL is an object without members. */
MUST_USE enum fault_code field_read_object(struct field_reader *r, json_t *object, struct fault *f);
/* An id that the caller knows without asking. */
void field_put_id(struct field_reader *r, const char *name, int64_t id);
/* Is everything there that is needed? */
MUST_USE enum fault_code field_reader_finish(const struct field_reader *r, struct fault *f);

/* A struct as a JSON object, in the arena: {"ticket":7,"label":"A-27"}. An id that is none, a text
 * that is not there, is null. */
struct span fields_write(const struct service_fields *fields, const void *out, struct arena *a);
/* Bytes as a JSON string with its quotes, in the arena; what is not UTF-8 becomes U+FFFD. */
struct span json_text_write(struct span text, struct arena *a);
