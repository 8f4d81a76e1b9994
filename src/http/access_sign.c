/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing in and out, and setting a password.
 *
 * 	net thread         the body, how often, whose hash        (access_limits,
 * service_password_find) password thread    Argon2id: a tenth of a second, 64 MiB  (so only one at
 * a time) writer             session.open, and what goes before it writer's done()    the cookie,
 * and the answer goes out
 *
 * A name that does not exist is checked against a hash that fits nothing, so that it takes as long.
 * Passwords and hashes are in the request's arena and are wiped when they were used.
 */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "http/access_fields.h"
#include "http/site.h"

#define PASSWORD_LEAST 10

/* One request on its way through the threads. */
struct signing {
	struct job job;
	struct http *http;
	struct http_request *r;
	struct service_request request;
	/* Before the new session: nothing, or one of these two. */
	enum { SIGN_IN_ONLY, SIGN_BY_INVITATION, SIGN_NEW_PASSWORD } kind;
	struct actor actor;
	struct span name, password, fresh, invitation;
	const char *hash;
	char fresh_hash[crypto_pwhash_STRBYTES];
	bool is_nobody;
	int64_t staff;
	const char *then; /* where to go; NULL: say who it is */
	union {
		struct session_open session_open;
		struct invitation_use invitation_use;
		struct password_change password_change;
	} in;
	union {
		struct session_open_result session_open;
		struct invitation_use_result invitation_use;
	} out;
};

static void
wipe(struct span secret)
{
	if (secret.size > 0)
		sodium_memzero((void *)(uintptr_t)secret.at, secret.size);
}

static void
signing_end(struct signing *s)
{
	wipe(s->password);
	wipe(s->fresh);
	sodium_memzero(s->fresh_hash, sizeof(s->fresh_hash));
	http_finish(s->r);
}

static struct signing *
signing_new(struct http *http, struct http_request *r)
{
	struct signing *s = ARENA_NEW(r->arena, struct signing);

	s->http = http;
	s->r = r;
	s->actor = access_who(r)->actor;
	return s;
}

/* ---- On the writer's thread ---- */

static void
submit(struct signing *s, const struct actor *actor, enum command_id command,
	void (*done)(struct service_request *))
{
	struct fault fault = {0};

	s->request = (struct service_request){.command = service_command(command),
		.actor = *actor,
		.in = &s->in,
		.out = &s->out,
		.arena = s->r->arena,
		.done = done,
		.with = s};
	if (service_submit(s->http->service, &s->request, &fault)) {
		http_reply_fault(s->r, &fault);
		signing_end(s);
	}
}

static void
session_opened(struct service_request *request)
{
	struct signing *s = request->with;
	struct signed_in answer = {.staff = s->staff};

	if (request->fault.code != FAULT_NONE) {
		http_reply_fault(s->r, &request->fault);
	} else {
		access_cookie_set(s->r, COOKIE_SESSION, s->out.session_open.session);
		if (s->then != NULL)
			http_reply_redirect(s->r, 303, s->then);
		else
			http_reply(s->r, 200, "application/json",
				fields_write(&access_signed_in_fields, &answer, s->r->arena));
	}
	signing_end(s);
}

static void
session_submit(struct signing *s)
{
	const struct actor house = {.role = ROLE_HOUSE};

	memset(&s->in, 0, sizeof(s->in));
	memset(&s->out, 0, sizeof(s->out));
	s->in.session_open.staff = s->staff;
	submit(s, &house, COMMAND_session_open, session_opened);
}

static void
session_job(struct job *job)
{
	session_submit((struct signing *)job);
}

/* The password is set: a session follows. Asked for from a thread that may wait. */
static void
password_set(struct service_request *request)
{
	struct signing *s = request->with;
	struct fault fault = {0};

	access_forget(s->http->access);
	if (request->fault.code != FAULT_NONE) {
		http_reply_fault(s->r, &request->fault);
		signing_end(s);
		return;
	}
	if (s->kind == SIGN_BY_INVITATION)
		s->staff = s->out.invitation_use.staff;
	s->job.run = session_job;
	if (work_give(s->http->passwords, &s->job, &fault)) {
		http_reply_fault(s->r, &fault);
		signing_end(s);
	}
}

/* ---- On the password thread ---- */

static bool
password_is_right(const struct signing *s)
{
	const char *hash = s->is_nobody ? s->http->dummy_hash : s->hash;
	bool is_right = crypto_pwhash_str_verify(hash, s->password.at, s->password.size) == 0;

	return is_right && !s->is_nobody;
}

