/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kept per branch, at most so many; the one that was not asked for the longest gives way. The trust
 * is kept as the JSON that pages get, so that any thread may hand it out.
 */
#include "http/twins.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/measuring.h"
#include "http/site.h"

#define KEPT_MOST	128
#define HOUR_US		(INT64_C(3600) * 1000000)
#define DAY_US		(24 * HOUR_US)
#define FIT_KEEP_US	HOUR_US
#define LEARN_US	(56 * DAY_US) /* what is older no longer tells how the branch is */
#define NIGHT_US	(3 * HOUR_US) /* of the branch's own clock */
#define NIGHTS_BEGIN_S	60
#define NIGHTS_LOOK_S	600
#define NIGHTS_NICENESS 15
#define WAITING_MOST	64

/* What is known of a branch. The fit is the twin thread's; the rest is under the lock. */
struct kept {
	int64_t branch, used_us;
	int64_t version; /* of the map that the fit was made with */
	int64_t fit_us;	 /* when; 0: none */
	struct arena *arena;
	const struct map *map;
	struct fit_branch *fit;
	json_t *trust; /* NULL: none */
	bool is_trusted;
	int64_t trust_us, trust_version;
};

struct twins {
	pthread_mutex_t lock;
	struct kept *kept[KEPT_MOST];
	size_t kept_n;
	const struct kept *busy; /* whose fit the twin's thread uses */
	/* The nights. */
	pthread_t nights;
	pthread_cond_t news;
	bool has_nights, is_ending;
};

/* ---- Material ---- */

enum fault_code
twins_material_take(struct twins_material *ret, struct http *http, int64_t branch, struct arena *a,
	struct fault *f)
{
	struct twins_material m = {0};

	if (measuring_catch_up(http, f) ||
		service_standing_read(
			http->service, http->reader_slow, branch, &m.standing, a, f) ||
		service_map_take(
			http->service, http->reader_slow, m.standing.workspace, 0, &m.map, f))
		return f->code;
	m.columns = columns_follower_take(http->columns);
	*ret = m;
	return FAULT_NONE;
}

void
twins_material_give(struct http *http, struct twins_material *m)
{
	columns_free(m->columns);
	if (m->map != NULL)
		service_map_give(http->service, m->map);
	*m = (struct twins_material){0};
}

/* ---- What is kept ---- */

static void
fit_drop(struct kept *k)
{
	arena_free(k->arena);
	if (k->map != NULL)
		map_free(k->map);
	k->arena = NULL;
	k->map = NULL;
	k->fit = NULL;
	k->fit_us = 0;
}

static void
kept_free(struct kept *k)
{
	fit_drop(k);
	json_decref(k->trust);
	free(k);
}

static struct kept *
kept_find(struct twins *twins, int64_t branch)
{
	for (size_t i = 0; i < twins->kept_n; i++)
		if (twins->kept[i]->branch == branch)
			return twins->kept[i];
	return NULL;
}

/* The one that was not used for the longest, but never one in use. */
static size_t
oldest_find(const struct twins *twins)
{
	size_t oldest = twins->kept_n > 0 && twins->kept[0] == twins->busy ? 1 : 0;

	for (size_t i = 1; i < twins->kept_n; i++)
		if (twins->kept[i] != twins->busy &&
			twins->kept[i]->used_us < twins->kept[oldest]->used_us)
			oldest = i;
	return oldest;
}

/* The kept of a branch, made when there is none. */
static struct kept *
kept_get(struct twins *twins, int64_t branch)
{
	struct kept *k = kept_find(twins, branch);
	size_t oldest;

	if (k == NULL) {
		k = calloc(1, sizeof *k);
		if (k == NULL)
			abort();
		k->branch = branch;
		oldest = oldest_find(twins);
		if (twins->kept_n < KEPT_MOST) {
			twins->kept[twins->kept_n++] = k;
		} else {
			kept_free(twins->kept[oldest]);
			twins->kept[oldest] = k;
		}
	}
	k->used_us = clock_steady_us();
	return k;
}

/* ---- Fit and trust ---- */

enum fault_code
twins_fit(const struct fit_branch **ret, struct http *http, const struct twins_material *m,
	struct fault *f)
{
	const int64_t now_us = m->standing.at_us;
	const struct fit_wish wish = {.map = m->map,
		.branch = m->standing.name,
		.from_us = now_us - LEARN_US,
		.until_us = now_us};
	struct kept *k;

	pthread_mutex_lock(&http->kept->lock);
	k = kept_get(http->kept, m->standing.branch);
	http->kept->busy = k;
	pthread_mutex_unlock(&http->kept->lock);
	if (k->fit == NULL || k->version != m->standing.version || now_us < k->fit_us ||
		now_us - k->fit_us > FIT_KEEP_US) {
		fit_drop(k);
		k->arena = arena_new(ARENA_UNLIMITED);
		k->map = map_share(m->map);
		if (twin_fit(&k->fit, m->columns, &wish, k->arena, f)) {
			fit_drop(k);
			return fault_note(f, "learning what the branch is like");
		}
		k->fit_us = now_us;
		k->version = m->standing.version;
	}
	*ret = k->fit;
	return FAULT_NONE;
}

