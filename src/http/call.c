/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a call and the way back from other threads. The mailbox is Treiber's stack: pushing
 * is a compare-and-exchange, taking exchanges the whole list at once, so there is no ABA. A closed
 * mailbox holds a mark that is no call; who finds it drops the call instead.
 */
#include "http/call.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define MAGIC	  0xCA11C1E5u
#define KEPT_MOST (64u << 10) /* bytes of an arena that is kept for the next request */
#define USUAL	  16384	      /* bytes that a request needs, so that most ask for no more memory */

struct http_call *
http_call_of(const struct http_request *r)
{
	struct http_call *call = (struct http_call *)(uintptr_t)r;

	assert(call->magic == MAGIC);
	return call;
}

static void
call_reset(struct http_call *call)
{
	struct arena *a = call->request.arena;
	const struct arena_mark fresh = call->fresh;

	*call = (struct http_call){.magic = MAGIC, .fresh = fresh, .request = {.arena = a}};
	atomic_init(&call->holders, 1);
}

struct http_call *
http_call_new(size_t arena_limit)
{
	struct http_call *call = calloc(1, sizeof *call);

	if (call == NULL)
		abort();
	call->request.arena = arena_new(arena_limit);
	/* The mark is the beginning of the first block. */
	(void)arena_alloc(call->request.arena, USUAL);
	call->fresh = (struct arena_mark){.block = arena_mark(call->request.arena).block};
	arena_rewind(call->request.arena, call->fresh);
	call_reset(call);
	return call;
}

bool
http_call_refresh(struct http_call *call)
{
	if (arena_used(call->request.arena) > KEPT_MOST)
		return false;
	json_decref(call->json);
	arena_rewind(call->request.arena, call->fresh);
	call_reset(call);
	return true;
}

void
http_call_drop(struct http_call *call)
{
	if (atomic_fetch_sub_explicit(&call->holders, 1, memory_order_acq_rel) > 1)
		return;
	json_decref(call->json);
	arena_free(call->request.arena);
	call->magic = 0;
	free(call);
}

/* ---- the way back ---- */

static struct http_call *
closed_mark(struct http_mailbox *mailbox)
{
	return (struct http_call *)mailbox;
}

struct http_mailbox *
http_mailbox_new(struct fault *f)
{
	struct http_mailbox *mailbox = calloc(1, sizeof *mailbox);

	if (mailbox == NULL)
		abort();
	mailbox->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (mailbox->bell < 0) {
		(void)fault_errno(f, "cannot make an eventfd");
		free(mailbox);
		return NULL;
	}
	atomic_init(&mailbox->finished, NULL);
	atomic_init(&mailbox->users, 1);
	return mailbox;
}

void
http_mailbox_drop(struct http_mailbox *mailbox)
{
	if (atomic_fetch_sub_explicit(&mailbox->users, 1, memory_order_acq_rel) > 1)
		return;
	close(mailbox->bell);
	free(mailbox);
}

static struct http_call *
oldest_first(struct http_call *newest)
{
	struct http_call *list = NULL;

	while (newest != NULL) {
		struct http_call *older = newest->next;
		newest->next = list;
		list = newest;
		newest = older;
	}
	return list;
}

struct http_call *
http_mailbox_take(struct http_mailbox *mailbox)
{
	return oldest_first(
		atomic_exchange_explicit(&mailbox->finished, NULL, memory_order_acquire));
}

struct http_call *
http_mailbox_close(struct http_mailbox *mailbox)
{
	return oldest_first(atomic_exchange_explicit(
		&mailbox->finished, closed_mark(mailbox), memory_order_acq_rel));
}

void
http_finish(struct http_request *r)
{
	struct http_call *call = http_call_of(r);
	struct http_mailbox *mailbox = call->mailbox;
	struct http_call *head = atomic_load_explicit(&mailbox->finished, memory_order_relaxed);

	http_pack(call, call->pack_size);
	do {
		if (head == closed_mark(mailbox)) {
			http_call_drop(call);
			http_mailbox_drop(mailbox);
			return;
		}
		call->next = head;
	} while (!atomic_compare_exchange_weak_explicit(
		&mailbox->finished, &head, call, memory_order_release, memory_order_relaxed));
	if (head == NULL)
		(void)!write(mailbox->bell, &(uint64_t){1}, sizeof(uint64_t));
	http_mailbox_drop(mailbox);
}
