/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "cli/report_lines.h"

#include <string.h>

void
report_heading(FILE *out, const struct terminal *t, const char *heading, const char *quiet)
{
	fprintf(out, "\n%s%s%s", terminal_ink(t, INK_STRONG), heading, terminal_ink(t, INK_PLAIN));
	if (quiet[0] != '\0')
		fprintf(out, "  %s%s%s", terminal_ink(t, INK_QUIET), quiet,
			terminal_ink(t, INK_PLAIN));
	fputc('\n', out);
}

enum ink
report_sign_ink(const char *sign)
{
	if (strcmp(sign, "▲") == 0)
		return INK_KEPT;
	if (strcmp(sign, "▼") == 0)
		return INK_MISSED;
	return strcmp(sign, "●") == 0 ? INK_RISK : INK_PLAIN;
}

void
report_left(FILE *out, const char *text, size_t width, struct arena *a)
{
	const char *cut = text_cut(text, width, a);
	size_t columns = text_columns(span_of(cut));

	fputs(cut, out);
	terminal_blanks(out, columns < width ? width - columns : 0);
}

void
report_right(FILE *out, const char *text, size_t width)
{
	size_t columns = text_columns(span_of(text));

	terminal_blanks(out, columns < width ? width - columns : 0);
	fputs(text, out);
}
