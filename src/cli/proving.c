/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * First the file – pages, indexes, foreign keys –, then the journal: its chain from the first event
 * on, and what it says, held against the tables that the service works on.
 */
#include "cli/proving.h"

#include "cli/figure.h"
#include "service/service.h"

static void
say(struct request *request, const char *what, const char *how)
{
	fprintf(request->out, "%-8s %s\n", what, how);
}

static const char *
journal_text(const struct service_proof *proof, struct arena *a)
{
	return arena_printf(a, "%s events, every link of every chain holds",
		figure_int((int64_t)proof->events_n, a));
}

static const char *
state_text(const struct service_proof *proof, struct arena *a)
{
	return arena_printf(a,
		"what the journal tells is what the tables hold: %s tickets, %s journeys, %s "
		"clocks",
		figure_int((int64_t)proof->tickets_n, a), figure_int((int64_t)proof->journeys_n, a),
		figure_int((int64_t)proof->clocks_n, a));
}

enum fault_code
proving_run(struct request *request, struct store *store, bool *ret_is_sound, struct fault *f)
{
	struct service_proof proof = {0};
	struct fault wrong = {0};
	char sentence[FAULT_NOTES * FAULT_NOTE_SIZE];

	if (store_check(store, &wrong)) {
		if (wrong.code != FAULT_BROKEN) {
			*f = wrong;
			return f->code;
		}
		say(request, "file", fault_sentence(&wrong, sentence, sizeof sentence));
		*ret_is_sound = false;
		return FAULT_NONE;
	}
	say(request, "file", "whole: pages, indexes, foreign keys");
	if (service_prove(store, 0, &proof, f))
		return f->code;
	if (proof.is_broken)
		say(request, "journal", proof.what);
	else {
		say(request, "journal", journal_text(&proof, request->arena));
		say(request, "state", state_text(&proof, request->arena));
	}
	*ret_is_sound = !proof.is_broken;
	return FAULT_NONE;
}
