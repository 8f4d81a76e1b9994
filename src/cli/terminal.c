/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Width, colour, and lines that fit. Widths are counted as a terminal does (text_columns), so that
 * Vietnamese letters with their marks and wide letters keep tables straight.
 */
#include "cli/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/number.h"

#define WIDTH_PIPE  100
#define WIDTH_LEAST 20
#define WIDTH_MOST  1000

static size_t
width_of(FILE *out, bool is_terminal)
{
	const char *columns = getenv("COLUMNS");
	uint64_t n;

	if (columns != NULL && number_uint(span_of(columns), &n) && n >= WIDTH_LEAST &&
		n <= WIDTH_MOST)
		return (size_t)n;
	struct winsize size = {0};
	if (is_terminal && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_LEAST)
		return size.ws_col <= WIDTH_MOST ? size.ws_col : WIDTH_MOST;
	return WIDTH_PIPE;
}

struct terminal
terminal_of(FILE *out)
{
	const char *no_colour = getenv("NO_COLOR"), *kind = getenv("TERM");
	int file = fileno(out); /* −1 for a stream in memory */
	bool is_terminal = file >= 0 && isatty(file) == 1;

	return (struct terminal){
		.width = width_of(out, is_terminal),
		.is_terminal = is_terminal,
		.has_colour = is_terminal && (no_colour == NULL || no_colour[0] == '\0') &&
			      kind != NULL && strcmp(kind, "dumb") != 0,
	};
}

const char *
terminal_ink(const struct terminal *t, enum ink ink)
{
	static const char *const escapes[INK__COUNT] = {
#define X(id, code) [INK_##id] = "\033[" code "m",
		INK_TABLE(X)
#undef X
	};

	return t->has_colour ? escapes[ink] : "";
}

/* The bytes of the first code point and how many columns it takes. */
static size_t
letter_size(struct span s)
{
	size_t size = 1;
	while (size < s.size && ((unsigned char)s.at[size] & 0xC0) == 0x80)
		size++;
	return size;
}

static struct span
span_from(struct span s, size_t size)
{
	return (struct span){.at = s.at + size, .size = s.size - size};
}

/* The bytes of as many letters as fit into `width` columns, at least one. */
static size_t
fitting(struct span s, size_t width)
{
	size_t end = 0, used = 0;

	while (end < s.size) {
		size_t size = letter_size(span_from(s, end));
		size_t columns = text_columns((struct span){s.at + end, size});
		if (end > 0 && used + columns > width)
			break;
		used += columns;
		end += size;
	}
	return end;
}

/* Cuts the next line off the rest of one paragraph. */
static struct span
line_cut(struct span *rest, size_t width)
{
	size_t end = 0, used = 0;

	while (end < rest->size) {
		size_t word = end;
		while (word < rest->size && rest->at[word] == ' ')
			word++;
		while (word < rest->size && rest->at[word] != ' ')
			word++;
		size_t columns = text_columns((struct span){rest->at + end, word - end});
		if (end > 0 && used + columns > width)
			break;
		if (columns > width) { /* one long word: cut where it must be */
			end = fitting(*rest, width);
			break;
		}
		used += columns;
		end = word;
	}
	struct span line = {rest->at, end};
	*rest = span_from(*rest, end);
	while (rest->size > 0 && rest->at[0] == ' ')
		*rest = span_from(*rest, 1);
	while (line.size > 0 && line.at[line.size - 1] == ' ')
		line.size--;
	return line;
}

const struct span *
text_wrap(size_t *ret_n, const char *text, size_t width, struct arena *a)
{
	struct span *lines = NULL;
	size_t lines_n = 0, room = 0;

	for (const char *at = text; at != NULL;) {
		const char *end = strchr(at, '\n');
		struct span rest = {at, end != NULL ? (size_t)(end - at) : strlen(at)};
		do
			*ARENA_PUSH(a, lines, lines_n, room) = line_cut(&rest, width);
		while (rest.size > 0);
		at = end != NULL ? end + 1 : NULL;
	}
	*ret_n = lines_n;
	return lines;
}

void
terminal_blanks(FILE *out, size_t n)
{
	fprintf(out, "%*s", (int)n, "");
}

void
terminal_paragraph(FILE *out, const char *text, size_t indent, size_t width, struct arena *a)
{
	size_t lines_n;
	const struct span *lines = text_wrap(
		&lines_n, text, width > indent + WIDTH_LEAST ? width - indent : WIDTH_LEAST, a);

	for (size_t i = 0; i < lines_n; i++) {
		if (lines[i].size > 0)
			terminal_blanks(out, indent);
		fprintf(out, "%.*s\n", SPAN_PRINT(lines[i]));
	}
}

const char *
text_cut(const char *text, size_t width, struct arena *a)
{
	struct span whole = span_of(text);

	if (text_columns(whole) <= width)
		return text;
	if (width < 2)
		return width == 0 ? "" : "…";
	return arena_printf(a, "%.*s…", (int)fitting(whole, width - 1), text);
}
