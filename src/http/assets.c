/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages may run only what comes from here: no script inside the page, no frame around it.
 */
#include "http/assets.h"

#include <stdlib.h>

#include "http/call.h"

#define POLICY_OF_PAGES                                                                            \
	"default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "          \
	"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "             \
	"frame-ancestors 'none'"

static int
compare(const void *path, const void *asset)
{
	const struct span wanted = *(const struct span *)path;
	const struct span has = span_of(((const struct http_asset *)asset)->path);
	const size_t size = wanted.size < has.size ? wanted.size : has.size;
	const int order = memcmp(wanted.at, has.at, size);

	return order != 0 ? order : (wanted.size > has.size) - (wanted.size < has.size);
}

const struct http_asset *
http_asset_find(const struct http_assets *assets, struct span path)
{
	if (assets->n == 0)
		return NULL;
	return bsearch(&path, assets->at, assets->n, sizeof *assets->at, compare);
}

void
http_reply_asset(struct http_request *r, const struct http_asset *asset)
{
	struct http_answer *answer = &http_call_of(r)->answer;
	const bool is_page = span_begins(span_of(asset->type), SPAN("text/html"));
	const bool is_script = span_begins(span_of(asset->type), SPAN("text/javascript"));
	struct span body = {(const char *)asset->plain, asset->plain_size};
	bool is_packed = false;

	if (asset->packed != NULL && http_accepts_gzip(r)) {
		body = (struct span){(const char *)asset->packed, asset->packed_size};
		is_packed = true;
	}
	http_reply_cache(r, asset->is_lasting ? "public, max-age=31536000, immutable" : "no-cache");
	/* A worker's script brings its own policy: with that of data it could fetch nothing. */
	if (is_page || is_script)
		http_reply_policy(r, POLICY_OF_PAGES);
	if (is_page)
		http_reply_header(r, "Cross-Origin-Opener-Policy", "same-origin");
	if (http_reply_tag(r, asset->hash))
		return;
	http_reply(r, 200, asset->type, body);
	answer->is_packed = is_packed;
	answer->is_packable = asset->packed != NULL;
}
