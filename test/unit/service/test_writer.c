/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <semaphore.h>

#include "stand_in.h"

#define SECOND INT64_C(1000000)

static const struct service_setup plain = {.seed = 42};

static enum fault_code
settle(struct live_service *s)
{
	struct fault fault = {0};

	return service_settle(s, &fault);
}

static void
a_command_without_threads_is_there_after_the_commit(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	const struct ticket_take_result first = stand_in_take(s, 2, a);

	assert_int_equal(first.ticket, 2ll << SERVICE_ID_BITS | 1);
	assert_int_equal(first.secret.size, 22);
	assert_int_equal(stand_in_take(s, 2, a).ticket, first.ticket + 1);
	assert_int_equal(stand_in_take(s, 1, a).ticket, 1ll << SERVICE_ID_BITS | 1);
	assert_int_equal(stand_in_events(p, 2), 0);
	assert_int_equal(settle(s), FAULT_NONE);
	assert_int_equal(stand_in_events(p, 2), 2);
	assert_int_equal(stand_in_events(p, 1), 1);
	service_close(s);
	/* ids go on after a restart */
	s = stand_in_open(p, &plain);
	assert_int_equal(stand_in_take(s, 2, a).ticket, first.ticket + 2);
	service_close(s);
	assert_int_equal(stand_in_events(p, 2), 3);
}

static void
what_a_command_did_before_its_fault_is_undone_and_its_neighbours_stay(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	const struct actor actor = stand_in_actor(ROLE_AGENT);
	struct ticket_take_result ticket = stand_in_take(s, 1, a);
	const struct ticket_leave leave = {.ticket = ticket.ticket};
	const struct ticket_hold hold = {.ticket = ticket.ticket};
	struct fault fault = {0};

	stand_in_expect(service_do(s, &actor, COMMAND_ticket_leave, &leave, NULL, a, &fault),
		FAULT_CONFLICT, &fault);
	assert_string_equal(fault.field, "ticket");
	stand_in_take(s, 1, a);
	assert_int_equal(settle(s), FAULT_NONE);
	assert_int_equal(stand_in_events(p, 1), 2);
	/* a no that belongs on the record */
	stand_in_expect(service_do(s, &actor, COMMAND_ticket_hold, &hold, NULL, a, &fault),
		FAULT_CONFLICT, &fault);
	assert_int_equal(settle(s), FAULT_NONE);
	assert_int_equal(stand_in_events(p, 1), 3);
	service_close(s);
}

static void
who_may_not_and_what_is_not_there_is_refused_by_name(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED), *small = arena_new(1000);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	struct actor actor = stand_in_actor(ROLE_DISPLAY);
	struct ticket_take take = {.branch = 1};
	const struct answer_give answer = {.ticket = 1ll << SERVICE_ID_BITS | 1};
	struct ticket_leave leave = {.ticket = 1ll << SERVICE_ID_BITS | 9};
	struct ticket_take_result out;
	struct fault fault = {0};

	stand_in_expect(service_do(s, &actor, COMMAND_ticket_take, &take, &out, a, &fault),
		FAULT_FORBIDDEN, &fault);
	actor = stand_in_actor(ROLE_AGENT);
	actor.reads_only = true;
	stand_in_expect(service_do(s, &actor, COMMAND_ticket_take, &take, &out, a, &fault),
		FAULT_FORBIDDEN, &fault);
	actor.reads_only = false;
	static const int64_t wrong[] = {0, 4, -1, INT64_MAX, INT64_MIN, 4ll << SERVICE_ID_BITS};
	for (size_t i = 0; i < array_length(wrong); i++) {
		take.branch = wrong[i];
		stand_in_expect(service_do(s, &actor, COMMAND_ticket_take, &take, &out, a, &fault),
			FAULT_NOT_FOUND, &fault);
		assert_string_equal(fault.field, "branch");
	}
	actor = stand_in_actor(ROLE_CUSTOMER);
	actor.ticket = 1ll << SERVICE_ID_BITS | 1;
	stand_in_expect(service_do(s, &actor, COMMAND_ticket_leave, &leave, NULL, a, &fault),
		FAULT_FORBIDDEN, &fault);
	stand_in_expect(service_do(s, &actor, COMMAND_answer_give, &answer, NULL, small, &fault),
		FAULT_TOO_BIG, &fault);
	assert_int_equal(settle(s), FAULT_NONE);
	assert_int_equal(stand_in_events(p, 1), 0);
	service_close(s);
}

static void
time_stands_still_rather_than_going_back(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	const struct actor actor = stand_in_actor(ROLE_AGENT);
	const struct ticket_take take = {.branch = 1};
	const int64_t later = service_now_us(s) + 3600 * SECOND;
	struct ticket_take_result out;
	struct fault fault = {0};

	stand_in_expect(
		service_do_at(s, later, &actor, COMMAND_ticket_take, &take, &out, a, &fault),
		FAULT_NONE, &fault);
	stand_in_take(s, 1, a); /* now: an hour before the branch's last event */
	stand_in_expect(service_do_at(s, later - SECOND, &actor, COMMAND_ticket_take, &take, &out,
				a, &fault),
		FAULT_BAD_INPUT, &fault);
	assert_int_equal(settle(s), FAULT_NONE);
	assert_int_equal(stand_in_events(p, 1), 2);
	service_close(s);
	/* a restart begins where the last event was */
	s = stand_in_open(p, &plain);
	assert_true(service_now_us(s) >= later);
	service_close(s);
}

