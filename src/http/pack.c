/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers are compressed where they are made: by the thread that finishes a request, or by the net
 * thread for what a handler answers at once. A small answer gets a small window, so that zlib's
 * tables are not dearer than the answer.
 */
#include <zlib.h>

#include "http/call.h"

#define LEVEL	    3
#define SMALL	    16384 /* bytes */
#define GZIP	    16	  /* added to the window's bits: a gzip head instead of zlib's */
#define PACKED_MOST (4u << 20)

static bool
refuses(struct span parameters)
{
	for (struct span part; span_cut(&parameters, ';', &part);) {
		part = span_trim(part);
		if (!span_begins(part, SPAN("q=")) && !span_begins(part, SPAN("Q=")))
			continue;
		for (size_t i = 2; i < part.size; i++)
			if (part.at[i] >= '1' && part.at[i] <= '9')
				return false;
		return true;
	}
	return false;
}

bool
http_accepts_gzip(const struct http_request *r)
{
	struct span list = http_header(r, "accept-encoding"), part, coding;

	if (list.at == NULL)
		return false;
	while (span_cut(&list, ',', &part)) {
		part = span_trim(part);
		if (span_cut(&part, ';', &coding) && span_is_like(span_trim(coding), SPAN("gzip")))
			return !refuses(part);
	}
	return false;
}

static bool
is_text(const char *type)
{
	const struct span s = span_of(type);

	return span_begins(s, SPAN("text/")) || span_begins(s, SPAN("application/json")) ||
	       span_begins(s, SPAN("image/svg+xml"));
}

void
http_pack(struct http_call *call, size_t from_size)
{
	struct http_answer *answer = &call->answer;
	const struct span plain = answer->body;
	const bool is_small = plain.size <= SMALL;
	z_stream z = {0};

	if (from_size == 0 || answer->type == NULL || answer->is_packed || !is_text(answer->type))
		return;
	if (plain.size < from_size || plain.size > PACKED_MOST)
		return;
	answer->is_packable = true;
	if (!http_accepts_gzip(&call->request))
		return;
	if (deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP + (is_small ? 13 : 15), is_small ? 6 : 8,
		    Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	const size_t room = deflateBound(&z, plain.size);
	z.next_in = (Bytef *)(uintptr_t)plain.at;
	z.avail_in = (uInt)plain.size;
	z.next_out = arena_alloc(call->request.arena, room);
	z.avail_out = (uInt)room;
	char *packed = (char *)z.next_out;
	const bool is_done = deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < plain.size;
	if (is_done) {
		answer->body = (struct span){packed, z.total_out};
		answer->is_packed = true;
	}
	(void)deflateEnd(&z);
}
