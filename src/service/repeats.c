/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests that may come twice, because whoever sent one does not know whether it arrived. The
 * first answer is kept for a day under the branch and the request's key, in the command's own
 * transaction, and given again; the command is not run again.
 *
 * What is kept is of no use to who reads the store: the key stands there as a hash that also holds
 * who asked, and the answer, which may have a secret in it, is sealed with another hash of the same
 * key (XSalsa20-Poly1305).
 *
 *	sealed answer:  nonce 24 · of each field in order: 8 bytes, or 4 bytes of size and the text
 */
#include <sodium.h>
#include <string.h>

#include "service/life.h"
#include "service/life_sql.h"

#define KEY_SIZE   16
#define GIVEN_SIZE 16

struct key {
	unsigned char name[KEY_SIZE];		       /* where the answer is kept */
	unsigned char seal[crypto_secretbox_KEYBYTES]; /* what it is sealed with */
};

static void
add(crypto_generichash_state *hash, const void *at, size_t size)
{
	(void)crypto_generichash_update(hash, at, size);
}

static void
add_span(crypto_generichash_state *hash, struct span text)
{
	add(hash, &text.size, sizeof text.size);
	add(hash, text.at, text.size);
}

static void
key_hash(const struct service_request *r, const char *purpose, unsigned char *ret, size_t size)
{
	crypto_generichash_state hash;
	const int64_t who[] = {
		r->actor.role, r->actor.staff, r->actor.device, r->actor.key, r->actor.ticket};

	(void)crypto_generichash_init(&hash, NULL, 0, size);
	add_span(&hash, span_of(purpose));
	add(&hash, who, sizeof who);
	add_span(&hash, r->key);
	(void)crypto_generichash_final(&hash, ret, size);
}

static void
key_make(struct key *key, const struct service_request *r)
{
	key_hash(r, "name", key->name, sizeof key->name);
	key_hash(r, "seal", key->seal, sizeof key->seal);
}

/* ---- What was given, as a hash ---- */

static void
add_title(crypto_generichash_state *hash, const struct wording *title)
{
	for (size_t i = 0; i < LANGUAGE__COUNT; i++)
		add_span(hash, title->in[i] != NULL ? span_of(title->in[i]) : SPAN(""));
}

static void
add_files(crypto_generichash_state *hash, const struct service_files *files)
{
	add(hash, &files->n, sizeof files->n);
	for (size_t i = 0; i < files->n; i++) {
		add_span(hash, files->files[i].path);
		add_span(hash, files->files[i].content);
	}
}

static void
add_field(crypto_generichash_state *hash, enum field_type type, const void *at)
{
	const struct service_ids *ids = at;

	switch (type) {
	case FIELD_ID:
	case FIELD_NUMBER:
	case FIELD_TIME:
	case FIELD_SPAN_US:
		add(hash, at, sizeof(int64_t));
		break;
	case FIELD_REAL:
		add(hash, at, sizeof(double));
		break;
	case FIELD_FLAG:
		add(hash, at, sizeof(bool));
		break;
	case FIELD_WORD:
	case FIELD_TEXT:
	case FIELD_SECRET:
		add_span(hash, *(const struct span *)at);
		break;
	case FIELD_IDS:
		add(hash, &ids->n, sizeof ids->n);
		add(hash, ids->ids, ids->n * sizeof *ids->ids);
		break;
	case FIELD_TITLE:
		add_title(hash, at);
		break;
	case FIELD_FILES:
		add_files(hash, at);
		break;
	case FIELD_OBJECT:
	case FIELD_ONE:
	case FIELD_MANY:
		break; /* not of commands */
	}
}

static void
given_hash(const struct service_request *r, unsigned char ret[static GIVEN_SIZE])
{
	crypto_generichash_state hash;

	(void)crypto_generichash_init(&hash, NULL, 0, GIVEN_SIZE);
	for (size_t i = 0; i < r->command->takes.n; i++) {
		const struct service_field *field = &r->command->takes.fields[i];

		add_field(&hash, field->type, (const char *)r->in + field->offset);
	}
	(void)crypto_generichash_final(&hash, ret, GIVEN_SIZE);
}

/* ---- The answer as bytes ---- */

static bool
is_text(enum field_type type)
{
	return type == FIELD_WORD || type == FIELD_TEXT || type == FIELD_SECRET;
}

static size_t
answer_size(const struct service_fields *gives, const void *out)
{
	size_t size = 0;

	for (size_t i = 0; i < gives->n; i++)
		size += is_text(gives->fields[i].type)
				? sizeof(uint32_t) +
					  ((const struct span *)((const char *)out +
								 gives->fields[i].offset))
						  ->size
				: sizeof(int64_t);
	return size;
}

