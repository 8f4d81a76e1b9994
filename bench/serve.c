/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durable commands over HTTP: each answered after its commit, against what SQLite does by itself
 * with one plain row a commit in the same folder – twice, since it matters whether its log grows
 * (plain.h). The commands are a customer's whole way – take a ticket,
 * be called, be greeted, be finished – with all that belongs to it: the key's look-up, the queue,
 * the quoted wait, a running standard, a chained event for each. Every client has a counter of its
 * own.
 *
 * 	build/bench/bench_serve               SQLite, in the folder at hand
 * 	build/bench/bench_serve sqlite 4000 8 so many commands instead of so long, of 8 clients only
 * 	test/edge/with_postgresql bench/serve_postgresql      PostgreSQL, in turns with pgbench
 * 	build/bench/bench_serve postgresql turns              … of which this is our side: a line in
 * 	        (clients, seconds), a line out (commands/s, p99 in ms, processor in us)
 *
 * Each round measures the bases and us, one after the other; a ratio is the median of those of the
 * rounds. Ratios count; times are this machine's. Client and server share the processors.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/http.h"
#include "load.h"
#include "plain.h"
#include "service/service.h"

#define ROUNDS	 7
#define ROUND_US INT64_C(1500000)
#define BASE_US	 INT64_C(500000)
#define BASES_N	 2
#define BRANCHES 8
#define COUNTERS 8
#define CLIENTS	 (BRANCHES * COUNTERS)

static const char *const base_paths[BASES_N] = {"bench-grows.db", "bench-usual.db"};
static const char *const base_names[BASES_N] = {
	"plain commits whose log grows", "plain commits as SQLite comes"};

enum way { WAY_TAKE, WAY_NEXT, WAY_BEGIN, WAY_FINISH };

struct customer {
	enum way way;
	long long branch, counter, ticket;
};

struct bench {
	struct arena *arena;
	struct store *store;
	struct plain *bases[BASES_N]; /* none on PostgreSQL */
	struct live_service *service;
	struct http *http;
	const char *key;
	long long service_id;
	struct customer customers[CLIENTS];
};

static const struct actor house = {.role = ROLE_HOUSE};

static void
check(enum fault_code code, const struct fault *f)
{
	if (code == FAULT_NONE)
		return;
	fault_print(f, stderr);
	exit(2);
}

/* ---- The house ---- */

static const char *
organisation(struct arena *a)
{
	const char *text = arena_text(a,
		"organisation: bench\ntitle: Bench\nlanguages: [en]\nzone: UTC\n"
		"calendars: [{calendar: always, open: {daily: [00:00-24:00]}}]\n"
		"services: [{service: mend, title: Mending, cycle: visit, letter: M}]\n"
		"branches:\n");

	for (int b = 0; b < BRANCHES; b++) {
		text = arena_printf(a, "%s  - {branch: b%d, title: B%d, counters: [", text, b, b);
		for (int c = 0; c < COUNTERS; c++)
			text = arena_printf(
				a, "%s%s{counter: c%d, title: C%d}", text, c > 0 ? ", " : "", c, c);
		text = arena_printf(a, "%s]}\n", text);
	}
	return text;
}

static const char cycle[] =
	"cycle: visit\ntitle: A visit\n"
	"closes: {satisfied: journey.satisfied, dissatisfied: journey.dissatisfied, abandoned: "
	"ticket.left}\n"
	"stages:\n  - stage: counter\n    title: At the counter\n    moments:\n"
	"      - moment: waiting\n        title: Waiting\n        begins: ticket.taken\n"
	"        ends: ticket.called\n        left_by: ticket.left\n        standards:\n"
	"          - {standard: soon, promise: Soon., measure: duration, at_most: 10 min, target: "
	"90 %}\n";

static void
run(struct bench *b, enum command_id command, const void *in, void *out)
{
	struct fault fault = {0};

	check(service_do(b->service, &house, command, in, out, b->arena, &fault), &fault);
}

static void
house_load(struct bench *b)
{
	const struct service_file files[] = {
		{SPAN("organisation.yaml"), span_of(organisation(b->arena))},
		{SPAN("cycles/visit.yaml"), span_of(cycle)}};
	const struct map_load load = {.files = {files, array_length(files)}};
	struct map_load_result loaded;
	const struct key_add key = {.title = SPAN("bench"), .role = SPAN("administrator")};
	struct key_add_result added;
	struct fault fault = {0};

	run(b, COMMAND_map_load, &load, &loaded);
	run(b, COMMAND_key_add, &key, &added);
	b->key = arena_text_n(b->arena, added.secret.at, added.secret.size);
	check(service_settle(b->service, &fault), &fault);
}

