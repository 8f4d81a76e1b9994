/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The service over HTTP, from outside: signing in and out, who is believed, a customer's visit,
 * repeated requests, live streams, bad input.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sched.h>

#include "site.h"

static const char *
path(struct site *s, const char *format, int64_t id)
{
	char *at = arena_printf(s->home->a, "%s", format), *hash = strchr(at, '#');

	*hash = '\0';
	return arena_printf(s->home->a, "%s%lld%s", at, (long long)id, hash + 1);
}

static void
assert_problem(struct site *s, const struct client_answer *answer, int status, const char *field)
{
	json_t *json = site_json(s, answer);

	if (answer->status != status || strcmp(site_text(json, "field"), field) != 0 ||
		site_text(json, "message")[0] == '\0')
		fail_msg("%d about \"%s\" expected: %d %.*s", status, field, answer->status,
			(int)answer->body_size, answer->body);
	json_decref(json);
}

/* The cookie that an answer sets, as a head field to send. */
static const char *
cookie_of(struct site *s, const struct client_answer *answer)
{
	const char *set = client_field(answer, "Set-Cookie");

	assert_non_null(set);
	return arena_printf(s->home->a, "Cookie: %.*s\r\n", (int)strcspn(set, ";"), set);
}

/* ---- Signing in ---- */

/* Gives the lead a password by an invitation. */
static const char *
invite(struct site *s)
{
	const struct actor house = {.role = ROLE_HOUSE};
	const struct staff_invite in = {.staff = s->staff[ROLE_LEAD]};
	struct staff_invite_result out = {0};

	home_must(s->home, &house, COMMAND_staff_invite, &in, &out);
	return arena_printf(s->home->a, "%.*s", SPAN_PRINT(out.invitation));
}

static const struct client_answer *
use_invitation(struct site *s, const char *word, const char *password)
{
	return site_ask(s, "X-Cykl: 1\r\n", "POST", "/api/invitation",
		arena_printf(
			s->home->a, "{\"invitation\":\"%s\",\"password\":\"%s\"}", word, password));
}

static const struct client_answer *
sign_in(struct site *s, const char *name, const char *password)
{
	return site_ask(s, "X-Cykl: 1\r\n", "POST", "/api/session",
		arena_printf(s->home->a, "{\"name\":\"%s\",\"password\":\"%s\"}", name, password));
}

static void
an_invitation_sets_a_password_and_signs_in(void **state)
{
	struct site *s = *state;
	const char *word = invite(s), *shows;
	const struct client_answer *answer = use_invitation(s, word, "a good long one");
	json_t *me;

	assert_int_equal(answer->status, 200);
	assert_non_null(strstr(client_field(answer, "Set-Cookie"), "HttpOnly; SameSite=Strict"));
	shows = cookie_of(s, answer);
	me = site_json(s, site_ask(s, shows, "GET", "/api/me", NULL));
	assert_string_equal(site_text(me, "role"), "lead");
	json_decref(me);
	/* Once. */
	answer = use_invitation(s, word, "another long one");
	assert_true(answer->status >= 400 && answer->status < 500);
	/* And from now on by name and password. */
	assert_int_equal(sign_in(s, "lead", "a good long one")->status, 200);
	assert_int_equal(sign_in(s, "lead", "another long one")->status, 401);
	assert_int_equal(sign_in(s, "nobody", "a good long one")->status, 401);
}

static void
a_short_password_is_refused(void **state)
{
	struct site *s = *state;

	assert_problem(s, use_invitation(s, invite(s), "short"), 400, "password");
	assert_problem(s, use_invitation(s, "no word", "a good long one"), 400, "invitation");
}

static void
who_tries_too_often_has_to_wait(void **state)
{
	struct site *s = *state;
	int last = 0;

	for (int i = 0; i < 12 && last != 429; i++)
		last = sign_in(s, "lead", "guess number one")->status;
	assert_int_equal(last, 429);
	assert_non_null(client_field(sign_in(s, "lead", "guess number two"), "Retry-After"));
}

