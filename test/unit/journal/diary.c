/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random events.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diary.h"

struct store *
diary_open_again(const struct store_place *p, unsigned readers_n, struct fault *f)
{
	const struct store_part *const parts[] = {&journal_part};
	const struct store_setup setup = {
		.parts = parts, .parts_n = 1, .readers_n = readers_n, .may_create = true};
	struct store *s = NULL;

	return store_open(&s, p->address, &setup, f) ? NULL : s;
}

struct store *
diary_open(struct store_place *p, unsigned readers_n)
{
	struct fault fault = {0};
	char sentence[1000];

	p->store = diary_open_again(p, readers_n, &fault);
	if (p->store == NULL)
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return p->store;
}

uint64_t
diary_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * UINT64_C(2685821657736338717);
}

static struct store_value
field_make(char letter, uint64_t *random)
{
	static const char *const words[] = {"greeting", "queue-2", "kiosk", "a.b:c/d_e", "X"};
	static const char bytes[] = "\0\1\2\xff\xfe bytes";

	if (diary_random(random) % 5 == 0)
		return store_none();
	if (letter == 'i')
		return store_int((int64_t)diary_random(random));
	if (letter == 't')
		return store_text(span_of(words[diary_random(random) % array_length(words)]));
	return store_bytes((struct span){bytes, diary_random(random) % sizeof bytes});
}

enum fault_code
diary_append(struct journal_pen *pen, struct store_tx *tx, int64_t branch, uint64_t *random,
	int64_t *ret_number, struct fault *f)
{
	size_t kinds_n = 0;
	const struct event_about *kinds = journal_kinds(&kinds_n);
	const struct event_about *about = &kinds[diary_random(random) % kinds_n];
	struct event_field fields[EVENT_FIELDS_MOST];
	struct store_value values[EVENT_FIELDS_MOST];
	const size_t fields_n = journal_kind_fields(about, fields);
	const struct journal_event event = {
		.branch = branch,
		.kind = about->kind,
		.at_us = (int64_t)(diary_random(random) % INT64_C(4000000000000000)),
		.journey = (int64_t)(diary_random(random) % 1000),
		.subject = (int64_t)(diary_random(random) % 1000),
		.staff = (int64_t)(diary_random(random) % 20),
	};

	for (size_t i = 0; i < fields_n; i++)
		values[i] = field_make(fields[i].letter, random);
	return journal_append(pen, tx, &event, values, fields_n, ret_number, f);
}

void
diary_commit(struct store_tx *tx)
{
	struct fault fault = {0};
	char sentence[1000];

	if (store_commit(tx, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
}

struct journal_proof
diary_prove(struct store_connection *c)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(c);
	struct journal_proof proof = {0};
	struct fault fault = {0};
	char sentence[1000];

	if (journal_verify(tx, &proof, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return proof;
}
