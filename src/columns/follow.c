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

#include "base/time.h"
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
	case SOURCE_CLASS:
		return COLUMNS_CLASS;
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

/* The code of an id, or of a number that stands for itself; asked for once. */
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
	of->items[low] = (struct id_code){id,
		follow_words[k].source == SOURCE_FIELD ? number_word(w, k, id) : id_word(w, k, id)};
	of->n++;
	return of->items[low].code;
}

/* The code of a field's value; 0, the empty word, when it is none, or the id of nothing. */
static uint32_t
value_code(struct columns_follower *w, const struct store_value *value, enum follow_word k)
{
	if (value->type == 't')
		return value->bytes.size > 0 ? word_add(&w->books[k], value->bytes) : 0;
	const bool is_of_one = follow_words[k].source == SOURCE_SERVICE ||
			       follow_words[k].source == SOURCE_COUNTER;

	if (value->type != 'i' || (value->number == 0 && is_of_one))
		return 0;
	return id_code(w, k, value->number);
}

/* ---- Events ---- */

static uint32_t
activity_code(struct columns_follower *w, int64_t kind)
{
	char text[24];
	const int size = snprintf(text, sizeof text, "kind-%lld", (long long)kind);

	return word_add(&w->books[WORD_activity], (struct span){text, (size_t)size});
}

static void
numbers_add(struct columns_follower *w, struct tail_row *row, const int64_t values[NUMBER__COUNT])
{
	w->fresh_numbers =
		grown(w->fresh_numbers, &w->fresh_room, w->fresh_n + 1, sizeof *w->fresh_numbers);
	memcpy(w->fresh_numbers[w->fresh_n++], values, NUMBER__COUNT * sizeof values[0]);
	row->number = (uint32_t)(w->numbers_n + w->fresh_n);
}

static void
code_set(struct columns_follower *w, struct tail_row *row, enum follow_word k, uint32_t code)
{
	row->codes[k] = code;
	if (code != 0)
		row->own |= w->own_bits[k];
}

static void
fields_read(struct columns_follower *w, const struct follow_kind *kind,
	const struct journal_event *event, struct tail_row *row)
{
	struct store_value values[EVENT_FIELDS_MOST];
	const size_t n = journal_fields(event, kind->fields, kind->fields_n, values);
	int64_t numbers[NUMBER__COUNT];
	bool has_number = false;

	for (size_t i = 0; i < NUMBER__COUNT; i++)
		numbers[i] = NUMBER_NONE;
	for (size_t i = 0; i < n; i++) {
		const uint8_t to = kind->goes[i];

		if (to == FIELD_NOWHERE)
			continue;
		if (to < WORD__COUNT) {
			code_set(w, row, (enum follow_word)to,
				value_code(w, &values[i], (enum follow_word)to));
		} else if (values[i].type == 'i') {
			numbers[to - WORD__COUNT] = values[i].number;
			has_number = true;
		}
	}
	if (has_number)
		numbers_add(w, row, numbers);
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

	(void)f; /* what is too much is told after some of them */
	const struct follow_kind *kind =
		event->kind >= 0 && event->kind < KINDS_MOST && w->kinds[event->kind].is_known
			? &w->kinds[event->kind]
			: NULL;

	if (event->journey == 0 || (kind != NULL && kind->is_aside))
		return FAULT_NONE;
	w->tail = grown(w->tail, &w->tail_room, w->tail_n + 1, sizeof *w->tail);
	struct tail_row *row = &w->tail[w->tail_n++];

	*row = (struct tail_row){.journey = event->journey, .time_us = event->at_us};
	if (kind != NULL) {
		row->codes[WORD_activity] = kind->activity;
		fields_read(w, kind, event, row);
	} else {
		row->codes[WORD_activity] = activity_code(w, event->kind);
	}
	code_set(w, row, WORD_branch, id_code(w, WORD_branch, event->branch));
	if (event->staff != 0) {
		code_set(w, row, WORD_resource, id_code(w, WORD_resource, event->staff));
		code_set(w, row, WORD_staff, id_code(w, WORD_staff, event->staff));
	}
	w->tick_us = tick_of(w->tick_us, event->at_us);
	w->last_us = event->at_us > w->last_us ? event->at_us : w->last_us;
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
			journal_sweep(tx, w->cursor, left, event_read, w, &n, f);

		if (code != FAULT_NONE)
			return fault_note(f, "following the journal");
		if (is_full(w))
			return fault_set(f, FAULT_TOO_BIG,
				"more than %u journeys or different values of a column",
				BOOK_WORDS_MOST);
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

static uint8_t
goes_to(struct span field)
{
	for (size_t k = 0; k < WORD__COUNT; k++)
		if (span_is(field, span_of(follow_words[k].name)) &&
			follow_words[k].source != SOURCE_BRANCH &&
			follow_words[k].source != SOURCE_STAFF)
			return (uint8_t)k;
	for (size_t i = 0; i < NUMBER__COUNT; i++)
		if (span_is(field, span_of(follow_numbers[i])))
			return (uint8_t)(WORD__COUNT + i);
	return FIELD_NOWHERE;
}

static void
kind_init(struct columns_follower *w, const struct event_about *about)
{
	assert(about->kind < KINDS_MOST);
	struct follow_kind *kind = &w->kinds[about->kind];

	kind->is_known = true;
	kind->is_aside = span_is(span_of(about->subject), SPAN("clock"));
	kind->activity = word_add(&w->books[WORD_activity], span_of(about->name));
	kind->fields_n = journal_kind_fields(about, kind->fields);
	for (size_t i = 0; i < kind->fields_n; i++)
		kind->goes[i] = goes_to(kind->fields[i].name);
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
		kind_init(w, &kinds[i]);
	w->taken = w->kinds[EVENT_TICKET_TAKEN].activity;
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
	w->last_us = TIME_NONE;
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
