/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place of the command line where a store is opened. */
#include "cli/keeping.h"

enum fault_code
keeping_open(struct store **ret, const char *address, unsigned readers_n, bool may_create,
	struct fault *f)
{
	const struct store_setup setup = {
		.parts = service_parts,
		.parts_n = service_parts_n,
		.readers_n = readers_n,
		.may_create = may_create,
	};

	if (store_open(ret, address, &setup, f) == FAULT_NONE)
		return FAULT_NONE;
	if (f->code == FAULT_NOT_FOUND && !may_create)
		return fault_note(f, "opening a store (\"cykl init\" makes one)");
	return fault_note(f, "opening a store");
}

void
keeping_guard(struct store **store)
{
	store_close(*store);
}
