/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store and its service for one command of the command line: no threads, one actor – the house
 * itself –, everything committed at the end. A server may go on with the same store meanwhile.
 *
 *	ON_EXIT(tending_guard) struct tending t = {0};
 *
 *	tending_open(&t, address, false, f) …
 *	tending_do(&t, COMMAND_staff_add, &in, &out, arena, f) …
 *	tending_finish(&t, f)
 */
#pragma once

#include "cli/command.h"
#include "service/service.h"

#define TENDING_READER 1

struct tending {
	struct store *store;
	struct live_service *service;
};

/* may_create: makes the store, and refuses one that is there. */
MUST_USE enum fault_code tending_open(
	struct tending *ret, const char *address, bool may_create, struct fault *f);
MUST_USE enum fault_code tending_do(struct tending *t, enum command_id command, const void *in,
	void *out, struct arena *a, struct fault *f);
/* Commits. */
MUST_USE enum fault_code tending_finish(struct tending *t, struct fault *f);
void tending_guard(struct tending *t);
/* What the house sees. A new reference. */
MUST_USE enum fault_code tending_view(
	struct tending *t, enum view_id view, json_t **ret, struct fault *f);
/* The objects of `list` whose "name" is this; NULL: none. Borrowed. */
const json_t *tending_named(const json_t *list, const char *name);
/* All names, with commas between. */
const char *tending_names(const json_t *list, struct arena *a);

/* The path of the page where somebody sets their password, for people. */
void tending_link_say(
	struct request *request, const char *page, const char *title, struct span invitation);
