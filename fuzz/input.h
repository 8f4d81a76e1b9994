/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fuzz targets share. A target is one file with one function, fuzz_input's caller:
 *
 *	int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
 *
 * It gives the bytes to a parser and checks what must hold of the answer with MUST_HOLD, whatever
 * the bytes are. Returns 0.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Ends the process with the place and the condition, in every build. */
#define MUST_HOLD(condition) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_broken(const char *file, int line, const char *condition);

static inline struct span
fuzz_span(const uint8_t *bytes, size_t size)
{
	return (struct span){.at = size > 0 ? (const char *)bytes : "", .size = size};
}

/* The bytes as a file, for parsers that open one: a file in memory, whose path is good until it is
 * closed. */
struct fuzz_file {
	int descriptor;
	char path[40];
};

void fuzz_file_open(struct fuzz_file *ret, const uint8_t *bytes, size_t size);
void fuzz_file_close(struct fuzz_file *file);
