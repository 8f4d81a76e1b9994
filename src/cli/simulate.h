/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `cykl simulate` prints. Private to cli/. */
#pragma once

#include "cli/command.h"
#include "improve/improve.h"

/* A trial for people: what changes, counter by counter, the line through the day, what was assumed.
 * title: of the scenario, or NULL. */
void simulate_trial_print(struct request *request, const struct trial *trial,
	const struct fit_branch *fit, const char *title);
/* What was learnt of a branch, for people. */
void simulate_fit_print(struct request *request, const struct fit_branch *fit);
/* The sentences, under a heading. */
void simulate_assumed_print(struct request *request, const struct fit_branch *fit);
