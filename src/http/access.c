/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what a request shows to an actor, and whether the route's table lets that role in. Nothing
 * here knows a route or a role by name: roles come with the rows.
 */
#include "http/access.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/clock.h"
#include "http/fields.h"
#include "http/site.h"

#define KEPT_MOST 20000
#define KEPT_US	  INT64_C(15000000)
#define SEEN_MOST 1000
#define SEEN_US	  INT64_C(60000000)
#define NAME_SIZE crypto_shorthash_siphashx24_BYTES
#define KINDS_N	  (CREDENTIAL_TICKET + 1)

struct kept {
	unsigned char name[NAME_SIZE]; /* a keyed hash of the secret */
	struct actor actor;
	int64_t found_us;
	uint64_t generation;
	bool is_renewing;
	UT_hash_handle hh;
};

/* Ids that were used since it was last said. */
struct seen {
	int64_t ids[SEEN_MOST];
	size_t n;
};

struct access {
	struct kept *kept;
	/* Of the names: one for each kind of secret, made at the start and never told. */
	unsigned char hash_keys[KINDS_N][crypto_shorthash_siphashx24_KEYBYTES];
	_Atomic(uint64_t) generation;
	struct limits_sign_in *limits;
	struct seen devices, keys;
	int64_t said_us;
};

static const struct who stranger = {.actor = {.role = ROLE_STRANGER}};

/* ---- What was found before ---- */

struct access *
access_new(void)
{
	struct access *a = calloc(1, sizeof(*a));

	if (a == NULL)
		abort();
	randombytes_buf(a->hash_keys, sizeof(a->hash_keys));
	a->limits = limits_sign_in_new();
	a->said_us = clock_steady_us();
	return a;
}

static void
kept_clear(struct access *a)
{
	struct kept *k, *next;

	HASH_ITER(hh, a->kept, k, next)
	{
		HASH_DEL(a->kept, k);
		free(k);
	}
}

void
access_free(struct access *a)
{
	if (a == NULL)
		return;
	kept_clear(a);
	limits_sign_in_free(a->limits);
	sodium_memzero(a->hash_keys, sizeof(a->hash_keys));
	free(a);
}

void
access_forget(struct access *a)
{
	atomic_fetch_add(&a->generation, 1);
}

struct limits_sign_in *
access_limits(struct access *a)
{
	return a->limits;
}

/* What is remembered is found by this and not by the secret itself. Two secrets with one name would
 * be one actor; without the key, 128 bits of SipHash leave no way to look for them but to ask. */
static void
secret_name(const struct access *a, enum credential kind, struct span secret,
	unsigned char ret[static NAME_SIZE])
{
	(void)crypto_shorthash_siphashx24(
		ret, (const unsigned char *)secret.at, secret.size, a->hash_keys[kind]);
}

static struct kept *
kept_find(struct access *a, const unsigned char *name)
{
	struct kept *k = NULL;

	HASH_FIND(hh, a->kept, name, NAME_SIZE, k);
	if (k != NULL && (k->generation != atomic_load(&a->generation) ||
				 clock_steady_us() - k->found_us > KEPT_US)) {
		HASH_DEL(a->kept, k);
		free(k);
		k = NULL;
	}
	return k;
}

static struct kept *
kept_add(
	struct access *a, const unsigned char *name, const struct actor *actor, uint64_t generation)
{
	struct kept *k;

	if (HASH_COUNT(a->kept) >= KEPT_MOST)
		kept_clear(a);
	k = calloc(1, sizeof(*k));
	if (k == NULL)
		abort();
	memcpy(k->name, name, NAME_SIZE);
	k->actor = *actor;
	k->found_us = clock_steady_us();
	k->generation = generation;
	HASH_ADD(hh, a->kept, name, NAME_SIZE, k);
	return k;
}

/* What the store knows of a secret; NULL when it is not good. */
static enum fault_code
store_look(struct kept **ret, struct http *http, enum credential kind, struct span secret,
	const unsigned char *name, struct fault *f)
{
	struct access *a = http->access;
	const uint64_t generation = atomic_load(&a->generation); /* before it is looked up */
	struct actor actor = {0};
	bool found = false;

	if (service_actor_find(http->service, http->reader_net, kind, secret, &actor, &found, f))
		return f->code;
	*ret = found ? kept_add(a, name, &actor, generation) : NULL;
	return FAULT_NONE;
}

