/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes of an event. There is one way to write an event down, so the hash of what is read is the
 * hash of what was written, on both engines and any machine: numbers are eight bytes, the lowest
 * first.
 */
#include "journal/chain.h"

#include <assert.h>
#include <endian.h>
#include <sodium.h>
#include <string.h>

#define HEAD_NUMBERS 7

static_assert(JOURNAL_HASH_SIZE == crypto_generichash_BYTES, "a hash has 32 bytes");

static char *
number_put(char *at, int64_t number)
{
	const uint64_t bytes = htole64((uint64_t)number);

	memcpy(at, &bytes, sizeof bytes);
	return at + sizeof bytes;
}

void
chain_hash(unsigned char ret[static JOURNAL_HASH_SIZE],
	const unsigned char before[static JOURNAL_HASH_SIZE], const struct journal_event *event)
{
	char head[1 + HEAD_NUMBERS * sizeof(int64_t)] = {CHAIN_VERSION};
	const int64_t numbers[HEAD_NUMBERS] = {event->branch, event->number, event->kind,
		event->at_us, event->journey, event->subject, event->staff};
	crypto_generichash_state state;
	char *at = head + 1;

	for (size_t i = 0; i < HEAD_NUMBERS; i++)
		at = number_put(at, numbers[i]);
	/* These fail only for sizes that the library does not know. */
	(void)crypto_generichash_init(&state, NULL, 0, JOURNAL_HASH_SIZE);
	(void)crypto_generichash_update(&state, before, JOURNAL_HASH_SIZE);
	(void)crypto_generichash_update(&state, (const unsigned char *)head, sizeof head);
	(void)crypto_generichash_update(
		&state, (const unsigned char *)event->body.at, event->body.size);
	(void)crypto_generichash_final(&state, ret, JOURNAL_HASH_SIZE);
}

/* ---- The body ---- */

static bool
is_word(struct span s)
{
	for (size_t i = 0; i < s.size; i++) {
		const char c = s.at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			    (c != '\0' && strchr("-_.:/", c) != NULL)))
			return false;
	}
	return s.size > 0 && s.size <= JOURNAL_WORD_MOST;
}

static char *
bytes_put(char *at, struct span bytes)
{
	const uint32_t size = htole32((uint32_t)bytes.size);

	memcpy(at, &size, sizeof size);
	if (bytes.size > 0)
		memcpy(at + sizeof size, bytes.at, bytes.size);
	return at + sizeof size + bytes.size;
}

enum fault_code
body_write(char into[static JOURNAL_BODY_MOST], size_t *ret_size, const struct event_about *about,
	const struct store_value *fields, size_t fields_n, struct fault *f)
{
	struct event_field kinds[EVENT_FIELDS_MOST];
	char *at = into;

	assert(fields_n == journal_kind_fields(about, kinds));
	for (size_t i = 0; i < fields_n; i++) {
		const struct store_value *field = &fields[i];
		const size_t room = JOURNAL_BODY_MOST - (size_t)(at - into);

		assert(field->type == 0 || field->type == kinds[i].letter);
		if (field->type == 't' && !is_word(field->bytes))
			return fault_set(f, FAULT_BAD_INPUT,
				"the field %.*s of the event %s is no word: the journal holds "
				"names and ids, "
				"never what somebody wrote",
				SPAN_PRINT(kinds[i].name), about->name);
		if (room < 1 + sizeof(int64_t) ||
			(field->type != 'i' && field->bytes.size > room - 1 - sizeof(int64_t)))
			return fault_set(f, FAULT_TOO_BIG,
				"the fields of the event %s are over %d bytes", about->name,
				JOURNAL_BODY_MOST);
		*at++ = field->type == 0 ? '-' : field->type;
		if (field->type == 'i')
			at = number_put(at, field->number);
		else if (field->type != 0)
			at = bytes_put(at, field->bytes);
	}
	*ret_size = (size_t)(at - into);
	return FAULT_NONE;
}

static bool
take(struct span *body, void *into, size_t size)
{
	if (body->size < size)
		return false;
	memcpy(into, body->at, size);
	*body = (struct span){body->at + size, body->size - size};
	return true;
}

bool
body_cut(struct span *body, struct store_value *ret)
{
	char type;
	uint64_t number;
	uint32_t size;

	if (!take(body, &type, sizeof type))
		return false;
	if (type == '-') {
		*ret = store_none();
		return true;
	}
	if (type == 'i') {
		if (!take(body, &number, sizeof number))
			return false;
		*ret = store_int((int64_t)le64toh(number));
		return true;
	}
	if ((type != 't' && type != 'b') || !take(body, &size, sizeof size) ||
		le32toh(size) > body->size)
		return false;
	size = le32toh(size);
	*ret = (struct store_value){.type = type, .bytes = {body->at, size}};
	*body = (struct span){body->at + size, body->size - size};
	return true;
}

size_t
journal_fields(const struct journal_event *event, const struct event_field *fields, size_t fields_n,
	struct store_value *ret)
{
	struct span body = event->body;
	size_t n = 0;

	while (n < fields_n && body_cut(&body, &ret[n])) {
		if (ret[n].type != fields[n].letter)
			ret[n] = store_none();
		n++;
	}
	return n;
}

struct store_value
journal_field(const struct journal_event *event, const char *name)
{
	struct event_field fields[EVENT_FIELDS_MOST];
	struct store_value values[EVENT_FIELDS_MOST];
	const struct event_about *about = journal_kind(event->kind);
	const size_t fields_n = about != NULL ? journal_kind_fields(about, fields) : 0;
	const size_t n = journal_fields(event, fields, fields_n, values);

	for (size_t i = 0; i < n; i++)
		if (span_is(fields[i].name, span_of(name)))
			return values[i];
	return store_none();
}
