/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the HTTP layer counts, in Prometheus' text form. Rows of metrics.def are counters and
 * gauges; besides them each route has a histogram of its answers' times, from the head of the
 * request to the last byte handed to the system. Counting is a relaxed atomic addition; any thread
 * may count and print.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

struct http_metrics;
struct http_route;
struct http_router;

enum http_metric {
#define METRIC(id, kind, name, about) HTTP_METRIC_##id,
#include "http/metrics.def"
#undef METRIC
	HTTP_METRIC__COUNT
};

void http_count(struct http_metrics *metrics, enum http_metric metric, int64_t more);
int64_t http_counted(const struct http_metrics *metrics, enum http_metric metric);
/* An answer of a route (NULL: an asset or nothing) with its status, after so long. */
void http_metrics_answer(
	struct http_metrics *metrics, const struct http_route *route, unsigned status, int64_t us);
/* All of it, in the arena: text/plain; version=0.0.4. */
struct span http_metrics_text(const struct http_metrics *metrics, struct arena *a);

/* The engine's own: made with the server, borrows the router. */
struct http_metrics *http_metrics_new(const struct http_router *router);
void http_metrics_free(struct http_metrics *metrics);