static void
trust_keep(struct twins *twins, const struct standing *standing, json_t *trust, bool is_trusted)
{
	struct kept *k;

	pthread_mutex_lock(&twins->lock);
	k = kept_get(twins, standing->branch);
	json_decref(k->trust);
	k->trust = json_incref(trust);
	k->is_trusted = is_trusted;
	k->trust_us = standing->at_us;
	k->trust_version = standing->version;
	pthread_mutex_unlock(&twins->lock);
}

/* Of what is kept; NULL: there is none, or it is older than a day, or of another map. */
static json_t *
trust_find(struct twins *twins, const struct standing *standing, bool *ret_is_trusted)
{
	json_t *found = NULL;
	struct kept *k;

	pthread_mutex_lock(&twins->lock);
	k = kept_find(twins, standing->branch);
	if (k != NULL && k->trust != NULL && k->trust_version == standing->version &&
		standing->at_us >= k->trust_us && standing->at_us - k->trust_us < DAY_US) {
		found = json_incref(k->trust);
		*ret_is_trusted = k->is_trusted;
	}
	pthread_mutex_unlock(&twins->lock);
	return found;
}

static enum fault_code
trust_make(json_t **ret, bool *ret_is_trusted, struct http *http, const struct twins_material *m,
	unsigned hands, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct trust_wish wish = {.map = m->map,
		.branch = m->standing.name,
		.now_us = m->standing.at_us,
		.hands = hands,
		.is_over = &http->is_ending};
	struct trust trust;

	if (twin_trust(&trust, m->columns, &wish, a, f))
		return fault_note(f, "asking whether the twin may be believed");
	*ret = twins_trust_json(&trust);
	*ret_is_trusted = trust.is_trusted;
	trust_keep(http->kept, &m->standing, *ret, trust.is_trusted);
	return FAULT_NONE;
}

enum fault_code
twins_trust(json_t **ret, bool *ret_is_trusted, struct http *http, const struct twins_material *m,
	unsigned hands, struct fault *f)
{
	*ret = trust_find(http->kept, &m->standing, ret_is_trusted);
	if (*ret != NULL)
		return FAULT_NONE;
	return trust_make(ret, ret_is_trusted, http, m, hands, f);
}

json_t *
twins_trust_kept(struct http *http, int64_t branch)
{
	json_t *found = NULL;
	const struct kept *k;

	pthread_mutex_lock(&http->kept->lock);
	k = kept_find(http->kept, branch);
	if (k != NULL && k->trust != NULL)
		found = json_incref(k->trust);
	pthread_mutex_unlock(&http->kept->lock);
	return found;
}

/* ---- Nights ---- */

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
	const int64_t local_us = zone_to_local(zone, now_us);
	const int64_t day = local_us / DAY_US - (local_us % DAY_US < 0);
	const int64_t night_us = zone_to_utc(zone, day * DAY_US + NIGHT_US);

	return night_us <= now_us ? night_us : zone_to_utc(zone, (day - 1) * DAY_US + NIGHT_US);
}

static bool
is_due(struct http *http, const struct standing_branch *branch)
{
	const int64_t night_us = last_night_us(branch->zone, service_now_us(http->service));
	const struct kept *k;
	bool is;

	pthread_mutex_lock(&http->kept->lock);
	k = kept_find(http->kept, branch->id);
	is = k == NULL || k->trust == NULL || k->trust_us < night_us ||
	     k->trust_version != branch->version;
	pthread_mutex_unlock(&http->kept->lock);
	return is;
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
	bool is_trusted;

	if (reading_do(&reading, &fault) == FAULT_NONE) {
		if (trust_make(&trust, &is_trusted, http, &material, 1, &fault) == FAULT_BROKEN)
			site_log_fault(http, &fault);
		twins_material_give(http, &material);
	} else if (fault.code == FAULT_BROKEN)
		site_log_fault(http, &fault);
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
	for (size_t i = 0; i < branches.n && !atomic_load(&http->is_ending); i++)
		if (is_due(http, &branches.items[i]))
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
twins_open(struct http *http, struct fault *f)
{
	struct twins *twins = calloc(1, sizeof *twins);
	pthread_condattr_t steady;

	if (twins == NULL)
		abort();
	pthread_mutex_init(&twins->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&twins->news, &steady);
	pthread_condattr_destroy(&steady);
	http->kept = twins;
	return work_new(&http->twins, 1, WAITING_MOST, f);
}

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

void
twins_close(struct http *http)
{
	work_free(http->twins);
	if (http->kept == NULL)
		return;
	for (size_t i = 0; i < http->kept->kept_n; i++)
		kept_free(http->kept->kept[i]);
	pthread_cond_destroy(&http->kept->news);
	pthread_mutex_destroy(&http->kept->lock);
	free(http->kept);
	http->kept = NULL;
}
