/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A procedure's Markdown as plain text: what stands before the first ordered list is its purpose,
 * the entries of ordered lists are its steps.
 */
#pragma once

#include "base/text.h"

struct markdown {
	const char *purpose; /* "" when there is none */
	const char **steps;
	size_t steps_n;
};

/* `text` is UTF-8. False when it cannot be parsed (too deep, too large). Everything in the arena.
 */
bool map_markdown_read(struct markdown *ret, struct span text, struct arena *a);
