/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "cli/tending.h"

#include <string.h>
#include <unistd.h>

#include "cli/keeping.h"
#include "cli/now.h"

static const struct actor house = {.role = ROLE_HOUSE};

static int64_t
clock_now(void *nothing)
{
	(void)nothing;
	return now_us();
}

static bool
is_file_address(const char *address)
{
	return strncmp(address, "postgresql:", 11) != 0 && strncmp(address, "postgres:", 9) != 0;
}

/* Looks before it opens: opening a store of an older program would bring it up to date. */
static enum fault_code
nothing_is_there(const char *address, struct fault *f)
{
	ON_EXIT(keeping_guard) struct store *store = NULL;
	struct fault found = {0};
	bool is_there;

	if (is_file_address(address))
		is_there = access(address, F_OK) == 0;
	else
		is_there = keeping_open(&store, address, 2, false, &found) == FAULT_NONE;
	if (!is_there)
		return FAULT_NONE;
	return fault_set(f, FAULT_CONFLICT, "there is something at %s already; it was not touched",
		store != NULL ? store_name(store) : address);
}

enum fault_code
tending_open(struct tending *ret, const char *address, bool may_create, struct fault *f)
{
	struct service_setup setup = {.now_us = clock_now, .has_no_timers = true};

	if (may_create && nothing_is_there(address, f))
		return f->code;
	if (keeping_open(&ret->store, address, 2, may_create, f))
		return f->code;
	setup.store = ret->store;
	return service_open(&ret->service, &setup, f);
}

enum fault_code
tending_do(struct tending *t, enum command_id command, const void *in, void *out, struct arena *a,
	struct fault *f)
{
	return service_do(t->service, &house, command, in, out, a, f);
}

enum fault_code
tending_finish(struct tending *t, struct fault *f)
{
	return service_settle(t->service, f);
}

void
tending_guard(struct tending *t)
{
	service_close(t->service);
	store_close(t->store);
}

enum fault_code
tending_view(struct tending *t, enum view_id view, json_t **ret, struct fault *f)
{
	/* Views without a question: their struct is empty. */
	static const int64_t nothing = 0;

	return service_view(t->service, TENDING_READER, &house, view, &nothing, ret, f);
}

const json_t *
tending_named(const json_t *list, const char *name)
{
	const json_t *item;
	size_t i;

	json_array_foreach((json_t *)list, i, item)
	{
		const char *own = json_string_value(json_object_get(item, "name"));
		if (own != NULL && strcmp(own, name) == 0)
			return item;
	}
	return NULL;
}

const char *
tending_names(const json_t *list, struct arena *a)
{
	const char *text = "";
	const json_t *item;
	size_t i;

	json_array_foreach((json_t *)list, i, item) text = arena_printf(a, "%s%s%s", text,
		i > 0 ? ", " : "", json_string_value(json_object_get(item, "name")));
	return text;
}

void
tending_link_say(
	struct request *request, const char *page, const char *title, struct span invitation)
{
	fprintf(request->out,
		"At the address of \"cykl serve\", this page sets %s's password, once, within "
		"three "
		"days:\n%s#%.*s\n",
		title, page, SPAN_PRINT(invitation));
}