/* Fills who when the secret is good. */
static enum fault_code
secret_look(struct http *http, enum credential kind, struct span secret, struct who *who,
	struct fault *f)
{
	struct access *a = http->access;
	unsigned char name[NAME_SIZE];
	struct kept *k;

	if (secret.size == 0 || secret.size > FIELD_SECRET_MOST)
		return FAULT_NONE;
	secret_name(a, kind, secret, name);
	k = kept_find(a, name);
	if (k == NULL && store_look(&k, http, kind, secret, name, f))
		return f->code;
	if (k == NULL)
		return FAULT_NONE;
	who->actor = k->actor;
	who->is_known = true;
	who->kind = kind;
	who->secret = secret;
	return FAULT_NONE;
}

/* ---- What a request shows ---- */

/* X(id, name, the word that chooses it) */
#define COOKIE_TABLE(X)                                                                            \
	X(SESSION, "cykl", "session")                                                              \
	X(KIOSK, "cykl-kiosk", "kiosk")                                                            \
	X(DISPLAY, "cykl-display", "display")                                                      \
	X(VISIT, "cykl-visit", "visit")

static const struct {
	const char *plain, *secure, *word;
} cookies[COOKIE__COUNT] = {
#define X(id, name, word) [COOKIE_##id] = {(name), "__Host-" name, (word)},
	COOKIE_TABLE(X)
#undef X
};

static const char *
cookie_name(const struct http_request *r, enum cookie cookie)
{
	return r->is_secure ? cookies[cookie].secure : cookies[cookie].plain;
}

void
access_cookie_set(struct http_request *r, enum cookie cookie, struct span value)
{
	const char *age = "";

	if (value.size == 0)
		age = "; Max-Age=0";
	else if (cookie != COOKIE_SESSION)
		age = "; Max-Age=31536000";
	http_reply_header(r, "Set-Cookie", "%s=%.*s; Path=/; HttpOnly; SameSite=Strict%s%s",
		cookie_name(r, cookie), SPAN_PRINT(value), r->is_secure ? "; Secure" : "", age);
}

/* "https://queue.example/kiosk?x" → "kiosk" */
static struct span
page_of(struct span address)
{
	struct span rest = address, part = {0};

	for (unsigned i = 0; i < 4; i++)
		if (!span_cut(&rest, '/', &part))
			return (struct span){0};
	for (size_t i = 0; i < part.size; i++)
		if (part.at[i] == '?' || part.at[i] == '#')
			part.size = i;
	return part;
}

/* Whom the page speaks for: by a header, by the address, or by what the page is. */
static bool
cookie_wanted(const struct http_request *r, enum cookie *ret)
{
	const struct span ways[] = {
		http_header(r, "x-cykl"), http_query(r, "as"), page_of(http_header(r, "referer"))};

	for (size_t i = 0; i < array_length(ways); i++)
		for (unsigned c = 0; c < COOKIE__COUNT; c++)
			if (ways[i].size > 0 && span_is(ways[i], span_of(cookies[c].word))) {
				*ret = (enum cookie)c;
				return true;
			}
	return false;
}

/* The cookie that the page chose, or else the first there is. */
static bool
cookie_choose(const struct http_request *r, enum cookie *ret, struct span *ret_value)
{
	if (cookie_wanted(r, ret)) {
		*ret_value = http_cookie(r, cookie_name(r, *ret));
		if (ret_value->size > 0)
			return true;
	}
	for (unsigned c = 0; c < COOKIE__COUNT; c++) {
		*ret = (enum cookie)c;
		*ret_value = http_cookie(r, cookie_name(r, *ret));
		if (ret_value->size > 0)
			return true;
	}
	return false;
}

