/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maps saved columns and checks all of them, so that whoever walks through them later need not. The
 * arrays are checked in pieces by several threads; what they find is remembered as the first
 * sentence that anyone had to say.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/crew.h"
#include "columns/owner.h"
#include "columns/parts.h"
#include "columns/saved.h"

#define ITEMS_A_PIECE (UINT64_C(1) << 20)

bool
columns_is_saved(struct span head)
{
	return head.size >= SAVED_MAGIC_SIZE && memcmp(head.at, SAVED_MAGIC, SAVED_MAGIC_SIZE) == 0;
}

struct opening {
	struct file_map map;
	const struct saved_header *header;
	const struct saved_column *heads;
	struct fault *fault;
};

/* ---- Sizes and places ---- */

static enum fault_code
damaged(struct fault *f, const char *what)
{
	return fault_set(f, FAULT_BAD_INPUT, "the saved columns are damaged: %s", what);
}

/* The bytes of a piece: n items of a size. */
static enum fault_code
piece_open(const void **ret, const struct opening *o, const struct saved_piece *piece, uint64_t n,
	uint64_t size, const char *what)
{
	uint64_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes) || piece->size != bytes)
		return damaged(o->fault, what);
	if (piece->at % SAVED_ALIGNMENT != 0 || piece->at > o->map.size ||
		piece->size > o->map.size - piece->at)
		return damaged(o->fault, what);
	*ret = o->map.at + piece->at;
	return FAULT_NONE;
}

static enum fault_code
words_open(struct words *ret, const struct opening *o, uint64_t words_n,
	const struct saved_piece *ends, const struct saved_piece *bytes, const char *what)
{
	const void *ends_at = NULL, *bytes_at = NULL;

	if (words_n > UINT32_MAX - 1)
		return damaged(o->fault, what);
	if (piece_open(&ends_at, o, ends, words_n, sizeof(uint64_t), what) ||
		piece_open(&bytes_at, o, bytes, bytes->size, 1, what))
		return o->fault->code;
	*ret = (struct words){.words_n = words_n, .ends = ends_at, .bytes = bytes_at};
	if ((words_n == 0 ? 0 : ret->ends[words_n - 1]) != bytes->size)
		return damaged(o->fault, what);
	return FAULT_NONE;
}

static enum fault_code
column_open(struct column *ret, struct columns_owner *owner, const struct opening *o,
	const struct saved_column *head)
{
	const void *name = NULL, *codes = NULL;

	if (head->width != 1 && head->width != 2 && head->width != 4)
		return damaged(o->fault, "the width of a column's codes");
	if (piece_open(&name, o, &head->name, head->name.size, 1, "a column's name") ||
		piece_open(&codes, o, &head->codes, o->header->events_n, head->width,
			"a column's codes") ||
		words_open(&ret->words, o, head->words_n, &head->ends, &head->bytes,
			"a column's words"))
		return o->fault->code;
	struct span name_span = {.at = name, .size = head->name.size};
	if (head->name.size > 65536 || memchr(name, '\0', head->name.size) != NULL ||
		!text_is_utf8(name_span))
		return damaged(o->fault, "a column's name");
	char *copy = owner_array(owner, name_span.size + 1, 1);
	memcpy(copy, name_span.at, name_span.size);
	ret->name = copy;
	ret->width = (unsigned)head->width;
	ret->codes = codes;
	return FAULT_NONE;
}

static enum fault_code
header_check(struct opening *o)
{
	const struct saved_header *h = o->header;

	if (!columns_is_saved((struct span){.at = o->map.at, .size = o->map.size}))
		return fault_set(o->fault, FAULT_BAD_INPUT, "these are no saved columns");
	if (o->map.size < sizeof *h)
		return damaged(o->fault, "the file is cut short");
	if (h->version != SAVED_VERSION)
		return fault_set(o->fault, FAULT_BAD_INPUT,
			"the saved columns are of version %u, this program reads version %d: "
			"import the log again",
			h->version, SAVED_VERSION);
	if (h->order != SAVED_ORDER)
		return fault_set(o->fault, FAULT_BAD_INPUT,
			"the saved columns come from a machine of another byte order");
	if (h->file_size != o->map.size)
		return damaged(o->fault, "the file is cut short or longer than it was");
	if (h->journeys_n > UINT32_MAX - 1 || h->has_ends > 1 ||
		h->extra_n > (o->map.size - sizeof *h) / sizeof *o->heads ||
		(h->extra_n + UINT64_C(1)) * sizeof *o->heads > o->map.size - sizeof *h)
		return damaged(o->fault, "the header");
	if (h->tick_us != 1 && h->tick_us != 1000 && h->tick_us != 1000000)
		return damaged(o->fault, "the tick");
	return FAULT_NONE;
}

