/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laying out what a follower has read: the tail, put in order of journeys, is merged into the
 * sheets. The merge is planned once – runs of events that are there, and events of the tail between
 * them – and done sheet by sheet, from the first journey that has something new. Then the words
 * that an event takes from its neighbours are filled in, in the journeys that were touched.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "columns/follow.h"

#define LETTERS_MOST 20	  /* of a journey's number */
#define TAIL_KEPT    4096 /* rows whose memory is kept for the next */

/* A run of events that are there, or one of the tail. */
struct step {
	bool is_new;
	uint64_t from, n; /* from: the event, or the tail's row */
};

/* A journey with something new. */
struct touch {
	uint64_t journey; /* its number, or that of the one before which it stands */
	bool is_there;
	size_t rows, rows_n; /* in the order of the tail */
};

struct lay {
	struct columns_follower *w;
	const struct tail_row **rows; /* in order of journeys and time */
	size_t rows_n;
	struct touch *touches;
	size_t touches_n;
	struct step *steps;
	size_t steps_n;
	uint64_t from_event, from_journey; /* all before stays */
	uint64_t events_n, journeys_n;	   /* that will be */
};

static void *
room(size_t n, size_t size)
{
	void *memory = calloc(n > 0 ? n : 1, size);

	if (memory == NULL)
		abort();
	return memory;
}

/* ---- The plan ---- */

static int
row_compare(const void *a, const void *b)
{
	const struct tail_row *x = *(const struct tail_row *const *)a,
			      *y = *(const struct tail_row *const *)b;

	if (x->journey != y->journey)
		return x->journey < y->journey ? -1 : 1;
	if (x->time_us != y->time_us)
		return x->time_us < y->time_us ? -1 : 1;
	return x < y ? -1 : x > y;
}

static inline int64_t
id_at(const struct columns_follower *w, uint64_t journey)
{
	return *(const int64_t *)sheet_now(&w->ids, journey);
}

static inline uint64_t
first_at(const struct columns_follower *w, uint64_t journey)
{
	return *(const uint64_t *)sheet_now(&w->first, journey);
}

static inline int64_t
time_at(const struct columns_follower *w, uint64_t event)
{
	return *(const int64_t *)sheet_now(&w->time_us, event);
}