static void
answer_write(const struct service_fields *gives, const void *out, char *into)
{
	for (size_t i = 0; i < gives->n; i++) {
		const char *at = (const char *)out + gives->fields[i].offset;
		struct span text;
		uint32_t size;
		int64_t number = 0;

		if (is_text(gives->fields[i].type)) {
			memcpy(&text, at, sizeof text);
			size = (uint32_t)text.size;
			memcpy(into, &size, sizeof size);
			if (size > 0)
				memcpy(into + sizeof size, text.at, size);
			into += sizeof size + size;
			continue;
		}
		memcpy(&number, at, gives->fields[i].type == FIELD_FLAG ? 1 : sizeof number);
		memcpy(into, &number, sizeof number);
		into += sizeof number;
	}
}

/* False when it does not fit the fields: the program was another one. */
static bool
answer_read(const struct service_fields *gives, void *out, struct span answer)
{
	for (size_t i = 0; i < gives->n; i++) {
		char *at = (char *)out + gives->fields[i].offset;
		const size_t head =
			is_text(gives->fields[i].type) ? sizeof(uint32_t) : sizeof(int64_t);
		uint32_t size = 0;

		if (answer.size < head)
			return false;
		if (is_text(gives->fields[i].type)) {
			memcpy(&size, answer.at, sizeof size);
			if (answer.size - head < size)
				return false;
			memcpy(at, &(struct span){answer.at + head, size}, sizeof(struct span));
		} else {
			memcpy(at, answer.at,
				gives->fields[i].type == FIELD_FLAG ? 1 : sizeof(int64_t));
		}
		answer.at += head + size;
		answer.size -= head + size;
	}
	return answer.size == 0;
}

/* ---- Sealing ---- */

static struct span
seal(struct command *c, const struct key *key, struct span answer)
{
	const size_t size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + answer.size;
	unsigned char *sealed = arena_alloc(c->arena, size);

	service_random_bytes(&c->service->random, sealed, crypto_secretbox_NONCEBYTES);
	(void)crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES,
		(const unsigned char *)answer.at, answer.size, sealed, key->seal);
	return (struct span){(const char *)sealed, size};
}

static bool
unseal(struct command *c, const struct key *key, struct span sealed, struct span *ret)
{
	const size_t least = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
	const unsigned char *at = (const unsigned char *)sealed.at;
	unsigned char *answer;

	if (sealed.size < least)
		return false;
	answer = arena_alloc(c->arena, sealed.size - least);
	if (crypto_secretbox_open_easy(answer, at + crypto_secretbox_NONCEBYTES,
		    sealed.size - crypto_secretbox_NONCEBYTES, at, key->seal) != 0)
		return false;
	*ret = (struct span){(const char *)answer, sealed.size - least};
	return true;
}

/* ---- Keeping ---- */

static enum fault_code
repeat_read(struct command *c, const struct service_request *r, const struct key *key, void *out,
	struct store_rows *rows, struct fault *f)
{
	unsigned char given[GIVEN_SIZE];
	struct span answer;

	given_hash(r, given);
	if (store_row_int(rows, 0) != r->command->id ||
		!span_is(store_row_bytes(rows, 1), (struct span){(const char *)given, GIVEN_SIZE}))
		return fault_field(f, FAULT_CONFLICT, "key",
			"this key came with another command or other values before");
	if (!unseal(c, key, store_row_bytes(rows, 2), &answer) ||
		!answer_read(&r->command->gives, out, answer))
		return fault_set(f, FAULT_BROKEN, "the answer kept for a repeated %s is damaged",
			r->command->name);
	return FAULT_NONE;
}

enum fault_code
repeat_find(struct command *c, const struct service_request *r, void *out, bool *ret_is_repeat,
	struct fault *f)
{
	struct key key;

	key_make(&key, r);
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(c->tx, &life_part, SQL_REPEAT_FIND,
		STORE_VALUES(store_int(c->branch),
			store_bytes((struct span){(const char *)key.name, KEY_SIZE})));
	if (!store_next(rows))
		return store_fault(c->tx, f);
	*ret_is_repeat = true;
	return repeat_read(c, r, &key, out, rows, f);
}

enum fault_code
repeat_keep(struct command *c, const struct service_request *r, const void *out, struct fault *f)
{
	const struct service_fields *gives = &r->command->gives;
	const size_t size = answer_size(gives, out);
	char *answer = arena_alloc(c->arena, size);
	unsigned char given[GIVEN_SIZE];
	struct key key;

	key_make(&key, r);
	given_hash(r, given);
	answer_write(gives, out, answer);
	store_do(c->tx, &life_part, SQL_REPEAT_KEEP,
		STORE_VALUES(store_int(c->branch),
			store_bytes((struct span){(const char *)key.name, KEY_SIZE}),
			store_int(r->command->id),
			store_bytes((struct span){(const char *)given, GIVEN_SIZE}),
			store_bytes(seal(c, &key, (struct span){answer, size})),
			store_int(c->at_us)));
	return store_fault(c->tx, f);
}

void
repeats_forget(struct command *c)
{
	store_do(c->tx, &life_part, SQL_REPEAT_FORGET,
		STORE_VALUES(store_int(c->branch), store_int(c->at_us - REPEAT_KEPT_US)));
}
