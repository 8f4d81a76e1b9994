/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The follower reads what was committed, in order, and gives it to the ears. It is woken by this
 * node's writer (an eventfd) and by other nodes (LISTEN), whom it tells of what this node's writer
 * did: not at every commit, which would make all commits of the database wait for each other. It
 * looks by itself each second, since another process may write the same file. A lost connection
 * costs nothing but time: the cursor knows what was heard. Under load it rests a little between two
 * looks and reads the more at once: a look costs as much as some events, and the writer needs the
 * processor.
 *
 * All ears go on together; one that begins in the past reads by a cursor of its own until it has
 * caught up. Each look also finds what other nodes left undone (table `live`, due_us).
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "service/asks.h"
#include "service/life.h"
#include "service/life_sql.h"

#define PIECE	     1000 /* events in one of the reader's transactions */
#define LOOK_MS	     1000
#define AGAIN_MS     250
#define REST_US	     INT64_C(5000) /* from one look to the next */
#define SAY_MS	     20		   /* from one word to other nodes to the next */
#define DUE_MOST     1000
#define OVERDUE_US   INT64_C(3000000) /* what its own node should have done by now */
#define ALL_BRANCHES INT64_C(1000000)

/* ---- Reading ---- */

struct hearing {
	struct follower *w;
	struct listening *only; /* who catches up; NULL: all others */
	struct store_tx *tx;
	bool is_ear; /* the fault is an ear's */
};

static enum fault_code
hear(const struct journal_event *event, void *with, struct fault *f)
{
	struct hearing *h = with;

	for (size_t i = 0; i < h->w->ears_n; i++) {
		struct listening *l = &h->w->ears[i];

		if (h->only != NULL ? l != h->only : l->behind != NULL)
			continue;
		if (l->ear.hear != NULL && l->ear.hear(l->ear.with, h->tx, event, f)) {
			h->is_ear = true;
			return f->code;
		}
	}
	return FAULT_NONE;
}

/* A piece for each who is behind; who has read to the same end as all goes on with them. */
static enum fault_code
catch_up(struct hearing *h, bool is_end, size_t *ret_n, struct fault *f)
{
	for (size_t i = 0; i < h->w->ears_n; i++) {
		struct listening *l = &h->w->ears[i];
		size_t n = 0;

		if (l->behind == NULL)
			continue;
		h->only = l;
		if (journal_follow(h->tx, l->behind, PIECE, hear, h, &n, f))
			return f->code;
		*ret_n += n;
		if (n == PIECE || !is_end)
			continue;
		journal_cursor_free(l->behind);
		l->behind = NULL;
	}
	return FAULT_NONE;
}

static bool
is_anybody_behind(const struct follower *w)
{
	for (size_t i = 0; i < w->ears_n; i++)
		if (w->ears[i].behind != NULL)
			return true;
	return false;
}

static bool
is_anybody_listening(const struct follower *w)
{
	for (size_t i = 0; i < w->ears_n; i++) {
		const struct service_ear *ear = &w->ears[i].ear;

		if (w->ears[i].behind == NULL && ear->hear != NULL &&
			(ear->listens == NULL || ear->listens(ear->with)))
			return true;
	}
	return false;
}

/* What nobody wants is passed over, but for what the house did. */
static enum fault_code
pass_over(struct hearing *h, size_t *ret_n, struct fault *f)
{
	struct journal_cursor *cursor = h->w->cursor;
	int64_t house = journal_cursor_number(cursor, JOURNAL_HOUSE), n = 0;

	if (journal_read(h->tx, JOURNAL_HOUSE, &house, SIZE_MAX, hear, h, f) ||
		journal_cursor_to_end(h->tx, cursor, &n, f))
		return f->code;
	*ret_n = n > 0 ? 1 : 0;
	return FAULT_NONE;
}

/* The ears are asked when the transaction sees its moment: who begins to listen after that reads
 * for themselves what was before. */
static enum fault_code
news_read(struct hearing *h, size_t *ret_n, struct fault *f)
{
	unsigned char hash[JOURNAL_HASH_SIZE];
	int64_t number;

	if (journal_head(h->tx, JOURNAL_HOUSE, &number, hash, f))
		return f->code;
	return is_anybody_listening(h->w)
		       ? journal_follow(h->tx, h->w->cursor, PIECE, hear, h, ret_n, f)
		       : pass_over(h, ret_n, f);
}