static void
a_password_is_changed_by_who_knows_the_old_one(void **state)
{
	struct site *s = *state;
	const char *shows = cookie_of(s, use_invitation(s, invite(s), "a good long one"));
	const struct client_answer *answer;

	shows = arena_printf(s->home->a, "%sX-Cykl: 1\r\n", shows);
	assert_problem(s,
		site_ask(s, shows, "POST", "/api/password",
			"{\"old\":\"not this one\",\"password\":\"another long one\"}"),
		400, "old");
	answer = site_ask(s, shows, "POST", "/api/password",
		"{\"old\":\"a good long one\",\"password\":\"another long one\"}");
	assert_int_equal(answer->status, 200);
	assert_int_equal(
		site_ask(s, cookie_of(s, answer), "GET", "/api/people", NULL)->status, 200);
	assert_int_equal(sign_in(s, "lead", "a good long one")->status, 401);
	assert_int_equal(sign_in(s, "lead", "another long one")->status, 200);
}

static void
who_signs_out_is_a_stranger_at_once(void **state)
{
	struct site *s = *state;

	assert_int_equal(site_ask_as(s, ROLE_LEAD, "GET", "/api/people", NULL)->status, 200);
	assert_int_equal(site_ask_as(s, ROLE_LEAD, "DELETE", "/api/session", NULL)->status, 204);
	assert_int_equal(site_ask_as(s, ROLE_LEAD, "GET", "/api/people", NULL)->status, 401);
}

static void
who_is_removed_is_a_stranger_at_once(void **state)
{
	struct site *s = *state;
	const char *gone = path(s, "/api/staff/#", s->staff[ROLE_LEAD]);

	assert_int_equal(site_ask_as(s, ROLE_LEAD, "GET", "/api/people", NULL)->status, 200);
	assert_int_equal(site_ask_as(s, ROLE_ADMINISTRATOR, "DELETE", gone, NULL)->status, 200);
	assert_int_equal(site_ask_as(s, ROLE_LEAD, "GET", "/api/people", NULL)->status, 401);
}

static void
an_old_session_gets_a_new_word(void **state)
{
	struct site *s = *state;
	const struct client_answer *answer;
	const char *fresh;

	s->home->now_us += INT64_C(20) * 60 * 1000000;
	answer = site_ask_as(s, ROLE_LEAD, "GET", "/api/me", NULL);
	assert_int_equal(answer->status, 200);
	fresh = cookie_of(s, answer);
	assert_int_equal(site_ask(s, fresh, "GET", "/api/people", NULL)->status, 200);
	assert_null(strstr(s->shows[ROLE_LEAD], fresh));
	s->home->now_us += INT64_C(60) * 1000000;
	access_forget(s->http->access);
	assert_int_equal(site_ask_as(s, ROLE_LEAD, "GET", "/api/people", NULL)->status, 401);
	assert_int_equal(site_ask(s, fresh, "GET", "/api/people", NULL)->status, 200);
}

static void
a_link_of_the_command_line_signs_in_again_and_again(void **state)
{
	struct site *s = *state;
	const char *word = strchr(s->shows[ROLE_AGENT], '=') + 1;
	const char *link = arena_printf(s->home->a, "/enter/%.*s", (int)strcspn(word, "\r"), word);

	for (int i = 0; i < 2; i++) {
		const struct client_answer *answer = site_ask(s, "", "GET", link, NULL);
		assert_int_equal(answer->status, 303);
		assert_string_equal(client_field(answer, "Location"), "/");
		assert_int_equal(
			site_ask(s, cookie_of(s, answer), "GET", "/api/house", NULL)->status, 200);
	}
	assert_null(client_field(site_ask(s, "", "GET", "/enter/nothing", NULL), "Set-Cookie"));
}

static void
a_devices_link_leaves_its_cookie_and_not_its_word(void **state)
{
	struct site *s = *state;
	const char *link = arena_printf(s->home->a, "/kiosk/%s", s->device_word[ROLE_KIOSK]);
	const struct client_answer *answer = site_ask(s, "", "GET", link, NULL);
	const char *shows;
	json_t *me;

	assert_int_equal(answer->status, 303);
	assert_string_equal(client_field(answer, "Location"), "/kiosk");
	shows = cookie_of(s, answer);
	me = site_json(s, site_ask(s, shows, "GET", "/api/me", NULL));
	assert_string_equal(site_text(me, "role"), "kiosk");
	assert_int_equal(json_integer_value(json_object_get(me, "branch")), s->branch);
	json_decref(me);
	/* Another kind's link leaves nothing. */
	link = arena_printf(s->home->a, "/kiosk/%s", s->device_word[ROLE_DISPLAY]);
	assert_null(client_field(site_ask(s, "", "GET", link, NULL), "Set-Cookie"));
}