/* Opens every counter, and gives each client one. */
static void
counters_open(struct bench *b)
{
	const struct house_view *all = arena_alloc(b->arena, 8);
	json_t *view = NULL, *workspace, *branch, *counter;
	struct fault fault = {0};
	size_t i, j, n = 0;

	check(service_view(b->service, 1, &house, VIEW_house, all, &view, &fault), &fault);
	workspace = json_array_get(json_object_get(view, "workspaces"), 0);
	b->service_id = json_integer_value(json_object_get(
		json_array_get(json_object_get(workspace, "services"), 0), "service"));
	json_array_foreach(json_object_get(workspace, "branches"), i, branch)
	{
		json_array_foreach(json_object_get(branch, "counters"), j, counter)
		{
			struct customer *c = &b->customers[n++ % CLIENTS];
			struct counter_open open;
			struct counter_open_result opened;
			c->branch = json_integer_value(json_object_get(branch, "branch"));
			c->counter = json_integer_value(json_object_get(counter, "counter"));
			open.counter = c->counter;
			run(b, COMMAND_counter_open, &open, &opened);
		}
	}
	json_decref(view);
	check(service_settle(b->service, &fault), &fault);
}

static void
open_all(struct bench *b, const char *address)
{
	const struct store_setup setup = {.parts = service_parts,
		.parts_n = service_parts_n,
		.readers_n = 2 + HTTP_READERS,
		.may_create = true};
	struct service_setup service = {0};
	struct http_site site = {.reader = 2, .listen = "127.0.0.1:0", .has_no_limits = true};
	struct fault fault = {0};

	check(store_open(&b->store, address, &setup, &fault), &fault);
	service.store = site.store = b->store;
	check(service_open(&b->service, &service, &fault), &fault);
	house_load(b);
	counters_open(b);
	site.service = b->service;
	check(http_open(&b->http, &site, &fault), &fault);
	check(service_start(b->service, &fault), &fault);
	check(http_start(b->http, &fault), &fault);
}

/* ---- Clients ---- */

