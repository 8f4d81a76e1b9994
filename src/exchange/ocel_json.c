/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCEL 2.0 as JSON: {"eventTypes": […], "objectTypes": […], "events": […], "objects": […]}, in any
 * order.
 *
 * The file is read twice, token by token: first objects, types and attribute names are learnt, then
 * the events are told. So a log larger than memory can be read, events may stand before the
 * objects they touch, and every bad one has its line. A file that breaks off keeps what came
 * before.
 */
#include "base/attributes.h"
#include "exchange/json_pull.h"
#include "exchange/ocel.h"
#include "exchange/reader.h"

#define PROGRESS_EVENTS 4096
#define ITEM_MOST	((size_t)64 << 20) /* bytes of one event */

struct reading {
	struct log_input *in;
	struct ocel *ocel;
	struct json_pull json;
	struct unpacker *unpacker;
	bool is_telling; /* the second time */
	uint64_t progress_n;

	/* The event or object being read; in an arena that is rewound after each. */
	struct arena *arena;
	struct ocel_event item;
	struct ocel_attribute *attributes;
	struct span *objects;
	size_t attributes_room, objects_room;
	const char *wrong; /* with the shape of the item; the first that was found */
};

static void
reading_guard(struct reading *r)
{
	json_pull_finish(&r->json);
	unpack_free(r->unpacker);
	arena_free(r->arena);
}

static size_t
read_more(void *who, char *into, size_t size)
{
	return unpack_next(who, into, size);
}

static void
is_wrong(struct reading *r, const char *what)
{
	if (r->wrong == NULL)
		r->wrong = what;
}

/* May more of the item be kept? */
static bool
has_room(struct reading *r)
{
	if (!arena_is_full(r->arena))
		return true;
	is_wrong(r, "it is longer than 64 MiB");
	return false;
}

static struct span
keep(struct reading *r)
{
	if (!has_room(r))
		return SPAN("");
	return (struct span){
		arena_text_n(r->arena, r->json.text.at, r->json.text.size), r->json.text.size};
}

/* A value that must be text. */
static void
read_text(struct reading *r, struct span *ret, const char *wrong)
{
	const enum json_token token = json_pull_next(&r->json);

	if (token == JSON_TEXT) {
		*ret = keep(r);
	} else {
		is_wrong(r, wrong);
		(void)json_pull_skip(&r->json, token);
	}
}

/* A value of an attribute as text; null is as good as none. */
static void
read_plain(struct reading *r, struct span *ret)
{
	const enum json_token token = json_pull_next(&r->json);

	if (token == JSON_TEXT || token == JSON_NUMBER)
		*ret = keep(r);
	else if (token == JSON_TRUE)
		*ret = SPAN("true");
	else if (token == JSON_FALSE)
		*ret = SPAN("false");
	else if (token != JSON_NULL) {
		is_wrong(r, "an attribute's value is not a text, a number, true or false");
		(void)json_pull_skip(&r->json, token);
	}
}

/* Steps through an object's members: true with the name in json.text, false after the last. */
static bool
next_member(struct reading *r)
{
	return json_pull_next(&r->json) == JSON_KEY;
}

/* {"name": …, "value": …}, and whatever else. */
static void
read_attribute(struct reading *r)
{
	struct ocel_attribute attribute = {.value = SPAN("")};

	while (next_member(r)) {
		if (span_is(r->json.text, SPAN("name")))
			read_text(r, &attribute.name, "an attribute's name is not a text");
		else if (span_is(r->json.text, SPAN("value")))
			read_plain(r, &attribute.value);
		else
			(void)json_pull_skip(&r->json, json_pull_next(&r->json));
	}
	if (attribute.name.at == NULL)
		is_wrong(r, "an attribute has no name");
	else if (has_room(r))
		*ARENA_PUSH(r->arena, r->attributes, r->item.attributes_n, r->attributes_room) =
			attribute;
}

/* {"objectId": …, "qualifier": …} */
static void
read_relation(struct reading *r)
{
	struct span id = {0};

	while (next_member(r)) {
		if (span_is(r->json.text, SPAN("objectId")))
			read_text(r, &id, "an objectId is not a text");
		else
			(void)json_pull_skip(&r->json, json_pull_next(&r->json));
	}
	if (id.at == NULL)
		is_wrong(r, "a relationship has no objectId");
	else if (has_room(r))
		*ARENA_PUSH(r->arena, r->objects, r->item.objects_n, r->objects_room) = id;
}

