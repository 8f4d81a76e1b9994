/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A real house for tests: a store with all parts, a service without threads that uses a clock and
 * seed of the test, and a small workspace or one of the examples. Include after cmocka's headers.
 *
 *	static void test(void **state) { struct home *h = *state; home_load_shop(h); … }
 *	HOME_TEST(test)
 */
#pragma once

#include "../store/place.h"
#include "service/asks.h"

struct home {
	struct store_place *place;
	struct live_service *service;
	struct arena *a;
	_Atomic int64_t now_us; /* the clock of the service, whose threads read it */
	struct fault fault;
	/* Of the workspace loaded last. */
	int64_t workspace, version;
};

int home_make(void **state);
int home_clear(void **state);
#define HOME_TEST(test) cmocka_unit_test_setup_teardown(test, home_make, home_clear)

#define HOME_BEGIN_US INT64_C(1795253400000000) /* Saturday, 2026-11-21 */

/* Closes the service and opens it anew on the same store. */
void home_reopen(struct home *h);

/* Somebody with this role, everywhere. */
struct actor home_actor(enum role role);
/* Runs a command; h->fault tells. home_must: fails the test when it gives a fault. */
enum fault_code home_do(struct home *h, const struct actor *actor, enum command_id command,
	const void *in, void *out);
void home_must(struct home *h, const struct actor *actor, enum command_id command, const void *in,
	void *out);
/* h->fault is of this code, about this field (NULL: any), and says these words. */
void home_expect(const struct home *h, enum fault_code code, const char *field, const char *words);
void home_settle(struct home *h);

/* Files from text: "path", "content", …, NULL. In h->a. */
struct service_files home_files(struct home *h, ...);
/* A shop with two branches (square: counters one, two; river: counter desk), the services mend and
 * sell (only at two), the department workshop, classes first and normal, a cycle "visit". */
struct service_files home_shop(struct home *h);
void home_load(struct home *h, struct service_files files);
void home_load_shop(struct home *h);
/* The folder of the sources' examples, as it is. */
void home_load_example(struct home *h, const char *name);

/* Ids by names, 0 when there is none (any more). */
int64_t home_branch(struct home *h, const char *name);
int64_t home_counter(struct home *h, const char *branch, const char *name);
int64_t home_service(struct home *h, const char *name);

/* How many events of a kind a branch has. */
size_t home_events(struct home *h, int64_t branch, enum event_kind kind);
/* A view as JSON; a new reference; NULL with h->fault. */
json_t *home_view(struct home *h, const struct actor *actor, enum view_id view, const void *in);