static size_t
ask(void *context, unsigned client, uint64_t number, char *into, size_t room)
{
	const struct bench *b = context;
	const struct customer *c = &b->customers[client];
	char path[80], body[80] = "{}";

	(void)number;
	switch (c->way) {
	case WAY_TAKE:
		(void)snprintf(path, sizeof(path), "branches/%lld/tickets", c->branch);
		(void)snprintf(body, sizeof(body), "{\"services\":[%lld]}", b->service_id);
		break;
	case WAY_NEXT:
		(void)snprintf(path, sizeof(path), "counters/%lld/next", c->counter);
		break;
	case WAY_BEGIN:
		(void)snprintf(path, sizeof(path), "tickets/%lld/begin", c->ticket);
		break;
	case WAY_FINISH:
		(void)snprintf(path, sizeof(path), "tickets/%lld/finish", c->ticket);
		(void)snprintf(body, sizeof(body), "{\"outcome\":\"positive\"}");
		break;
	}
	return (size_t)snprintf(into, room,
		"POST /api/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		path, b->key, strlen(body), body);
}

static bool
is_right(void *context, unsigned client, int status, struct span body)
{
	struct bench *b = context;
	struct customer *c = &b->customers[client];
	static const char called[] = "{\"ticket\":";

	if (status != 200) {
		fprintf(stderr, "%d %.*s\n", status, SPAN_PRINT(body));
		return false;
	}
	if (c->way == WAY_NEXT) {
		c->ticket = body.size > sizeof(called)
				    ? strtoll(body.at + sizeof(called) - 1, NULL, 10)
				    : 0;
		c->way = c->ticket != 0 ? WAY_BEGIN : WAY_TAKE;
		return true;
	}
	c->way = c->way == WAY_FINISH ? WAY_TAKE : c->way + 1;
	return true;
}

/* ---- Rounds ---- */

static double
used_us(int who)
{
	struct rusage used;

	(void)getrusage(who, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* Microseconds of processor that the server has used: all but this thread, which is the clients. */
static double
server_us(void)
{
	return used_us(RUSAGE_SELF) - used_us(RUSAGE_THREAD);
}

static int
port_of(const struct bench *b)
{
	return (int)strtol(strrchr(http_url(b->http), ':') + 1, NULL, 10);
}

static int
by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values)
{
	qsort(values, ROUNDS, sizeof(*values), by_size);
	return values[ROUNDS / 2];
}

/* A number of commands and no clock, so that two builds can be compared instruction by instruction:
 * valgrind --tool=callgrind --separate-threads=yes. */
static void
count(struct bench *b, unsigned clients_n, uint64_t commands_n)
{
	const struct load_setup setup = {.port = port_of(b),
		.clients_n = clients_n,
		.requests_n = commands_n,
		.context = b,
		.ask = ask,
		.is_right = is_right};
	struct load_result result;
	const double before = server_us();

	load_run(&setup, &result);
	printf("%2u clients  %llu commands  %4.0f us of the server's processor each\n", clients_n,
		(unsigned long long)result.answers_n,
		(server_us() - before) / (double)result.answers_n);
}

struct figures {
	double base[BASES_N][ROUNDS], ratio[BASES_N][ROUNDS];
	double rate[ROUNDS], p99[ROUNDS], used[ROUNDS];
};

static void
print(const struct bench *b, unsigned clients_n, struct figures *all)
{
	printf("%2u clients  %7.0f commands/s  p99 %6.2f ms  %4.0f us of the server's processor "
	       "each\n",
		clients_n, median(all->rate), median(all->p99), median(all->used));
	for (int i = 0; i < BASES_N && b->bases[i] != NULL; i++)
		printf("            %7.2f x of %6.0f %s\n", median(all->ratio[i]),
			median(all->base[i]), base_names[i]);
	fflush(stdout);
}

static void
turns(struct bench *b)
{
	char line[80];

	while (fgets(line, sizeof line, stdin) != NULL) {
		char *rest = line;
		struct load_setup setup = {
			.port = port_of(b), .context = b, .ask = ask, .is_right = is_right};
		struct load_result result;
		const double before = server_us();

		setup.clients_n = (unsigned)strtoul(rest, &rest, 10);
		setup.lasts_us = (int64_t)(strtod(rest, NULL) * 1e6);
		if (setup.clients_n == 0 || setup.clients_n > CLIENTS || setup.lasts_us <= 0)
			exit(2);
		load_run(&setup, &result);
		if (result.wrong_n + result.broken_n > 0)
			exit(1);
		printf("%.0f %.2f %.0f\n", (double)result.answers_n / result.seconds,
			(double)result.p99_us / 1000,
			(server_us() - before) / (double)result.answers_n);
		fflush(stdout);
	}
}

static void
measure(struct bench *b, unsigned clients_n)
{
	const struct load_setup setup = {.port = port_of(b),
		.clients_n = clients_n,
		.lasts_us = ROUND_US,
		.context = b,
		.ask = ask,
		.is_right = is_right};
	struct figures all = {0};

	for (int round = -1; round < ROUNDS; round++) {
		const int at = round < 0 ? 0 : round; /* the first only warms */
		struct load_result result;
		double before;

		for (int i = 0; i < BASES_N && b->bases[i] != NULL; i++)
			all.base[i][at] = plain_rate(b->bases[i], BASE_US);
		before = server_us();
		load_run(&setup, &result);
		if (result.wrong_n + result.broken_n > 0)
			fprintf(stderr, "%llu answers were wrong, %llu connections lost\n",
				(unsigned long long)result.wrong_n,
				(unsigned long long)result.broken_n);
		all.rate[at] = (double)result.answers_n / result.seconds;
		all.used[at] = (server_us() - before) / (double)result.answers_n;
		all.p99[at] = (double)result.p99_us / 1000;
		for (int i = 0; i < BASES_N && b->bases[i] != NULL; i++)
			all.ratio[i][at] = all.rate[at] / all.base[i][at];
	}
	print(b, clients_n, &all);
}

int
main(int arguments_n, char **arguments)
{
	static const unsigned clients[] = {1, 8, CLIENTS};
	const bool is_postgresql = arguments_n > 1 && strcmp(arguments[1], "postgresql") == 0;
	const bool is_in_turns = arguments_n > 2 && strcmp(arguments[2], "turns") == 0;
	const uint64_t commands_n = arguments_n > 2 ? strtoull(arguments[2], NULL, 10) : 0;
	const unsigned only = arguments_n > 3 ? (unsigned)strtoul(arguments[3], NULL, 10) : 0;
	const char *address = is_postgresql ? getenv("CYKL_POSTGRESQL") : "bench-serve.db";
	struct bench b = {.arena = arena_new(ARENA_UNLIMITED)};

	if (address == NULL) {
		fprintf(stderr, "CYKL_POSTGRESQL holds no address: run it by with_postgresql\n");
		return 2;
	}
	open_all(&b, address);
	for (int i = 0; i < BASES_N && !is_postgresql && commands_n == 0; i++)
		b.bases[i] = plain_open(base_paths[i], i == 0);
	if (is_in_turns)
		turns(&b);
	for (size_t i = 0; i < array_length(clients) && !is_in_turns; i++)
		if (only != 0 && clients[i] != only)
			continue;
		else if (commands_n > 0)
			count(&b, clients[i], commands_n);
		else
			measure(&b, clients[i]);
	http_stop(b.http);
	service_close(b.service);
	http_close(b.http);
	store_close(b.store);
	for (int i = 0; i < BASES_N; i++)
		plain_close(b.bases[i]);
	arena_free(b.arena);
	if (!is_postgresql)
		(void)unlink(address);
	return 0;
}
