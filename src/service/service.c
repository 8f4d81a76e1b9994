/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a service: opened without threads, started with them, closed. And the two ways in:
 * service_do with its relatives for commands, service_view for looking.
 */
#include "service/service.h"

#include <semaphore.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "service/asks.h"
#include "service/life.h"
#include "service/life_sql.h"
#include "service/tables.h"

#define BATCH_MOST 128
#define QUEUE_MOST 4096
#define VIEW_MOST  ((size_t)64 << 20) /* memory of one view */

void
service_log(struct live_service *s, const struct fault *fault)
{
	if (s->setup.log != NULL)
		s->setup.log(s->setup.log_with, fault);
}

struct store *
service_store(const struct live_service *s)
{
	return s->setup.store;
}

/* ---- Life ---- */

/* What the store tells: the house, and the time of the last event. */
static enum fault_code
store_read(struct live_service *s, int64_t *ret_last_us, struct fault *f)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(s->setup.store, 0));
	const struct house *house = NULL;
	struct store_rows *rows = store_ask(tx, &life_part, SQL_LIVE_LAST, STORE_NO_VALUES);

	*ret_last_us = store_next(rows) ? store_row_int(rows, 0) : 0;
	store_end(rows);
	rows = store_ask(tx, &life_part, SQL_HOUSE_CHANGES, STORE_NO_VALUES);
	s->house_changes = store_next(rows) ? store_row_int(rows, 0) : 0;
	store_end(rows);
	if (store_fault(tx, f) || house_load(&house, tx, NULL, f))
		return fault_note(f, "reading the house");
	s->house = house;
	s->writer.house = house_share(house);
	s->writer.house_changes = s->house_changes;
	return FAULT_NONE;
}

enum fault_code
service_open(struct live_service **ret, const struct service_setup *setup, struct fault *f)
{
	struct live_service *s = calloc(1, sizeof *s);
	int64_t last_us = 0;

	if (s == NULL || sodium_init() < 0)
		abort();
	s->setup = *setup;
	if (s->setup.batch_most == 0)
		s->setup.batch_most = BATCH_MOST;
	if (s->setup.queue_most == 0)
		s->setup.queue_most = QUEUE_MOST;
	(void)pthread_mutex_init(&s->house_lock, NULL);
	writer_init(&s->writer, s->setup.batch_most);
	flusher_init(&s->flusher);
	follower_init(&s->follower);
	timers_init(&s->timers, s);
	service_random_init(&s->random, setup->seed);
	service_time_init(&s->time, setup->now_us, setup->clock, 0);
	if (store_read(s, &last_us, f)) {
		service_close(s);
		return fault_note(f, "opening the service of %s", store_name(setup->store));
	}
	service_time_begin(&s->time, last_us);
	*ret = s;
	return FAULT_NONE;
}

enum fault_code
service_start(struct live_service *s, struct fault *f)
{
	if (service_settle(s, f) || (s->follower.ears_n == 0 && follower_open(s, f)))
		return f->code;
	if (flusher_start(s, f))
		return f->code;
	s->is_started = true; /* the writer reads it */
	if (writer_start(s, f)) {
		s->is_started = false;
		return f->code;
	}
	if (follower_start(s, f))
		return f->code;
	s->is_following = true;
	return timers_start(s, f);
}

void
service_close(struct live_service *s)
{
	struct fault fault = {0};

	if (s == NULL)
		return;
	timers_stop(s);
	if (s->is_started)
		writer_stop(s);
	else if (service_settle(s, &fault))
		service_log(s, &fault);
	else
		writer_drain(s);
	flusher_stop(s);
	if (s->is_following)
		follower_stop(s);
	follower_finish(&s->follower);
	timers_finish(&s->timers);
	flusher_finish(&s->flusher);
	writer_finish(&s->writer);
	if (s->house != NULL)
		house_release(s->house);
	service_time_finish(&s->time);
	(void)pthread_mutex_destroy(&s->house_lock);
	free(s);
}

