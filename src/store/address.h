/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a store is: a path, or postgresql://user:password@host/database?option=… as libpq knows it.
 * What is shown of it never holds the password.
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"

struct address {
	const char *text;     /* for the engine */
	const char *shown;    /* without the password */
	const char *password; /* NULL when it holds none */
	bool is_postgresql;
};

bool address_is_postgresql(const char *text);
/* Everything in the arena. Faults: BAD_INPUT. */
MUST_USE enum fault_code address_parse(
	struct address *ret, const char *text, struct arena *a, struct fault *f);

#define MESSAGE_SIZE 300
/* The beginning of the engine's message on one line, in which no password stands. Returns `into`.
 */
const char *address_harmless(
	const struct address *address, const char *message, char into[static MESSAGE_SIZE]);
