/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a handler may ask of its request. All of it was copied into the request's arena when the
 * head had come, so that it stays when the connection goes.
 */
#include <assert.h>

#include "http/call.h"
#include "http/router.h"

static const struct span none = {NULL, 0};

struct span
http_header(const struct http_request *r, const char *name)
{
	const struct http_call *call = http_call_of(r);
	const struct span wanted = span_of(name);

	for (size_t i = 0; i < call->fields_n; i++)
		if (http_is_named(&call->fields[i], wanted))
			return call->fields[i].value;
	return none;
}

struct span
http_cookie(const struct http_request *r, const char *name)
{
	const struct http_call *call = http_call_of(r);

	for (size_t i = 0; i < call->fields_n; i++) {
		if (!http_is_named(&call->fields[i], SPAN("cookie")))
			continue;
		const struct span value = http_cookie_find(call->fields[i].value, span_of(name));
		if (value.at != NULL)
			return value;
	}
	return none;
}

struct span
http_query(const struct http_request *r, const char *name)
{
	const struct http_call *call = http_call_of(r);
	const struct span wanted = span_of(name);

	for (size_t i = 0; i < call->pairs_n; i++)
		if (span_is(call->pairs[i].name, wanted))
			return call->pairs[i].value;
	return none;
}

bool
http_query_at(const struct http_request *r, size_t i, struct span *ret_name, struct span *ret_value)
{
	const struct http_call *call = http_call_of(r);

	if (i >= call->pairs_n)
		return false;
	*ret_name = call->pairs[i].name;
	*ret_value = call->pairs[i].value;
	return true;
}

struct span
http_part(const struct http_request *r, const char *name)
{
	const int part = r->route == NULL ? -1 : http_route_part(r->route, name);

	assert(part >= 0);
	return r->parts[part];
}

bool
http_stream_resumes(const struct http_request *r)
{
	return http_call_of(r)->resumes;
}
