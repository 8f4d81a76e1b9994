/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal is read once, from its first event to its last, as the live service follows it; what
 * measures see is the same. The store may be in use meanwhile: one transaction sees one moment.
 */
#include "cli/reading_store.h"

#include "journal/journal.h"
#include "service/service.h"
#include "store/store.h"

static void
store_guard(struct store **s)
{
	store_close(*s);
}

static enum fault_code
journal_columns(struct columns **ret, struct store *s, struct fault *f)
{
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(s, 0));
	ON_EXIT(columns_follower_guard) struct columns_follower *follower = NULL;
	size_t n = 0;

	if (columns_follower_open(&follower, NULL, f) ||
		columns_follower_read(follower, tx, SIZE_MAX, &n, f))
		return f->code;
	columns_follower_publish(follower);
	*ret = columns_follower_take(follower);
	return FAULT_NONE;
}

enum fault_code
reading_store(struct columns **ret, struct log_findings *ret_findings, struct request *request,
	const char *address, struct fault *f)
{
	const struct store_setup setup = {
		.parts = service_parts, .parts_n = service_parts_n, .readers_n = 1};
	ON_EXIT(store_guard) struct store *s = NULL;
	struct columns *c = NULL;

	if (store_open(&s, address, &setup, f) || journal_columns(&c, s, f))
		return f->code;
	*ret_findings = (struct log_findings){
		.format = "store",
		.what = arena_printf(request->arena, "the journal of %s", store_name(s)),
		.rows_n = c->events_n,
		.events_n = c->events_n,
	};
	*ret = c;
	return FAULT_NONE;
}
