/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes columns into a file beside the wanted one and renames it, so that a reader sees the old or
 * the new file and never half of one. First all places are given, then everything is written in
 * their order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "columns/columns.h"
#include "columns/parts.h"
#include "columns/saved.h"

struct saving {
	const struct columns *columns;
	struct saved_header header;
	struct saved_column *heads; /* the activity, then the extra columns */
	size_t heads_n;
	struct saved_ready ready; /* of columns that have it */
	uint64_t place; /* while places are given: the next free one; while writing: where we are */
	FILE *out;
};

static const struct column *
column_of(const struct columns *c, size_t head)
{
	return head == 0 ? &c->activity : &c->extra[head - 1];
}

static uint64_t
bytes_of(const struct words *words)
{
	return words->words_n == 0 ? 0 : words->ends[words->words_n - 1];
}

static void
piece_place(struct saving *s, struct saved_piece *piece, uint64_t size)
{
	s->place = (s->place + SAVED_ALIGNMENT - 1) / SAVED_ALIGNMENT * SAVED_ALIGNMENT;
	*piece = (struct saved_piece){.at = s->place, .size = size};
	s->place += size;
}

static void
ready_places_give(struct saving *s)
{
	const struct columns_ready *from = s->columns->ready;
	struct saved_ready *r = &s->ready;

	if (from == NULL)
		return;
	*r = (struct saved_ready){
		.first_us = from->first_us,
		.last_us = from->last_us,
		.pairs_n = from->pairs_n,
		.paths_n = from->paths_n,
	};
	piece_place(s, &s->heads[0].ready, sizeof *r);
	piece_place(s, &r->pairs, from->pairs_n * sizeof *from->pairs);
	piece_place(s, &r->gaps, columns_gaps_n(s->columns) * sizeof *from->gaps);
	piece_place(s, &r->spans, s->columns->journeys_n * sizeof *from->spans);
	piece_place(s, &r->paths, from->paths_n * sizeof *from->paths);
}

static void
places_give(struct saving *s)
{
	const struct columns *c = s->columns;
	struct saved_header *h = &s->header;

	*h = (struct saved_header){
		.version = SAVED_VERSION,
		.has_ends = c->end_us != NULL,
		.order = SAVED_ORDER,
		.extra_n = (uint32_t)c->extra_n,
		.events_n = c->events_n,
		.journeys_n = c->journeys_n,
		.tick_us = c->tick_us,
	};
	memcpy(h->magic, SAVED_MAGIC, SAVED_MAGIC_SIZE);
	s->place = sizeof *h + s->heads_n * sizeof *s->heads;
	piece_place(s, &h->first, ((uint64_t)c->journeys_n + 1) * sizeof *c->first);
	piece_place(s, &h->time_us, c->events_n * sizeof *c->time_us);
	piece_place(s, &h->end_us, c->end_us == NULL ? 0 : c->events_n * sizeof *c->end_us);
	piece_place(s, &h->journey_ends, c->journeys_n * sizeof *c->journeys.ends);
	piece_place(s, &h->journey_bytes, bytes_of(&c->journeys));
	for (size_t i = 0; i < s->heads_n; i++) {
		const struct column *column = column_of(c, i);
		struct saved_column *head = &s->heads[i];
		head->width = column->width;
		head->words_n = column->words.words_n;
		piece_place(s, &head->name, strlen(column->name));
		piece_place(s, &head->codes, c->events_n * column->width);
		piece_place(s, &head->ends, head->words_n * sizeof *column->words.ends);
		piece_place(s, &head->bytes, bytes_of(&column->words));
	}
	ready_places_give(s);
	h->file_size = s->place;
}

/* Errors are kept by the stream and asked for once, at the end. */
static void
bytes_write(struct saving *s, const void *at, uint64_t size)
{
	if (size > 0)
		(void)fwrite(at, 1, size, s->out);
	s->place += size;
}

static void
piece_write(struct saving *s, const struct saved_piece *piece, const void *at)
{
	static const char zeroes[SAVED_ALIGNMENT] = {0};
	bytes_write(s, zeroes, piece->at - s->place);
	bytes_write(s, at, piece->size);
}

static void
all_write(struct saving *s)
{
	const struct columns *c = s->columns;
	const struct saved_header *h = &s->header;

	s->place = 0;
	bytes_write(s, h, sizeof *h);
	bytes_write(s, s->heads, s->heads_n * sizeof *s->heads);
	piece_write(s, &h->first, c->first);
	piece_write(s, &h->time_us, c->time_us);
	piece_write(s, &h->end_us, c->end_us);
	piece_write(s, &h->journey_ends, c->journeys.ends);
	piece_write(s, &h->journey_bytes, c->journeys.bytes);
	for (size_t i = 0; i < s->heads_n; i++) {
		const struct column *column = column_of(c, i);
		piece_write(s, &s->heads[i].name, column->name);
		piece_write(s, &s->heads[i].codes, column->codes);
		piece_write(s, &s->heads[i].ends, column->words.ends);
		piece_write(s, &s->heads[i].bytes, column->words.bytes);
	}
	if (c->ready == NULL)
		return;
	piece_write(s, &s->heads[0].ready, &s->ready);
	piece_write(s, &s->ready.pairs, c->ready->pairs);
	piece_write(s, &s->ready.gaps, c->ready->gaps);
	piece_write(s, &s->ready.spans, c->ready->spans);
	piece_write(s, &s->ready.paths, c->ready->paths);
}

static enum fault_code
file_save(struct saving *s, const char *path, const char *beside, struct fault *f)
{
	int file = mkstemp((char *)(uintptr_t)beside);

	if (file < 0)
		return fault_errno(f, "cannot write beside %s", path);
	s->out = fdopen(file, "wb");
	if (s->out == NULL)
		abort();
	mode_t mask = umask(0);
	(void)umask(mask);
	all_write(s);
	bool failed = ferror(s->out) != 0 || fflush(s->out) != 0 ||
		      fchmod(file, 0666 & ~mask) != 0 || fsync(file) != 0;
	failed |= fclose(s->out) != 0;
	if (failed || rename(beside, path) != 0) {
		(void)fault_errno(f, "cannot write %s", path);
		(void)unlink(beside); /* it is of no use */
		return f->code;
	}
	return FAULT_NONE;
}

enum fault_code
columns_save(const struct columns *c, const char *path, struct fault *f)
{
	struct saving saving = {.columns = c, .heads_n = c->extra_n + 1};
	size_t size = strlen(path) + sizeof ".XXXXXX";
	char *beside = malloc(size);

	saving.heads = calloc(saving.heads_n, sizeof *saving.heads);
	if (beside == NULL || saving.heads == NULL)
		abort();
	snprintf(beside, size, "%s.XXXXXX", path);
	places_give(&saving);
	enum fault_code code = file_save(&saving, path, beside, f);
	free(beside);
	free(saving.heads);
	return code == FAULT_NONE ? code : fault_note(f, "saving columns");
}
