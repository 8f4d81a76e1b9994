/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XES: traces are journeys, in the order of the file. The file is read twice: the first time for
 * the keys that traces and events use, from which the wish chooses columns, the second time for the
 * events. (Reading once would mean to hold all of them, or to guess the keys from the first few.)
 *
 * What a trace says of itself is a column "case:KEY" of each of its events. A value that the log
 * declares global stands for every event that says nothing else – but never for its activity or its
 * time, which would be made up, and never where the default is a mere placeholder.
 */
#include "base/attributes.h"
#include "exchange/fields.h"
#include "exchange/reader.h"
#include "exchange/xes_tree.h"

#define PROGRESS_EVENTS 4096
#define ITEM_MOST	((size_t)64 << 20) /* bytes of what one trace and one event say */

/* What is known of a key. */
struct value {
	struct span value;	/* what was said last */
	struct span by_default; /* global */
	uint64_t said;		/* by which trace or event */
};

struct reading {
	struct log_input *in;
	struct unpacker *unpacker;
	struct arena *arena; /* of the whole reading */
	struct arena *said;  /* what the trace and the event at hand say */
	struct arena_mark trace_begin, event_begin;
	struct numbered keys;
	struct fields fields;
	bool is_telling; /* the second time */
	enum fault_code code;
	struct fault *fault;

	struct value *values; /* one for each key */
	bool *is_used;	      /* is the key one of the wished-for? */
	struct span *extra;
	uint64_t traces_n, events_n, told_n, empty_n, late_n;
	uint64_t line;	  /* of the event at hand */
	bool has_journey; /* has the trace at hand begun as a journey? */
	struct columns_builder *builder;
	struct columns_lane *lane;
};

static void
reading_guard(struct reading *r)
{
	columns_builder_free(r->builder);
	unpack_free(r->unpacker);
	arena_free(r->said);
	arena_free(r->arena);
}

/* ---- the first time: keys ---- */

static struct span
key_of_trace(struct reading *r, struct span key)
{
	return span_of(arena_printf(r->said, "case:%.*s", SPAN_PRINT(key)));
}

static void
learn(struct reading *r, bool is_of_event, struct span key)
{
	const struct arena_mark mark = arena_mark(r->said);

	(void)numbered_add(&r->keys, is_of_event ? key : key_of_trace(r, key), NULL);
	arena_rewind(r->said, mark);
}

/* ---- the second time: values ---- */

/* A default that only shows where a value would stand. */
static bool
is_placeholder(struct span key, struct span value)
{
	static const char *const words[] = {
		"", "UNKNOWN", "__INVALID__", "UNDEFINED", "undefined", "string", "name", "value"};
	const char *colon = memchr(key.at, ':', key.size);

	for (size_t i = 0; i < array_length(words); i++)
		if (span_is(value, span_of(words[i])))
			return true;
	if (colon != NULL)
		key = (struct span){colon + 1, key.size - (size_t)(colon + 1 - key.at)};
	return span_is_like(key, value);
}

static uint32_t
used_key(struct reading *r, bool is_of_event, struct span key)
{
	const struct arena_mark mark = arena_mark(r->said);
	const uint32_t number = numbered_find(&r->keys, is_of_event ? key : key_of_trace(r, key));

	arena_rewind(r->said, mark);
	return number != NUMBERED_NONE && r->is_used[number] ? number : NUMBERED_NONE;
}

/* The first value of a key counts: keys are unique, says the standard. */
static void
say(struct reading *r, bool is_of_event, struct span key, struct span value)
{
	const uint64_t who = is_of_event ? r->events_n : r->traces_n;
	const uint32_t number = used_key(r, is_of_event, key);

	if (number == NUMBERED_NONE || r->values[number].said == who || arena_is_full(r->said))
		return;
	r->values[number].said = who;
	r->values[number].value =
		(struct span){arena_text_n(r->said, value.at, value.size), value.size};
}

static bool
is_key_of_trace(const struct reading *r, uint32_t key)
{
	return span_begins(r->keys.names[key], SPAN("case:"));
}

/* What the event, or its trace, says under a key; at = NULL for nothing. */
static struct span
said(const struct reading *r, uint32_t key)
{
	const struct value *v = &r->values[key];
	const uint64_t who = is_key_of_trace(r, key) ? r->traces_n : r->events_n;

	return v->said == who ? v->value : (struct span){0};
}

/* The activity, of one key or joined from several; at = NULL when none of them is said. */
static struct span
activity_of(const struct reading *r)
{
	struct span whole = said(r, r->fields.activity[0]);

	for (size_t i = 1; i < r->fields.activity_n; i++) {
		const struct span part = said(r, r->fields.activity[i]);

		if (whole.at == NULL || part.at == NULL)
			return (struct span){0};
		whole = span_of(
			arena_printf(r->said, "%.*s+%.*s", SPAN_PRINT(whole), SPAN_PRINT(part)));
	}
	return whole;
}

