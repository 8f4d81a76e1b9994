/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A branch's line as views show it: who waits, in which order they would be called, what was
 * promised to them. Read once for a view. Private to service/.
 */
#pragma once

#include "service/clocks.h"
#include "service/tickets.h"

#define LINE_MOST 500 /* waiting tickets that a view looks at */

struct line {
	struct ticket_rows waiting, aside;
	const struct house_branch *branch;
	struct day_row day;
	struct promises promises; /* line_promises_read */
};

MUST_USE enum fault_code line_read(
	struct line *ret, struct view_call *v, const struct house_branch *branch, struct fault *f);
/* Before any of its tickets is shown to staff. */
MUST_USE enum fault_code line_promises_read(
	struct line *line, struct view_call *v, struct fault *f);

/* The places in `waiting` in the order in which this counter – with somebody in front of it who can
 * serve only some things – would call them; NULL: a counter that serves everything. In the arena.
 */
struct line_order {
	const size_t *places;
	size_t n;
};
struct line_order line_order(const struct line *line, struct view_call *v,
	const struct house_counter *counter, int64_t staff, size_t most);

/* waiting_shape. A new reference. */
MUST_USE enum fault_code line_ticket_json(const struct line *line, struct view_call *v,
	const struct ticket_row *ticket, json_t **ret, struct fault *f);
/* Lists of them: the first `most`, by `places` or as they stand (NULL). */
MUST_USE enum fault_code line_list_json(const struct line *line, struct view_call *v,
	const struct ticket_rows *tickets, const struct line_order *order, size_t most,
	json_t **ret, struct fault *f);

/* offer_shape for each service that some counter of the branch serves. A new reference. */
MUST_USE enum fault_code line_offers_json(
	const struct line *line, struct view_call *v, json_t **ret, struct fault *f);
/* counter_shape for each counter of the branch. A new reference. */
MUST_USE enum fault_code line_counters_json(
	const struct line *line, struct view_call *v, json_t **ret, struct fault *f);

/* The branch of a view's first field, or NOT_FOUND. */
MUST_USE enum fault_code view_branch(
	const struct view_call *v, const struct house_branch **ret, struct fault *f);
