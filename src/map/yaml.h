/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A YAML file as a tree of nodes, each with its line and column. Bounded in every direction: bytes,
 * nodes, depth, and how far aliases make it grow. Nodes belong to the arena they were read into.
 */
#pragma once

#include "base/text.h"
#include "map/problems.h"

#define YAML_BYTES_MOST (16u << 20)
#define YAML_NODES_MOST 500000u
#define YAML_DEPTH_MOST 64u
#define YAML_KEYS_MOST	1000u /* in one mapping; also anchors in a file */

enum node_kind {
	NODE_NOTHING, /* no value, ~ or null */
	NODE_SCALAR,
	NODE_LIST,
	NODE_MAPPING,
};

struct node_pair {
	struct node *key, *value;
};

struct node {
	enum node_kind kind;
	unsigned line, column;
	const char *text; /* of a scalar: UTF-8 with a NUL after it, and none in it */
	struct node **items;
	struct node_pair *pairs;
	size_t items_n, pairs_n, room;
	size_t begin, end; /* its bytes in the file; of a block, from its first to its last value;
			      0, 0 where nothing is written */
	bool is_flow;	   /* a list or mapping in brackets */
	size_t weight;	   /* nodes in it, those behind aliases counted each time */
	bool is_open;	   /* still being read: an alias to it would never end */
};

/* The root, or NULL when the file is empty or not YAML: then the problems say why. first_line is
 * the line on which `bytes` begins in its file. */
struct node *map_yaml_read(struct span bytes, unsigned first_line, const struct map_file *file,
	struct problem_list *problems, struct arena *a);

/* The value of a scalar key, or NULL. */
const struct node *map_node_find(const struct node *mapping, const char *key);
/* "a list", for messages. */
const char *map_node_kind_words(enum node_kind kind);
