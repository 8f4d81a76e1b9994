/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The compiler's help that this house relies on: results that must be looked at, guards that run
 * when a scope ends, formats that are checked, ownership that moves.
 */
#pragma once

#include <stddef.h>

/* The caller must look at the result. */
#define MUST_USE __attribute__((warn_unused_result))

/* Argument `text` is a printf format, its values begin at argument `first`. */
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* Runs guard(&variable) when the variable's scope ends: ON_EXIT(file_guard) FILE *in = …; */
#define ON_EXIT(guard) __attribute__((cleanup(guard)))

/* Moves ownership out of a pointer variable: the value, and the variable is empty after it. */
#define TAKE(pointer)                                                                              \
	({                                                                                         \
		__typeof__(pointer) taken_ = (pointer);                                            \
		(pointer) = NULL;                                                                  \
		taken_;                                                                            \
	})

#define array_length(array) (sizeof(array) / sizeof((array)[0]))

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
