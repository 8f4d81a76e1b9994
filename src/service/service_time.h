/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The service's clock: it never runs back, and an hour of it is an hour. It starts at the system's
 * clock and goes on by elapsed time; when the system's clock is moved – forward or back – ours
 * follows it by one part in a hundred, so that order and waits stay right. A restart takes the
 * system's clock over, but never before the last event. Any thread. Private to service/.
 */
#pragma once

#include <pthread.h>
#include <stdint.h>

struct service_time {
	/* The system's: the calendar's time, and one that only elapses, asleep or not. Tests put
	 * their own. */
	int64_t (*wall_us)(void *with);
	int64_t (*steady_us)(void *with);
	void *with;
	int64_t (*own_us)(void *own); /* the caller's clock instead of all that, or NULL */
	void *own;
	/* private */
	pthread_mutex_t lock;
	int64_t anchor_us, anchor_steady_us; /* ours, and the steady one at the same moment */
	int64_t offset_us;		     /* the system's clock beyond ours, at the anchor */
	int64_t last_us;		     /* given out last */
};

/* own_us may be NULL. Begins not before least_us. */
void service_time_init(
	struct service_time *t, int64_t (*own_us)(void *own), void *own, int64_t least_us);
/* Begins anew, by its clocks as they are now. */
void service_time_begin(struct service_time *t, int64_t least_us);
void service_time_finish(struct service_time *t);
int64_t service_time_now(struct service_time *t);
/* How far the system's clock is beyond ours: what is still to be followed. */
int64_t service_time_beyond(struct service_time *t);
