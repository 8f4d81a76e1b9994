/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store read in place of a log: the columns of its journal.
 */
#pragma once

#include "cli/reading.h"

/* Faults: those of opening the store and of reading its journal. */
MUST_USE enum fault_code reading_store(struct columns **ret, struct log_findings *ret_findings,
	struct request *request, const char *address, struct fault *f);
