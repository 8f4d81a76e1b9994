/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notes are kept innermost first, in the fault itself, cut at FAULT_NOTE_SIZE. Control characters
 * in a note (it often quotes somebody's file), and bytes that are not UTF-8, are written as "?" so
 * that a terminal is never driven by a log line and every note can be sent as JSON.
 */
#include "base/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"

static const struct fault_kind kinds[FAULT__COUNT] = {
#define X(id, slug_, http_, again_, text_)                                                         \
	[FAULT_##id] = {.slug = slug_, .text = text_, .http = http_, .is_worth_retrying = again_},
	FAULT_TABLE(X)
#undef X
};

const struct fault_kind *
fault_kind(enum fault_code code)
{
	return &kinds[code < FAULT__COUNT ? code : FAULT_BROKEN];
}

static void
harmless(char *note)
{
	for (struct span rest = span_of(note); rest.size > 0;) {
		size_t size = text_letter_size(rest);
		char *letter = note + (rest.at - note);
		bool is_second_control = size == 2 && memcmp(letter, "\xC2\xA0", 2) < 0;
		size = size == 0 ? 1 : size;
		if (size == 1 && ((unsigned char)*letter < 0x20 || (unsigned char)*letter >= 0x7F))
			*letter = '?';
		if (is_second_control)
			memset(letter, '?', 2);
		rest = (struct span){rest.at + size, rest.size - size};
	}
}

static void
note_write(struct fault *f, const char *format, va_list values)
{
	if (f->notes_n == FAULT_NOTES)
		return;
	char *note = f->notes[f->notes_n++];
	int length = vsnprintf(note, FAULT_NOTE_SIZE, format, values);
	if (length >= FAULT_NOTE_SIZE) {
		size_t end = FAULT_NOTE_SIZE - 4;
		while (end > 0 && ((unsigned char)note[end] & 0xC0) == 0x80)
			end--;
		memcpy(note + end, "…", sizeof "…");
	}
	harmless(note);
}

enum fault_code
fault_set(struct fault *f, enum fault_code code, const char *format, ...)
{
	va_list values;

	f->code = code;
	f->notes_n = 0;
	f->field[0] = '\0';
	va_start(values, format);
	note_write(f, format, values);
	va_end(values);
	return code;
}

enum fault_code
fault_field(struct fault *f, enum fault_code code, const char *field, const char *format, ...)
{
	va_list values;

	f->code = code;
	f->notes_n = 0;
	snprintf(f->field, sizeof f->field, "%s", field);
	va_start(values, format);
	note_write(f, format, values);
	va_end(values);
	return code;
}

enum fault_code
fault_errno(struct fault *f, const char *format, ...)
{
	int error = errno;
	char what[FAULT_NOTE_SIZE];
	va_list values;

	va_start(values, format);
	vsnprintf(what, sizeof what, format, values);
	va_end(values);
	enum fault_code code = FAULT_BROKEN;
	if (error == ENOENT || error == ENOTDIR)
		code = FAULT_NOT_FOUND;
	else if (error == EISDIR || error == EACCES || error == ENAMETOOLONG)
		code = FAULT_BAD_INPUT;
	return fault_set(f, code, "%s: %s", what, strerror(error));
}

enum fault_code
fault_note(struct fault *f, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	note_write(f, format, values);
	va_end(values);
	return f->code;
}

char *
fault_sentence(const struct fault *f, char *into, size_t into_size)
{
	size_t used = 0;

	into[0] = '\0';
	for (unsigned i = f->notes_n; i-- > 0 && used < into_size;)
		used += (size_t)snprintf(
			into + used, into_size - used, "%s%s", f->notes[i], i > 0 ? ": " : "");
	return into;
}

void
fault_print(const struct fault *f, FILE *out)
{
	char sentence[FAULT_NOTES * (FAULT_NOTE_SIZE + 2)];

	fprintf(out, "cykl: %s: %s\n", fault_kind(f->code)->slug,
		fault_sentence(f, sentence, sizeof sentence));
}
