/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program's words. commands.def is the list; each subcommand is one file with its own table of
 * options beside its function. Help, completion and the reference come from the tables.
 */
#pragma once

/* Runs the subcommand of argv. Returns the exit status: 0 done; 1 the answer is "no"; 2 wrong use
 * or failure, said on standard error. */
int cli_run(int argc, char **argv);
