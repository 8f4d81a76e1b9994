/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program's words. commands.def is the list; each subcommand is one file with its own table of
 * options beside its function. Help, wrong use and the reference come from the tables.
 */
#pragma once

#include <stdio.h>

/* Runs the subcommand of argv. Answers go to `out`, which is flushed; everything else to `err`.
 * Returns the exit status: 0 done; 1 the answer is "no"; 2 wrong use or failure, said on `err`. */
int cli_run(int argc, char **argv, FILE *out, FILE *err);
