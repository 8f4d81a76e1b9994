/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prometheus' text: each line of the form, buckets that add up, nothing of routes that nobody
 * asked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/metrics.h"
#include "http/router.h"

static enum fault_code
nothing(struct http_request *r, void *context, struct fault *f)
{
	(void)r, (void)context, (void)f;
	return FAULT_NONE;
}

static const struct http_route routes[] = {
	{HTTP_GET, "/a/{x}", nothing, 0, ""}, {HTTP_POST, "/never", nothing, 0, ""}};

static bool
is_line(struct span line)
{
	if (span_begins(line, SPAN("# HELP cykl_")) || span_begins(line, SPAN("# TYPE cykl_")))
		return true;
	return span_begins(line, SPAN("cykl_")) && memchr(line.at, ' ', line.size) != NULL &&
	       line.at[line.size - 1] >= '0' && line.at[line.size - 1] <= '9';
}

static void
what_was_counted_is_printed(void **state)
{
	static const char *const wanted[] = {
		"# TYPE cykl_http_requests gauge\ncykl_http_requests 2\n",
		"# TYPE cykl_stream_events_total counter\n",
		"cykl_http_answers_total{verb=\"GET\",route=\"/a/{x}\",status=\"2xx\"} 2\n",
		"cykl_http_answers_total{verb=\"GET\",route=\"/a/{x}\",status=\"5xx\"} 1\n",
		"cykl_http_answers_total{verb=\"\",route=\"\",status=\"4xx\"} 1\n",
		"route=\"/a/{x}\",le=\"0.0005\"} 1\n", "route=\"/a/{x}\",le=\"0.001\"} 2\n",
		"route=\"/a/{x}\",le=\"10\"} 2\n", "route=\"/a/{x}\",le=\"+Inf\"} 3\n",
		"cykl_http_answer_seconds_sum{verb=\"GET\",route=\"/a/{x}\"} 20.001001\n",
		"cykl_http_answer_seconds_count{verb=\"GET\",route=\"/a/{x}\"} 3\n"};
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct http_router *router;
	struct fault fault = {0};

	(void)state;
	assert_int_equal(http_router_new(&router, routes, 2, a, &fault), FAULT_NONE);
	struct http_metrics *metrics = http_metrics_new(router);
	http_count(metrics, HTTP_METRIC_REQUESTS, 3);
	http_count(metrics, HTTP_METRIC_REQUESTS, -1);
	assert_int_equal(http_counted(metrics, HTTP_METRIC_REQUESTS), 2);
	http_metrics_answer(metrics, &routes[0], 200, 500);
	http_metrics_answer(metrics, &routes[0], 204, 501);
	http_metrics_answer(metrics, &routes[0], 503, 20000000);
	http_metrics_answer(metrics, NULL, 404, 10);
	struct span text = http_metrics_text(metrics, a), line;
	for (size_t i = 0; i < array_length(wanted); i++)
		if (memmem(text.at, text.size, wanted[i], strlen(wanted[i])) == NULL)
			fail_msg("there is no %s", wanted[i]);
	assert_null(memmem(text.at, text.size, "never", 5));
	while (span_cut(&text, '\n', &line))
		if (!is_line(line))
			fail_msg("\"%.*s\"", SPAN_PRINT(line));
	http_metrics_free(metrics);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_counted_is_printed)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
