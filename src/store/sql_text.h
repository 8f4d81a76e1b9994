/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows and migrations are written once, in SQLite's words; this turns them into PostgreSQL's.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

/* In the arena; NULL when a {{…|…}} does not end or has no two sides. *ret_values_n: the largest N
 * of all ?N. */
const char *sql_text(
	const char *source, bool is_postgresql, struct arena *a, unsigned *ret_values_n);
