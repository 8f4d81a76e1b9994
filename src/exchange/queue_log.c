/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asterisk's queue_log: epoch|callid|queue|agent|EVENT|parameters …
 *
 * A call is a journey, the event its activity, the agent the resource. Parameters have names from
 * queue_log_events.def; an event that is not there (the dial plan may write anything) is kept, with
 * its parameters as data1 … data8. Lines that belong to no call – a queue starts, a member is
 * added by the manager – are counted in a note and left out.
 */
#include <stdio.h>

#include "base/attributes.h"
#include "base/number.h"
#include "exchange/fields.h"
#include "exchange/lines.h"
#include "exchange/reader.h"

#define PARAMETERS_MOST 8
#define SECONDS_SIZE	32
#define PROGRESS_LINES	4096

static const struct queue_event {
	const char *name, *when;
	const char *parameters[PARAMETERS_MOST];
} queue_events[] = {
#define QUEUE_EVENT(name_, when_, ...)                                                             \
	{.name = (name_), .when = (when_), .parameters = {__VA_ARGS__}},
#include "exchange/queue_log_events.def"
#undef QUEUE_EVENT
};

static const struct queue_event queue_event_unknown = {
	.parameters = {"data1", "data2", "data3", "data4", "data5", "data6", "data7", "data8"},
};

/* Instead of a call's id, where there is no call. */
static const char *const no_calls[] = {"NONE", "REALTIME", "MANAGER", "CLI"};

/* A line, cut. */
struct queue_line {
	struct span epoch, call, queue, agent, event;
	struct span parameters[PARAMETERS_MOST];
	size_t parameters_n;
};

struct queue_reading {
	struct log_input *in;
	struct arena *arena;
	struct numbered keys;
	uint32_t agent, queue, channel; /* keys that every line has */
	struct fields fields;
	struct span *values; /* one for each key, of this line */
	struct span *extra;
	char seconds[PARAMETERS_MOST][SECONDS_SIZE]; /* what milliseconds became */
	uint64_t no_call_n, unknown_n;
	struct columns_builder *builder;
	struct columns_lane *lane;
};

static void
reading_guard(struct queue_reading *r)
{
	columns_builder_free(r->builder);
	arena_free(r->arena);
}

/* A name in the table without the unit at its end. */
static struct span
parameter_name(const char *parameter, bool *ret_is_ms)
{
	struct span name = span_of(parameter);

	*ret_is_ms = span_ends(name, SPAN("_ms"));
	if (*ret_is_ms)
		name.size -= 3;
	return name;
}

static const struct queue_event *
event_find(const struct queue_line *line)
{
	for (size_t i = 0; i < array_length(queue_events); i++) {
		const struct queue_event *e = &queue_events[i];

		if (!span_is(line->event, span_of(e->name)))
			continue;
		if (e->when[0] == '\0' ||
			(line->parameters_n > 0 && span_is(line->parameters[0], span_of(e->when))))
			return e;
	}
	return &queue_event_unknown;
}

static bool
is_no_call(struct span call)
{
	for (size_t i = 0; i < array_length(no_calls); i++)
		if (span_is(call, span_of(no_calls[i])))
			return true;
	return false;
}

/* What is wrong with the line, or NULL. */
static const char *
line_cut(struct queue_line *ret, struct span text)
{
	struct queue_line line = {0};
	struct span *const parts[] = {
		&line.epoch, &line.call, &line.queue, &line.agent, &line.event};

	for (size_t i = 0; i < array_length(parts); i++)
		if (!span_cut(&text, '|', parts[i]))
			return "fewer than five fields";
	while (line.parameters_n < PARAMETERS_MOST &&
		span_cut(&text, '|', &line.parameters[line.parameters_n]))
		line.parameters_n++;
	if (line.event.size == 0)
		return "no event";
	if (line.call.size == 0)
		return "no call id";
	*ret = line;
	return NULL;
}

/* "1500" milliseconds are "1.5" seconds; what is no number stays as it is. */
static struct span
seconds_of(struct span ms, char into[static SECONDS_SIZE])
{
	uint64_t n;
	int size;

	if (!number_uint(ms, &n))
		return ms;
	size = snprintf(into, SECONDS_SIZE, "%llu.%03u", (unsigned long long)(n / 1000),
		(unsigned)(n % 1000));
	while (into[size - 1] == '0')
		size--;
	return (struct span){into, (size_t)(into[size - 1] == '.' ? size - 1 : size)};
}

static void
fill_values(struct queue_reading *r, const struct queue_line *line)
{
	const struct queue_event *event = event_find(line);
	const struct span none = SPAN("NONE"), nothing = SPAN("");

	for (uint32_t i = 0; i < r->keys.names_n; i++)
		r->values[i] = nothing;
	r->values[r->agent] = span_is(line->agent, none) ? nothing : line->agent;
	r->values[r->queue] = span_is(line->queue, none) ? nothing : line->queue;
	r->values[r->channel] = SPAN("telephone");
	for (size_t i = 0; i < line->parameters_n && event->parameters[i] != NULL; i++) {
		bool is_ms;
		const struct span name = parameter_name(event->parameters[i], &is_ms);
		struct span *value = &r->values[numbered_find(&r->keys, name)];

		*value = is_ms ? seconds_of(line->parameters[i], r->seconds[i])
			       : line->parameters[i];
	}
	r->unknown_n += event == &queue_event_unknown;
}

