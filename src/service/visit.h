/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments of a map as they stand in a visit. Private to service/.
 */
#pragma once

#include "service/tickets.h"

/* Does an event of the live service begin it, or do staff mark it? */
bool moment_is_marked(const struct moment *moment);
/* Is the event kind of this name among them? */
bool names_have(const struct event_names *names, const char *kind);
/* visit_shape of the ticket that is called or served. A new reference. */
MUST_USE enum fault_code visit_json(struct view_call *v, const struct house_branch *branch,
	const struct ticket_row *ticket, json_t **ret, struct fault *f);
