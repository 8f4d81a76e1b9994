/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages and assets that are in the program: bytes, a hash, and the same bytes compressed while
 * building (tools/embed_folder.c makes the table from a folder). What lies in "assets/" has its
 * hash in its name and is kept by the browser for ever; everything else is asked for again by its
 * tag.
 *
 *	dist/index.html             GET /
 *	dist/desk.html              GET /desk
 *	dist/assets/desk-1f2e.js    GET /assets/desk-1f2e.js
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "http/request.h"

struct http_asset {
	const char *path; /* as it is asked for: "/desk", "/assets/desk-1f2e.js" */
	const char *type; /* "text/html; charset=utf-8" */
	const char *hash; /* of the plain bytes: 16 hex digits */
	const unsigned char *plain,
		*packed; /* packed (gzip) is NULL when it would not be smaller */
	size_t plain_size, packed_size;
	bool is_lasting;
};

/* Sorted by path. */
struct http_assets {
	const struct http_asset *at;
	size_t n;
};

/* The pages of ui/; none in a build without them. */
extern const struct http_assets http_pages;

/* NULL when there is none. */
const struct http_asset *http_asset_find(const struct http_assets *assets, struct span path);
/* Replies with it: 200, or 304 when the client has it. For a page at another path than its own:
 * "/t/{ticket}". */
void http_reply_asset(struct http_request *r, const struct http_asset *asset);
