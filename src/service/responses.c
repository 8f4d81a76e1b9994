/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The response to a moment that went wrong: wanted when its clock was missed, taken up by somebody,
 * done. A clock that is over and has had its response goes.
 */
#include "service/clock.h"
#include "service/tickets.h"

static enum fault_code
missed_find(struct command *c, int64_t id, struct clock *ret, struct fault *f)
{
	size_t n = 0;
	const struct clock *found = clocks_ask(c->tx, SQL_CLOCK_MISSED,
		STORE_VALUES(store_int(c->branch), store_int(id)), &n, 1, c->arena);

	if (store_fault(c->tx, f))
		return f->code;
	if (n == 0)
		return fault_field(
			f, FAULT_NOT_FOUND, "clock", "there is no missed standard of that number");
	if (found->response == RESPONSE_NONE)
		return fault_field(
			f, FAULT_CONFLICT, "clock", "the map has no response to this moment");
	*ret = *found;
	return FAULT_NONE;
}

enum fault_code
command_response_begin(struct command *c, const struct response_begin *in,
	struct response_begin_result *out, struct fault *f)
{
	struct clock clock;

	(void)out;
	if (missed_find(c, in->clock, &clock, f))
		return f->code;
	if (clock.response != RESPONSE_WANTED)
		return fault_field(f, FAULT_CONFLICT, "clock", "somebody has taken it up already");
	clock.response = RESPONSE_BEGUN;
	clock_set(c, &clock);
	return command_event(c, EVENT_RESPONSE_BEGUN, clock.journey, clock.id, NULL, 0, f);
}

enum fault_code
command_response_finish(struct command *c, const struct response_finish *in,
	struct response_finish_result *out, struct fault *f)
{
	struct clock clock;

	(void)out;
	if (in->outcome.size > 0 &&
		(mark_find(in->outcome) == 0 || mark_find(in->outcome) == MARK_BEGUN))
		return fault_field(f, FAULT_BAD_INPUT, "outcome",
			"an outcome is positive, neutral or negative");
	if (missed_find(c, in->clock, &clock, f))
		return f->code;
	if (clock.response == RESPONSE_DONE)
		return fault_field(f, FAULT_CONFLICT, "clock", "it is done already");
	clock.response = RESPONSE_DONE;
	if (clock.is_over)
		clock_remove(c, &clock);
	else
		clock_set(c, &clock);
	return command_event(c, EVENT_RESPONSE_DONE, clock.journey, clock.id,
		STORE_VALUES(in->outcome.size > 0 ? store_text(in->outcome) : store_none()), f);
}
