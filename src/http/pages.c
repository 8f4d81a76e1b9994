/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages are the same for everybody: what they show, they ask for, and that asks who you are. So a
 * page can be kept by the browser, and no link from another site shows anything of ours.
 */
#include "http/assets.h"
#include "http/site.h"

static const char not_built[] =
	"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Cykl</title>"
	"<p>This Cykl was built without its pages. The service itself is there: "
	"<a href=\"/api\">its interface</a>.</p></html>";

void
page_reply(struct http_request *r, const char *name)
{
	const char *path = strcmp(name, "index") == 0 ? "/" : arena_printf(r->arena, "/%s", name);
	const struct http_asset *asset = http_asset_find(&http_pages, span_of(path));

	if (asset != NULL)
		http_reply_asset(r, asset);
	else
		http_reply(r, 200, "text/html; charset=utf-8",
			(struct span){not_built, sizeof(not_built) - 1});
}

enum fault_code
api_page(struct http_request *r, void *context, struct fault *f)
{
	(void)f; /* a page is always there */
	page_reply(r, site_row_of(context, r)->name);
	return FAULT_NONE;
}
