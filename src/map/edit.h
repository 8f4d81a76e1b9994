/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes to the text of an organisation.yaml as a careful person would make them: an entry more,
 * an entry less, one value changed; every other byte – comments, order, blank lines – stays. Part
 * of map's door (map.h includes it).
 *
 * A change is a change of text. Whether the file is a good map afterwards is asked of map_load.
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

struct wording;

enum map_list { MAP_BRANCHES, MAP_SERVICES, MAP_DEPARTMENTS, MAP_COUNTERS };

/* An entry of a list, by its name; a counter is an entry of its branch. */
struct map_spot {
	enum map_list list;
	const char *name;
	const char *branch; /* of a counter */
};

/* A key and its value as YAML. */
struct map_value {
	const char *key, *yaml;
};

/* Values as YAML on one line, in the arena. */
const char *map_yaml_text(const char *text, struct arena *a);
/* One string when it is the same in all languages, else {en: …, pl: …}. */
const char *map_yaml_wording(const struct wording *wording, struct arena *a);
const char *map_yaml_names(const char *const *names, size_t names_n, struct arena *a);

/* Each gives the new text in the arena. NOT_FOUND: the entry, or the branch, is not in the text.
 * CONFLICT: the text is written in a way (aliases, more than one line where one is usual) that is
 * not changed here. */
/* The entry's name is written first; the list is made when it is not there. */
MUST_USE enum fault_code map_spot_add(struct span *ret, struct span text,
	const struct map_spot *spot, const struct map_value *values, size_t values_n,
	struct arena *a, struct fault *f);
/* Changes the key's value, or adds the key. */
MUST_USE enum fault_code map_spot_set(struct span *ret, struct span text,
	const struct map_spot *spot, const struct map_value *value, struct arena *a,
	struct fault *f);
MUST_USE enum fault_code map_spot_remove(struct span *ret, struct span text,
	const struct map_spot *spot, struct arena *a, struct fault *f);
