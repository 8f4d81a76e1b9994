/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What time does by itself. For each branch the moment when something is due; then branch.tick is
 * submitted like anybody's command, and decides inside the locked branch what really is due, so
 * that nothing happens twice however many nodes ask. The same thread moves SQLite's log into its
 * file while commands go on, and says when the system's clock was moved.
 */
#include <stdlib.h>
#include <time.h>

#include "service/life.h"

#define LOOK_MS	     1000
#define OWN_CLOCK_MS 20		      /* a clock of the caller may run at any speed */
#define AGAIN_US     INT64_C(5000000) /* after a tick that failed */
#define MOVED_US     INT64_C(60000000)

static const struct actor house_actor = {.role = ROLE_HOUSE};

static struct timer *
timer_find(struct timers *t, int64_t branch)
{
	for (size_t i = 0; i < t->items_n; i++)
		if (t->items[i]->branch == branch)
			return t->items[i];
	return NULL;
}

static struct timer *
timer_add(struct timers *t, int64_t branch)
{
	struct timer *timer = calloc(1, sizeof *timer);

	if (t->items_n == t->items_room) {
		t->items_room = t->items_room * 2 + 64;
		t->items = reallocarray(t->items, t->items_room, sizeof(struct timer *));
	}
	if (timer == NULL || t->items == NULL)
		abort();
	timer->timers = t;
	timer->branch = branch;
	timer->due_us = NEVER_US;
	t->items[t->items_n++] = timer;
	return timer;
}

void
timers_set(struct live_service *s, int64_t branch, int64_t due_us)
{
	struct timers *t = &s->timers;
	struct timer *timer;
	bool is_sooner;

	(void)pthread_mutex_lock(&t->lock);
	timer = timer_find(t, branch);
	if (timer == NULL)
		timer = timer_add(t, branch);
	is_sooner = due_us < timer->due_us;
	timer->due_us = due_us;
	if (is_sooner)
		(void)pthread_cond_signal(&t->is_changed);
	(void)pthread_mutex_unlock(&t->lock);
}

void
timers_care(struct live_service *s)
{
	(void)pthread_mutex_lock(&s->timers.lock);
	s->timers.wants_care = true;
	(void)pthread_cond_signal(&s->timers.is_changed);
	(void)pthread_mutex_unlock(&s->timers.lock);
}

/* On the writer's thread. What is due next was set with the commit. */
static void
tick_done(struct service_request *request)
{
	struct timer *timer = request->with;
	struct timers *t = timer->timers;
	const bool is_gone = request->fault.code == FAULT_NOT_FOUND; /* the branch was removed */

	if (request->fault.code != FAULT_NONE && !is_gone)
		service_log(t->service, &request->fault);
	(void)pthread_mutex_lock(&t->lock);
	timer->is_asked = false;
	timer->not_before_us = 0;
	if (is_gone)
		timer->due_us = NEVER_US;
	else if (request->fault.code != FAULT_NONE)
		timer->not_before_us = service_now_us(t->service) + AGAIN_US;
	(void)pthread_cond_signal(&t->is_changed);
	(void)pthread_mutex_unlock(&t->lock);
}

static int64_t
timer_at(const struct timer *timer)
{
	return timer->due_us > timer->not_before_us ? timer->due_us : timer->not_before_us;
}

static void
timer_ask(struct live_service *s, struct timer *timer)
{
	struct fault fault = {0};

	timer->in.branch = timer->branch;
	timer->request = (struct service_request){.command = service_command(COMMAND_branch_tick),
		.actor = house_actor,
		.in = &timer->in,
		.out = &timer->out,
		.done = tick_done,
		.with = timer};
	timer->is_asked = true;
	if (writer_submit(s, &timer->request, &fault)) {
		timer->is_asked = false;
		timer->not_before_us = service_now_us(s) + AGAIN_US / 10; /* too many wait */
	}
}

/* Asks for all that is due; returns when the next is. */
static int64_t
timers_ask(struct live_service *s)
{
	struct timers *t = &s->timers;
	const int64_t now_us = service_now_us(s);
	int64_t next_us = NEVER_US;

	for (size_t i = 0; i < t->items_n; i++) {
		struct timer *timer = t->items[i];

		if (timer->is_asked || timer->due_us == NEVER_US)
			continue;
		if (timer_at(timer) <= now_us)
			timer_ask(s, timer);
		else if (timer_at(timer) < next_us)
			next_us = timer_at(timer);
	}
	return next_us;
}