/* The first journey, from `low` on, whose id is not before this one. */
static uint64_t
journey_find(const struct columns_follower *w, int64_t id, uint64_t low)
{
	uint64_t high = w->journeys_n;

	if (high > low && id_at(w, high - 1) < id)
		return high;
	while (low < high) {
		const uint64_t middle = low + (high - low) / 2;

		if (id_at(w, middle) < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
touches_find(struct lay *l)
{
	const struct columns_follower *w = l->w;
	uint64_t low = 0;

	l->journeys_n = w->journeys_n;
	for (size_t i = 0; i < l->rows_n;) {
		struct touch *touch = &l->touches[l->touches_n++];
		const int64_t id = l->rows[i]->journey;

		touch->rows = i;
		while (i < l->rows_n && l->rows[i]->journey == id)
			i++;
		touch->rows_n = i - touch->rows;
		touch->journey = low = journey_find(w, id, low);
		touch->is_there = low < w->journeys_n && id_at(w, low) == id;
		l->journeys_n += !touch->is_there;
	}
}

static void
step_old(struct lay *l, uint64_t from, uint64_t to)
{
	struct step *last = l->steps_n > 0 ? &l->steps[l->steps_n - 1] : NULL;

	if (from == to)
		return;
	if (last != NULL && !last->is_new && last->from + last->n == from)
		last->n += to - from;
	else
		l->steps[l->steps_n++] = (struct step){.from = from, .n = to - from};
}

/* The journey's events, old and new, in order of time; of the same time the old come first. */
static uint64_t
touch_merge(struct lay *l, const struct touch *touch, uint64_t at)
{
	const uint64_t end = touch->is_there ? first_at(l->w, touch->journey + 1) : at;

	for (size_t i = 0; i < touch->rows_n; i++) {
		const uint64_t begin = at;

		while (at < end && time_at(l->w, at) <= l->rows[touch->rows + i]->time_us)
			at++;
		step_old(l, begin, at);
		l->steps[l->steps_n++] =
			(struct step){.is_new = true, .from = touch->rows + i, .n = 1};
	}
	step_old(l, at, end);
	return end;
}

static void
steps_find(struct lay *l)
{
	const struct columns_follower *w = l->w;
	uint64_t at;

	l->events_n = w->events_n + l->rows_n;
	l->from_journey = l->touches_n > 0 ? l->touches[0].journey : w->journeys_n;
	l->from_event = at =
		l->from_journey < w->journeys_n ? first_at(w, l->from_journey) : w->events_n;
	for (size_t i = 0; i < l->touches_n; i++) {
		const struct touch *touch = &l->touches[i];
		const uint64_t begin =
			touch->journey < w->journeys_n ? first_at(w, touch->journey) : w->events_n;

		step_old(l, at, begin);
		at = touch_merge(l, touch, begin);
	}
	step_old(l, at, w->events_n);
}

/* ---- Sheets of events ---- */

static void
times_lay(const struct lay *l)
{
	struct sheet *s = &l->w->time_us;
	uint64_t at = l->from_event;

	sheet_begin(s, at, l->events_n, 8);
	for (size_t i = 0; i < l->steps_n; at += l->steps[i++].n) {
		const struct step *step = &l->steps[i];

		if (step->is_new)
			*(int64_t *)sheet_next(s, at) = l->rows[step->from]->time_us;
		else
			sheet_copy(s, at, step->from, step->n);
	}
	sheet_end(s);
}

/* Begins a sheet of values that stand at `offset` in a row. */
static void
values_lay(const struct lay *l, struct sheet *s, unsigned width, size_t offset, bool is_byte)
{
	uint64_t at = l->from_event;

	sheet_begin(s, at, l->events_n, width);
	for (size_t i = 0; i < l->steps_n; at += l->steps[i++].n) {
		const struct step *step = &l->steps[i];

		if (!step->is_new) {
			sheet_copy(s, at, step->from, step->n);
			continue;
		}
		const char *value = (const char *)l->rows[step->from] + offset;
		sheet_put(s, at, is_byte ? *(const uint8_t *)value : *(const uint32_t *)value);
	}
}

static unsigned
width_for(const struct book *b, unsigned now)
{
	const unsigned width = b->words_n <= UINT64_C(1) << 8	 ? 1
			       : b->words_n <= UINT64_C(1) << 16 ? 2
								 : 4;

	return width > now ? width : now;
}

static void
code_lay(const struct lay *l, size_t k)
{
	struct sheet *s = &l->w->codes[k];

	values_lay(l, s, width_for(&l->w->books[k], s->width),
		offsetof(struct tail_row, codes) + k * sizeof(uint32_t), false);
}

static void
numbers_lay(struct columns_follower *w)
{
	const uint64_t from = w->numbers_n * NUMBER__COUNT;
	const uint64_t n = from + w->fresh_n * NUMBER__COUNT;

	if (w->fresh_n == 0 && w->numbers.version != NULL)
		return;
	sheet_begin(&w->numbers, from, n, 8);
	if (w->fresh_n > 0)
		memcpy(sheet_next(&w->numbers, from), w->fresh_numbers,
			w->fresh_n * sizeof w->fresh_numbers[0]);
	sheet_end(&w->numbers);
	w->numbers_n += w->fresh_n;
	w->fresh_n = 0;
}

/* ---- Filling ---- */

static bool
is_own(const struct columns_follower *w, size_t k, uint64_t e)
{
	return (sheet_get_next(&w->own, e) & w->own_bits[k]) != 0;
}

/* One column of one journey: forwards the last value, then backwards the next one. A ticket's
 * taking parts what is the ticket's; what stands before the first is the first ticket's. */
static void
column_fill(struct columns_follower *w, size_t k, uint64_t first, uint64_t end)
{
	const struct sheet *activity = &w->codes[WORD_activity];
	struct sheet *s = &w->codes[k];
	const bool parts = follow_words[k].fill == FILL_TICKET;
	uint64_t first_taken = end;
	uint32_t code = 0;

	for (uint64_t e = first; e < end; e++) {
		const bool is_taken = parts && sheet_get_next(activity, e) == w->taken;

		if (is_taken && first_taken == end)
			first_taken = e;
		if (is_own(w, k, e))
			code = sheet_get_next(s, e);
		else if (is_taken)
			code = 0;
		sheet_put(s, e, code);
	}
	code = 0;
	for (uint64_t e = end; e-- > first;) {
		if (sheet_get_next(s, e) != 0)
			code = sheet_get_next(s, e);
		else
			sheet_put(s, e, code);
		if (parts && e > first_taken && sheet_get_next(activity, e) == w->taken)
			code = 0;
	}
}

static void
touched_fill(const struct lay *l, const uint64_t *first)
{
	uint64_t added = 0;

	for (size_t i = 0; i < l->touches_n; i++) {
		const uint64_t j = l->touches[i].journey + added - l->from_journey;

		for (size_t k = 0; k < WORD__COUNT; k++)
			if (follow_words[k].fill != FILL_OWN)
				column_fill(l->w, k, first[j], first[j + 1]);
		added += !l->touches[i].is_there;
	}
}

/* ---- Sheets of journeys ---- */

struct naming {
	struct lay *l;
	uint64_t journey, event, letter; /* where it is, in what will be */
};

/* A number's letters; returns how many. */
static size_t
letters_put(char ret[static LETTERS_MOST], int64_t number)
{
	char backwards[LETTERS_MOST];
	uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
	size_t n = 0;

	do
		backwards[n++] = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (number < 0)
		backwards[n++] = '-';
	for (size_t i = 0; i < n; i++)
		ret[i] = backwards[n - 1 - i];
	return n;
}

static void
journey_put(struct naming *n, int64_t id, uint64_t events_n, char letters[static LETTERS_MOST])
{
	const struct columns_follower *w = n->l->w;

	n->letter += letters_put(letters, id);
	*(int64_t *)sheet_next(&w->ids, n->journey) = id;
	*(uint64_t *)sheet_next(&w->first, n->journey) = n->event;
	*(uint64_t *)sheet_next(&w->ends, n->journey) = n->letter;
	n->event += events_n;
	n->journey++;
}

/* The journeys that are there, up to one: only their places move. */
static void
journeys_keep(struct naming *n, uint64_t from, uint64_t to)
{
	struct columns_follower *w = n->l->w;
	const uint64_t letter = from > 0 ? *(const uint64_t *)sheet_now(&w->ends, from - 1) : 0;

	if (from >= to)
		return;
	sheet_copy(&w->ids, n->journey, from, to - from);
	for (uint64_t j = from; j < to; j++) {
		*(uint64_t *)sheet_next(&w->first, n->journey) =
			first_at(w, j) - first_at(w, from) + n->event;
		*(uint64_t *)sheet_next(&w->ends, n->journey) =
			*(const uint64_t *)sheet_now(&w->ends, j) - letter + n->letter;
		n->journey++;
	}
	const uint64_t letters_n = *(const uint64_t *)sheet_now(&w->ends, to - 1) - letter;
	sheet_copy(&w->letters, n->letter, letter, letters_n);
	n->event += first_at(w, to) - first_at(w, from);
	n->letter += letters_n;
}

static uint64_t
letters_new(const struct lay *l)
{
	char letters[LETTERS_MOST];
	uint64_t n = 0;

	for (size_t i = 0; i < l->touches_n; i++)
		if (!l->touches[i].is_there)
			n += letters_put(letters, l->rows[l->touches[i].rows]->journey);
	return n;
}

static void
journeys_begin(struct naming *n)
{
	const struct lay *l = n->l;
	struct columns_follower *w = l->w;
	const uint64_t letters_n = w->letters.n + letters_new(l);

	n->journey = l->from_journey;
	n->event = l->from_event;
	n->letter = l->from_journey > 0
			    ? *(const uint64_t *)sheet_now(&w->ends, l->from_journey - 1)
			    : 0;
	sheet_begin(&w->ids, l->from_journey, l->journeys_n, 8);
	sheet_begin(&w->ends, l->from_journey, l->journeys_n, 8);
	sheet_begin(&w->first, l->from_journey, l->journeys_n + 1, 8);
	sheet_begin(&w->letters, n->letter, letters_n, 1);
}

static void
journeys_lay(struct lay *l)
{
	struct columns_follower *w = l->w;
	struct naming n = {.l = l};
	uint64_t kept = l->from_journey;
	char letters[LETTERS_MOST];

	journeys_begin(&n);
	for (size_t i = 0; i < l->touches_n; i++) {
		const struct touch *touch = &l->touches[i];
		const uint64_t old = touch->journey;

		journeys_keep(&n, kept, old);
		const uint64_t there_n =
			touch->is_there ? first_at(w, old + 1) - first_at(w, old) : 0;
		const uint64_t letter = n.letter;
		journey_put(&n, l->rows[touch->rows]->journey, there_n + touch->rows_n, letters);
		memcpy(sheet_next(&w->letters, letter), letters, n.letter - letter);
		kept = old + touch->is_there;
	}
	journeys_keep(&n, kept, w->journeys_n);
	assert(n.journey == l->journeys_n && n.event == l->events_n);
	*(uint64_t *)sheet_next(&w->first, n.journey) = n.event;
}

/* ---- The whole ---- */

static void
events_lay(struct lay *l)
{
	struct columns_follower *w = l->w;

	/* Those that nothing is filled in from neighbours are done one by one: so a large change
	 * needs little more memory than what it leaves. */
	times_lay(l);
	values_lay(l, &w->number, 4, offsetof(struct tail_row, number), false);
	sheet_end(&w->number);
	for (size_t k = 0; k < WORD__COUNT; k++)
		if (follow_words[k].fill == FILL_OWN) {
			code_lay(l, k);
			sheet_end(&w->codes[k]);
		}
	code_lay(l, WORD_activity);
	values_lay(l, &w->own, 1, offsetof(struct tail_row, own), true);
	for (size_t k = 0; k < WORD__COUNT; k++)
		if (follow_words[k].fill != FILL_OWN)
			code_lay(l, k);
}

static void
filled_end(struct columns_follower *w)
{
	for (size_t k = 0; k < WORD__COUNT; k++)
		if (follow_words[k].fill != FILL_OWN)
			sheet_end(&w->codes[k]);
	sheet_end(&w->codes[WORD_activity]);
	sheet_end(&w->own);
}

static void
journeys_end(struct columns_follower *w)
{
	sheet_end(&w->ids);
	sheet_end(&w->ends);
	sheet_end(&w->first);
	sheet_end(&w->letters);
}

void
follow_lay(struct columns_follower *w)
{
	struct lay l = {.w = w, .rows_n = w->tail_n};

	if (w->tail_n == 0 && w->first.version != NULL)
		return;
	l.rows = room(l.rows_n, sizeof *l.rows);
	l.touches = room(l.rows_n, sizeof *l.touches);
	l.steps = room(2 * l.rows_n + 1, sizeof *l.steps);
	for (size_t i = 0; i < l.rows_n; i++)
		l.rows[i] = &w->tail[i];
	if (l.rows_n > 0)
		qsort(l.rows, l.rows_n, sizeof *l.rows, row_compare);
	touches_find(&l);
	steps_find(&l);
	journeys_lay(&l);
	numbers_lay(w);
	events_lay(&l);
	touched_fill(&l, sheet_next(&w->first, l.from_journey));
	filled_end(w);
	journeys_end(w);
	w->events_n = l.events_n;
	w->journeys_n = l.journeys_n;
	w->tail_n = 0;
	if (w->tail_room > TAIL_KEPT) {
		free(TAKE(w->tail));
		w->tail_room = 0;
	}
	free(l.rows);
	free(l.touches);
	free(l.steps);
}

/* ---- Columns of what is laid out ---- */

static void
version_let_go(void *version)
{
	sheet_version_free(version);
}

static const void *
shared(struct columns_owner *o, const struct sheet *s)
{
	struct sheet_version *v = sheet_version_share(s->version);

	owner_take_thing(o, version_let_go, v, v->size);
	return v->at;
}

static struct words
book_words(const struct book *b, struct columns_owner *o)
{
	uint64_t *ends = owner_array(o, b->words_n, sizeof *ends);
	char *bytes = owner_array(o, b->bytes_size, 1);

	if (b->bytes_size > 0)
		memcpy(bytes, b->bytes, b->bytes_size);
	for (uint64_t i = 0; i < b->words_n; i++)
		ends[i] = b->cards[i].begin + b->cards[i].size;
	return (struct words){.words_n = b->words_n, .ends = ends, .bytes = bytes};
}

static struct column
column_of(const struct columns_follower *w, size_t k, struct columns_owner *o)
{
	return (struct column){
		.name = k == WORD_activity ? "activity" : follow_words[k].name,
		.width = w->codes[k].width,
		.codes = shared(o, &w->codes[k]),
		.words = book_words(&w->books[k], o),
	};
}

struct columns *
follow_columns(const struct columns_follower *w)
{
	struct columns_owner *o = owner_new();
	struct columns *c = owner_array(o, 1, sizeof *c);
	struct column *extra = owner_array(o, WORD__COUNT, sizeof *extra);
	struct numbers *numbers = owner_array(o, NUMBER__COUNT, sizeof *numbers);
	const uint32_t *places = shared(o, &w->number);
	const int64_t *values = shared(o, &w->numbers);

	for (size_t k = 0; k < WORD__COUNT; k++)
		extra[k] = column_of(w, k, o);
	for (size_t i = 0; i < NUMBER__COUNT; i++)
		numbers[i] = (struct numbers){follow_numbers[i], places, values + i, NUMBER__COUNT};
	*c = (struct columns){
		.events_n = w->events_n,
		.journeys_n = (uint32_t)w->journeys_n,
		.first = shared(o, &w->first),
		.time_us = shared(o, &w->time_us),
		.tick_us = w->tick_us,
		.is_ordered = true,
		.last_us = w->last_us,
		.activity = column_of(w, WORD_activity, o),
		.extra = extra,
		.extra_n = WORD__COUNT,
		.numbers = numbers,
		.numbers_n = NUMBER__COUNT,
		.journeys = {w->journeys_n, shared(o, &w->ends), shared(o, &w->letters)},
		.owner = o,
	};
	return c;
}
