/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An event that touches two chosen objects belongs to two journeys; one that names the same object
 * twice, under two qualifiers, belongs to its journey once: `told` remembers the last event.
 */
#include "exchange/ocel.h"

#include <stdio.h>

#include "base/attributes.h"

#define TYPES_SHOWN 12

/* "Invoice (3), Payment (3) …", in the order of the log. */
static const char *
types_text(const struct ocel *o)
{
	const char *text = "";
	uint32_t shown = 0;

	for (uint32_t i = 0; i < o->object_types.names_n; i++) {
		if (o->objects_n_of[i] == 0)
			continue;
		if (shown++ == TYPES_SHOWN)
			return arena_printf(o->arena, "%s, …", text);
		text = arena_printf(o->arena, "%s%s%.*s (%llu)", text, shown > 1 ? ", " : "",
			SPAN_PRINT(o->object_types.names[i]),
			(unsigned long long)o->objects_n_of[i]);
	}
	return text;
}

static enum fault_code
choose_type(struct ocel *o, struct fault *f)
{
	const char *wish = o->in->wish->object_type;
	uint32_t used_n = 0;

	const struct log_findings *found = o->in->findings;

	if (o->objects.names_n == 0 && found->bad_shown_n > 0)
		return fault_set(f, FAULT_BAD_INPUT, "there is no object in it; line %llu: %s",
			(unsigned long long)found->bad[0].line, found->bad[0].reason);
	if (o->objects.names_n == 0)
		return fault_set(f, FAULT_BAD_INPUT, "there is no object in it");
	if (wish != NULL && strcmp(wish, "all") == 0) {
		o->chosen = OCEL_ALL_TYPES;
		return FAULT_NONE;
	}
	if (wish != NULL) {
		o->chosen = numbered_find(&o->object_types, span_of(wish));
		if (o->chosen == NUMBERED_NONE || o->objects_n_of[o->chosen] == 0)
			return fault_set(f, FAULT_BAD_INPUT,
				"there are no objects of type \"%s\"; there are %s", wish,
				types_text(o));
		return FAULT_NONE;
	}
	for (uint32_t i = 0; i < o->object_types.names_n; i++) {
		if (o->objects_n_of[i] == 0)
			continue;
		used_n++;
		o->chosen = i;
	}
	if (used_n > 1)
		return fault_set(f, FAULT_BAD_INPUT,
			"say whose journeys to follow with --object-type: %s, or all",
			types_text(o));
	return FAULT_NONE;
}

/* What is wrong with the event itself, or NULL. */
static const char *
wrong_with(struct ocel *o, const struct ocel_event *e, int64_t *ret_us)
{
	bool is_new;

	if (e->id.at == NULL)
		return "it has no id";
	if (e->type.at == NULL)
		return "it has no type";
	if (e->time.at == NULL)
		return "it has no time";
	if (!fields_time(&o->fields, ret_us, e->time))
		return "its time is not one";
	(void)numbered_add(&o->events, e->id, &is_new);
	return is_new ? NULL : "there is one of this id already";
}

static void
fill_extra(struct ocel *o, const struct ocel_event *e)
{
	for (size_t i = 0; i < o->fields.fields_n; i++)
		o->extra[i] = SPAN("");
	for (size_t i = 0; i < e->attributes_n; i++) {
		const uint32_t key = numbered_find(&o->attributes, e->attributes[i].name);

		for (size_t k = 0; k < o->fields.fields_n; k++)
			if (o->fields.of_key[k] == key && key != NUMBERED_NONE)
				o->extra[k] = e->attributes[i].value;
	}
}

/* The event in the journey of one object. *is_touching: when that object is one of the chosen. */
static enum fault_code
tell_of(struct ocel *o, const struct ocel_event *e, int64_t time_us, struct span id,
	bool *is_touching, struct fault *f)
{
	const uint32_t number = numbered_find(&o->objects, id);
	struct ocel_object *object;

	if (number == NUMBERED_NONE)
		return input_bad(o->in, e->line, f,
			"event \"%.*s\" touches object \"%.*s\", which is not in the log",
			SPAN_PRINT(span_shown(e->id)), SPAN_PRINT(span_shown(id)));
	o->relations_n++;
	object = &o->of_object[number];
	if (o->chosen != OCEL_ALL_TYPES && object->type != o->chosen)
		return FAULT_NONE;
	*is_touching = true;
	if (object->told == o->events_n)
		return FAULT_NONE;
	object->told = o->events_n;
	if (o->object_type_at != SIZE_MAX)
		o->extra[o->object_type_at] = o->object_types.names[object->type];
	columns_lane_event(o->lane, o->objects.names[number], e->type, time_us, o->extra);
	return FAULT_NONE;
}

