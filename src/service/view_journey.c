/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events as people look at them: one by one as they happen (the stream of a branch), and those of a
 * journey in a row. What an event carries as numbers – a ticket, a counter – gets the words of the
 * moment at which it is looked at.
 */
#include <string.h>

#include "service/line.h"
#include "service/shapes.h"

#define EVENTS_MOST 1000   /* of a journey */
#define SCAN_MOST   200000 /* of a branch, looked at for one journey */

static json_t *
number_json(const struct journal_event *event, const char *field)
{
	const struct store_value value = journal_field(event, field);

	return value.type == 'i' ? json_integer(value.number) : json_null();
}

static json_t *
id_json(const struct journal_event *event, const char *field)
{
	const struct store_value value = journal_field(event, field);

	return shape_id(value.type == 'i' ? value.number : 0);
}

static json_t *
word_json(const struct journal_event *event, const char *field)
{
	const struct store_value value = journal_field(event, field);

	return value.type == 't' && value.bytes.size > 0
		       ? json_stringn(value.bytes.at, value.bytes.size)
		       : json_null();
}

static bool
is_about(const struct event_about *about, const char *subject)
{
	return about != NULL && strcmp(about->subject, subject) == 0;
}

static void
ticket_add(json_t *object, struct store_tx *tx, int64_t ticket, struct arena *a)
{
	struct ticket_row row;

	if (ticket == 0 || !ticket_find(&row, tx, ticket, a))
		return;
	json_object_set_new(object, "label", json_string(ticket_label(&row, a)));
	json_object_set_new(object, "calls", json_integer(row.calls));
	if (row.language > 0)
		json_object_set_new(object, "language",
			json_string(language_tag((enum language)(row.language - 1))));
}

/* happening_shape. */
static json_t *
event_json(const struct house *house, struct store_tx *tx, const struct journal_event *event,
	struct arena *a)
{
	const struct event_about *about = journal_kind(event->kind);
	const struct store_value at_counter = journal_field(event, "counter");
	const int64_t counter_id = is_about(about, "counter") ? event->subject
				   : at_counter.type == 'i'   ? at_counter.number
							      : 0;
	const struct house_counter *counter = house_counter(house, counter_id);
	json_t *object = json_pack("{sI sI so so so so so so so so so so so so so so so}", "branch",
		(json_int_t)event->branch, "number", (json_int_t)event->number, "kind",
		shape_text(about != NULL ? about->name : NULL), "at_us", shape_time(event->at_us),
		"journey", shape_id(event->journey), "subject", shape_id(event->subject), "staff",
		shape_id(event->staff), "label", json_null(), "counter", shape_id(counter_id),
		"counter_title", counter != NULL ? shape_title(&counter->title) : json_null(),
		"service", id_json(event, "service"), "calls", json_null(), "language", json_null(),
		"moment", word_json(event, "moment"), "standard", word_json(event, "standard"),
		"outcome", word_json(event, "outcome"), "mark", number_json(event, "mark"));

	if (is_about(about, "ticket"))
		ticket_add(object, tx, event->subject, a);
	return object;
}

enum fault_code
service_event_json(struct live_service *s, struct store_tx *tx, const struct journal_event *event,
	json_t **ret, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct house *house = service_house(s);

	*ret = event_json(house, tx, event, a);
	house_release(house);
	return store_fault(tx, f);
}

/* ---- A journey ---- */

/* The journal keeps no index by journey, which every event would pay for. A branch's events are in
 * order of time, so a journey's stand between two numbers that are found by halving. */

struct first_time {
	int64_t at_us;
};

static enum fault_code
time_note(const struct journal_event *event, void *with, struct fault *f)
{
	struct first_time *first = with;

	(void)f;
	first->at_us = event->at_us;
	return FAULT_NONE;
}

/* *ret: the last number of the branch whose event is before the time. */
static enum fault_code
number_before(struct view_call *v, int64_t at_us, int64_t *ret, struct fault *f)
{
	unsigned char hash[JOURNAL_HASH_SIZE];
	int64_t low = 0, high = 0;

	if (journal_head(v->tx, v->branch, &high, hash, f))
		return f->code;
	while (low < high) {
		const int64_t middle = low + (high - low) / 2;
		struct first_time first = {0};
		int64_t after = middle;

		if (journal_read(v->tx, v->branch, &after, 1, time_note, &first, f))
			return f->code;
		if (first.at_us < at_us)
			low = middle + 1;
		else
			high = middle;
	}
	*ret = low;
	return FAULT_NONE;
}

struct listing {
	struct view_call *v;
	int64_t journey, until_us;
	json_t *list;
};

static enum fault_code
event_list(const struct journal_event *event, void *with, struct fault *f)
{
	struct listing *listing = with;

	(void)f;
	if (event->journey == listing->journey && json_array_size(listing->list) < EVENTS_MOST)
		json_array_append_new(listing->list,
			event_json(listing->v->house, listing->v->tx, event, listing->v->arena));
	return FAULT_NONE;
}

static enum fault_code
events_json(struct view_call *v, const struct journey_row *row, json_t **ret, struct fault *f)
{
	struct listing listing = {.v = v, .journey = row->id};
	int64_t after = 0, last = INT64_MAX;

	if (number_before(v, row->opened_us, &after, f) ||
		(row->ended_us != 0 && number_before(v, row->ended_us + 1, &last, f)))
		return f->code;
	const size_t most = last - after < SCAN_MOST ? (size_t)(last - after) : SCAN_MOST;

	listing.list = json_array();
	if (journal_read(v->tx, v->branch, &after, most, event_list, &listing, f)) {
		json_decref(listing.list);
		return f->code;
	}
	*ret = listing.list;
	return FAULT_NONE;
}

enum fault_code
view_journey(struct view_call *v, const struct journey_view *in, json_t **ret, struct fault *f)
{
	struct journey_row row;
	json_t *events = NULL;

	if (!journey_find(&row, v->tx, in->journey, v->arena))
		return fault_field(f, FAULT_NOT_FOUND, "journey", "there is no such journey");
	if (events_json(v, &row, &events, f))
		return f->code;
	*ret = json_pack("{sI so so so so so so so}", "journey", (json_int_t)row.id, "cycle",
		shape_text(row.cycle), "version", shape_id(row.version), "opened_us",
		shape_time(row.opened_us), "ended_us", shape_time(row.ended_us), "outcome",
		shape_text(closing_slug(row.outcome)), "customer", shape_id(row.customer), "events",
		events);
	return FAULT_NONE;
}
