/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a store sound? Said line by line, for doctor and restore.
 */
#pragma once

#include "cli/command.h"
#include "store/store.h"

/* Prints what was proved and, if so, the first difference. The store has at least one reader. */
MUST_USE enum fault_code proving_run(
	struct request *request, struct store *store, bool *ret_is_sound, struct fault *f);
