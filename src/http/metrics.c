/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A histogram a route, one more for what has no route, and a counter for each class of status.
 */
#include "http/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "http/router.h"

#define CLASSES_N 6 /* 0xx … 5xx */

/* Upper bounds, in microseconds. */
static const int64_t bounds_us[] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000,
	500000, 1000000, 2500000, 10000000};
#define BOUNDS_N array_length(bounds_us)

struct times {
	atomic_uint_fast64_t counts[BOUNDS_N + 1], sum_us, classes[CLASSES_N];
};

struct http_metrics {
	atomic_int_fast64_t values[HTTP_METRIC__COUNT];
	const struct http_router *router;
	size_t routes_n;
	struct times times[]; /* the routes', then what has none */
};

static const struct {
	const char *kind, *name, *about;
} rows[HTTP_METRIC__COUNT] = {
#define METRIC(id, kind, name, about) {#kind, name, about},
#include "http/metrics.def"
#undef METRIC
};

struct http_metrics *
http_metrics_new(const struct http_router *router)
{
	const size_t routes_n = http_router_n(router);
	struct http_metrics *metrics =
		calloc(1, sizeof *metrics + (routes_n + 1) * sizeof metrics->times[0]);

	if (metrics == NULL)
		abort();
	metrics->router = router;
	metrics->routes_n = routes_n;
	return metrics;
}

void
http_metrics_free(struct http_metrics *metrics)
{
	free(metrics);
}

void
http_count(struct http_metrics *metrics, enum http_metric metric, int64_t more)
{
	(void)atomic_fetch_add_explicit(&metrics->values[metric], more, memory_order_relaxed);
}

int64_t
http_counted(const struct http_metrics *metrics, enum http_metric metric)
{
	return atomic_load_explicit(&metrics->values[metric], memory_order_relaxed);
}

static void
add(atomic_uint_fast64_t *counter, uint64_t more)
{
	(void)atomic_fetch_add_explicit(counter, more, memory_order_relaxed);
}

static uint64_t
get(const atomic_uint_fast64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

void
http_metrics_answer(
	struct http_metrics *metrics, const struct http_route *route, unsigned status, int64_t us)
{
	const size_t row = route == NULL ? metrics->routes_n
					 : (size_t)(route - http_router_row(metrics->router, 0));
	struct times *times = &metrics->times[row];
	size_t bound = 0;

	while (bound < BOUNDS_N && us > bounds_us[bound])
		bound++;
	add(&times->counts[bound], 1);
	add(&times->sum_us, us > 0 ? (uint64_t)us : 0);
	add(&times->classes[status / 100 < CLASSES_N ? status / 100 : 0], 1);
}

struct text {
	struct arena *arena;
	char *at;
	size_t size, room;
};

static void print(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);

static void
print(struct text *text, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	const char *line = arena_vprintf(text->arena, format, values);
	va_end(values);
	const size_t size = strlen(line);
	if (text->room - text->size < size) {
		const size_t room = (text->room + size) * 2 + 4096;
		char *grown = arena_alloc(text->arena, room);
		if (text->size > 0)
			memcpy(grown, text->at, text->size);
		text->at = grown;
		text->room = room;
	}
	memcpy(text->at + text->size, line, size);
	text->size += size;
}

/* Paths and verbs are the table's own and need no escapes. */
static void
times_print(struct text *text, const struct times *times, const char *verb, const char *path)
{
	uint64_t n = 0;

	for (size_t i = 0; i < BOUNDS_N; i++) {
		n += get(&times->counts[i]);
		print(text,
			"cykl_http_answer_seconds_bucket{verb=\"%s\",route=\"%s\",le=\"%g\"} "
			"%" PRIu64 "\n",
			verb, path, (double)bounds_us[i] / 1e6, n);
	}
	n += get(&times->counts[BOUNDS_N]);
	print(text,
		"cykl_http_answer_seconds_bucket{verb=\"%s\",route=\"%s\",le=\"+Inf\"} %" PRIu64
		"\n",
		verb, path, n);
	print(text, "cykl_http_answer_seconds_sum{verb=\"%s\",route=\"%s\"} %.6f\n", verb, path,
		(double)get(&times->sum_us) / 1e6);
	print(text, "cykl_http_answer_seconds_count{verb=\"%s\",route=\"%s\"} %" PRIu64 "\n", verb,
		path, n);
}

static uint64_t
times_n(const struct times *times)
{
	uint64_t n = 0;

	for (size_t i = 0; i <= BOUNDS_N; i++)
		n += get(&times->counts[i]);
	return n;
}

static void
classes_print(struct text *text, const struct times *times, const char *verb, const char *path)
{
	for (unsigned class = 1; class < CLASSES_N; class ++)
		if (get(&times->classes[class]) > 0)
			print(text,
				"cykl_http_answers_total{verb=\"%s\",route=\"%s\",status=\"%uxx\"} "
				"%" PRIu64 "\n",
				verb, path, class, get(&times->classes[class]));
}

struct span
http_metrics_text(const struct http_metrics *metrics, struct arena *a)
{
	struct text text = {.arena = a};

	for (int i = 0; i < HTTP_METRIC__COUNT; i++)
		print(&text, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", rows[i].name,
			rows[i].about, rows[i].name, rows[i].kind, rows[i].name,
			http_counted(metrics, (enum http_metric)i));
	for (int part = 0; part < 2; part++) {
		print(&text, part == 0 ? "# HELP cykl_http_answers_total Answers by route and "
					 "class of status\n"
					 "# TYPE cykl_http_answers_total counter\n"
				       : "# HELP cykl_http_answer_seconds From a request's head to "
					 "its answer\n"
					 "# TYPE cykl_http_answer_seconds histogram\n");
		for (size_t i = 0; i <= metrics->routes_n; i++) {
			const struct times *times = &metrics->times[i];
			const struct http_route *route =
				i < metrics->routes_n ? http_router_row(metrics->router, i) : NULL;
			if (times_n(times) == 0)
				continue;
			(part == 0 ? classes_print : times_print)(&text, times,
				route != NULL ? http_verb_word(route->verb) : "",
				route != NULL ? route->path : "");
		}
	}
	return (struct span){text.at, text.size};
}