int64_t
service_now_us(const struct live_service *s)
{
	/* The clock remembers what it gave out; to the caller that is nothing. */
	return service_time_now((struct service_time *)&s->time);
}

/* ---- Commands ---- */

enum fault_code
service_submit(struct live_service *s, struct service_request *request, struct fault *f)
{
	return writer_submit(s, request, f);
}

static void
post(struct service_request *request)
{
	(void)sem_post(request->with); /* of a waiting caller: it cannot overflow */
}

static enum fault_code
submit_and_wait(struct live_service *s, struct service_request *request, struct fault *f)
{
	sem_t done;

	(void)sem_init(&done, 0, 0);
	request->done = post;
	request->with = &done;
	if (writer_submit(s, request, f) == FAULT_NONE) {
		while (sem_wait(&done) != 0) {
			/* a signal: wait on */
		}
		*f = request->fault;
	}
	(void)sem_destroy(&done);
	return f->code;
}

enum fault_code
service_do_at(struct live_service *s, int64_t at_us, const struct actor *actor,
	enum command_id command, const void *in, void *out, struct arena *arena, struct fault *f)
{
	struct service_request request = {.command = service_command(command),
		.actor = *actor,
		.in = in,
		.out = out,
		.arena = arena,
		.at_us = at_us};

	return s->is_started ? submit_and_wait(s, &request, f) : writer_do(s, &request, f);
}

enum fault_code
service_do(struct live_service *s, const struct actor *actor, enum command_id command,
	const void *in, void *out, struct arena *arena, struct fault *f)
{
	return service_do_at(s, 0, actor, command, in, out, arena, f);
}

enum fault_code
service_settle(struct live_service *s, struct fault *f)
{
	if (s->is_started)
		return FAULT_NONE;
	return writer_settle(s, f) ? f->code : follower_settle(s, f);
}

bool
service_is_others_ticket(
	const struct actor *actor, const struct service_fields *fields, const void *in)
{
	if (actor->role != ROLE_CUSTOMER)
		return false;
	return fields->n == 0 || strcmp(fields->fields[0].name, "ticket") != 0 ||
	       *(const int64_t *)((const char *)in + fields->fields[0].offset) != actor->ticket;
}

/* ---- Views ---- */

static enum fault_code
view_check(
	const struct view_about *about, const struct view_call *v, const void *in, struct fault *f)
{
	if (service_may(&v->actor, about->roles, about->place, v->branch, f))
		return f->code;
	if (about->place != PLACE_BRANCH)
		return FAULT_NONE;
	if (service_is_others_ticket(&v->actor, &about->asks, in))
		return fault_set(f, FAULT_FORBIDDEN, "that is somebody else's ticket");
	if (house_branch(v->house, v->branch) == NULL)
		return fault_field(f, FAULT_NOT_FOUND, about->asks.fields[0].name,
			"there is no such %s", about->asks.fields[0].name);
	return FAULT_NONE;
}

static enum fault_code
view_look(struct view_call *v, const struct view_about *about, const void *in, json_t **ret,
	struct fault *f)
{
	json_t *shown = NULL;

	if (view_check(about, v, in, f) || view_run(v, about->id, in, &shown, f))
		return f->code;
	if (store_fault(v->tx, f)) {
		json_decref(shown);
		return f->code;
	}
	*ret = shown;
	return FAULT_NONE;
}

enum fault_code
service_view(struct live_service *s, unsigned reader, const struct actor *actor, enum view_id view,
	const void *in, json_t **ret, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(s->setup.store, reader));
	ON_EXIT(arena_guard) struct arena *arena = arena_new(VIEW_MOST);
	const struct view_about *about = service_view_about(view);
	struct view_call v = {.service = s,
		.tx = tx,
		.actor = *actor,
		.branch = fields_branch(about->place, &about->asks, in),
		.now_us = service_now_us(s),
		.arena = arena};
	enum fault_code code;

	if (service_house_read(s, tx, &v.house, f))
		return f->code;
	code = view_look(&v, about, in, ret, f);
	house_release(v.house);
	return code;
}
