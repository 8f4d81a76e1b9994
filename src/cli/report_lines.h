/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of lines that the parts of the report's text share. */
#pragma once

#include "cli/terminal.h"

/* An empty line, the heading, and beside it a few quiet words. */
void report_heading(FILE *out, const struct terminal *t, const char *heading, const char *quiet);
/* The colour that repeats what ▲ ● ▼ say. */
enum ink report_sign_ink(const char *sign);
/* The text and blanks up to `width` columns; longer texts are cut. */
void report_left(FILE *out, const char *text, size_t width, struct arena *a);
/* Blanks before the text, so that it ends at `width` columns. */
void report_right(FILE *out, const char *text, size_t width);
