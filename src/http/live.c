/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An ear of the service that gives every event to the live streams: once in full for staff, and,
 * when a screen on the wall may show it, once without names of people, journeys and judgements. It
 * also hears when rights change: what is remembered of who may what is forgotten, and their streams
 * end.
 *
 * While nobody listens – no stream for half a minute, in which those that were cut come back –
 * nothing is written and published. The ring then holds one "reload" for who comes back still
 * later.
 *
 * It runs on the follower's thread. What cannot be published is told to the house and never ends
 * the follower: pages look again by themselves.
 */
#include "base/clock.h"
#include "http/site.h"

#define TEXT_MOST ((size_t)1 << 20)

uint64_t
http_live_topic(enum live_audience audience, int64_t branch)
{
	return ((uint64_t)branch << 2) | ((uint64_t)audience + 1);
}

enum live_audience
http_live_audience_of(enum role role)
{
	return role >= ROLE_AGENT ? LIVE_STAFF : LIVE_PUBLIC;
}

/* What is not for a screen on the wall. */
static const char *const private_members[] = {
	"journey", "staff", "moment", "standard", "outcome", "mark"};

/* Beginnings of the kinds that customers see happen. */
static const char *const public_kinds[] = {"ticket.", "counter.", "day.", "service.",
	"branch.changed", "map.loaded", "record.repaired"};

static bool
is_public(struct span kind)
{
	for (size_t i = 0; i < array_length(public_kinds); i++)
		if (span_begins(kind, span_of(public_kinds[i])))
			return true;
	return false;
}

/* Most events fit the buffer, and then are written once. */
static struct span
json_line(json_t *value, struct arena *a)
{
	char buffer[1024];
	size_t size = json_dumpb(value, buffer, sizeof(buffer), JSON_COMPACT);
	char *at;

	if (size <= sizeof(buffer))
		return (struct span){arena_text_n(a, buffer, size), size};
	at = arena_alloc(a, size + 1);
	(void)json_dumpb(value, at, size, JSON_COMPACT);
	return (struct span){at, size};
}

struct span
http_live_event_text(json_t *happening, enum live_audience audience, struct arena *a)
{
	const char *kind = json_string_value(json_object_get(happening, "kind"));
	struct span text = {0};
	json_t *shown;

	if (kind == NULL || audience == LIVE_STAFF)
		return kind != NULL ? json_line(happening, a) : text;
	if (!is_public(span_of(kind)))
		return text;
	shown = json_copy(happening);
	for (size_t i = 0; i < array_length(private_members); i++)
		(void)json_object_set_new(shown, private_members[i], json_null());
	text = json_line(shown, a);
	json_decref(shown);
	return text;
}

/* ---- Rights ---- */

static void
rights_hear(struct http *http, const struct journal_event *event)
{
	switch (event->kind) {
	case EVENT_STAFF_CHANGED:
	case EVENT_STAFF_REMOVED:
	case EVENT_STAFF_SIGNED_OUT:
	case EVENT_DEVICE_REMOVED:
		access_forget(http->access);
		pthread_mutex_lock(&http->streams_lock);
		if (http->streams != NULL && event->subject != 0)
			http_streams_close(http->streams, (uint64_t)event->subject);
		pthread_mutex_unlock(&http->streams_lock);
		return;
	case EVENT_BRANCH_REMOVED:
	case EVENT_BRANCH_ADDED:
		access_forget(http->access);
		return;
	default:
		return;
	}
}

/* ---- Publishing ---- */

static void
publish(struct http *http, const struct journal_event *event, json_t *happening,
	enum live_audience audience, struct arena *a)
{
	const uint64_t topics[] = {http_live_topic(audience, event->branch), LIVE_TOPIC_ALL};
	const struct http_topics about = {topics, audience == LIVE_STAFF ? 2 : 1};
	struct span text = http_live_event_text(happening, audience, a);
	const char *kind = json_string_value(json_object_get(happening, "kind"));
	/* Streams of a branch hear the house, too; only the branch's own numbers lead back. */
	const uint64_t mark = event->branch != JOURNAL_HOUSE ? (uint64_t)event->number : 0;
	struct fault fault = {0};

	pthread_mutex_lock(&http->streams_lock);
	if (text.at != NULL && http->streams != NULL &&
		http_publish(http->streams, about, kind, text, mark, &fault))
		site_log_fault(http, &fault);
	pthread_mutex_unlock(&http->streams_lock);
}

static bool
is_listened_to(struct http *http)
{
	int64_t now_us = clock_steady_us();

	pthread_mutex_lock(&http->streams_lock);
	if (http->streams != NULL && http_streams_n(http->streams) > 0)
		atomic_store(&http->listened_us, now_us);
	pthread_mutex_unlock(&http->streams_lock);
	return now_us - atomic_load(&http->listened_us) <= atomic_load(&http->quiet_us);
}

/* The last thing that is said before the silence. */
static void
reload_publish(struct http *http)
{
	const uint64_t topics[] = {LIVE_TOPIC_RELOAD};
	const struct http_topics about = {topics, array_length(topics)};
	struct fault fault = {0};

	pthread_mutex_lock(&http->streams_lock);
	if (http->streams != NULL && http_publish(http->streams, about, "reload",
					     SPAN("{\"kind\":\"reload\"}"), 0, &fault))
		site_log_fault(http, &fault);
	pthread_mutex_unlock(&http->streams_lock);
}

static bool
listens(void *with)
{
	struct http *http = with;
	const bool is = is_listened_to(http);

	if (!is && !atomic_load(&http->is_quiet))
		reload_publish(http);
	atomic_store(&http->is_quiet, !is);
	return is;
}

static enum fault_code
hear(void *with, struct store_tx *tx, const struct journal_event *event, struct fault *f)
{
	struct http *http = with;
	ON_EXIT(arena_guard) struct arena *a = arena_new(TEXT_MOST);
	json_t *happening = NULL;
	struct fault fault = {0};

	(void)f; /* the follower goes on whatever happens here */
	rights_hear(http, event);
	if (!listens(http))
		return FAULT_NONE;
	if (service_event_json(http->service, tx, event, &happening, &fault)) {
		site_log_fault(http, &fault);
		return FAULT_NONE;
	}
	publish(http, event, happening, LIVE_STAFF, a);
	publish(http, event, happening, LIVE_PUBLIC, a);
	json_decref(happening);
	return FAULT_NONE;
}

struct service_ear
http_live_ear(struct http *http)
{
	return (struct service_ear){.with = http, .hear = hear, .listens = listens};
}
