/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nobody is told that it is done before the disk has it. While the disk takes one batch, the writer
 * does the next: a thread of its own has the log flushed, and then answers all whose commits were
 * in it, in their order.
 *
 *	writer    does 1 │ does 2      │ does 3 │ does 4
 *	flusher          │ flushes 1 → │ flushes 2 and 3 → …
 *
 * A writer for whom nobody waits has nothing better to do, and flushes by itself: handing over to
 * another thread takes as long as a small flush.
 */
#include "service/asks.h"
#include "service/life.h"

/* Who was done; next links them. They are their callers' again when they are answered. */
static void
answer_all(struct live_service *s, struct service_request *first, bool has_news)
{
	struct fault lost = {0};
	struct service_request *next;

	if (store_flush(s->setup.store, &lost)) {
		(void)fault_note(&lost, "whether it was done is not known");
		service_log(s, &lost);
	}
	for (struct service_request *r = first; r != NULL; r = next) {
		next = r->next;
		if (lost.code != FAULT_NONE && r->fault.code == FAULT_NONE)
			r->fault = lost;
		r->done(r);
	}
	/* After those who wait: it takes a processor. */
	if (has_news)
		follower_wake(s);
}

void
flusher_take(struct live_service *s, struct service_request **batch, size_t n, bool has_news)
{
	struct flusher *flusher = &s->flusher;
	const bool is_late = flusher->is_running && writer_is_wanted(s);

	for (size_t i = 0; i < n; i++)
		batch[i]->next = i + 1 < n ? batch[i + 1] : NULL;
	(void)pthread_mutex_lock(&flusher->lock);
	const bool is_handed = is_late || flusher->is_busy || flusher->first != NULL;
	if (is_handed) {
		*flusher->last = batch[0];
		flusher->last = &batch[n - 1]->next;
		flusher->has_news |= has_news;
	}
	(void)pthread_mutex_unlock(&flusher->lock);
	if (is_handed)
		(void)pthread_cond_signal(&flusher->is_more);
	else
		answer_all(s, batch[0], has_news);
}

/* All that is there; NULL: nothing comes any more. */
static struct service_request *
batches_take(struct flusher *flusher, bool *ret_has_news)
{
	struct service_request *first;

	(void)pthread_mutex_lock(&flusher->lock);
	flusher->is_busy = false;
	while (flusher->first == NULL && !flusher->is_closing)
		(void)pthread_cond_wait(&flusher->is_more, &flusher->lock);
	first = flusher->first;
	*ret_has_news = flusher->has_news;
	flusher->first = NULL;
	flusher->last = &flusher->first;
	flusher->has_news = false;
	flusher->is_busy = first != NULL;
	(void)pthread_mutex_unlock(&flusher->lock);
	return first;
}

static void *
flusher_live(void *with)
{
	struct live_service *s = with;
	struct service_request *first;
	bool has_news;

	while ((first = batches_take(&s->flusher, &has_news)) != NULL)
		answer_all(s, first, has_news);
	return NULL;
}

enum fault_code
flusher_start(struct live_service *s, struct fault *f)
{
	if (!store_flush_apart(s->setup.store, true))
		return FAULT_NONE; /* a commit is done when it returns: the writer answers */
	if (pthread_create(&s->flusher.thread, NULL, flusher_live, s) != 0) {
		(void)store_flush_apart(s->setup.store, false);
		return fault_set(f, FAULT_BROKEN, "the flusher's thread cannot be made");
	}
	s->flusher.is_running = true;
	return FAULT_NONE;
}

void
flusher_stop(struct live_service *s)
{
	struct flusher *flusher = &s->flusher;

	if (!flusher->is_running)
		return;
	(void)pthread_mutex_lock(&flusher->lock);
	flusher->is_closing = true;
	(void)pthread_mutex_unlock(&flusher->lock);
	(void)pthread_cond_signal(&flusher->is_more);
	(void)pthread_join(flusher->thread, NULL);
	flusher->is_running = false;
	(void)store_flush_apart(s->setup.store, false);
}

void
flusher_init(struct flusher *flusher)
{
	*flusher = (struct flusher){0};
	flusher->last = &flusher->first;
	(void)pthread_mutex_init(&flusher->lock, NULL);
	(void)pthread_cond_init(&flusher->is_more, NULL);
}

void
flusher_finish(struct flusher *flusher)
{
	(void)pthread_mutex_destroy(&flusher->lock);
	(void)pthread_cond_destroy(&flusher->is_more);
}