/* "Bearer abc" → the kind and "abc". */
static bool
authorization_read(const struct http_request *r, enum credential *ret_kind, struct span *ret_secret)
{
	struct span rest = http_header(r, "authorization"), scheme;

	if (rest.at == NULL) {
		*ret_secret = http_query(r, "word");
		*ret_kind = CREDENTIAL_TICKET;
		return ret_secret->size > 0;
	}
	if (!span_cut(&rest, ' ', &scheme))
		return false;
	*ret_secret = span_trim(rest);
	*ret_kind = span_is_like(scheme, SPAN("ticket")) ? CREDENTIAL_TICKET : CREDENTIAL_KEY;
	return span_is_like(scheme, SPAN("ticket")) || span_is_like(scheme, SPAN("bearer"));
}

static enum fault_code
who_find(struct http *http, const struct http_request *r, struct who *who, struct fault *f)
{
	enum credential kind;
	enum cookie cookie;
	struct span secret;

	if (authorization_read(r, &kind, &secret))
		return secret_look(http, kind, secret, who, f);
	if (!cookie_choose(r, &cookie, &secret))
		return FAULT_NONE;
	return secret_look(http, cookie == COOKIE_SESSION ? CREDENTIAL_SESSION : CREDENTIAL_DEVICE,
		secret, who, f);
}

/* ---- May they? ---- */

static bool
is_safe(enum http_verb verb)
{
	return verb == HTTP_GET || verb == HTTP_HEAD || verb == HTTP_OPTIONS;
}

/* "https://queue.example" of an origin header against our own name. */
static bool
is_own_origin(const struct http *http, const struct http_request *r, struct span origin)
{
	struct span host = http_header(r, "host");

	if (http->site.base_url != NULL && span_is_like(origin, span_of(http->site.base_url)))
		return true;
	for (const char *const *scheme = (const char *const[]){"http://", "https://", NULL};
		*scheme != NULL; scheme++) {
		struct span begin = span_of(*scheme);
		if (!span_begins(origin, begin))
			continue;
		return span_is_like(
			(struct span){origin.at + begin.size, origin.size - begin.size}, host);
	}
	return false;
}

/* What changes something must not come from another site. */
static const char *
forged(const struct http *http, const struct http_request *r)
{
	struct span origin;

	if (is_safe(r->verb) || http_header(r, "authorization").at != NULL)
		return NULL;
	if (http_header(r, "x-cykl").at == NULL)
		return "what changes something needs the header \"X-Cykl: 1\"";
	if (span_is(http_header(r, "sec-fetch-site"), SPAN("cross-site")))
		return "this comes from a page of another site";
	origin = http_header(r, "origin");
	if (origin.at != NULL && !is_own_origin(http, r, origin))
		return "this comes from a page of another site";
	return NULL;
}

static enum fault_code
refuse(struct http_request *r, const struct who *who)
{
	if (!who->is_known) {
		http_reply_header(r, "WWW-Authenticate", "Bearer realm=\"cykl\"");
		return http_reply_problem(r, HTTP_PROBLEM_SIGN_IN, NULL, NULL);
	}
	return http_reply_problem(r, HTTP_PROBLEM_FORBIDDEN, NULL, NULL);
}

enum fault_code
access_admit(struct http_request *r, void *context, struct fault *f)
{
	struct http *http = context;
	struct who *who = ARENA_NEW(r->arena, struct who);
	const char *wrong;

	*who = stranger;
	r->session = who;
	if (r->route == NULL || site_row_of(http, r)->kind == ROW_PAGE)
		return FAULT_NONE;
	if (who_find(http, r, who, f))
		return fault_note(f, "finding out who asks");
	if ((r->route->roles & (1u << who->actor.role)) == 0)
		return refuse(r, who);
	wrong = forged(http, r);
	if (wrong != NULL)
		return http_reply_problem(r, HTTP_PROBLEM_FORBIDDEN, NULL, wrong);
	if (who->actor.reads_only && !is_safe(r->verb))
		return http_reply_problem(
			r, HTTP_PROBLEM_FORBIDDEN, NULL, "this key may look and change nothing");
	access_note_seen(http, who);
	return FAULT_NONE;
}

enum fault_code
access_missing(struct http_request *r, void *context, struct fault *f)
{
	struct who who = stranger;

	if (!span_begins(r->path, SPAN("/api/")))
		return FAULT_NONE;
	if (who_find(context, r, &who, f))
		return fault_note(f, "finding out who asks");
	return who.is_known ? FAULT_NONE : refuse(r, &who);
}