static void
journey_begins(struct reading *r)
{
	struct span name = {0};

	if (r->fields.journey != NUMBERED_NONE)
		name = said(r, r->fields.journey);
	if (name.at == NULL)
		name = span_of(
			arena_printf(r->said, "trace %llu", (unsigned long long)r->traces_n));
	columns_lane_journey(r->lane, name);
	r->has_journey = true;
}

static void
fill_extra(struct reading *r)
{
	for (size_t i = 0; i < r->fields.fields_n; i++) {
		const uint32_t key = r->fields.of_key[i];
		struct span value = said(r, key);

		if (value.at == NULL)
			value = r->values[key].by_default;
		r->extra[i] = value.at != NULL ? value : SPAN("");
	}
}

static enum fault_code
tell_event(struct reading *r)
{
	const struct span activity = activity_of(r);
	const struct span time = said(r, r->fields.time);
	int64_t time_us;

	r->in->findings->rows_n++;
	if (arena_is_full(r->said))
		return input_bad(
			r->in, r->line, r->fault, "a trace and an event that say more than 64 MiB");
	if (activity.at == NULL || activity.size == 0)
		return input_bad(r->in, r->line, r->fault, "an event without a name");
	if (time.at == NULL)
		return input_bad(r->in, r->line, r->fault, "event \"%.*s\" has no time",
			SPAN_PRINT(span_shown(activity)));
	if (!fields_time(&r->fields, &time_us, time))
		return input_bad(r->in, r->line, r->fault, "\"%.*s\" is not a time",
			SPAN_PRINT(span_shown(time)));
	if (!r->has_journey)
		journey_begins(r);
	fill_extra(r);
	columns_lane_journey_event(r->lane, activity, time_us, r->extra);
	r->told_n++;
	return FAULT_NONE;
}

/* ---- what the walker tells ---- */

static void
on_global(void *who, bool is_of_events, struct span key, struct span value)
{
	struct reading *r = who;

	if (!is_of_events)
		return;
	if (!r->is_telling) {
		learn(r, true, key);
		return;
	}

	const uint32_t number = used_key(r, true, key);

	if (number != NUMBERED_NONE && !is_placeholder(key, value))
		r->values[number].by_default =
			(struct span){arena_text_n(r->arena, value.at, value.size), value.size};
}

static void
on_trace(void *who, uint64_t line)
{
	struct reading *r = who;

	(void)line;
	arena_rewind(r->said, r->trace_begin);
	r->event_begin = r->trace_begin;
	r->traces_n++;
	r->has_journey = false;
}

static void
on_trace_says(void *who, struct span key, struct span value)
{
	struct reading *r = who;

	if (!r->is_telling) {
		learn(r, false, key);
		return;
	}
	r->late_n += r->has_journey;
	say(r, false, key, value);
	r->event_begin = arena_mark(r->said);
}

static void
on_event(void *who, uint64_t line)
{
	struct reading *r = who;

	r->events_n++;
	r->line = line;
	if (r->events_n % PROGRESS_EVENTS == 0)
		input_progress(r->in,
			unpack_place(r->unpacker) / 2 + (r->is_telling ? r->in->map.size / 2 : 0));
}

static void
on_event_says(void *who, struct span key, struct span value)
{
	struct reading *r = who;

	if (!r->is_telling)
		learn(r, true, key);
	else if (!span_begins(key, SPAN("case:"))) /* a trace's words, not an event's */
		say(r, true, key, value);
}

static bool
on_event_is_over(void *who)
{
	struct reading *r = who;

	if (!r->is_telling)
		return true;
	r->code = tell_event(r);
	arena_rewind(r->said, r->event_begin);
	return r->code == FAULT_NONE;
}

static void
on_trace_is_over(void *who)
{
	struct reading *r = who;

	r->empty_n += r->is_telling && !r->has_journey;
}

static size_t
on_read(void *who, char *into, size_t size)
{
	struct reading *r = who;

	return unpack_next(r->unpacker, into, size);
}

static const struct xes_listener listener = {
	.global = on_global,
	.trace = on_trace,
	.trace_says = on_trace_says,
	.event = on_event,
	.event_says = on_event_says,
	.event_is_over = on_event_is_over,
	.trace_is_over = on_trace_is_over,
	.read = on_read,
};

/* ---- the whole ---- */

static enum fault_code
walk(struct reading *r, struct xes_ending *ret, bool is_telling, struct fault *f)
{
	r->is_telling = is_telling;
	r->traces_n = r->events_n = 0;
	unpack_free(r->unpacker);
	r->unpacker = unpack_new(r->in);
	return xes_walk(ret, &listener, r, f);
}

static enum fault_code
fault_no_event(const struct reading *r, struct fault *f)
{
	const struct log_findings *found = r->in->findings;

	return found->bad_shown_n == 0
		       ? fault_set(f, FAULT_BAD_INPUT, "there is no event in it")
		       : fault_set(f, FAULT_BAD_INPUT, "there is no event in it; line %llu: %s",
				 (unsigned long long)found->bad[0].line, found->bad[0].reason);
}

