/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list, a lock and a few threads. */
#include "http/work.h"

#include <pthread.h>
#include <stdlib.h>

#define HANDS_MOST 8

struct work {
	pthread_mutex_t lock;
	pthread_cond_t news;
	struct job *first, **last;
	size_t waiting_n, waiting_most;
	bool is_ending;
	unsigned hands;
	pthread_t threads[HANDS_MOST];
};

static struct job *
job_take(struct work *w)
{
	struct job *job;

	pthread_mutex_lock(&w->lock);
	while (w->first == NULL && !w->is_ending)
		pthread_cond_wait(&w->news, &w->lock);
	job = w->first;
	if (job != NULL) {
		w->first = job->next;
		if (w->first == NULL)
			w->last = &w->first;
		w->waiting_n--;
	}
	pthread_mutex_unlock(&w->lock);
	return job;
}

static void *
hand(void *with)
{
	struct work *w = with;

	for (struct job *job = job_take(w); job != NULL; job = job_take(w))
		job->run(job);
	return NULL;
}

enum fault_code
work_new(struct work **ret, unsigned hands, size_t waiting_most, struct fault *f)
{
	struct work *w = calloc(1, sizeof(*w));

	if (w == NULL)
		abort();
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->news, NULL);
	w->last = &w->first;
	w->waiting_most = waiting_most;
	while (w->hands < hands && w->hands < HANDS_MOST) {
		if (pthread_create(&w->threads[w->hands], NULL, hand, w) != 0) {
			work_free(w);
			return fault_set(f, FAULT_BROKEN, "a thread cannot be started");
		}
		w->hands++;
	}
	*ret = w;
	return FAULT_NONE;
}

enum fault_code
work_give(struct work *w, struct job *job, struct fault *f)
{
	bool is_taken;

	job->next = NULL;
	pthread_mutex_lock(&w->lock);
	is_taken = !w->is_ending && w->waiting_n < w->waiting_most;
	if (is_taken) {
		*w->last = job;
		w->last = &job->next;
		w->waiting_n++;
		pthread_cond_signal(&w->news);
	}
	pthread_mutex_unlock(&w->lock);
	return is_taken ? FAULT_NONE
			: fault_set(f, FAULT_BUSY, "too many wait for this; try again in a moment");
}

void
work_stop(struct work *w)
{
	pthread_mutex_lock(&w->lock);
	w->is_ending = true;
	pthread_cond_broadcast(&w->news);
	pthread_mutex_unlock(&w->lock);
	for (unsigned i = 0; i < w->hands; i++)
		pthread_join(w->threads[i], NULL);
	w->hands = 0;
}

void
work_free(struct work *w)
{
	if (w == NULL)
		return;
	work_stop(w);
	pthread_cond_destroy(&w->news);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
