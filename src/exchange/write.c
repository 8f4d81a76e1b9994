/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns as a log that other programs read: the table of formats, and how text goes into each kind
 * of file. What is written here reads back as the same columns (test/unit/exchange/test_write.c).
 */
#include "exchange/write.h"

#include <string.h>

static const struct log_reader_row rows[] = {
#define WRITER(name, what) {#name, (what)},
#include "exchange/writers.def"
#undef WRITER
};

static void (*const functions[])(FILE *out, const struct columns *c) = {
#define WRITER(name, what) name##_write,
#include "exchange/writers.def"
#undef WRITER
};

static void
write_span(FILE *out, const char *from, const char *to)
{
	(void)fwrite(from, 1, (size_t)(to - from), out); /* log_write asks ferror at the end */
}

void
write_json(FILE *out, struct span text)
{
	const char *done = text.at, *end = text.at + text.size;

	fputc('"', out);
	for (const char *at = text.at; at < end; at++) {
		if (*at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
			continue;
		write_span(out, done, at);
		fprintf(out, (unsigned char)*at < 0x20 ? "\\u%04x" : "\\%c", *at);
		done = at + 1;
	}
	write_span(out, done, end);
	fputc('"', out);
}

void
write_field(FILE *out, struct span text)
{
	const char *done = text.at, *end = text.at + text.size;
	bool is_plain = true;

	for (size_t i = 0; i < text.size && is_plain; i++)
		is_plain = strchr("\",\r\n", text.at[i]) == NULL || text.at[i] == '\0';
	/* A blank at either end is part of the field, and some readers would cut it. */
	if (is_plain && (text.size == 0 || (text.at[0] != ' ' && end[-1] != ' '))) {
		write_span(out, text.at, end);
		return;
	}
	fputc('"', out);
	for (const char *at = text.at; at < end; at++)
		if (*at == '"') {
			write_span(out, done, at + 1);
			done = at;
		}
	write_span(out, done, end);
	fputc('"', out);
}

const struct log_reader_row *
log_writers(size_t *ret_n)
{
	*ret_n = array_length(rows);
	return rows;
}

enum fault_code
log_write(FILE *out, const char *format, const struct columns *c, struct fault *f)
{
	for (size_t i = 0; i < array_length(rows); i++)
		if (strcmp(rows[i].name, format) == 0) {
			functions[i](out, c);
			if (fflush(out) != 0 || ferror(out))
				return fault_errno(f, "cannot write the log");
			return FAULT_NONE;
		}
	return fault_set(f, FAULT_BAD_INPUT, "there is no format \"%s\" to write a log in", format);
}