static enum fault_code
pieces_open(struct columns *c, const struct opening *o)
{
	const struct saved_header *h = o->header;
	const void *first = NULL, *times = NULL, *ends = NULL;

	c->events_n = h->events_n;
	c->journeys_n = (uint32_t)h->journeys_n;
	c->tick_us = h->tick_us;
	if (piece_open(&first, o, &h->first, h->journeys_n + 1, sizeof(uint64_t), "first events") ||
		piece_open(&times, o, &h->time_us, h->events_n, sizeof(int64_t), "times") ||
		piece_open(&ends, o, &h->end_us, h->has_ends != 0 ? h->events_n : 0,
			sizeof(int64_t), "ends") ||
		words_open(&c->journeys, o, h->journeys_n, &h->journey_ends, &h->journey_bytes,
			"the names of journeys") ||
		column_open(&c->activity, c->owner, o, &o->heads[0]))
		return o->fault->code;
	c->first = first;
	c->time_us = times;
	c->end_us = h->has_ends != 0 ? ends : NULL;
	c->extra_n = h->extra_n;
	c->extra = owner_array(c->owner, c->extra_n, sizeof *c->extra);
	for (size_t k = 0; k < c->extra_n; k++)
		if (column_open(columns_extra(c, k), c->owner, o, &o->heads[k + 1]))
			return o->fault->code;
	if (c->first[0] != 0 || c->first[c->journeys_n] != c->events_n)
		return damaged(o->fault, "first events");
	return FAULT_NONE;
}

/* ---- Every item ---- */

/* Items of one kind, from begin to before end. */
struct check {
	bool (*is_right)(const struct check *c);
	const char *what;
	const void *at;
	const struct words *words; /* of codes, of words */
	unsigned width;
	uint64_t begin, end;
};

struct checks {
	struct check *at;
	size_t n, room;
	_Atomic(const char *) wrong;
};

static bool
first_is_right(const struct check *c)
{
	const uint64_t *first = c->at;
	bool is_right = true;
	for (uint64_t i = c->begin; i < c->end; i++)
		is_right &= first[i] < first[i + 1];
	return is_right;
}

static bool
codes_are_right(const struct check *c)
{
	uint32_t most = 0;
	if (c->width == 1)
		for (uint64_t i = c->begin; i < c->end; i++) {
			uint8_t code = ((const uint8_t *)c->at)[i];
			most = code > most ? code : most;
		}
	else if (c->width == 2)
		for (uint64_t i = c->begin; i < c->end; i++) {
			uint16_t code = ((const uint16_t *)c->at)[i];
			most = code > most ? code : most;
		}
	else
		for (uint64_t i = c->begin; i < c->end; i++) {
			uint32_t code = ((const uint32_t *)c->at)[i];
			most = code > most ? code : most;
		}
	return most < c->words->words_n;
}

static bool
is_ascii(const char *at, uint64_t size)
{
	uint64_t high = 0, eight;
	for (; size >= sizeof eight; size -= sizeof eight, at += sizeof eight) {
		memcpy(&eight, at, sizeof eight);
		high |= eight;
	}
	for (; size > 0; size--, at++)
		high |= (uint64_t)(unsigned char)*at;
	return (high & UINT64_C(0x8080808080808080)) == 0;
}

static bool
words_are_right(const struct check *c)
{
	const uint64_t *ends = c->words->ends;
	uint64_t most = ends[c->words->words_n - 1];
	uint64_t before = c->begin == 0 ? 0 : ends[c->begin - 1], begin = before;
	bool is_right = before <= most;
	for (uint64_t i = c->begin; i < c->end; i++) {
		is_right &= before <= ends[i] && ends[i] <= most;
		before = ends[i];
	}
	if (!is_right)
		return false;
	if (is_ascii(c->words->bytes + begin, before - begin))
		return true;
	for (uint64_t i = c->begin; i < c->end && is_right; i++)
		is_right = text_is_utf8(words_at(c->words, i));
	return is_right;
}

static void
check_piece(void *shared, size_t piece)
{
	struct checks *checks = shared;
	const struct check *c = &checks->at[piece];
	if (!c->is_right(c))
		atomic_store(&checks->wrong, c->what);
}

static void
checks_add(struct checks *checks, struct check check, uint64_t n)
{
	for (uint64_t begin = 0; begin < n; begin += ITEMS_A_PIECE) {
		if (checks->n == checks->room) {
			checks->room = checks->room * 2 + 16;
			checks->at = realloc(checks->at, checks->room * sizeof *checks->at);
			if (checks->at == NULL)
				abort();
		}
		check.begin = begin;
		check.end = n - begin < ITEMS_A_PIECE ? n : begin + ITEMS_A_PIECE;
		checks->at[checks->n++] = check;
	}
}

static void
column_checks(struct checks *checks, const struct column *c, uint64_t events_n)
{
	checks_add(checks,
		(struct check){.is_right = words_are_right,
			.what = "a column's words",
			.words = &c->words},
		c->words.words_n);
	checks_add(checks,
		(struct check){.is_right = codes_are_right,
			.what = "a column's codes",
			.at = c->codes,
			.width = c->width,
			.words = &c->words},
		events_n);
}

