/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters that need nothing are written together. */
#include "base/markup.h"

static const char *
reference(char letter)
{
	switch (letter) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\n':
		return "&#10;";
	case '\r':
		return "&#13;";
	case '\t':
		return "&#9;";
	default:
		return (unsigned char)letter < 0x20 ? "\xEF\xBF\xBD" : NULL;
	}
}

void
markup_text(FILE *out, struct span text)
{
	const char *done = text.at, *end = text.at + text.size;

	for (const char *at = text.at; at < end; at++) {
		const char *instead = reference(*at);

		if (instead == NULL)
			continue;
		(void)fwrite(done, 1, (size_t)(at - done), out);
		(void)fputs(instead, out);
		done = at + 1;
	}
	(void)fwrite(done, 1, (size_t)(end - done), out);
}