const struct who *
access_who(const struct http_request *r)
{
	return r->session != NULL ? r->session : &stranger;
}

struct actor
access_stranger(void)
{
	return stranger.actor;
}

uint64_t
access_owner(const struct who *who)
{
	const struct actor *a = &who->actor;

	return (uint64_t)(a->staff != 0	   ? a->staff
			  : a->device != 0 ? a->device
			  : a->key != 0	   ? a->key
					   : a->ticket);
}

/* ---- A new word for an old one ---- */

struct renewing {
	struct service_request request;
	struct session_rotate in;
	struct session_rotate_result out;
};

static void
renewed(struct service_request *request)
{
	struct http_request *r = request->with;
	const struct session_rotate_result *out = request->out;

	/* Another tab was quicker: it has the new word for this browser, and ours works a while. */
	if (request->fault.code == FAULT_NONE)
		access_cookie_set(r, COOKIE_SESSION, out->session);
	http_finish(r);
}

/* True once for a word: who asks again with it before the answer is there has to wait for nothing.
 */
static bool
renewing_begin(struct access *a, const struct who *who)
{
	unsigned char name[NAME_SIZE];
	struct kept *k = NULL;
	bool is_first;

	secret_name(a, who->kind, who->secret, name);
	HASH_FIND(hh, a->kept, name, NAME_SIZE, k);
	is_first = k != NULL && !k->is_renewing;
	if (k != NULL)
		k->is_renewing = true;
	return is_first;
}

void
access_renew(struct http_request *r, struct http *http)
{
	const struct who *who = access_who(r);
	struct renewing *renewing;
	struct fault fault = {0};

	if (!who->is_known || who->kind != CREDENTIAL_SESSION || !who->actor.is_due ||
		!renewing_begin(http->access, who))
		return;
	renewing = ARENA_NEW(r->arena, struct renewing);
	renewing->in.session = who->secret;
	renewing->request =
		(struct service_request){.command = service_command(COMMAND_session_rotate),
			.actor = {.role = ROLE_HOUSE},
			.in = &renewing->in,
			.out = &renewing->out,
			.arena = r->arena,
			.done = renewed,
			.with = r};
	http_suspend(r);
	if (service_submit(http->service, &renewing->request, &fault))
		http_finish(r); /* another time: the old word is still good */
}

/* ---- Who was seen ---- */

struct telling {
	struct service_request request;
	struct seen_note in;
	struct arena *arena;
};

static void
told(struct service_request *request)
{
	struct telling *telling = request->with;

	arena_free(telling->arena);
}

static void
seen_add(struct seen *seen, int64_t id)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen->ids[i] == id)
			return;
	if (id != 0 && seen->n < SEEN_MOST)
		seen->ids[seen->n++] = id;
}

static struct service_ids
seen_take(struct seen *seen, struct arena *arena)
{
	int64_t *ids = ARENA_ARRAY(arena, int64_t, seen->n);
	struct service_ids taken = {ids, seen->n};

	memcpy(ids, seen->ids, seen->n * sizeof(*ids));
	seen->n = 0;
	return taken;
}

static void
seen_tell(struct http *http)
{
	struct access *a = http->access;
	struct arena *arena = arena_new(ARENA_UNLIMITED);
	struct telling *telling = ARENA_NEW(arena, struct telling);
	struct fault fault = {0};

	telling->arena = arena;
	telling->in.devices = seen_take(&a->devices, arena);
	telling->in.keys = seen_take(&a->keys, arena);
	telling->request = (struct service_request){.command = service_command(COMMAND_seen_note),
		.actor = {.role = ROLE_HOUSE},
		.in = &telling->in,
		.arena = arena,
		.done = told,
		.with = telling};
	if (service_submit(http->service, &telling->request, &fault))
		arena_free(arena);
}

void
access_note_seen(struct http *http, const struct who *who)
{
	struct access *a = http->access;
	int64_t now_us;

	seen_add(&a->devices, who->actor.device);
	seen_add(&a->keys, who->actor.key);
	if (a->devices.n + a->keys.n == 0)
		return;
	now_us = clock_steady_us();
	if (now_us - a->said_us < SEEN_US)
		return;
	a->said_us = now_us;
	seen_tell(http);
}