static bool
fresh_hash_make(struct signing *s)
{
	return crypto_pwhash_str(s->fresh_hash, s->fresh.at, s->fresh.size,
		       crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

static void
submit_fresh(struct signing *s)
{
	if (!fresh_hash_make(s)) {
		(void)http_reply_problem(s->r, HTTP_PROBLEM_BUSY, NULL,
			"there is no memory to hash a password; try again in a moment");
		signing_end(s);
		return;
	}
	memset(&s->in, 0, sizeof(s->in));
	if (s->kind == SIGN_BY_INVITATION) {
		s->in.invitation_use.invitation = s->invitation;
		s->in.invitation_use.password = span_of(s->fresh_hash);
		submit(s, &s->actor, COMMAND_invitation_use, password_set);
	} else {
		s->in.password_change.password = span_of(s->fresh_hash);
		submit(s, &s->actor, COMMAND_password_change, password_set);
	}
}

static void
password_job(struct job *job)
{
	struct signing *s = (struct signing *)job;

	if (s->kind == SIGN_BY_INVITATION) {
		submit_fresh(s);
		return;
	}
	if (!password_is_right(s)) {
		bool is_change = s->kind == SIGN_NEW_PASSWORD;
		(void)http_reply_problem(s->r,
			is_change ? HTTP_PROBLEM_BAD_REQUEST : HTTP_PROBLEM_SIGN_IN,
			is_change ? "old" : NULL,
			is_change ? "the password so far is another one"
				  : "the name or the password is wrong");
		signing_end(s);
		return;
	}
	limits_sign_in_give_back(
		access_limits(s->http->access), s->name, s->r->address, clock_steady_us());
	if (s->kind == SIGN_NEW_PASSWORD)
		submit_fresh(s);
	else
		session_submit(s);
}

/* ---- On the net thread ---- */

static enum fault_code
body_read(struct http_request *r, const struct service_fields *fields, void *in, struct fault *f)
{
	struct field_reader reader;
	json_t *body;

	field_reader_init(&reader, fields, in, r->arena);
	if (field_body_read(r, &body, f) || field_read_object(&reader, body, f) ||
		field_reader_finish(&reader, f))
		return f->code;
	return FAULT_NONE;
}

static bool
may_try(struct signing *s)
{
	int64_t wait_us = 0;

	if (limits_sign_in_try(access_limits(s->http->access), s->name, s->r->address,
		    clock_steady_us(), &wait_us))
		return true;
	(void)http_reply_problem(s->r, HTTP_PROBLEM_TOO_MANY, NULL,
		arena_printf(s->r->arena, "too many tries; the next one may be in %lld s",
			(long long)(wait_us / 1000000 + 1)));
	return false;
}

static enum fault_code
password_check_new(struct span password, struct span name, struct fault *f)
{
	char text[SERVICE_TEXT_MOST + 1];

	memcpy(text, password.at, password.size);
	text[password.size] = '\0';
	if (text_length(text) < PASSWORD_LEAST)
		fault_field(f, FAULT_BAD_INPUT, "password",
			"the password is too short: it needs at least %d letters", PASSWORD_LEAST);
	else if (span_is_like(password, name))
		fault_field(f, FAULT_BAD_INPUT, "password", "the password must not be the name");
	else
		f->code = FAULT_NONE;
	sodium_memzero(text, sizeof(text));
	return f->code;
}

/* Whose hash it is; a name that is not there goes on as nobody. */
static enum fault_code
hash_find(struct signing *s, struct fault *f)
{
	bool found = false;

	if (service_password_find(s->http->service, s->http->reader_net, s->name, &s->staff,
		    &s->hash, &found, s->r->arena, f))
		return f->code;
	s->is_nobody = !found || s->hash == NULL || s->hash[0] == '\0';
	return FAULT_NONE;
}

static enum fault_code
to_passwords(struct signing *s)
{
	struct fault fault = {0};

	s->job.run = password_job;
	http_suspend(s->r);
	if (work_give(s->http->passwords, &s->job, &fault)) {
		http_reply_fault(s->r, &fault);
		signing_end(s);
	}
	return FAULT_NONE;
}

enum fault_code
api_session_open(struct http_request *r, void *context, struct fault *f)
{
	struct signing *s = signing_new(context, r);
	struct sign_in_body body = {0};

	if (body_read(r, &access_sign_in_fields, &body, f))
		return f->code;
	s->kind = SIGN_IN_ONLY;
	s->name = body.name;
	s->password = body.password;
	if (!may_try(s))
		return FAULT_NONE;
	if (hash_find(s, f))
		return f->code;
	return to_passwords(s);
}

enum fault_code
api_invitation_use(struct http_request *r, void *context, struct fault *f)
{
	struct signing *s = signing_new(context, r);
	struct invitation_body body = {0};

	if (body_read(r, &access_invitation_fields, &body, f) ||
		password_check_new(body.password, (struct span){0}, f))
		return f->code;
	s->kind = SIGN_BY_INVITATION;
	s->invitation = body.invitation;
	s->fresh = body.password;
	if (!may_try(s))
		return FAULT_NONE;
	return to_passwords(s);
}

/* The name that somebody signs in with. */
static enum fault_code
own_name(struct signing *s, struct fault *f)
{
	const struct me_view *in = arena_alloc(s->r->arena, sizeof(*in));
	json_t *me = NULL;
	const char *name;

	if (service_view(s->http->service, s->http->reader_net, &s->actor, VIEW_me, in, &me, f))
		return f->code;
	name = json_string_value(json_object_get(me, "name"));
	s->name = span_of(arena_text(s->r->arena, name != NULL ? name : ""));
	json_decref(me);
	return FAULT_NONE;
}

enum fault_code
api_password_change(struct http_request *r, void *context, struct fault *f)
{
	struct signing *s = signing_new(context, r);
	struct password_body body = {0};

	if (access_who(r)->kind != CREDENTIAL_SESSION)
		return http_reply_problem(
			r, HTTP_PROBLEM_FORBIDDEN, NULL, "only who is signed in has a password");
	if (body_read(r, &access_password_fields, &body, f) || own_name(s, f) ||
		password_check_new(body.password, s->name, f))
		return f->code;
	s->kind = SIGN_NEW_PASSWORD;
	s->password = body.old;
	s->fresh = body.password;
	if (!may_try(s))
		return FAULT_NONE;
	if (hash_find(s, f))
		return f->code;
	return to_passwords(s);
}

/* ---- Signing out ---- */

static void
session_closed(struct service_request *request)
{
	struct signing *s = request->with;

	access_forget(s->http->access);
	/* A session that is gone already is as good as closed. */
	if (request->fault.code != FAULT_NONE && request->fault.code != FAULT_NOT_FOUND)
		http_reply_fault(s->r, &request->fault);
	http_finish(s->r);
}

static void
session_close_submit(struct signing *s)
{
	struct session_close *in = ARENA_NEW(s->r->arena, struct session_close);
	struct fault fault = {0};

	in->session = access_who(s->r)->secret;
	s->request = (struct service_request){.command = service_command(COMMAND_session_close),
		.actor = {.role = ROLE_HOUSE},
		.in = in,
		.arena = s->r->arena,
		.done = session_closed,
		.with = s};
	if (service_submit(s->http->service, &s->request, &fault)) {
		http_reply_fault(s->r, &fault);
		http_finish(s->r);
	}
}

enum fault_code
api_session_close(struct http_request *r, void *context, struct fault *f)
{
	const struct who *who = access_who(r);

	(void)f; /* what goes wrong is answered by the writer */
	http_reply_empty(r, 204);
	if (who->is_known && who->kind == CREDENTIAL_DEVICE) {
		for (unsigned c = COOKIE_KIOSK; c < COOKIE__COUNT; c++)
			access_cookie_set(r, (enum cookie)c, SPAN(""));
		return FAULT_NONE;
	}
	access_cookie_set(r, COOKIE_SESSION, SPAN(""));
	if (!who->is_known || who->kind != CREDENTIAL_SESSION)
		return FAULT_NONE;
	http_suspend(r);
	session_close_submit(signing_new(context, r));
	return FAULT_NONE;
}

/* ---- Links ---- */

enum fault_code
api_enter(struct http_request *r, void *context, struct fault *f)
{
	struct signing *s = signing_new(context, r);
	struct actor actor = {0};
	bool found = false;

	if (service_actor_find(s->http->service, s->http->reader_net, CREDENTIAL_SESSION,
		    http_part(r, "word"), &actor, &found, f))
		return f->code;
	if (!found || actor.staff == 0) {
		http_reply_redirect(r, 303, "/");
		return FAULT_NONE;
	}
	s->staff = actor.staff;
	s->then = "/";
	http_suspend(r);
	session_submit(s);
	return FAULT_NONE;
}

/* A device's link leaves its word in a cookie. A word that is good for nothing leaves none, and the
 * page says that it is not paired. */
static enum fault_code
pair(struct http_request *r, struct http *http, enum cookie cookie, enum role role,
	const char *then, struct fault *f)
{
	struct span word = http_part(r, "word");
	struct actor actor = {0};
	bool found = false;

	if (service_actor_find(
		    http->service, http->reader_net, CREDENTIAL_DEVICE, word, &actor, &found, f))
		return f->code;
	if (found && actor.role == role)
		access_cookie_set(r, cookie, word);
	http_reply_redirect(r, 303, then);
	return FAULT_NONE;
}

enum fault_code
api_pair_kiosk(struct http_request *r, void *context, struct fault *f)
{
	return pair(r, context, COOKIE_KIOSK, ROLE_KIOSK, "/kiosk", f);
}

enum fault_code
api_pair_display(struct http_request *r, void *context, struct fault *f)
{
	return pair(r, context, COOKIE_DISPLAY, ROLE_DISPLAY, "/display", f);
}

enum fault_code
api_pair_visit(struct http_request *r, void *context, struct fault *f)
{
	return pair(r, context, COOKIE_VISIT, ROLE_POSTER, "/visit", f);
}
