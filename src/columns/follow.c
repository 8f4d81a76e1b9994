/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading: events of the journal become rows of codes in a tail, which is laid out when somebody
 * asks for it or when it is long. An event kind's code is its place in the journal's table, so that
 * it does not depend on what happened first.
 */
#include "columns/follow.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "columns/builder.h"
#include "columns/parts.h"

#define TAIL_MOST    (1u << 18) /* events that are read before they are laid out */
#define NUMBERS_MOST (BOOK_WORDS_MOST - TAIL_MOST)
#define OWN_BITS     8

const struct follow_about follow_words[WORD__COUNT] = {
#define FOLLOW_WORD(name_, source_, fill_)                                                         \
	[WORD_##name_] = {.name = #name_, .source = SOURCE_##source_, .fill = FILL_##fill_},
#define FOLLOW_NUMBER(name_)
#include "columns/follow.def"
#undef FOLLOW_WORD
#undef FOLLOW_NUMBER
};

const char *const follow_numbers[NUMBER__COUNT] = {
#define FOLLOW_WORD(name_, source_, fill_)
#define FOLLOW_NUMBER(name_) [NUMBER_##name_] = #name_,
#include "columns/follow.def"
#undef FOLLOW_WORD
#undef FOLLOW_NUMBER
};

static void *
grown(void *items, size_t *room, size_t needed, size_t size)
{
	if (needed <= *room)
		return items;
	*room = *room == 0 ? 64 : 2 * *room;
	void *moved = reallocarray(items, *room, size);
	if (moved == NULL)
		abort();
	return moved;
}

/* ---- Words ---- */

/* Once in the program: these words are few, and come one by one. */
static __attribute__((noinline)) uint32_t
word_add(struct book *b, struct span word)
{
	return book_add(b, word);
}

static uint32_t
number_word(struct columns_follower *w, enum follow_word k, int64_t number)
{
	char text[24];
	const int size = snprintf(text, sizeof text, "%lld", (long long)number);

	return word_add(&w->books[k], (struct span){text, (size_t)size});
}

static enum columns_thing
thing_of(enum follow_source source)
{
	switch (source) {
	case SOURCE_SERVICE:
		return COLUMNS_SERVICE;
	case SOURCE_COUNTER:
		return COLUMNS_COUNTER;
	case SOURCE_STAFF:
		return COLUMNS_STAFF;
	default:
		return COLUMNS_BRANCH;
	}
}

static uint32_t
id_word(struct columns_follower *w, enum follow_word k, int64_t id)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct span word = {.at = "", .size = 0};

	if (w->names.word != NULL)
		word = w->names.word(w->names.with, thing_of(follow_words[k].source), id, a);
	return word.size > 0 ? word_add(&w->books[k], word) : number_word(w, k, id);
}