/* [{…}, {…}] with a function for each; null is as good as none. */
static void
read_list(struct reading *r, void (*read_one)(struct reading *r), const char *wrong)
{
	enum json_token token = json_pull_next(&r->json);

	if (token != JSON_ARRAY) {
		if (token != JSON_NULL)
			is_wrong(r, wrong);
		(void)json_pull_skip(&r->json, token);
		return;
	}
	while ((token = json_pull_next(&r->json)) != JSON_ARRAY_END && token != JSON_BROKEN) {
		if (token == JSON_OBJECT) {
			read_one(r);
		} else {
			is_wrong(r, wrong);
			(void)json_pull_skip(&r->json, token);
		}
	}
}

/* An event or an object, whose first token was `token`. */
static void
read_item(struct reading *r, enum json_token token, bool is_event)
{
	struct json_pull *j = &r->json;

	r->item = (struct ocel_event){.line = j->line};
	r->attributes = NULL;
	r->objects = NULL;
	r->attributes_room = r->objects_room = 0;
	r->wrong = NULL;
	if (token != JSON_OBJECT) {
		is_wrong(r, "it is not an object in braces");
		(void)json_pull_skip(j, token);
	}
	while (token == JSON_OBJECT && next_member(r)) {
		if (span_is(j->text, SPAN("id")))
			read_text(r, &r->item.id, "its id is not a text");
		else if (span_is(j->text, SPAN("type")))
			read_text(r, &r->item.type, "its type is not a text");
		else if (is_event && span_is(j->text, SPAN("time")))
			read_text(r, &r->item.time, "its time is not a text");
		else if (is_event && span_is(j->text, SPAN("attributes")))
			read_list(r, read_attribute, "its attributes are not a list of objects");
		else if (is_event && span_is(j->text, SPAN("relationships")))
			read_list(r, read_relation, "its relationships are not a list of objects");
		else
			(void)json_pull_skip(j, json_pull_next(j));
	}
	r->item.attributes = r->attributes;
	r->item.objects = r->objects;
}

static enum fault_code
bad_item(struct reading *r, const char *kind, struct fault *f)
{
	return input_bad(r->in, r->item.line, f, "%s \"%.*s\": %s", kind,
		SPAN_PRINT(span_shown(r->item.id.at != NULL ? r->item.id : SPAN("?"))), r->wrong);
}

static enum fault_code
read_event(struct reading *r, enum json_token token, struct fault *f)
{
	read_item(r, token, true);
	if (r->json.reason != NULL)
		return FAULT_NONE; /* the file breaks off in this event */
	if (!r->is_telling) {
		for (size_t i = 0; i < r->item.attributes_n; i++)
			ocel_attribute(r->ocel, r->item.attributes[i].name);
		return FAULT_NONE;
	}
	if (r->wrong == NULL)
		return ocel_tell(r->ocel, &r->item, f);
	r->in->findings->rows_n++;
	return bad_item(r, "event", f);
}

static enum fault_code
read_object(struct reading *r, enum json_token token, struct fault *f)
{
	read_item(r, token, false);
	if (r->json.reason != NULL)
		return FAULT_NONE;
	return r->wrong != NULL ? bad_item(r, "object", f)
				: ocel_object(r->ocel, r->item.line, r->item.id, r->item.type, f);
}

/* {"name": …, "attributes": [{"name": …, "type": …}]} */
static void
read_type(struct reading *r, enum json_token token, bool is_of_events)
{
	struct span name = {0};

	r->item = (struct ocel_event){0};
	r->attributes = NULL;
	r->attributes_room = 0;
	if (token != JSON_OBJECT) {
		(void)json_pull_skip(&r->json, token);
		return;
	}
	while (next_member(r)) {
		if (span_is(r->json.text, SPAN("name")))
			read_text(r, &name, "its name is not a text");
		else if (span_is(r->json.text, SPAN("attributes")))
			read_list(r, read_attribute, "its attributes are not a list");
		else
			(void)json_pull_skip(&r->json, json_pull_next(&r->json));
	}
	if (name.at == NULL)
		return;
	if (!is_of_events) {
		(void)ocel_object_type(r->ocel, name);
		return;
	}
	ocel_event_type(r->ocel, name);
	for (size_t i = 0; i < r->item.attributes_n; i++)
		ocel_attribute(r->ocel, r->attributes[i].name);
}

enum part {
	PART_OTHER,
	PART_EVENT_TYPES,
	PART_OBJECT_TYPES,
	PART_EVENTS,
	PART_OBJECTS,
};

static enum part
part_find(struct span name)
{
	static const char *const names[] = {
		[PART_EVENT_TYPES] = "eventTypes",
		[PART_OBJECT_TYPES] = "objectTypes",
		[PART_EVENTS] = "events",
		[PART_OBJECTS] = "objects",
	};

	for (enum part part = PART_EVENT_TYPES; part <= PART_OBJECTS; part++)
		if (span_is(name, span_of(names[part])))
			return part;
	return PART_OTHER;
}

