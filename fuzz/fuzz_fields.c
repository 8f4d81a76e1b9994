/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bodies of every command, and values of addresses: whatever comes is either refused with a
 * sentence (and a field, unless it is no object), or what was read is within bounds.
 */
#include "http/fields.h"
#include "input.h"

static void
text_holds(struct span text, size_t most)
{
	MUST_HOLD(text.size <= most);
	MUST_HOLD(text.size == 0 || text_is_utf8(text));
	for (size_t i = 0; i < text.size; i++)
		MUST_HOLD((unsigned char)text.at[i] >= 0x20 && text.at[i] != 0x7f);
}

static void
number_holds(const struct service_field *field, int64_t number)
{
	MUST_HOLD(number <= FIELD_NUMBER_MOST && number >= -FIELD_NUMBER_MOST);
	MUST_HOLD(field->type == FIELD_TIME || number >= 0);
}

static void
title_holds(const struct wording *w)
{
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++) {
		MUST_HOLD((w->in[l] == NULL) == (w->in[0] == NULL));
		if (w->in[l] != NULL)
			text_holds(span_of(w->in[l]), SERVICE_TEXT_MOST);
	}
}

static void
field_holds(const struct service_field *field, const void *at)
{
	const struct service_ids *ids = at;
	int64_t number;

	switch (field->type) {
	case FIELD_ID:
	case FIELD_NUMBER:
	case FIELD_TIME:
	case FIELD_SPAN_US:
		memcpy(&number, at, sizeof(number));
		number_holds(field, number);
		return;
	case FIELD_IDS:
		MUST_HOLD(ids->n <= FIELD_IDS_MOST);
		for (size_t i = 0; i < ids->n; i++)
			MUST_HOLD(ids->ids[i] > 0 && ids->ids[i] <= FIELD_NUMBER_MOST);
		return;
	case FIELD_WORD:
		text_holds(*(const struct span *)at, FIELD_WORD_MOST);
		return;
	case FIELD_TEXT:
		text_holds(*(const struct span *)at, SERVICE_TEXT_MOST);
		return;
	case FIELD_SECRET:
		text_holds(*(const struct span *)at, FIELD_SECRET_MOST);
		return;
	case FIELD_TITLE:
		title_holds(at);
		return;
	default:
		return;
	}
}

static void
refused_holds(const struct fault *fault, bool has_field)
{
	MUST_HOLD(fault->code == FAULT_BAD_INPUT && fault->notes_n > 0);
	MUST_HOLD(!has_field || fault->field[0] != '\0' || fault->notes[0][0] != '\0');
}

static void
body_try(const struct service_fields *fields, json_t *body, struct arena *a)
{
	struct field_reader reader;
	struct fault fault = {0};
	char *in = arena_alloc(a, fields->size);

	field_reader_init(&reader, fields, in, a);
	if (field_read_object(&reader, body, &fault) || field_reader_finish(&reader, &fault)) {
		refused_holds(&fault, json_is_object(body));
		return;
	}
	for (size_t i = 0; i < fields->n; i++)
		field_holds(&fields->fields[i], in + fields->fields[i].offset);
	/* What was read can be written, and is JSON again. */
	const struct span text = fields_write(fields, in, a);
	json_error_t error;
	json_t *again = json_loadb(text.at, text.size, 0, &error);
	MUST_HOLD(again != NULL);
	json_decref(again);
}

static void
address_try(const struct service_fields *fields, struct span value, struct arena *a)
{
	for (size_t i = 0; i < fields->n; i++) {
		struct field_reader reader;
		struct fault fault = {0};
		char *in = arena_alloc(a, fields->size);

		if (fields->fields[i].type == FIELD_FILES)
			continue;
		field_reader_init(&reader, fields, in, a);
		if (field_read_text(&reader, fields->fields[i].name, value, &fault))
			refused_holds(&fault, true);
		else
			field_holds(&fields->fields[i], in + fields->fields[i].offset);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	json_error_t error;
	json_t *body = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, &error);
	const struct span written = json_text_write(fuzz_span(bytes, size), a);

	MUST_HOLD(text_is_utf8(written));
	for (unsigned id = 0; id < COMMAND__COUNT; id++) {
		const struct service_fields *takes = &service_command((enum command_id)id)->takes;
		if (body != NULL)
			body_try(takes, body, a);
		if (size < 200)
			address_try(takes, fuzz_span(bytes, size), a);
	}
	json_decref(body);
	return 0;
}