static void
of_several_cookies_the_page_says_which(void **state)
{
	struct site *s = *state;
	const char *both = arena_printf(s->home->a, "Cookie: %.*s; cykl-kiosk=%s\r\n",
		(int)strcspn(s->shows[ROLE_LEAD] + 8, "\r"), s->shows[ROLE_LEAD] + 8,
		s->device_word[ROLE_KIOSK]);
	const struct {
		const char *more, *path, *role;
	} cases[] = {
		{"", "/api/me", "lead"},
		{"X-Cykl: kiosk\r\n", "/api/me", "kiosk"},
		{"", "/api/me?as=kiosk", "kiosk"},
		{"Referer: http://127.0.0.1/kiosk\r\n", "/api/me", "kiosk"},
		{"Referer: http://127.0.0.1/desk\r\n", "/api/me", "lead"},
		{"X-Cykl: session\r\nReferer: http://127.0.0.1/kiosk\r\n", "/api/me", "lead"},
	};

	for (size_t i = 0; i < array_length(cases); i++) {
		json_t *me = site_json(
			s, site_ask(s, arena_printf(s->home->a, "%s%s", both, cases[i].more), "GET",
				   cases[i].path, NULL));
		assert_string_equal(site_text(me, "role"), cases[i].role);
		json_decref(me);
	}
}

static void
a_stranger_is_not_told_which_addresses_there_are(void **state)
{
	struct site *s = *state;

	assert_int_equal(site_ask(s, "", "GET", "/api/nothing", NULL)->status, 401);
	assert_int_equal(site_ask_as(s, ROLE_AGENT, "GET", "/api/nothing", NULL)->status, 404);
	assert_int_equal(site_ask(s, "", "GET", "/nothing", NULL)->status, 404);
}

/* ---- Other sites ---- */

static void
what_another_site_sends_changes_nothing(void **state)
{
	struct site *s = *state;
	const char *close = path(s, "/api/branches/#/day/close", s->branch);
	const char *const bad[] = {"", "X-Cykl: 1\r\nOrigin: https://evil.example\r\n",
		"X-Cykl: 1\r\nSec-Fetch-Site: cross-site\r\n", "X-Cykl: 1\r\nOrigin: null\r\n"};

	for (size_t i = 0; i < array_length(bad); i++)
		assert_int_equal(
			site_ask(s, arena_printf(s->home->a, "%s%s", s->shows[ROLE_LEAD], bad[i]),
				"POST", close, "{}")
				->status,
			403);
	/* A form can send no JSON, not even an empty object. */
	assert_int_equal(
		site_ask(s,
			arena_printf(s->home->a, "%sX-Cykl: 1\r\nContent-Type: text/plain\r\n",
				s->shows[ROLE_LEAD]),
			"POST", close, "{}")
			->status,
		400);
	assert_int_equal(
		site_ask(s,
			arena_printf(s->home->a, "%sX-Cykl: 1\r\nOrigin: http://127.0.0.1\r\n",
				s->shows[ROLE_LEAD]),
			"POST", close, "{}")
			->status,
		200);
}

/* ---- A visit ---- */

