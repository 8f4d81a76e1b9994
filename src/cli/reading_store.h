/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store read in place of a log: the columns of its journal, the words for its ids, and the map in
 * force.
 */
#pragma once

#include "cli/reading.h"

/* Of which branch something is asked. */
struct reading_of {
	const char *branch; /* NULL: none was named */
};

/* Fills the source: its findings, and for a path the store's name, in which no password stands.
 * *ret_map stays when it is set already, or when the store has no map; map_free ends it. Faults:
 * those of opening the store and of reading its journal. */
MUST_USE enum fault_code reading_store(struct columns **ret, const struct map **ret_map,
	struct log_source *source, struct request *request, const struct reading_of *of,
	struct fault *f);
