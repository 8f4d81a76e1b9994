/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The example workspaces in the program, made while building by tools/embed_examples.c. Private to
 * service/; others load them by example.load or read them by service_example_files.
 */
#pragma once

#include <stddef.h>

struct example_file {
	const char *path; /* "bank/cycles/cheque.yaml" */
	const char *content;
	size_t size;
};

/* In order of paths. */
extern const struct example_file example_files[];
extern const size_t example_files_n;