/* ---- Repeated requests ---- */

static enum fault_code
take_by_key(struct live_service *s, const char *key, int64_t branch, int64_t staff,
	struct ticket_take_result *out, bool *ret_is_repeat, struct arena *a, struct fault *f)
{
	const struct ticket_take in = {.branch = branch, .class = SPAN("normal")};
	struct service_request r = {.command = service_command(COMMAND_ticket_take),
		.actor = stand_in_actor(ROLE_AGENT),
		.key = span_of(key),
		.in = &in,
		.out = out,
		.arena = a};

	r.actor.staff = staff;
	const enum fault_code code = writer_do(s, &r, f);
	*ret_is_repeat = r.is_repeat;
	return code;
}

static void
assert_not_in_file(const char *path, struct span text)
{
	FILE *in = fopen(path, "rb");
	char *content = calloc(1, 1 << 22);
	const size_t size = in == NULL ? 0 : fread(content, 1, 1 << 22, in);

	assert_true(size > 0);
	assert_null(memmem(content, size, text.at, text.size));
	free(content);
	fclose(in);
}

static void
a_repeated_request_gets_the_first_answer_and_runs_once(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	struct ticket_take_result first, again;
	struct fault fault = {0};
	char path[200];
	bool is_repeat;

	stand_in_expect(
		take_by_key(s, "k-1", 1, 7, &first, &is_repeat, a, &fault), FAULT_NONE, &fault);
	assert_false(is_repeat);
	assert_int_equal(settle(s), FAULT_NONE);
	stand_in_expect(
		take_by_key(s, "k-1", 1, 7, &again, &is_repeat, a, &fault), FAULT_NONE, &fault);
	assert_true(is_repeat);
	assert_int_equal(again.ticket, first.ticket);
	assert_true(span_is(again.label, first.label));
	assert_true(span_is(again.secret, first.secret));
	/* the same key of somebody else is another key */
	stand_in_expect(
		take_by_key(s, "k-1", 1, 8, &again, &is_repeat, a, &fault), FAULT_NONE, &fault);
	assert_false(is_repeat);
	assert_int_equal(settle(s), FAULT_NONE);
	assert_int_equal(stand_in_events(p, 1), 2);
	if (!place_is_postgresql()) {
		snprintf(path, sizeof path, "%s-wal", p->path);
		assert_not_in_file(path, first.secret);
	}
	service_close(s);
}

static void
a_key_that_comes_with_something_else_is_refused(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	const struct ticket_take other = {.branch = 1, .class = SPAN("gold")};
	struct service_request r = {.command = service_command(COMMAND_ticket_take),
		.actor = stand_in_actor(ROLE_AGENT),
		.key = SPAN("k-1"),
		.in = &other,
		.arena = a};
	struct ticket_take_result out;
	struct fault fault = {0};
	bool is_repeat;
	char long_key[102];

	stand_in_expect(
		take_by_key(s, "k-1", 1, 7, &out, &is_repeat, a, &fault), FAULT_NONE, &fault);
	stand_in_expect(writer_do(s, &r, &fault), FAULT_CONFLICT, &fault);
	assert_string_equal(fault.field, "key");
	/* in another branch it is another key */
	stand_in_expect(
		take_by_key(s, "k-1", 2, 7, &out, &is_repeat, a, &fault), FAULT_NONE, &fault);
	memset(long_key, 'k', 101);
	long_key[101] = '\0';
	stand_in_expect(take_by_key(s, long_key, 1, 7, &out, &is_repeat, a, &fault),
		FAULT_BAD_INPUT, &fault);
	service_close(s);
}

/* ---- The house ---- */

static void
a_house_changed_through_another_door_is_read_anew(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state, other = **(struct store_place **)state;
	struct live_service *s = stand_in_open(p, &plain);
	other.store = NULL;
	struct live_service *t = stand_in_open(&other, &plain);
	const struct actor actor = stand_in_actor(ROLE_ADMINISTRATOR);
	const struct department_add add = {.workspace = 1, .name = SPAN("tellers")};
	struct department_add_result out;
	struct fault fault = {0};
	unsigned loads_n;

	stand_in_take(s, 1, a);
	assert_int_equal(settle(s), FAULT_NONE);
	stand_in_expect(service_do(t, &actor, COMMAND_department_add, &add, &out, a, &fault),
		FAULT_NONE, &fault);
	assert_int_equal(settle(t), FAULT_NONE);
	loads_n = stand_in_loads_n;
	stand_in_take(s, 1, a);
	assert_int_equal(stand_in_loads_n, loads_n + 1);
	stand_in_take(s, 2, a);
	assert_int_equal(stand_in_loads_n, loads_n + 1);
	service_close(s);
	service_close(t);
	store_close(other.store);
}