static enum fault_code
read_element(struct reading *r, enum part part, enum json_token token, struct fault *f)
{
	if (++r->progress_n % PROGRESS_EVENTS == 0)
		input_progress(r->in,
			unpack_place(r->unpacker) / 2 + (r->is_telling ? r->in->map.size / 2 : 0));
	switch (part) {
	case PART_EVENT_TYPES:
	case PART_OBJECT_TYPES:
		read_type(r, token, part == PART_EVENT_TYPES);
		return FAULT_NONE;
	case PART_EVENTS:
		return read_event(r, token, f);
	case PART_OBJECTS:
		return read_object(r, token, f);
	case PART_OTHER:
		break;
	}
	return FAULT_NONE;
}

/* One member of the whole; its name is in json.text. */
static enum fault_code
read_part(struct reading *r, struct fault *f)
{
	const enum part part = part_find(r->json.text);
	const bool is_asked = part == PART_EVENTS || (!r->is_telling && part != PART_OTHER);
	const struct arena_mark mark = arena_mark(r->arena);
	enum json_token token;

	if (span_begins(r->json.text, SPAN("ocel:")))
		return fault_set(f, FAULT_BAD_INPUT,
			"this is OCEL 1.0 (its keys begin with \"ocel:\"), which is not read; "
			"convert it "
			"to OCEL 2.0");
	token = json_pull_next(&r->json);
	if (part != PART_OTHER && token != JSON_ARRAY && token != JSON_BROKEN)
		return fault_set(f, FAULT_BAD_INPUT,
			"line %llu: this part of an OCEL log is not a list",
			(unsigned long long)r->json.line);
	if (!is_asked) {
		(void)json_pull_skip(&r->json, token);
		return FAULT_NONE;
	}
	while ((token = json_pull_next(&r->json)) != JSON_ARRAY_END && token != JSON_BROKEN) {
		if (read_element(r, part, token, f))
			return f->code;
		arena_rewind(r->arena, mark);
	}
	return FAULT_NONE;
}

/* Where the file breaks off, or is over; once. */
static enum fault_code
note_end(struct reading *r, struct fault *f)
{
	const char *packed = unpack_problem(r->unpacker);

	if (r->json.reason == NULL)
		(void)json_pull_next(&r->json);
	if (r->json.reason == NULL && packed == NULL)
		return FAULT_NONE;
	return input_bad(r->in, r->json.line, f, "%s; nothing after it was read",
		packed != NULL ? packed : r->json.reason);
}

static enum fault_code
read_once(struct log_input *in, struct ocel *ocel, bool is_telling, struct fault *f)
{
	ON_EXIT(reading_guard)
	struct reading r = {
		.in = in, .ocel = ocel, .is_telling = is_telling, .arena = arena_new(ITEM_MOST)};

	(void)arena_alloc(r.arena, 1); /* so that its first block stays when it is rewound */
	r.unpacker = unpack_new(in);
	json_pull_init(&r.json, read_more, r.unpacker);
	if (json_pull_next(&r.json) != JSON_OBJECT)
		return fault_set(f, FAULT_BAD_INPUT, "line %llu: %s",
			(unsigned long long)r.json.line,
			r.json.reason != NULL ? r.json.reason
					      : "the log is not an object in braces");
	while (next_member(&r))
		if (read_part(&r, f))
			return f->code;
	if (is_telling && r.json.mended_n > 0)
		input_note(in, "%llu texts were not UTF-8 and were mended with U+FFFD",
			(unsigned long long)r.json.mended_n);
	return is_telling ? FAULT_NONE : note_end(&r, f);
}

bool
ocel_json_knows(struct span head)
{
	static const char *const signs[] = {
		"\"objectTypes\"", "\"eventTypes\"", "\"ocel:", "\"events\"", "\"objects\""};

	if (span_begins(head, SPAN("\xef\xbb\xbf")))
		head = (struct span){head.at + 3, head.size - 3};
	head = span_trim(head);
	if (!span_begins(head, SPAN("{")))
		return false;
	for (size_t i = 0; i < array_length(signs); i++)
		if (memmem(head.at, head.size, signs[i], strlen(signs[i])) != NULL)
			return true;
	return false;
}

enum fault_code
ocel_json_read(struct columns **ret, struct log_input *in, struct fault *f)
{
	ON_EXIT(ocel_guard) struct ocel ocel;

	in->findings->what = "OCEL 2.0; a journey is the life of an object";
	ocel_init(&ocel, in);
	if (read_once(in, &ocel, false, f) || ocel_choose(&ocel, f) ||
		read_once(in, &ocel, true, f))
		return f->code;
	return ocel_columns(ret, &ocel, f);
}
