/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The problems of a workspace for people and for editors: "FILE:LINE:COLUMN: error: sentence", the
 * form that every editor can jump to.
 */
#pragma once

#include <jansson.h>

#include "cli/command.h"
#include "map/map.h"

void problem_list_print(
	FILE *out, const struct terminal *t, const struct problems *problems, bool has_warnings);
/* An array, as doc/formats/report.md has it under "problems". A new reference. */
json_t *problem_list_json(const struct problems *problems);