/* By the steady clock, whatever the service's own does. */
static struct timespec
wait_until(const struct live_service *s, int64_t next_us)
{
	const int64_t left_us = next_us == NEVER_US ? NEVER_US : next_us - service_now_us(s);
	int64_t wait_us = s->setup.now_us != NULL ? OWN_CLOCK_MS * 1000 : LOOK_MS * 1000;
	struct timespec until;

	if (left_us < wait_us && s->setup.now_us == NULL)
		wait_us = left_us < 0 ? 0 : left_us;
	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(wait_us % 1000000 * 1000);
	until.tv_sec += (time_t)(wait_us / 1000000 + until.tv_nsec / 1000000000);
	until.tv_nsec %= 1000000000;
	return until;
}

static void
clock_look(struct live_service *s)
{
	const int64_t beyond_us = service_time_beyond(&s->time);
	const bool is_moved = beyond_us > MOVED_US || beyond_us < -MOVED_US;
	struct fault fault = {0};

	if (is_moved && !s->timers.has_told_of_clock) {
		fault_set(&fault, FAULT_BROKEN,
			"the system's clock was moved by %lld s; the service's follows it by one "
			"part "
			"in a hundred, or at once when it is started again",
			(long long)(beyond_us / 1000000));
		service_log(s, &fault);
	}
	s->timers.has_told_of_clock = is_moved;
}

/* What happens each second, and when the writer wants it. */
static void
care(struct live_service *s)
{
	struct fault fault = {0};

	clock_look(s);
	if (__atomic_exchange_n(&s->writer.has_log, false, __ATOMIC_RELAXED) &&
		store_checkpoint(s->setup.store, &fault))
		service_log(s, &fault);
}

static void *
timers_live(void *with)
{
	struct live_service *s = with;
	struct timers *t = &s->timers;
	time_t cared = 0;

	(void)pthread_mutex_lock(&t->lock);
	while (!t->is_closing) {
		const int64_t next_us = s->setup.has_no_timers ? NEVER_US : timers_ask(s);
		const struct timespec until = wait_until(s, next_us);

		if (!t->wants_care)
			(void)pthread_cond_timedwait(&t->is_changed, &t->lock, &until);
		if (until.tv_sec == cared && !t->wants_care)
			continue;
		cared = until.tv_sec;
		t->wants_care = false;
		(void)pthread_mutex_unlock(&t->lock);
		care(s);
		(void)pthread_mutex_lock(&t->lock);
	}
	(void)pthread_mutex_unlock(&t->lock);
	return NULL;
}

enum fault_code
timers_start(struct live_service *s, struct fault *f)
{
	if (pthread_create(&s->timers.thread, NULL, timers_live, s) != 0)
		return fault_set(f, FAULT_BROKEN, "the timers' thread cannot be made");
	s->timers.is_running = true;
	return FAULT_NONE;
}

void
timers_stop(struct live_service *s)
{
	struct timers *t = &s->timers;

	if (!t->is_running)
		return;
	(void)pthread_mutex_lock(&t->lock);
	t->is_closing = true;
	(void)pthread_cond_signal(&t->is_changed);
	(void)pthread_mutex_unlock(&t->lock);
	(void)pthread_join(t->thread, NULL);
	t->is_running = false;
}

void
timers_init(struct timers *t, struct live_service *s)
{
	pthread_condattr_t steady;

	*t = (struct timers){.service = s};
	(void)pthread_mutex_init(&t->lock, NULL);
	(void)pthread_condattr_init(&steady);
	(void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&t->is_changed, &steady);
	(void)pthread_condattr_destroy(&steady);
}

void
timers_finish(struct timers *t)
{
	for (size_t i = 0; i < t->items_n; i++)
		free(t->items[i]);
	free(t->items);
	(void)pthread_mutex_destroy(&t->lock);
	(void)pthread_cond_destroy(&t->is_changed);
}