/* The code of an id, asked for once. */
static uint32_t
id_code(struct columns_follower *w, enum follow_word k, int64_t id)
{
	struct id_codes *of = &w->of_ids[k];
	size_t low = 0, high = of->n;

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (of->items[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < of->n && of->items[low].id == id)
		return of->items[low].code;
	of->items = grown(of->items, &of->room, of->n + 1, sizeof *of->items);
	memmove(&of->items[low + 1], &of->items[low], (of->n - low) * sizeof *of->items);
	of->items[low] = (struct id_code){id, id_word(w, k, id)};
	of->n++;
	return of->items[low].code;
}

/* The event's own word of a column; code 0, the empty word, when it has none. */
static uint32_t
word_code(struct columns_follower *w, const struct journal_event *event, enum follow_word k)
{
	const struct follow_about *about = &follow_words[k];
	struct store_value value;

	switch (about->source) {
	case SOURCE_BRANCH:
		return id_code(w, k, event->branch);
	case SOURCE_STAFF:
		return event->staff != 0 ? id_code(w, k, event->staff) : 0;
	default:
		break;
	}
	value = journal_field(event, about->name);
	if (value.type == 't')
		return value.bytes.size > 0 ? word_add(&w->books[k], value.bytes) : 0;
	if (value.type != 'i')
		return 0;
	if (about->source == SOURCE_FIELD)
		return number_word(w, k, value.number);
	return value.number != 0 ? id_code(w, k, value.number) : 0;
}

/* ---- Events ---- */

static uint32_t
activity_code(struct columns_follower *w, int64_t kind)
{
	const struct event_about *about = journal_kind(kind);
	char text[24];

	if (about != NULL)
		return word_add(&w->books[WORD_activity], span_of(about->name));
	const int size = snprintf(text, sizeof text, "kind-%lld", (long long)kind);
	return word_add(&w->books[WORD_activity], (struct span){text, (size_t)size});
}

/* Its place among the numbers, from 1; 0 when the event carries none. */
static uint32_t
numbers_add(struct columns_follower *w, const struct journal_event *event)
{
	int64_t values[NUMBER__COUNT];
	bool has_one = false;

	for (size_t i = 0; i < NUMBER__COUNT; i++) {
		const struct store_value value = journal_field(event, follow_numbers[i]);

		values[i] = value.type == 'i' ? value.number : NUMBER_NONE;
		has_one |= value.type == 'i';
	}
	if (!has_one)
		return 0;
	w->fresh_numbers =
		grown(w->fresh_numbers, &w->fresh_room, w->fresh_n + 1, sizeof *w->fresh_numbers);
	memcpy(w->fresh_numbers[w->fresh_n++], values, sizeof values);
	return (uint32_t)(w->numbers_n + w->fresh_n);
}

static bool
is_full(const struct columns_follower *w)
{
	bool is = w->numbers_n + w->fresh_n >= NUMBERS_MOST || w->journeys_n >= NUMBERS_MOST;

	for (size_t k = 0; k < CODE__COUNT; k++)
		is |= w->books[k].is_full;
	return is;
}

static enum fault_code
event_read(const struct journal_event *event, void *with, struct fault *f)
{
	struct columns_follower *w = with;

	if (event->journey == 0)
		return FAULT_NONE;
	if (is_full(w))
		return fault_set(f, FAULT_TOO_BIG,
			"more than %u journeys or different values of a column", BOOK_WORDS_MOST);
	w->tail = grown(w->tail, &w->tail_room, w->tail_n + 1, sizeof *w->tail);
	struct tail_row *row = &w->tail[w->tail_n++];

	*row = (struct tail_row){
		.journey = event->journey,
		.time_us = event->at_us,
		.number = numbers_add(w, event),
	};
	row->codes[WORD_activity] = activity_code(w, event->kind);
	for (size_t k = 0; k < WORD__COUNT; k++) {
		row->codes[k] = word_code(w, event, (enum follow_word)k);
		if (row->codes[k] != 0)
			row->own |= w->own_bits[k];
	}
	w->tick_us = tick_of(w->tick_us, event->at_us);
	return FAULT_NONE;
}

enum fault_code
columns_follower_read(struct columns_follower *w, struct store_tx *tx, size_t most, size_t *ret_n,
	struct fault *f)
{
	size_t all_n = 0, n = TAIL_MOST;

	while (all_n < most && n == TAIL_MOST) {
		const size_t left = most - all_n < TAIL_MOST ? most - all_n : TAIL_MOST;
		const enum fault_code code =
			journal_follow(tx, w->cursor, left, event_read, w, &n, f);

		if (code != FAULT_NONE)
			return fault_note(f, "following the journal");
		all_n += n;
		if (w->tail_n >= TAIL_MOST)
			follow_lay(w);
	}
	*ret_n = all_n;
	return FAULT_NONE;
}

/* ---- Its life ---- */

static void
sheets_init(struct columns_follower *w)
{
	sheet_init(&w->ids, w->file, 8);
	sheet_init(&w->first, w->file, 8);
	sheet_init(&w->ends, w->file, 8);
	sheet_init(&w->letters, w->file, 1);
	sheet_init(&w->time_us, w->file, 8);
	sheet_init(&w->own, w->file, 1);
	sheet_init(&w->number, w->file, 4);
	sheet_init(&w->numbers, w->file, 8);
	for (size_t k = 0; k < CODE__COUNT; k++)
		sheet_init(&w->codes[k], w->file, 1);
}

static void
words_init(struct columns_follower *w)
{
	size_t kinds_n = 0;
	const struct event_about *kinds = journal_kinds(&kinds_n);

	unsigned filled_n = 0;

	for (size_t k = 0; k < WORD__COUNT; k++) {
		(void)word_add(&w->books[k], (struct span){.at = "", .size = 0});
		if (follow_words[k].fill != FILL_OWN)
			w->own_bits[k] = (uint8_t)(1u << filled_n++);
	}
	assert(filled_n <= OWN_BITS);
	for (size_t i = 0; i < kinds_n; i++)
		(void)word_add(&w->books[WORD_activity], span_of(kinds[i].name));
	w->taken = activity_code(w, EVENT_TICKET_TAKEN);
}

enum fault_code
columns_follower_open(
	struct columns_follower **ret, const struct columns_names *names, struct fault *f)
{
	struct sheet_file *file = NULL;

	if (sheet_file_new(&file, f))
		return f->code;
	struct columns_follower *w = calloc(1, sizeof *w);
	if (w == NULL)
		abort();
	w->file = file;
	if (names != NULL)
		w->names = *names;
	w->cursor = journal_cursor_new();
	w->tick_us = 1000000;
	if (pthread_mutex_init(&w->lock, NULL) != 0)
		abort();
	sheets_init(w);
	words_init(w);
	follow_lay(w); /* nothing yet: so that there are versions */
	w->published = follow_columns(w);
	*ret = w;
	return FAULT_NONE;
}

static void
sheets_finish(struct columns_follower *w)
{
	struct sheet *const sheets[] = {&w->ids, &w->first, &w->ends, &w->letters, &w->time_us,
		&w->own, &w->number, &w->numbers};

	for (size_t i = 0; i < array_length(sheets); i++)
		sheet_finish(sheets[i]);
	for (size_t k = 0; k < CODE__COUNT; k++)
		sheet_finish(&w->codes[k]);
	sheet_file_free(w->file);
}

void
columns_follower_close(struct columns_follower *w)
{
	if (w == NULL)
		return;
	columns_free(w->published);
	sheets_finish(w);
	for (size_t k = 0; k < CODE__COUNT; k++)
		book_finish(&w->books[k]);
	for (size_t k = 0; k < WORD__COUNT; k++)
		free(w->of_ids[k].items);
	journal_cursor_free(w->cursor);
	free(w->tail);
	free(w->fresh_numbers);
	(void)pthread_mutex_destroy(&w->lock); /* nobody waits for it */
	free(w);
}

void
columns_follower_guard(struct columns_follower **w)
{
	columns_follower_close(*w);
}

void
columns_follower_publish(struct columns_follower *w)
{
	if (w->tail_n == 0 && w->published->events_n == w->events_n)
		return;
	follow_lay(w);
	struct columns *fresh = follow_columns(w);

	(void)pthread_mutex_lock(&w->lock); /* fails only on what is no lock */
	struct columns *old = w->published;
	w->published = fresh;
	(void)pthread_mutex_unlock(&w->lock);
	columns_free(old);
}

struct columns *
columns_follower_take(struct columns_follower *w)
{
	(void)pthread_mutex_lock(&w->lock); /* fails only on what is no lock */
	struct columns *c = w->published;
	owner_share(c->owner);
	(void)pthread_mutex_unlock(&w->lock);
	return c;
}

const char *
columns_follower_cursor(const struct columns_follower *w, struct arena *a)
{
	return journal_cursor_text(w->cursor, a);
}