static void
a_visit_from_the_kiosk_to_the_answer(void **state)
{
	struct site *s = *state;
	const char *tickets = path(s, "/api/branches/#/tickets", s->branch);
	const char *body = arena_printf(
		s->home->a, "{\"services\":[%lld],\"form\":\"phone\"}", (long long)s->service);
	json_t *taken, *next, *own;
	const char *customer;
	int64_t ticket;

	assert_int_equal(
		site_ask_as(s, ROLE_AGENT, "POST", path(s, "/api/counters/#/open", s->counter), "")
			->status,
		200);
	taken = site_json(s, site_ask_as(s, ROLE_KIOSK, "POST", tickets, body));
	customer = arena_printf(
		s->home->a, "Authorization: Ticket %s\r\n", site_text(taken, "secret"));
	own = site_json(s, site_ask(s, customer, "GET", "/api/ticket", NULL));
	assert_string_equal(site_text(own, "label"), site_text(taken, "label"));
	assert_int_equal(json_integer_value(json_object_get(own, "ahead")), 1);
	json_decref(own);
	assert_int_equal(
		site_ask(s, customer, "POST", "/api/ticket/prefer", "{\"preference\":\"vibrate\"}")
			->status,
		200);
	/* The one before goes home. */
	assert_int_equal(
		site_ask(s, s->shows[ROLE_CUSTOMER], "POST", "/api/ticket/leave", "{}")->status,
		200);
	next = site_json(s, site_ask_as(s, ROLE_AGENT, "POST",
				    path(s, "/api/counters/#/next", s->counter), ""));
	ticket = json_integer_value(json_object_get(next, "ticket"));
	assert_int_equal(ticket, json_integer_value(json_object_get(taken, "ticket")));
	json_decref(next);
	json_decref(taken);
	assert_int_equal(
		site_ask_as(s, ROLE_AGENT, "POST", path(s, "/api/tickets/#/begin", ticket), "")
			->status,
		200);
	assert_int_equal(
		site_ask_as(s, ROLE_AGENT, "POST", path(s, "/api/tickets/#/finish", ticket),
			"{\"outcome\":\"positive\"}")
			->status,
		200);
	own = site_json(s, site_ask(s, customer, "GET", "/api/ticket", NULL));
	assert_string_equal(site_text(own, "state"), "done");
	assert_true(json_is_object(json_object_get(own, "question")));
	json_decref(own);
	assert_int_equal(
		site_ask(s, customer, "POST", "/api/ticket/answer", "{\"mark\":5}")->status, 200);
}

static void
a_ticket_speaks_for_itself_only(void **state)
{
	struct site *s = *state;
	const struct actor house = {.role = ROLE_HOUSE};
	const struct ticket_take in = {.branch = s->branch, .services = {&s->service, 1}};
	struct ticket_take_result other = {0};

	home_must(s->home, &house, COMMAND_ticket_take, &in, &other);
	assert_int_equal(
		site_ask_as(s, ROLE_CUSTOMER, "GET", path(s, "/api/tickets/#", s->ticket), NULL)
			->status,
		200);
	assert_int_equal(
		site_ask_as(s, ROLE_CUSTOMER, "GET", path(s, "/api/tickets/#", other.ticket), NULL)
			->status,
		403);
	assert_int_equal(site_ask_as(s, ROLE_CUSTOMER, "POST",
				 path(s, "/api/tickets/#/leave", other.ticket), "{}")
				 ->status,
		403);
	assert_int_equal(
		site_ask(s, "Authorization: Ticket wrong-word\r\n", "GET", "/api/ticket", NULL)
			->status,
		401);
}

static void
a_repeated_request_is_done_once(void **state)
{
	struct site *s = *state;
	const char *shows = arena_printf(
		s->home->a, "%sX-Cykl: 1\r\nIdempotency-Key: one\r\n", s->shows[ROLE_KIOSK]);
	const char *tickets = path(s, "/api/branches/#/tickets", s->branch);
	const char *body = arena_printf(s->home->a, "{\"services\":[%lld]}", (long long)s->service);
	json_t *first = site_json(s, site_ask(s, shows, "POST", tickets, body)), *again;
	const struct client_answer *answer = site_ask(s, shows, "POST", tickets, body);

	assert_string_equal(client_field(answer, "Idempotency-Replayed"), "true");
	again = site_json(s, answer);
	assert_true(json_equal(first, again));
	json_decref(first);
	json_decref(again);
	/* With other values it is a mistake, and with a strange key, too. */
	assert_problem(s,
		site_ask(s, shows, "POST", tickets,
			arena_printf(s->home->a, "{\"services\":[%lld],\"form\":\"qr\"}",
				(long long)s->service)),
		409, "key");
	shows = arena_printf(
		s->home->a, "%sX-Cykl: 1\r\nIdempotency-Key: two words\r\n", s->shows[ROLE_KIOSK]);
	assert_problem(s, site_ask(s, shows, "POST", tickets, body), 400, "Idempotency-Key");
}

