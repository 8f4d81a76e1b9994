/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * commands.def and views.def as what can be called. Private to service/.
 */
#pragma once

#include "service/command.h"

/* in: a struct ID, out: a struct ID_result. */
MUST_USE enum fault_code command_run(
	struct command *c, enum command_id id, const void *in, void *out, struct fault *f);
/* in: a struct ID_view. */
MUST_USE enum fault_code view_run(
	struct view_call *v, enum view_id id, const void *in, json_t **ret, struct fault *f);
/* The branch in which a command or view acts: what its first field tells. */
int64_t fields_branch(
	enum service_place place, const struct service_fields *fields, const void *in);
