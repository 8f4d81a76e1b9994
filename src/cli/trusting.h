/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far to trust what the twin plays, asked before anything is played: a twin that was judged and
 * failed gives no figure, one that nobody could judge yet is said to be that. Who asks for the
 * figures of a failed twin all the same (--untrusted) gets them marked. Private to cli/.
 */
#pragma once

#include "cli/command.h"
#include "twin/twin.h"

struct trusting_wish {
	const struct columns *columns; /* NULL: there is no history */
	const struct map *map;	       /* or NULL */
	const char *branch;
	const struct zone *zone; /* of a log without a map; or NULL */
	unsigned hands;
};
MUST_USE enum fault_code trusting_ask(
	struct trust *ret, const struct trusting_wish *wish, struct arena *a, struct fault *f);

/* In place of figures: the grade, its reasons, what may be done. The answer is "no". */
void trusting_refusal_print(struct request *request, const char *of, const struct trust *trust);
/* One line above the figures. */
void trusting_line_print(struct request *request, const struct trust *trust);
/* Beside a heading of figures that nobody should trust; else nothing. */
const char *trusting_mark(const struct trust *trust);