/* ---- Threads ---- */

#define CALLERS 8
#define TICKETS 50

struct caller {
	struct live_service *s;
	pthread_t thread;
	int64_t branch, last[STAND_IN_BRANCHES + 1];
	unsigned conflicts_n;
};

static void *
caller_live(void *with)
{
	struct caller *c = with;
	struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct actor actor = stand_in_actor(ROLE_AGENT);

	for (int i = 0; i < TICKETS; i++) {
		const int64_t branch = (c->branch + i) % STAND_IN_BRANCHES + 1;
		const struct ticket_take_result out = stand_in_take(c->s, branch, a);
		const struct ticket_leave leave = {.ticket = out.ticket};
		struct fault fault = {0};

		assert_true(out.ticket > c->last[branch]);
		c->last[branch] = out.ticket;
		if (service_do(c->s, &actor, COMMAND_ticket_leave, &leave, NULL, a, &fault) ==
			FAULT_CONFLICT)
			c->conflicts_n++;
	}
	arena_free(a);
	return NULL;
}

static void
many_threads_at_once_lose_nothing_and_number_without_a_gap(void **state)
{
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	struct caller callers[CALLERS] = {0};
	struct fault fault = {0};

	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	for (int i = 0; i < CALLERS; i++) {
		callers[i].s = s;
		callers[i].branch = i;
		assert_int_equal(
			pthread_create(&callers[i].thread, NULL, caller_live, &callers[i]), 0);
	}
	for (int i = 0; i < CALLERS; i++) {
		pthread_join(callers[i].thread, NULL);
		assert_int_equal(callers[i].conflicts_n, TICKETS);
	}
	service_close(s);
	assert_int_equal(stand_in_events(p, 1) + stand_in_events(p, 2) + stand_in_events(p, 3),
		CALLERS * TICKETS);
}

static void
count(struct service_request *r)
{
	sem_post(r->with);
}

static void
what_was_accepted_is_done_before_it_closes_and_too_many_are_refused(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	const struct service_setup small = {.seed = 1, .queue_most = 3, .batch_most = 2};
	struct live_service *s = stand_in_open(p, &small);
	const struct ticket_take in = {.branch = 3};
	struct ticket_take_result outs[4];
	struct service_request requests[4];
	struct fault fault = {0};
	int done_n = 0;
	sem_t done;

	sem_init(&done, 0, 0);
	for (int i = 0; i < 4; i++) {
		requests[i] =
			(struct service_request){.command = service_command(COMMAND_ticket_take),
				.actor = stand_in_actor(ROLE_AGENT),
				.in = &in,
				.out = &outs[i],
				.arena = a,
				.done = count,
				.with = &done};
		/* nobody takes them before the start */
		stand_in_expect(service_submit(s, &requests[i], &fault),
			i < 3 ? FAULT_NONE : FAULT_BUSY, &fault);
	}
	stand_in_expect(service_start(s, &fault), FAULT_NONE, &fault);
	service_close(s);
	while (sem_trywait(&done) == 0)
		done_n++;
	assert_int_equal(done_n, 3);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(requests[i].fault.code, FAULT_NONE);
		assert_int_equal(outs[i].ticket, 3ll << SERVICE_ID_BITS | (i + 1));
	}
	sem_destroy(&done);
	assert_int_equal(stand_in_events(p, 3), 3);
}

static void
what_was_accepted_and_never_started_is_done_at_the_end(void **state)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct store_place *p = *state;
	struct live_service *s = stand_in_open(p, &plain);
	const struct ticket_take in = {.branch = 2};
	struct ticket_take_result out = {0};
	struct fault fault = {0};
	sem_t done;
	struct service_request request = {.command = service_command(COMMAND_ticket_take),
		.actor = stand_in_actor(ROLE_AGENT),
		.in = &in,
		.out = &out,
		.arena = a,
		.done = count,
		.with = &done};

	sem_init(&done, 0, 0);
	stand_in_expect(service_submit(s, &request, &fault), FAULT_NONE, &fault);
	service_close(s);
	assert_int_equal(sem_trywait(&done), 0);
	assert_true(out.ticket > 0);
	assert_int_equal(stand_in_events(p, 2), 1);
	sem_destroy(&done);
}

int
main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, place_make, place_clear)
	const struct CMUnitTest tests[] = {
		TEST(a_command_without_threads_is_there_after_the_commit),
		TEST(what_a_command_did_before_its_fault_is_undone_and_its_neighbours_stay),
		TEST(who_may_not_and_what_is_not_there_is_refused_by_name),
		TEST(time_stands_still_rather_than_going_back),
		TEST(a_repeated_request_gets_the_first_answer_and_runs_once),
		TEST(a_key_that_comes_with_something_else_is_refused),
		TEST(a_house_changed_through_another_door_is_read_anew),
		TEST(many_threads_at_once_lose_nothing_and_number_without_a_gap),
		TEST(what_was_accepted_is_done_before_it_closes_and_too_many_are_refused),
		TEST(what_was_accepted_and_never_started_is_done_at_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
