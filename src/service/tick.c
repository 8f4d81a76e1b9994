/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * branch.tick: what is due in a branch is done, inside the branch's lock; and when to look again.
 */
#include "service/clocks.h"
#include "service/life.h"
#include "service/tickets.h"

enum fault_code
command_branch_tick(struct command *c, const struct branch_tick *in, struct branch_tick_result *out,
	struct fault *f)
{
	int64_t next_us = NEVER_US, clocks_us = NEVER_US;
	struct live_branch *live = NULL;

	(void)in;
	if (tickets_tick(c, &next_us, f))
		return f->code;
	/* After the queue, whose events they hear. */
	if (clocks_run(c, &clocks_us, f) || writer_branch(c->service, c->branch, &live, f))
		return f->code;
	repeats_forget(c);
	live->due_us = next_us < clocks_us ? next_us : clocks_us;
	live->is_changed = true;
	out->next_us = live->due_us == NEVER_US ? 0 : live->due_us;
	return store_fault(c->tx, f);
}
