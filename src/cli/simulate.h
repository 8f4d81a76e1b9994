/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `cykl simulate` prints. Private to cli/. */
#pragma once

#include "cli/command.h"
#include "twin/twin.h"

/* A trial for people: what changes, counter by counter, the line through the day, what was assumed.
 * title: of the scenario, or NULL. */
void simulate_trial_print(struct request *request, const struct trial *trial,
	const struct fit_branch *fit, const struct trust *trust, const char *title);
/* What was learnt of a branch, for people. */
void simulate_fit_print(struct request *request, const struct fit_branch *fit);
/* The sentences, under a heading. */
void simulate_assumed_print(struct request *request, const struct fit_branch *fit);

/* Whether the twin may be believed. */
struct simulate_trust_wish {
	const struct columns *columns; /* NULL: there is no history */
	const struct map *map;	       /* or NULL */
	const char *branch;	       /* NULL: each of the map's */
	const struct zone *zone;       /* of a log without a map; or NULL */
	unsigned hands;
	bool is_json;
};
MUST_USE enum fault_code simulate_trust_answer(
	struct request *request, const struct simulate_trust_wish *wish, struct fault *f);
