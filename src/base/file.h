/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole files as bytes.
 */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

/* A file mapped read-only. An empty file has size 0 and at = "". */
struct file_map {
	const char *at;
	size_t size;
	void *mapped;
};

/* Faults: NOT_FOUND, BAD_INPUT (a folder, a pipe), BROKEN. */
MUST_USE enum fault_code file_map_open(struct file_map *ret, const char *path, struct fault *f);
void file_map_close(struct file_map *map);

/* The whole file with a NUL after it, in the arena. Faults: also TOO_BIG over `most` bytes. */
MUST_USE enum fault_code file_read(
	struct span *ret, const char *path, size_t most, struct arena *a, struct fault *f);

/* Writes beside the file and renames, so that a reader sees the old or the new file and never half.
 */
MUST_USE enum fault_code file_write(const char *path, struct span bytes, struct fault *f);

/* For ON_EXIT(file_guard) FILE *in. */
void file_guard(FILE **file);
