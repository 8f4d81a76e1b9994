/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The thread of the lowest priority that makes ahead what the first click would wait for: of
 * branches that are open what they are like, and each night, and after the start, whether the twins
 * may be believed.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "http/measuring.h"
#include "http/twins_inside.h"

#define NIGHT_US       (3 * TWINS_HOUR_US) /* of the branch's own clock */
#define NIGHTS_BEGIN_S 10
#define NIGHTS_LOOK_S  600
/* A fit that would be too old before the look after the next is made anew. */
#define FIT_FRESH_US	(TWINS_FIT_KEEP_US - 2 * NIGHTS_LOOK_S * INT64_C(1000000))
#define NIGHTS_NICENESS 15

/* The slow thread reads for the nights' thread, which waits for it. */
struct reading {
	struct job job;
	struct http *http;
	struct arena *arena;
	int64_t branch; /* 0: only the list */
	struct standing_branches *branches;
	struct twins_material *material;
	struct fault fault;
	bool is_done;
};

static void
reading_job(struct job *job)
{
	struct reading *r = (struct reading *)job;
	struct twins *twins = r->http->kept;
	enum fault_code code;

	if (r->branch == 0)
		code = service_branches_read(
			r->http->service, r->http->reader_slow, r->branches, r->arena, &r->fault);
	else
		code = twins_material_take(r->material, r->http, r->branch, r->arena, &r->fault);
	r->fault.code = code;
	pthread_mutex_lock(&twins->lock);
	r->is_done = true;
	pthread_cond_broadcast(&twins->news);
	pthread_mutex_unlock(&twins->lock);
}

static enum fault_code
reading_do(struct reading *r, struct fault *f)
{
	struct twins *twins = r->http->kept;

	r->job.run = reading_job;
	if (work_give(r->http->slow, &r->job, f))
		return f->code;
	pthread_mutex_lock(&twins->lock);
	while (!r->is_done)
		pthread_cond_wait(&twins->news, &twins->lock);
	pthread_mutex_unlock(&twins->lock);
	*f = r->fault;
	return f->code;
}

/* The last time it was night at the branch. */
static int64_t
last_night_us(const char *zone_name_, int64_t now_us)
{
	const struct zone *found = zone_find(zone_name_),
			  *zone = found != NULL ? found : zone_utc();
	const int64_t day = zone_day(zone, now_us);
	const int64_t night_us = zone_to_utc(zone, day * TWINS_DAY_US + NIGHT_US);

	return night_us <= now_us ? night_us
				  : zone_to_utc(zone, (day - 1) * TWINS_DAY_US + NIGHT_US);
}

static bool
is_due(struct http *http, const struct standing_branch *branch)
{
	const int64_t night_us = last_night_us(branch->zone, service_now_us(http->service));
	const struct kept *k;
	bool is;

	pthread_mutex_lock(&http->kept->lock);
	k = twins_kept_find(http->kept, branch->id);
	is = k == NULL || k->trust == NULL || k->trust_us < night_us ||
	     k->trust_version != branch->version;
	pthread_mutex_unlock(&http->kept->lock);
	return is;
}

/* The fit is the twin's thread's, and the nights' waits for it. */
struct fitting {
	struct job job;
	struct http *http;
	const struct twins_material *material;
	bool is_done;
};

static void
fitting_job(struct job *job)
{
	struct fitting *fitting = (struct fitting *)job;
	struct twins *twins = fitting->http->kept;
	const struct fit_branch *fit = NULL;
	struct fault fault = {0};

	/* Too little to learn from is told whoever asks. */
	if (twins_fit_within(&fit, fitting->http, fitting->material, FIT_FRESH_US, &fault) ==
		FAULT_BROKEN)
		site_log_fault(fitting->http, &fault);
	pthread_mutex_lock(&twins->lock);
	fitting->is_done = true;
	pthread_cond_broadcast(&twins->news);
	pthread_mutex_unlock(&twins->lock);
}

static void
fit_look(struct http *http, const struct twins_material *material)
{
	struct fitting fitting = {.job.run = fitting_job, .http = http, .material = material};
	struct twins *twins = http->kept;
	struct fault fault = {0};

	if (work_give(http->twins, &fitting.job, &fault))
		return; /* many ask just now; the next look is soon */
	pthread_mutex_lock(&twins->lock);
	while (!fitting.is_done)
		pthread_cond_wait(&twins->news, &twins->lock);
	pthread_mutex_unlock(&twins->lock);
}

static void
branch_look(struct http *http, const struct standing_branch *branch)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct twins_material material = {0};
	struct reading reading = {
		.http = http, .arena = a, .branch = branch->id, .material = &material};
	struct fault fault = {0};
	json_t *trust = NULL;
	enum trust_grade grade;

	if (reading_do(&reading, &fault)) {
		if (fault.code == FAULT_BROKEN)
			site_log_fault(http, &fault);
		return;
	}
	if (material.standing.is_open)
		fit_look(http, &material);
	if (is_due(http, branch) &&
		twins_trust_make(&trust, &grade, http, &material, 1, &fault) == FAULT_BROKEN)
		site_log_fault(http, &fault);
	twins_material_give(http, &material);
	json_decref(trust);
}

static void
house_look(struct http *http)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct standing_branches branches = {0};
	struct reading reading = {.http = http, .arena = a, .branches = &branches};
	struct fault fault = {0};

	if (reading_do(&reading, &fault)) {
		if (fault.code == FAULT_BROKEN)
			site_log_fault(http, &fault);
		return;
	}
	/* Of a house with more branches than are kept, each is made when it is asked about. */
	for (size_t i = 0; i < branches.n && !atomic_load(&http->is_ending); i++)
		if (branches.n <= TWINS_KEPT_MOST || is_due(http, &branches.items[i]))
			branch_look(http, &branches.items[i]);
}

/* True: it ends. */
static bool
nights_wait(struct twins *twins, int seconds)
{
	struct timespec until;
	bool is_ending;
	int error = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&twins->lock);
	while (!twins->is_ending && error != ETIMEDOUT)
		error = pthread_cond_timedwait(&twins->news, &twins->lock, &until);
	is_ending = twins->is_ending;
	pthread_mutex_unlock(&twins->lock);
	return is_ending;
}

static void *
nights_run(void *with)
{
	struct http *http = with;

	/* Of this thread alone; when it cannot be had, the nights are a little louder. */
	(void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NIGHTS_NICENESS);
	for (int wait_s = NIGHTS_BEGIN_S; !nights_wait(http->kept, wait_s); wait_s = NIGHTS_LOOK_S)
		house_look(http);
	return NULL;
}

/* ---- Its life ---- */

enum fault_code
twins_start(struct http *http, struct fault *f)
{
	if (pthread_create(&http->kept->nights, NULL, nights_run, http) != 0)
		return fault_set(f, FAULT_BROKEN, "a thread cannot be started");
	http->kept->has_nights = true;
	return FAULT_NONE;
}

void
twins_stop(struct http *http)
{
	struct twins *twins = http->kept;

	if (twins->has_nights) {
		pthread_mutex_lock(&twins->lock);
		twins->is_ending = true;
		pthread_cond_broadcast(&twins->news);
		pthread_mutex_unlock(&twins->lock);
		pthread_join(twins->nights, NULL);
		twins->has_nights = false;
	}
}
