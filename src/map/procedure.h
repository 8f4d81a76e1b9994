/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Procedures: Markdown with YAML front matter, one file a language, merged into one procedure.
 */
#pragma once

#include "map/markdown.h"
#include "map/reader.h"

#define PROCEDURE_STEPS_MOST 200

/* One file of a procedure. */
struct procedure_part {
	struct procedure_front front;
	struct markdown body;
	enum language language;
	const struct map_file *file;
	const struct node *root; /* of the front matter */
};

/* False when the file holds no procedure that could be used; the problems say why. */
bool map_procedure_part_read(struct reader *r, struct span bytes, struct procedure_part *ret);
/* Puts the parts together, by name; they must agree. Sorts `parts`. */
void map_procedures_merge(struct reader *r, struct procedure_part *parts, size_t parts_n,
	const struct procedure **ret, size_t *ret_n);