/* *ret_n: how many were heard, or one when they were passed over; *ret_more: there may be more. */
static enum fault_code
piece_read(struct live_service *s, size_t *ret_n, bool *ret_more, struct fault *f)
{
	struct follower *w = &s->follower;
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(s->setup.store, 0));
	struct hearing h = {.w = w, .tx = tx};
	size_t n = 0;

	if (news_read(&h, &n, f) || catch_up(&h, n < PIECE, ret_n, f)) {
		w->is_deaf |= h.is_ear;
		return f->code;
	}
	*ret_n += n;
	*ret_more = n == PIECE || is_anybody_behind(w);
	return store_commit(tx, f);
}

static enum fault_code
all_read(struct live_service *s, struct fault *f)
{
	struct follower *w = &s->follower;
	enum fault_code code = FAULT_NONE;
	bool is_more = true;
	size_t n = 0;

	while (is_more && code == FAULT_NONE)
		code = piece_read(s, &n, &is_more, f);
	for (size_t i = 0; n > 0 && i < w->ears_n; i++)
		if (w->ears[i].ear.settle != NULL)
			w->ears[i].ear.settle(w->ears[i].ear.with);
	return code;
}

enum fault_code
follower_settle(struct live_service *s, struct fault *f)
{
	return s->follower.ears_n == 0 ? FAULT_NONE : all_read(s, f);
}

enum fault_code
service_ear_add(struct live_service *s, const struct service_ear *ear,
	const struct journal_cursor *from, struct fault *f)
{
	struct follower *w = &s->follower;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	if (w->ears_n == EARS_MOST)
		return fault_set(f, FAULT_TOO_BIG, "more than %d ears", EARS_MOST);
	/* What was committed before is not for an ear that begins now. */
	if (w->ears_n == 0 && follower_open(s, f))
		return f->code;
	w->ears[w->ears_n] = (struct listening){.ear = *ear};
	if (from != NULL) {
		w->ears[w->ears_n].behind = journal_cursor_new();
		if (!journal_cursor_parse(
			    w->ears[w->ears_n].behind, span_of(journal_cursor_text(from, a))))
			return fault_set(f, FAULT_BROKEN, "a cursor cannot be copied");
	}
	w->ears_n++;
	return FAULT_NONE;
}

/* ---- What is due ---- */

static void
due_read(struct live_service *s, int64_t before_us, int64_t most)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(s->setup.store, 0));
	const struct house *house = service_house(s);
	struct store_rows *rows = store_ask(
		tx, &life_part, SQL_DUE, STORE_VALUES(store_int(before_us), store_int(most)));

	while (store_next(rows))
		if (house_branch(house, store_row_int(rows, 0)) != NULL) /* else it was removed */
			timers_set(s, store_row_int(rows, 0), store_row_int(rows, 1));
	house_release(house);
	/* A fault is told of by the reading of events, which comes each second, too. */
}

/* Branches that are new: each is looked at once, and says itself when next. */
static void
branches_look(struct live_service *s)
{
	int64_t changes;
	const struct house *house = service_house_take(s, &changes);

	for (size_t i = 0; changes != s->follower.house_changes && i < house->workspaces_n; i++)
		for (size_t j = 0; j < house->workspaces[i].branches_n; j++)
			if (!house->workspaces[i].branches[j].is_removed)
				timers_set(s, house->workspaces[i].branches[j].id, 0);
	s->follower.house_changes = changes;
	house_release(house);
}

/* The house as it is in the store, also when nobody here looks at it. */
static enum fault_code
house_read(struct live_service *s, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(s->setup.store, 0));
	const struct house *house = NULL;

	if (service_house_read(s, tx, &house, f))
		return f->code;
	house_release(house);
	return FAULT_NONE;
}

/* ---- The thread ---- */

/* The words of other nodes say only that there is something. */
static void
words_read(struct live_service *s)
{
	struct follower *w = &s->follower;
	struct fault fault = {0};
	struct span words;
	bool has = true;

	if (w->listener == NULL &&
		store_listener_open(&w->listener, s->setup.store, "cykl", &fault))
		w->listener = NULL;
	while (w->listener != NULL && has) {
		if (store_listener_next(w->listener, &has, &words, &fault) == FAULT_NONE)
			continue;
		store_listener_close(w->listener);
		w->listener = NULL;
	}
}

