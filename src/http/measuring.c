/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps the columns near the journal's end, so that a measure has little to read when somebody
 * asks. An ear sets a mark; a job on the slow thread reads. There is at most one such job at a
 * time, and it does not come more often than every two seconds.
 */
#include "http/measuring.h"

#include "base/clock.h"
#include "http/site.h"

#define READ_MOST 100000 /* events in a transaction */
#define REST_US	  INT64_C(2000000)

static const char *
thing_word(enum columns_thing thing)
{
	switch (thing) {
	case COLUMNS_BRANCH:
		return "branch";
	case COLUMNS_SERVICE:
		return "service";
	case COLUMNS_COUNTER:
		return "counter";
	case COLUMNS_STAFF:
		return "staff";
	case COLUMNS_CLASS:
		return "class";
	}
	return "";
}

static struct span
word(void *with, enum columns_thing thing, int64_t id, struct arena *a)
{
	struct http *http = with;
	const char *name = NULL;
	struct fault fault = {0};

	if (service_names_get(
		    http->service, http->reader_names, thing_word(thing), id, &name, a, &fault))
		site_log_fault(http, &fault);
	return name != NULL ? span_of(name) : (struct span){0};
}

enum fault_code
measuring_open(struct http *http, struct fault *f)
{
	const struct columns_names names = {.word = word, .with = http};

	return columns_follower_open(&http->columns, &names, f);
}

void
measuring_close(struct http *http)
{
	columns_follower_close(http->columns);
	http->columns = NULL;
}

static enum fault_code
piece_read(struct http *http, size_t *ret_n, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(http->site.store, http->reader_slow));

	return columns_follower_read(http->columns, tx, READ_MOST, ret_n, f);
}

enum fault_code
measuring_catch_up(struct http *http, struct fault *f)
{
	size_t n = READ_MOST, all = 0;

	while (n == READ_MOST && !atomic_load(&http->is_ending)) {
		if (piece_read(http, &n, f))
			return fault_note(f, "reading what is new for the measures");
		all += n;
	}
	if (all > 0)
		columns_follower_publish(http->columns);
	return FAULT_NONE;
}

static void
follow_job(struct job *job)
{
	struct follow_job *follow = (struct follow_job *)job;
	struct fault fault = {0};

	atomic_store(&follow->is_waiting, false);
	if (measuring_catch_up(follow->http, &fault))
		site_log_fault(follow->http, &fault);
}

void
measuring_warm(struct http *http)
{
	struct follow_job *follow = &http->follow;
	struct fault fault = {0};

	follow->job.run = follow_job;
	follow->http = http;
	if (atomic_exchange(&follow->is_waiting, true))
		return;
	if (work_give(http->slow, &follow->job, &fault))
		atomic_store(&follow->is_waiting, false);
}

static void
settle(void *with)
{
	struct http *http = with;

	if (clock_steady_us() - http->follow.at_us < REST_US)
		return;
	http->follow.at_us = clock_steady_us();
	measuring_warm(http);
}

struct service_ear
measuring_ear(struct http *http)
{
	return (struct service_ear){.with = http, .settle = settle};
}
