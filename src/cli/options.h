/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command line read by a command's tables.
 *
 *	--name VALUE   --name=VALUE   -o VALUE   --flag   --   (everything after it is an argument)
 *
 * Options and arguments may be mixed. Only lists may be given twice.
 */
#pragma once

#include "cli/command.h"

/* Fills *ret_choices (command->body->choices_size bytes in the request's arena) and the request's
 * arguments. *ret_wants_help: --help or -h was there, and nothing after it was looked at.
 * Faults: BAD_INPUT with the nearest right word. */
MUST_USE enum fault_code options_read(const void **ret_choices, bool *ret_wants_help,
	struct request *request, int words_n, char **words, struct fault *f);

/* The least and the most number of arguments that the text "NAME LOG…" asks for. */
void arguments_wanted(const char *arguments, size_t *ret_least, size_t *ret_most);

/* Which of the words in "text|csv|json" it is, or UINT_MAX. */
unsigned word_find(const char *words, struct span word);
/* The words in it, *ret_n of them, in the arena. */
const char *const *word_list(size_t *ret_n, const char *words, struct arena *a);