/* A fault is a lost connection: the next look opens another, and the word is said then. */
static void
words_say(struct live_service *s)
{
	struct follower *w = &s->follower;
	struct fault fault = {0};

	if (!w->has_news || w->listener == NULL || clock_steady_us() - w->said_us < SAY_MS * 1000)
		return;
	w->said_us = clock_steady_us();
	if (store_listener_say(w->listener, "cykl", SPAN("new"), &fault) == FAULT_NONE) {
		w->has_news = false;
		return;
	}
	store_listener_close(w->listener);
	w->listener = NULL;
}

static void
wait_for_more(struct live_service *s, int most_ms)
{
	struct follower *w = &s->follower;
	struct pollfd on[] = {{.fd = w->wake, .events = POLLIN},
		{.fd = w->listener != NULL ? store_listener_socket(w->listener) : -1,
			.events = POLLIN}};
	uint64_t times;

	if (w->has_news && w->listener != NULL && most_ms > SAY_MS)
		most_ms = SAY_MS;
	(void)poll(on, array_length(on), most_ms);
	if (on[0].revents == 0 || read(w->wake, &times, sizeof times) < 0)
		return; /* somebody was quicker, which is nobody */
	w->has_news = true;
}

/* Until so long after the last look. */
static void
rest(int64_t looked_us)
{
	const int64_t us = looked_us + REST_US - clock_steady_us();
	const struct timespec pause = {.tv_nsec = us * 1000};

	if (us > 0)
		(void)nanosleep(&pause, NULL); /* woken early is early */
}

static bool
is_closing(struct follower *w)
{
	return __atomic_load_n(&w->is_closing, __ATOMIC_ACQUIRE);
}

/* What other nodes did to the house, and left undone: once a second. */
static enum fault_code
others_look(struct live_service *s, bool is_first, struct fault *f)
{
	const int64_t now_s = clock_steady_us() / 1000000;

	if (!is_first && now_s == s->follower.looked_s)
		return FAULT_NONE;
	if (house_read(s, f))
		return f->code;
	branches_look(s);
	due_read(s, is_first ? NEVER_US : service_now_us(s) - OVERDUE_US,
		is_first ? ALL_BRANCHES : DUE_MOST);
	s->follower.looked_s = now_s;
	return FAULT_NONE;
}

/* False: wait a little before the next try. */
static bool
look(struct live_service *s, bool is_first)
{
	struct follower *w = &s->follower;
	struct fault fault = {0};

	words_read(s);
	words_say(s);
	if ((w->is_deaf ? FAULT_NONE : all_read(s, &fault)) || others_look(s, is_first, &fault)) {
		if (!w->has_fault || w->is_deaf)
			service_log(s, &fault);
		w->has_fault = true;
		return false;
	}
	w->has_fault = false;
	return true;
}

static void *
follower_live(void *with)
{
	struct live_service *s = with;
	bool is_first = true;

	s->follower.house_changes = -1;
	while (!is_closing(&s->follower)) {
		const int64_t looked_us = clock_steady_us();
		const bool is_well = look(s, is_first);

		is_first &= !is_well;
		wait_for_more(s, is_well ? LOOK_MS : AGAIN_MS);
		rest(looked_us);
	}
	s->follower.has_news = true;
	s->follower.said_us = 0;
	(void)look(s, false); /* the last of it */
	return NULL;
}

void
follower_wake(struct live_service *s)
{
	const uint64_t once = 1;

	if (write(s->follower.wake, &once, sizeof once) < 0)
		return; /* it is full: the follower is awake */
}

enum fault_code
follower_open(struct live_service *s, struct fault *f)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(s->setup.store, 0));
	int64_t passed_n;

	return journal_cursor_to_end(tx, s->follower.cursor, &passed_n, f);
}

enum fault_code
follower_start(struct live_service *s, struct fault *f)
{
	return pthread_create(&s->follower.thread, NULL, follower_live, s) == 0
		       ? FAULT_NONE
		       : fault_set(f, FAULT_BROKEN, "the follower's thread cannot be made");
}

void
follower_stop(struct live_service *s)
{
	__atomic_store_n(&s->follower.is_closing, true, __ATOMIC_RELEASE);
	follower_wake(s);
	(void)pthread_join(s->follower.thread, NULL);
}

void
follower_init(struct follower *w)
{
	*w = (struct follower){
		.cursor = journal_cursor_new(), .wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
	if (w->wake < 0)
		abort();
}

void
follower_finish(struct follower *w)
{
	for (size_t i = 0; i < w->ears_n; i++)
		journal_cursor_free(w->ears[i].behind);
	journal_cursor_free(w->cursor);
	store_listener_close(w->listener);
	(void)close(w->wake);
}