static enum fault_code
fault_no_part(const char *part, const char *key, struct fault *f)
{
	return fault_set(f, FAULT_BAD_INPUT,
		"no event says its %s (%s); if it goes by another key, name it with --columns "
		"%s=KEY",
		part, key, part);
}

static enum fault_code
choose(struct reading *r, struct fault *f)
{
	const struct log_wish *wish = r->in->wish;
	struct fields *s = &r->fields;

	if (fields_choose(s, &r->keys, FIELDS_FREE_ALL_PARTS, wish, r->arena, f))
		return f->code;
	if (s->activity_n == 0)
		return fault_no_part("activity", "concept:name", f);
	if (s->time == NUMBERED_NONE)
		return fault_no_part("time", "time:timestamp", f);
	r->values = ARENA_ARRAY(r->arena, struct value, r->keys.names_n);
	r->is_used = ARENA_ARRAY(r->arena, bool, r->keys.names_n);
	r->extra = ARENA_ARRAY(r->arena, struct span, s->fields_n);
	r->is_used[s->time] = true;
	if (s->journey != NUMBERED_NONE)
		r->is_used[s->journey] = true;
	for (size_t i = 0; i < s->activity_n; i++)
		r->is_used[s->activity[i]] = true;
	for (size_t i = 0; i < s->fields_n; i++)
		r->is_used[s->of_key[i]] = true;

	const struct columns_plan plan = {
		.keeps_order = wish->order != LOG_ORDER_TIME,
		.extra = s->names,
		.extra_n = s->fields_n,
		.lanes_n = 1,
		.hands = wish->hands,
	};

	r->builder = columns_builder_new(&plan);
	r->lane = columns_builder_lane(r->builder, 0);
	return FAULT_NONE;
}

static void
note_what(const struct reading *r, const struct xes_ending *ending)
{
	struct log_input *in = r->in;

	in->findings->what = arena_printf(in->arena,
		"journeys are traces (%.*s), activities %.*s%s, %s",
		SPAN_PRINT(r->fields.journey == NUMBERED_NONE ? SPAN("by number")
							      : r->keys.names[r->fields.journey]),
		SPAN_PRINT(r->keys.names[r->fields.activity[0]]),
		r->fields.activity_n > 1 ? " and others" : "",
		in->wish->order == LOG_ORDER_TIME ? "by time" : "in the order of the file");
	if (r->empty_n > 0)
		input_note(in, "%llu traces have no event that could be read; they are no journeys",
			(unsigned long long)r->empty_n);
	if (ending->loose_events_n > 0)
		input_note(in, "%llu events belong to no trace and are left out",
			(unsigned long long)ending->loose_events_n);
	if (r->late_n > 0)
		input_note(in,
			"%llu times a trace says something after its first event; events before it "
			"do not have it",
			(unsigned long long)r->late_n);
}

/* Counts the place where a file breaks off. */
static enum fault_code
note_end(const struct reading *r, const struct xes_ending *ending, struct fault *f)
{
	const char *packed = unpack_problem(r->unpacker);

	if (ending->is_whole && packed == NULL)
		return FAULT_NONE;
	return input_bad(r->in, ending->line, f, "%s; nothing after it was read",
		packed != NULL ? packed : ending->reason);
}

bool
xes_knows(struct span head)
{
	if (span_begins(head, SPAN("\xef\xbb\xbf")))
		head = (struct span){head.at + 3, head.size - 3};
	head = span_trim(head);
	/* Other XML is ours as well: to say that it is not XES. */
	return span_begins(head, SPAN("<?xml")) || span_begins(head, SPAN("<log")) ||
	       (span_begins(head, SPAN("<")) && memmem(head.at, head.size, "<log", 4) != NULL);
}

enum fault_code
xes_read(struct columns **ret, struct log_input *in, struct fault *f)
{
	ON_EXIT(reading_guard)
	struct reading r = {.in = in,
		.fault = f,
		.arena = arena_new(ARENA_UNLIMITED),
		.said = arena_new(ITEM_MOST)};
	struct xes_ending ending = {0};

	(void)arena_alloc(r.said, 1); /* so that its first block stays when it is rewound */
	r.trace_begin = r.event_begin = arena_mark(r.said);
	numbered_init(&r.keys, r.arena);
	if (walk(&r, &ending, false, f))
		return f->code;
	if (r.events_n == 0 && note_end(&r, &ending, f))
		return f->code;
	if (r.events_n == 0)
		return fault_no_event(&r, f);
	if (choose(&r, f) || walk(&r, &ending, true, f) || r.code)
		return f->code;
	note_what(&r, &ending);
	if (note_end(&r, &ending, f))
		return f->code;
	return input_finish(ret, in, TAKE(r.builder), f);
}
