/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A frame as text for people: title, table, definition, notes. One row without a name stands
 * upright, a line a figure. Long texts are wrapped; columns that do not fit beside each other
 * follow below, with the leading names repeated, so that nothing is lost on a narrow terminal.
 */
#pragma once

#include <stdio.h>

#include "cli/terminal.h"
#include "measures/frame.h"

struct table_choices {
	const struct zone *zone; /* of times; NULL = UTC */
	bool is_bare;		 /* only the table: no title, definition, notes */
	size_t indent;
};

void table_print(FILE *out, const struct terminal *t, const struct frame *frame,
	const struct table_choices *choices, struct arena *a);