static void
a_view_that_is_as_it_was_is_not_sent_again(void **state)
{
	struct site *s = *state;
	const char *view = path(s, "/api/branches/#/display", s->branch), *shows;
	const struct client_answer *answer = site_ask_as(s, ROLE_DISPLAY, "GET", view, NULL);

	assert_int_equal(answer->status, 200);
	shows = arena_printf(s->home->a, "%sIf-None-Match: %s\r\n", s->shows[ROLE_DISPLAY],
		client_field(answer, "ETag"));
	assert_int_equal(site_ask(s, shows, "GET", view, NULL)->status, 304);
}

/* ---- Live ---- */

static void
call_next(struct site *s)
{
	const struct actor agent = {.role = ROLE_AGENT, .staff = s->staff[ROLE_AGENT]};
	const struct counter_open open = {.counter = s->counter};
	const struct ticket_next next = {.counter = s->counter};
	struct counter_open_result opened;
	struct ticket_next_result called;

	home_must(s->home, &agent, COMMAND_counter_open, &open, &opened);
	home_must(s->home, &agent, COMMAND_ticket_next, &next, &called);
}

static void
ticket_take(struct site *s)
{
	const struct actor house = {.role = ROLE_HOUSE};
	const struct ticket_take in = {.branch = s->branch, .services = {&s->service, 1}};
	struct ticket_take_result out = {0};

	home_must(s->home, &house, COMMAND_ticket_take, &in, &out);
}

static struct client *
stream_open(struct site *s, const char *shows, const char *where)
{
	struct client *c = client_new(s->port);

	client_send(c, arena_printf(s->home->a,
			       "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: "
			       "text/event-stream\r\n%s\r\n",
			       where, shows));
	assert_non_null(client_until(c, "retry:"));
	return c;
}

static void
a_call_is_heard_by_display_customer_and_staff(void **state)
{
	struct site *s = *state;
	const char *branch = path(s, "/api/branches/#/stream", s->branch);
	struct client *display = stream_open(s, s->shows[ROLE_DISPLAY], branch);
	struct client *staff = stream_open(s, s->shows[ROLE_LEAD], branch);
	struct client *house = stream_open(s, s->shows[ROLE_MANAGER], "/api/stream");
	struct client *customer = stream_open(
		s, "", arena_printf(s->home->a, "/api/ticket/stream?word=%s", s->ticket_word));
	const char *text;

	call_next(s);
	text = client_until(display, "event: ticket.called");
	assert_non_null(text);
	text = client_until(display, "\"staff\":null");
	assert_non_null(text);
	assert_non_null(client_until(staff, "event: ticket.called"));
	assert_non_null(client_until(house, "event: ticket.called"));
	assert_non_null(client_until(customer, "event: ticket.called"));
	assert_null(strstr(client_until(display, "ticket.called"), "promise.quoted"));
	client_free(display);
	client_free(staff);
	client_free(house);
	client_free(customer);
}

static void
who_comes_with_a_number_gets_what_followed_it(void **state)
{
	struct site *s = *state;
	json_t *view = site_json(s, site_ask_as(s, ROLE_DISPLAY, "GET",
					    path(s, "/api/branches/#/display", s->branch), NULL));
	int64_t number = json_integer_value(json_object_get(view, "number"));
	struct client *c;
	const char *text;

	json_decref(view);
	call_next(s);
	c = stream_open(s, s->shows[ROLE_DISPLAY],
		arena_printf(s->home->a, "/api/branches/%lld/stream?from=%lld",
			(long long)s->branch, (long long)number));
	text = client_until(c, "event: ticket.called");
	assert_non_null(text);
	assert_non_null(strstr(text, "event: counter.opened"));
	assert_null(strstr(text, "event: day.opened"));
	client_free(c);
}

