/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Help from the tables: for the program, for a command, and all of it as the page
 * doc/reference/commands.md.
 */
#pragma once

#include <stdio.h>

#include "cli/command.h"

void help_program(FILE *out, const struct terminal *t, struct arena *a);
void help_command(
	FILE *out, const struct terminal *t, const struct command *command, struct arena *a);
void help_reference(FILE *out, struct arena *a);