static void
note_figures(struct ocel *o)
{
	input_note(o->in, "%llu events, %u objects of %u types, %u event types, %llu relations",
		(unsigned long long)o->events_n, o->objects.names_n, o->object_types.names_n,
		o->event_types.names_n, (unsigned long long)o->relations_n);
	if (o->chosen == OCEL_ALL_TYPES)
		input_note(o->in, "every object is a journey: %s", types_text(o));
	else
		input_note(o->in, "journeys are the objects of type \"%.*s\"",
			SPAN_PRINT(o->object_types.names[o->chosen]));
	if (o->apart_n > 0)
		input_note(o->in, "%llu events touch no such object and are left out",
			(unsigned long long)o->apart_n);
}

void
ocel_init(struct ocel *o, struct log_input *in)
{
	*o = (struct ocel){.in = in, .arena = arena_new(ARENA_UNLIMITED)};
	numbered_init(&o->object_types, o->arena);
	numbered_init(&o->event_types, o->arena);
	numbered_init(&o->objects, o->arena);
	numbered_init(&o->events, o->arena);
	numbered_init(&o->attributes, o->arena);
}

void
ocel_guard(struct ocel *o)
{
	columns_builder_free(o->builder);
	arena_free(o->arena);
}

uint32_t
ocel_object_type(struct ocel *o, struct span name)
{
	bool is_new;
	const uint32_t type = numbered_add(&o->object_types, name, &is_new);

	if (is_new)
		*ARENA_PUSH(o->arena, o->objects_n_of, o->objects_n_of_n, o->objects_n_of_room) = 0;
	return type;
}

enum fault_code
ocel_object(struct ocel *o, uint64_t line, struct span id, struct span type, struct fault *f)
{
	bool is_new;

	if (id.at == NULL)
		return input_bad(o->in, line, f, "an object without id");
	if (type.at == NULL)
		return input_bad(o->in, line, f, "object \"%.*s\": it has no type",
			SPAN_PRINT(span_shown(id)));
	(void)numbered_add(&o->objects, id, &is_new);
	if (!is_new)
		return input_bad(o->in, line, f, "object \"%.*s\": there is one of this id already",
			SPAN_PRINT(span_shown(id)));

	const uint32_t number = ocel_object_type(o, type);

	*ARENA_PUSH(o->arena, o->of_object, o->of_object_n, o->of_object_room) =
		(struct ocel_object){.type = number};
	o->objects_n_of[number]++;
	return FAULT_NONE;
}

void
ocel_event_type(struct ocel *o, struct span name)
{
	(void)numbered_add(&o->event_types, name, NULL);
}

void
ocel_attribute(struct ocel *o, struct span name)
{
	(void)numbered_add(&o->attributes, name, NULL);
}

enum fault_code
ocel_choose(struct ocel *o, struct fault *f)
{
	const struct log_wish *wish = o->in->wish;

	if (choose_type(o, f) ||
		fields_choose(&o->fields, &o->attributes, FIELDS_FREE_EXTRA, wish, o->arena, f))
		return f->code;
	o->object_type_at = SIZE_MAX;
	if (o->chosen == OCEL_ALL_TYPES && !wish->keeps_none)
		o->object_type_at = fields_add(&o->fields, "object_type");
	o->extra = ARENA_ARRAY(o->arena, struct span, o->fields.fields_n);

	const struct columns_plan plan = {
		.keeps_order = wish->order == LOG_ORDER_FILE,
		.extra = o->fields.names,
		.extra_n = o->fields.fields_n,
		.lanes_n = 1,
		.hands = wish->hands,
	};

	o->builder = columns_builder_new(&plan);
	o->lane = columns_builder_lane(o->builder, 0);
	return FAULT_NONE;
}

enum fault_code
ocel_tell(struct ocel *o, const struct ocel_event *e, struct fault *f)
{
	int64_t time_us;
	const char *wrong = wrong_with(o, e, &time_us);
	bool is_touching = false;

	o->in->findings->rows_n++;
	if (wrong != NULL)
		return input_bad(o->in, e->line, f, "event \"%.*s\": %s",
			SPAN_PRINT(span_shown(e->id.at != NULL ? e->id : SPAN("?"))), wrong);
	o->events_n++;
	ocel_event_type(o, e->type);
	fill_extra(o, e);
	for (size_t i = 0; i < e->objects_n; i++)
		if (tell_of(o, e, time_us, e->objects[i], &is_touching, f))
			return f->code;
	o->apart_n += !is_touching;
	return FAULT_NONE;
}

enum fault_code
ocel_columns(struct columns **ret, struct ocel *o, struct fault *f)
{
	note_figures(o);
	return input_finish(ret, o->in, TAKE(o->builder), f);
}
