/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree of a YAML file while it grows, event by event. Private to yaml.c and tree.c.
 */
#pragma once

#include <libfyaml.h>

#include "map/yaml.h"

struct anchor {
	const char *name;
	struct node *node;
};

struct builder {
	struct arena *a;
	struct problem_list *problems;
	const struct map_file *file;
	unsigned first_line;
	struct node *stack[YAML_DEPTH_MOST];
	unsigned depth;
	struct node *root;
	struct anchor *anchors;
	size_t anchors_n, anchors_room, nodes_n;
	bool is_stopped;
};

/* Reports a problem; the tree grows on. */
void map_tree_complain(struct builder *b, unsigned line, unsigned column, const char *format, ...)
	PRINTF_LIKE(4, 5);

/* One problem, and the rest of the file is left unread. */
#define TREE_STOP(b, line, column, ...)                                                            \
	do {                                                                                       \
		map_tree_complain((b), (line), (column), __VA_ARGS__);                             \
		(b)->is_stopped = true;                                                            \
	} while (0)

void map_tree_grow(struct builder *b, struct fy_event *e);