/* Ids of another node's ring: only one with a branch's number tells where its reader was. */
static void
who_comes_from_another_node_misses_nothing_or_hears_so(void **state)
{
	struct site *s = *state;
	const char *branch = path(s, "/api/branches/#/stream", s->branch);
	const struct {
		enum role role;
		const char *path, *id, *hears;
	} cases[] = {
		{ROLE_DISPLAY, branch, "1234-5-1", "event: ticket.called"},
		{ROLE_DISPLAY, branch, "1234-5-0", "event: reload"},
		{ROLE_DISPLAY, branch, "1234-5-18446744073709551615", "event: reload"},
		{ROLE_MANAGER, "/api/stream", "1234-5-1", "event: reload"},
	};

	call_next(s);
	for (size_t i = 0; i < array_length(cases); i++) {
		struct client *c = stream_open(s,
			arena_printf(s->home->a, "%sLast-Event-ID: %s\r\n", s->shows[cases[i].role],
				cases[i].id),
			cases[i].path);

		if (client_until(c, cases[i].hears) == NULL)
			fail_msg("%s with %s does not hear %s", cases[i].path, cases[i].id,
				cases[i].hears);
		client_free(c);
	}
}

static void
a_stream_ends_with_the_rights_of_its_owner(void **state)
{
	struct site *s = *state;
	struct client *c =
		stream_open(s, s->shows[ROLE_LEAD], path(s, "/api/branches/#/stream", s->branch));

	assert_int_equal(site_ask_as(s, ROLE_ADMINISTRATOR, "DELETE",
				 path(s, "/api/staff/#", s->staff[ROLE_LEAD]), NULL)
				 ->status,
		200);
	assert_null(client_until(c, "never said"));
	client_free(c);
}

static void
what_happens_while_nobody_listens_is_a_reload(void **state)
{
	struct site *s = *state;
	const char *branch = path(s, "/api/branches/#/stream", s->branch), *text, *id;
	struct client *c = stream_open(s, s->shows[ROLE_DISPLAY], branch);

	call_next(s);
	text = client_until(c, "event: ticket.called");
	assert_non_null(text);
	for (id = text; strstr(id + 1, "id: ") != NULL;)
		id = strstr(id + 1, "id: ");
	id = arena_printf(s->home->a, "%.*s", (int)strcspn(id + 4, "\r\n"), id + 4);
	client_free(c);
	while (http_streams_n(s->http->streams) > 0)
		sched_yield();
	atomic_store(&s->http->quiet_us, -1);
	ticket_take(s);
	ticket_take(s);
	while (!atomic_load(&s->http->is_quiet))
		sched_yield();
	atomic_store(&s->http->quiet_us, INT64_C(60) * 1000000);
	c = stream_open(s,
		arena_printf(s->home->a, "%sLast-Event-ID: %s\r\n", s->shows[ROLE_DISPLAY], id),
		branch);
	assert_non_null(client_until(c, "event: reload"));
	ticket_take(s);
	assert_non_null(client_until(c, "event: ticket.taken"));
	client_free(c);
}

/* ---- Measures, health, description ---- */

static void
a_measure_of_the_store_is_a_frame(void **state)
{
	struct site *s = *state;
	json_t *frame =
		site_json(s, site_ask_as(s, ROLE_LEAD, "GET", "/api/measures/summary", NULL));
	const struct client_answer *answer;

	assert_string_equal(site_text(frame, "measure"), "summary");
	assert_int_equal(json_integer_value(json_object_get(frame, "n")), 1);
	json_decref(frame);
	answer = site_ask_as(
		s, ROLE_LEAD, "GET", "/api/measures/activities?by=branch&format=csv", NULL);
	assert_int_equal(answer->status, 200);
	assert_string_equal(client_field(answer, "Content-Type"), "text/csv; charset=utf-8");
	assert_non_null(strstr(answer->body, "square,ticket.taken,1"));
	assert_problem(
		s, site_ask_as(s, ROLE_LEAD, "GET", "/api/measures/summery", NULL), 404, "measure");
	assert_problem(s, site_ask_as(s, ROLE_LEAD, "GET", "/api/measures/summary?from=soon", NULL),
		400, "from");
	assert_problem(s,
		site_ask_as(s, ROLE_LEAD, "GET", "/api/measures/summary?colour=red", NULL), 400,
		"colour");
	/* What needs the map finds it. */
	frame = site_json(s, site_ask_as(s, ROLE_LEAD, "GET", "/api/measures/standards", NULL));
	assert_string_equal(site_text(frame, "measure"), "standards");
	json_decref(frame);
}

