/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libqrencode makes the squares; neighbours in a row become one stroke of the path.
 */
#include "http/code.h"

#include <errno.h>
#include <qrencode.h>
#include <stdio.h>

#include "base/attributes.h"

#define MARGIN	    4  /* squares of quiet around the code */
#define STROKE_SIZE 24 /* bytes of "M177 177h177v1h-177z" */

static void
code_guard(QRcode **code)
{
	if (*code != NULL)
		QRcode_free(*code);
}

static bool
is_dark(const QRcode *code, int x, int y)
{
	return (code->data[y * code->width + x] & 1) != 0;
}

/* Strokes of one row, written behind `size`. */
static size_t
row_put(char *path, size_t size, size_t room, const QRcode *code, int y)
{
	for (int x = 0; x < code->width;) {
		int from = x;
		while (x < code->width && is_dark(code, x, y))
			x++;
		if (x > from)
			size += (size_t)snprintf(path + size, room - size, "M%d %dh%dv1h-%dz",
				from + MARGIN, y + MARGIN, x - from, x - from);
		else
			x++;
	}
	return size;
}

static const char *
path_of(const QRcode *code, struct arena *a)
{
	size_t room = (size_t)code->width * (size_t)(code->width / 2 + 1) * STROKE_SIZE + 1;
	char *path = arena_alloc(a, room);
	size_t size = 0;

	path[0] = '\0';
	for (int y = 0; y < code->width; y++)
		size = row_put(path, size, room, code, y);
	return path;
}

enum fault_code
code_svg(struct span *ret, struct span text, struct arena *a, struct fault *f)
{
	if (text.size == 0)
		return fault_set(f, FAULT_BAD_INPUT, "there is nothing to make a code of");
	if (text.size > CODE_TEXT_SIZE_MOST)
		return fault_set(
			f, FAULT_TOO_BIG, "a code holds at most %d bytes", CODE_TEXT_SIZE_MOST);
	ON_EXIT(code_guard)
	QRcode *code =
		QRcode_encodeData((int)text.size, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return fault_errno(f, "making a code");
	int side = code->width + 2 * MARGIN;
	*ret = span_of(arena_printf(a,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"height=\"%d\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 "
		"0h%dv%dH0z\"/>"
		"<path d=\"%s\"/></svg>\n",
		side, side, side * 8, side * 8, side, side, path_of(code, a)));
	return FAULT_NONE;
}
