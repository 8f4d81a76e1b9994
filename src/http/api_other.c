/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Health, figures of the running program, the map in force, and this interface's own description.
 */
#include "http/access_fields.h"
#include "http/site.h"

/* Can the store be read? The head of the house's journal is a row that is always there. */
static enum fault_code
store_look(struct http *http, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(http->site.store, http->reader_net));
	unsigned char hash[JOURNAL_HASH_SIZE];
	int64_t number;

	return journal_head(tx, JOURNAL_HOUSE, &number, hash, f);
}

enum fault_code
api_health(struct http_request *r, void *context, struct fault *f)
{
	struct http *http = context;
	bool reads = store_look(http, f) == FAULT_NONE;
	bool writes = !atomic_load_explicit(&http->cannot_write, memory_order_relaxed);

	http_reply_json(r, reads && writes ? 200 : 503,
		json_pack("{s:s, s:b, s:b}", "status", reads && writes ? "ok" : "broken", "reads",
			reads, "writes", writes));
	return FAULT_NONE;
}

static bool
is_this_machine(struct span address)
{
	return span_begins(address, SPAN("127.")) || span_is(address, SPAN("::1"));
}

enum fault_code
api_metrics(struct http_request *r, void *context, struct fault *f)
{
	struct http *http = context;
	const unsigned allowed = ROLE_BIT(LEAD) | ROLE_BIT(MANAGER) | ROLE_BIT(ADMINISTRATOR);

	if (http->server == NULL)
		return fault_set(f, FAULT_BUSY, "the server is starting");
	if (!is_this_machine(r->address) && !access_who(r)->is_known)
		return http_reply_problem(r, HTTP_PROBLEM_SIGN_IN, NULL, NULL);
	if (!is_this_machine(r->address) && (allowed & (1u << access_who(r)->actor.role)) == 0)
		return http_reply_problem(r, HTTP_PROBLEM_FORBIDDEN, NULL, NULL);
	http_reply(r, 200, "text/plain; version=0.0.4; charset=utf-8",
		http_metrics_text(http_server_metrics(http->server), r->arena));
	return FAULT_NONE;
}

static json_t *
cycles_json(const struct map *map)
{
	json_t *list = json_array();

	for (size_t i = 0; i < map->cycles_n; i++)
		(void)json_array_append_new(list, map_cycle_json(map, &map->cycles[i]));
	return json_pack("{s:o}", "cycles", list);
}

enum fault_code
api_cycles(struct http_request *r, void *context, struct fault *f)
{
	struct http *http = context;
	struct cycles_query in = {0};
	struct field_reader reader;
	const struct map *map;

	field_reader_init(&reader, &access_cycles_fields, &in, r->arena);
	if (site_path_read(&reader, r, f) || site_query_read(&reader, r, f) ||
		service_map_take(http->service, http->reader_net, in.workspace, 0, &map, f))
		return f->code;
	http_reply_json(r, 200, cycles_json(map));
	http_reply_tagged(r);
	service_map_give(http->service, map);
	return FAULT_NONE;
}

enum fault_code
api_openapi(struct http_request *r, void *context, struct fault *f)
{
	struct http *http = context;

	(void)f; /* it is there since the start */
	http_reply(r, 200, "application/json", http->openapi);
	http_reply_tagged(r);
	return FAULT_NONE;
}

enum fault_code
api_openapi_page(struct http_request *r, void *context, struct fault *f)
{
	struct http *http = context;

	(void)f; /* it is there since the start */
	http_reply(r, 200, "text/html; charset=utf-8", http->openapi_page);
	http_reply_policy(r, "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
			     "form-action 'none'; frame-ancestors 'none'");
	http_reply_tagged(r);
	return FAULT_NONE;
}