static void
a_branch_too_young_for_a_forecast_is_told_so(void **state)
{
	struct site *s = *state;
	const char *at = path(s, "/api/branches/#/forecast", s->branch);
	json_t *answer = site_json(s, site_ask_as(s, ROLE_LEAD, "GET", at, NULL));
	json_t *note = json_array_get(json_object_get(answer, "notes"), 0);

	assert_int_equal(json_array_size(json_object_get(answer, "days")), 0);
	assert_false(json_is_true(json_object_get(answer, "beats_naive")));
	assert_string_equal(site_text(note, "id"), "nobody-yet");
	assert_non_null(strstr(site_text(note, "text"), "nobody came before"));
	json_decref(answer);
	assert_problem(s,
		site_ask_as(s, ROLE_LEAD, "GET",
			path(s, "/api/branches/#/forecast?days=57", s->branch), NULL),
		400, "days");
	assert_problem(s,
		site_ask_as(s, ROLE_LEAD, "GET",
			path(s, "/api/branches/#/forecast?days=x", s->branch), NULL),
		400, "days");
	assert_int_equal(site_ask_as(s, ROLE_AGENT, "GET", at, NULL)->status, 403);
}

static void
the_map_health_figures_and_description_are_there(void **state)
{
	struct site *s = *state;
	json_t *json = site_json(
		s, site_ask_as(s, ROLE_AGENT, "GET",
			   path(s, "/api/workspaces/#/cycles", s->home->workspace), NULL));

	assert_string_equal(
		site_text(json_array_get(json_object_get(json, "cycles"), 0), "cycle"), "visit");
	json_decref(json);
	json = site_json(s, site_ask(s, "", "GET", "/health", NULL));
	assert_string_equal(site_text(json, "status"), "ok");
	json_decref(json);
	assert_non_null(strstr(site_ask(s, "", "GET", "/metrics", NULL)->body, "cykl_streams"));
	json = site_json(s, site_ask(s, "", "GET", "/openapi.json", NULL));
	assert_string_equal(site_text(json, "openapi"), "3.1.0");
	json_decref(json);
	assert_int_equal(site_ask(s, "", "GET", "/api", NULL)->status, 200);
	assert_int_equal(site_ask(s, "", "GET", "/", NULL)->status, 200);
	assert_int_equal(site_ask(s, "", "GET", "/t/any-word", NULL)->status, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SITE_TEST(a_branch_too_young_for_a_forecast_is_told_so),
		SITE_TEST(an_invitation_sets_a_password_and_signs_in),
		SITE_TEST(a_short_password_is_refused),
		SITE_TEST(who_tries_too_often_has_to_wait),
		SITE_TEST(a_password_is_changed_by_who_knows_the_old_one),
		SITE_TEST(who_signs_out_is_a_stranger_at_once),
		SITE_TEST(who_is_removed_is_a_stranger_at_once),
		SITE_TEST(an_old_session_gets_a_new_word),
		SITE_TEST(a_link_of_the_command_line_signs_in_again_and_again),
		SITE_TEST(a_devices_link_leaves_its_cookie_and_not_its_word),
		SITE_TEST(of_several_cookies_the_page_says_which),
		SITE_TEST(a_stranger_is_not_told_which_addresses_there_are),
		SITE_TEST(what_another_site_sends_changes_nothing),
		SITE_TEST(a_visit_from_the_kiosk_to_the_answer),
		SITE_TEST(a_ticket_speaks_for_itself_only),
		SITE_TEST(a_repeated_request_is_done_once),
		SITE_TEST(a_view_that_is_as_it_was_is_not_sent_again),
		SITE_TEST(a_call_is_heard_by_display_customer_and_staff),
		SITE_TEST(who_comes_with_a_number_gets_what_followed_it),
		SITE_TEST(who_comes_from_another_node_misses_nothing_or_hears_so),
		SITE_TEST(what_happens_while_nobody_listens_is_a_reload),
		SITE_TEST(a_stream_ends_with_the_rights_of_its_owner),
		SITE_TEST(a_measure_of_the_store_is_a_frame),
		SITE_TEST(the_map_health_figures_and_description_are_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