static enum fault_code
read_line(struct queue_reading *r, uint64_t number, struct span text, struct fault *f)
{
	struct queue_line line;
	int64_t time_us;
	const char *wrong;

	r->in->findings->rows_n++;
	wrong = line_cut(&line, text);
	if (wrong != NULL)
		return input_bad(r->in, number, f, "%s", wrong);
	if (!time_read(&time_us, line.epoch, TIME_FORM_EPOCH_S, zone_utc()))
		return input_bad(r->in, number, f, "\"%.*s\" is not a time in seconds since 1970",
			SPAN_PRINT(span_shown(line.epoch)));
	if (is_no_call(line.call)) {
		r->no_call_n++;
		return FAULT_NONE;
	}
	fill_values(r, &line);
	for (size_t i = 0; i < r->fields.fields_n; i++)
		r->extra[i] = r->values[r->fields.of_key[i] == NUMBERED_NONE ? r->queue
									     : r->fields.of_key[i]];
	columns_lane_event(r->lane, line.call, line.event, time_us, r->extra);
	return FAULT_NONE;
}

/* Every key there can be is known beforehand. */
static void
learn_keys(struct queue_reading *r)
{
	bool is_ms;

	numbered_init(&r->keys, r->arena);
	r->agent = numbered_add(&r->keys, SPAN("agent"), NULL);
	r->queue = numbered_add(&r->keys, SPAN("queue"), NULL);
	r->channel = numbered_add(&r->keys, SPAN("channel"), NULL);
	for (size_t i = 0; i < array_length(queue_events); i++)
		for (size_t k = 0; k < PARAMETERS_MOST; k++)
			if (queue_events[i].parameters[k] != NULL)
				(void)numbered_add(&r->keys,
					parameter_name(queue_events[i].parameters[k], &is_ms),
					NULL);
	for (size_t k = 0; k < PARAMETERS_MOST; k++)
		(void)numbered_add(&r->keys, span_of(queue_event_unknown.parameters[k]), NULL);
}

static enum fault_code
choose(struct queue_reading *r, struct fault *f)
{
	const struct log_wish *wish = r->in->wish;

	learn_keys(r);
	if (fields_choose(&r->fields, &r->keys, FIELDS_FREE_EXTRA, wish, r->arena, f))
		return f->code;
	/* A queue is the customary service, and goes by its own name as well. */
	if (wish->extra_n == 0 && !wish->keeps_none)
		(void)fields_add(&r->fields, "queue");
	r->values = ARENA_ARRAY(r->arena, struct span, r->keys.names_n);
	r->extra = ARENA_ARRAY(r->arena, struct span, r->fields.fields_n);

	const struct columns_plan plan = {
		.keeps_order = wish->order == LOG_ORDER_FILE,
		.extra = r->fields.names,
		.extra_n = r->fields.fields_n,
		.lanes_n = 1,
		.hands = wish->hands,
	};

	r->builder = columns_builder_new(&plan);
	r->lane = columns_builder_lane(r->builder, 0);
	return FAULT_NONE;
}

static size_t
read_more(void *who, char *into, size_t size)
{
	return unpack_next(who, into, size);
}

static enum fault_code
read_lines(struct queue_reading *r, struct fault *f)
{
	ON_EXIT(unpack_guard) struct unpacker *unpacker = unpack_new(r->in);
	struct lines lines;
	struct span text;
	bool is_too_long;

	lines_init(&lines, read_more, unpacker, r->arena);
	while (lines_next(&lines, &text, &is_too_long)) {
		if (lines.line % PROGRESS_LINES == 0)
			input_progress(r->in, unpack_place(unpacker));
		if (is_too_long) {
			r->in->findings->rows_n++;
			if (input_bad(r->in, lines.line, f, "a line of more than 1 MiB"))
				return f->code;
		} else if (span_trim(text).size > 0 && read_line(r, lines.line, text, f)) {
			return f->code;
		}
	}
	if (unpack_problem(unpacker) != NULL)
		return input_bad(r->in, lines.line, f, "%s", unpack_problem(unpacker));
	return FAULT_NONE;
}

bool
queue_log_knows(struct span head)
{
	struct span line = {0}, part;

	while (span_trim(line).size == 0)
		if (!span_cut(&head, '\n', &line))
			return false;
	for (int i = 0; i < 4; i++) {
		if (!span_cut(&line, '|', &part))
			return false;
		for (size_t k = 0; i == 0 && k < part.size; k++)
			if (part.at[k] < '0' || part.at[k] > '9')
				return false;
		if (i == 0 && part.size == 0)
			return false;
	}
	return line.size > 0 && line.at[0] >= 'A' && line.at[0] <= 'Z';
}

enum fault_code
queue_log_read(struct columns **ret, struct log_input *in, struct fault *f)
{
	ON_EXIT(reading_guard)
	struct queue_reading r = {.in = in, .arena = arena_new(ARENA_UNLIMITED)};

	in->findings->what = "lines of an Asterisk queue; journeys are calls, times are seconds";
	if (choose(&r, f) || read_lines(&r, f))
		return f->code;
	if (r.no_call_n > 0)
		input_note(in,
			"%llu lines belong to no call (NONE, REALTIME, MANAGER, CLI) and are left "
			"out",
			(unsigned long long)r.no_call_n);
	if (r.unknown_n > 0)
		input_note(in, "%llu events are not Asterisk's own; they are kept",
			(unsigned long long)r.unknown_n);
	return input_finish(ret, in, TAKE(r.builder), f);
}
