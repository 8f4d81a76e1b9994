/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ours at a moment is the anchor, and the time elapsed since, and – towards the system's clock – at
 * most a hundredth of that. Each second the anchor moves up to now, which changes nothing but from
 * where the system's clock is followed. So our clock's speed is always between 0.99 and 1.01.
 */
#include "service/service_time.h"

#include <time.h>

#define ANCHOR_US INT64_C(1000000)
#define SLOWNESS  100 /* a correction takes so many times its own length */

static int64_t
clock_us(clockid_t clock)
{
	struct timespec now = {0};

	(void)clock_gettime(clock, &now); /* both clocks are there on every Linux */
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t
system_wall_us(void *with)
{
	(void)with;
	return clock_us(CLOCK_REALTIME);
}

static int64_t
system_steady_us(void *with)
{
	(void)with;
	return clock_us(CLOCK_BOOTTIME);
}

static int64_t
ours_at(const struct service_time *t, int64_t steady_us)
{
	const int64_t elapsed_us = steady_us - t->anchor_steady_us;
	const int64_t most_us = elapsed_us / SLOWNESS;
	const int64_t follow_us = t->offset_us > most_us    ? most_us
				  : t->offset_us < -most_us ? -most_us
							    : t->offset_us;

	return t->anchor_us + elapsed_us + follow_us;
}

static int64_t
system_now(struct service_time *t)
{
	const int64_t steady_us = t->steady_us(t->with);
	const int64_t ours_us = ours_at(t, steady_us);

	if (steady_us - t->anchor_steady_us >= ANCHOR_US) {
		t->anchor_us = ours_us;
		t->anchor_steady_us = steady_us;
		t->offset_us = t->wall_us(t->with) - ours_us;
	}
	return ours_us;
}

void
service_time_begin(struct service_time *t, int64_t least_us)
{
	const int64_t wall_us = t->wall_us(t->with);

	t->anchor_us = wall_us > least_us ? wall_us : least_us;
	t->anchor_steady_us = t->steady_us(t->with);
	t->offset_us = wall_us - t->anchor_us;
	t->last_us = least_us;
}

void
service_time_init(struct service_time *t, int64_t (*own_us)(void *own), void *own, int64_t least_us)
{
	*t = (struct service_time){.wall_us = system_wall_us,
		.steady_us = system_steady_us,
		.own_us = own_us,
		.own = own};
	(void)pthread_mutex_init(&t->lock, NULL);
	service_time_begin(t, least_us);
}

void
service_time_finish(struct service_time *t)
{
	(void)pthread_mutex_destroy(&t->lock);
}

int64_t
service_time_now(struct service_time *t)
{
	int64_t now_us;

	(void)pthread_mutex_lock(&t->lock);
	now_us = t->own_us != NULL ? t->own_us(t->own) : system_now(t);
	if (now_us < t->last_us)
		now_us = t->last_us;
	t->last_us = now_us;
	(void)pthread_mutex_unlock(&t->lock);
	return now_us;
}

int64_t
service_time_beyond(struct service_time *t)
{
	int64_t beyond_us = 0;

	(void)pthread_mutex_lock(&t->lock);
	if (t->own_us == NULL)
		beyond_us = t->wall_us(t->with) - ours_at(t, t->steady_us(t->with));
	(void)pthread_mutex_unlock(&t->lock);
	return beyond_us;
}
