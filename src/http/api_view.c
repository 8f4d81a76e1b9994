/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A view over HTTP: its fields from the path and the query, looked at on the net thread's own
 * reader, answered with a tag, so that a page that asks again for the same gets 304.
 */
#include "http/fields.h"
#include "http/site.h"

/* What every address may carry beside a view's fields: who is meant (access.h). */
static bool
is_about_access(struct span name)
{
	return span_is(name, SPAN("as")) || span_is(name, SPAN("word"));
}

enum fault_code
site_query_read(struct field_reader *reader, const struct http_request *r, struct fault *f)
{
	struct span name, value;

	for (size_t i = 0; http_query_at(r, i, &name, &value); i++) {
		if (is_about_access(name))
			continue;
		if (field_read_text(reader, arena_text_n(r->arena, name.at, name.size), value, f))
			return f->code;
	}
	return FAULT_NONE;
}

static enum fault_code
view_fields(struct http_request *r, const struct site_row *row, void *in, struct fault *f)
{
	struct field_reader reader;

	field_reader_init(&reader, &service_view_about(row->view)->asks, in, r->arena);
	if (row->kind == ROW_OWN_VIEW)
		field_put_id(&reader, "ticket", access_who(r)->actor.ticket);
	if (site_path_read(&reader, r, f) || site_query_read(&reader, r, f) ||
		field_reader_finish(&reader, f))
		return f->code;
	return FAULT_NONE;
}

enum fault_code
api_view(struct http_request *r, void *context, struct fault *f)
{
	struct http *http = context;
	const struct site_row *row = site_row_of(http, r);
	const struct view_about *about = service_view_about(row->view);
	void *in = arena_alloc(r->arena, about->asks.size);
	json_t *json = NULL;

	if (view_fields(r, row, in, f) || service_view(http->service, http->reader_net,
						  &access_who(r)->actor, row->view, in, &json, f))
		return f->code;
	http_reply_json(r, 200, json);
	http_reply_tagged(r);
	access_renew(r, http);
	return FAULT_NONE;
}
