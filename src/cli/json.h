/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON as this program writes it: object keys in the order in which they were set, reals that
 * lose nothing, one line end at the end.
 */
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/fault.h"

/* A text that need not be UTF-8 (a file's name may be anything); NULL gives null. */
void json_text_set(json_t *object, const char *key, const char *text);
/* On one line, or indented by so many blanks. Takes the reference. Faults: BROKEN when it cannot be
 * written. */
MUST_USE enum fault_code json_print(FILE *out, json_t *value, size_t indent, struct fault *f);
/* For ON_EXIT. */
void json_guard(json_t **value);
