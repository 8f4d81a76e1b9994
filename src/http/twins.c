/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kept per branch, at most so many; the one that was not asked for the longest gives way. The trust
 * is kept as the JSON that pages get, so that any thread may hand it out.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "http/twins_inside.h"

#define LEARN_US     (56 * TWINS_DAY_US) /* what is older no longer tells how the branch is */
#define WAITING_MOST 64

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

struct kept *
twins_kept_find(struct twins *twins, int64_t branch)
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
	struct kept *k = twins_kept_find(twins, branch);
	size_t oldest;

	if (k == NULL) {
		k = calloc(1, sizeof *k);
		if (k == NULL)
			abort();
		k->branch = branch;
		oldest = oldest_find(twins);
		if (twins->kept_n < TWINS_KEPT_MOST) {
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
twins_fit_within(const struct fit_branch **ret, struct http *http, const struct twins_material *m,
	int64_t keep_us, struct fault *f)
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
		now_us - k->fit_us > keep_us) {
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

enum fault_code
twins_fit(const struct fit_branch **ret, struct http *http, const struct twins_material *m,
	struct fault *f)
{
	return twins_fit_within(ret, http, m, TWINS_FIT_KEEP_US, f);
}

static void
trust_keep(
	struct twins *twins, const struct standing *standing, json_t *trust, enum trust_grade grade)
{
	struct kept *k;

	pthread_mutex_lock(&twins->lock);
	k = kept_get(twins, standing->branch);
	json_decref(k->trust);
	k->trust = json_incref(trust);
	k->grade = grade;
	k->trust_us = standing->at_us;
	k->trust_version = standing->version;
	pthread_mutex_unlock(&twins->lock);
}

/* Of what is kept; NULL: there is none, or it is older than a day, or of another map. */
static json_t *
trust_find(struct twins *twins, const struct standing *standing, enum trust_grade *ret_grade)
{
	json_t *found = NULL;
	struct kept *k;

	pthread_mutex_lock(&twins->lock);
	k = twins_kept_find(twins, standing->branch);
	if (k != NULL && k->trust != NULL && k->trust_version == standing->version &&
		standing->at_us >= k->trust_us && standing->at_us - k->trust_us < TWINS_DAY_US) {
		found = json_incref(k->trust);
		*ret_grade = k->grade;
	}
	pthread_mutex_unlock(&twins->lock);
	return found;
}

enum fault_code
twins_trust_make(json_t **ret, enum trust_grade *ret_grade, struct http *http,
	const struct twins_material *m, unsigned hands, struct fault *f)
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
	*ret = twin_trust_json(&trust);
	*ret_grade = trust.grade;
	trust_keep(http->kept, &m->standing, *ret, trust.grade);
	return FAULT_NONE;
}

enum fault_code
twins_trust(json_t **ret, enum trust_grade *ret_grade, struct http *http,
	const struct twins_material *m, unsigned hands, struct fault *f)
{
	*ret = trust_find(http->kept, &m->standing, ret_grade);
	if (*ret != NULL)
		return FAULT_NONE;
	return twins_trust_make(ret, ret_grade, http, m, hands, f);
}

json_t *
twins_trust_kept(struct http *http, int64_t branch)
{
	json_t *found = NULL;
	const struct kept *k;

	pthread_mutex_lock(&http->kept->lock);
	k = twins_kept_find(http->kept, branch);
	if (k != NULL && k->trust != NULL)
		found = json_incref(k->trust);
	pthread_mutex_unlock(&http->kept->lock);
	return found;
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