static enum fault_code
items_check(const struct columns *c, struct fault *f)
{
	struct checks checks = {0};

	checks_add(&checks,
		(struct check){.is_right = first_is_right, .what = "first events", .at = c->first},
		c->journeys_n);
	checks_add(&checks,
		(struct check){.is_right = words_are_right,
			.what = "the names of journeys",
			.words = &c->journeys},
		c->journeys_n);
	column_checks(&checks, &c->activity, c->events_n);
	for (size_t k = 0; k < c->extra_n; k++)
		column_checks(&checks, &c->extra[k], c->events_n);
	crew_run(0, checks.n, check_piece, &checks);
	free(checks.at);
	const char *wrong = atomic_load(&checks.wrong);
	return wrong == NULL ? FAULT_NONE : damaged(f, wrong);
}

/* ---- Tables made ready ---- */

/* Pairs ascend and have all gaps. */
static bool
pairs_are_right(const struct columns *c, const struct columns_ready *r)
{
	uint64_t left = columns_gaps_n(c);
	for (uint64_t i = 0; i < r->pairs_n; i++) {
		const struct columns_pair *p = &r->pairs[i];
		if (p->from >= c->activity.words.words_n || p->to >= c->activity.words.words_n ||
			p->gaps_n == 0 || p->gaps_n > left)
			return false;
		if (i > 0 && (p[-1].from > p->from || (p[-1].from == p->from && p[-1].to >= p->to)))
			return false;
		left -= p->gaps_n;
	}
	return left == 0;
}

/* Paths ascend and have all journeys and all events. */
static bool
paths_are_right(const struct columns *c, const struct columns_ready *r)
{
	uint64_t journeys_n = 0, events_n = 0;
	for (uint64_t i = 0; i < r->paths_n; i++) {
		const struct columns_path *p = &r->paths[i];
		if (p->journey >= c->journeys_n || p->journeys_n == 0 ||
			p->journeys_n > c->journeys_n || (i > 0 && p[-1].journey >= p->journey))
			return false;
		journeys_n += p->journeys_n;
		events_n += p->journeys_n * (c->first[p->journey + 1] - c->first[p->journey]);
	}
	return journeys_n == c->journeys_n && events_n == c->events_n;
}

static enum fault_code
ready_open(struct columns *c, const struct opening *o)
{
	const struct saved_piece *piece = &o->heads[0].ready;
	const void *at = NULL, *pairs = NULL, *gaps = NULL, *spans = NULL, *paths = NULL;
	struct columns_ready *r = owner_array(c->owner, 1, sizeof *r);

	if (piece->size == 0)
		return FAULT_NONE;
	if (c->end_us != NULL ||
		piece_open(&at, o, piece, 1, sizeof(struct saved_ready), "tables made ready"))
		return damaged(o->fault, "tables made ready");
	const struct saved_ready *saved = at;
	if (piece_open(&pairs, o, &saved->pairs, saved->pairs_n, sizeof *r->pairs, "pairs") ||
		piece_open(&gaps, o, &saved->gaps, columns_gaps_n(c), sizeof *r->gaps, "gaps") ||
		piece_open(&spans, o, &saved->spans, c->journeys_n, sizeof *r->spans, "spans") ||
		piece_open(&paths, o, &saved->paths, saved->paths_n, sizeof *r->paths, "paths"))
		return o->fault->code;
	*r = (struct columns_ready){
		.first_us = saved->first_us,
		.last_us = saved->last_us,
		.pairs = pairs,
		.pairs_n = saved->pairs_n,
		.gaps = gaps,
		.spans = spans,
		.paths = paths,
		.paths_n = saved->paths_n,
	};
	if (!pairs_are_right(c, r))
		return damaged(o->fault, "pairs");
	if (!paths_are_right(c, r))
		return damaged(o->fault, "paths");
	c->ready = r;
	return FAULT_NONE;
}

/* ---- The whole ---- */

static enum fault_code
all_open(struct columns *c, struct opening *o)
{
	if (header_check(o) || pieces_open(c, o) || items_check(c, o->fault))
		return o->fault->code;
	return ready_open(c, o);
}

enum fault_code
columns_open(struct columns **ret, const char *path, struct fault *f)
{
	struct opening o = {.fault = f};

	if (file_map_open(&o.map, path, f))
		return fault_note(f, "opening saved columns");
	o.header = (const void *)o.map.at;
	o.heads = (const void *)(o.map.at + sizeof *o.header);
	struct columns_owner *owner = owner_new();
	owner_take_map(owner, o.map);
	struct columns *c = owner_array(owner, 1, sizeof *c);
	c->owner = owner;
	if (all_open(c, &o)) {
		columns_free(c);
		return fault_note(f, "opening saved columns %s", path);
	}
	*ret = c;
	return FAULT_NONE;
}
