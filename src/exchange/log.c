/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opens a log, finds out what it is, and hands it to its reader; and what readers share in telling
 * what they found.
 */
#include <stdarg.h>
#include <stdio.h>

#include "exchange/reader.h"

static const struct log_reader readers[] = {
#define READER(name_, what_)                                                                       \
	{.name = #name_, .what = what_, .knows = name_##_knows, .read = name_##_read},
#include "exchange/readers.def"
#undef READER
};

const struct log_reader_row *
log_readers(size_t *ret_n)
{
	static const struct log_reader_row rows[] = {
#define READER(name_, what_) {.name = #name_, .what = what_},
#include "exchange/readers.def"
#undef READER
	};
	*ret_n = array_length(rows);
	return rows;
}

/* ---- what is found ---- */

enum fault_code
input_bad(struct log_input *in, uint64_t line, struct fault *f, const char *reason, ...)
{
	struct log_findings *found = in->findings;
	va_list values;

	found->bad_n++;
	if (found->bad_shown_n == LOG_BAD_SHOWN && !in->wish->is_strict)
		return FAULT_NONE;
	va_start(values, reason);
	const char *text = arena_vprintf(in->arena, reason, values);
	va_end(values);
	if (found->bad_shown_n < LOG_BAD_SHOWN)
		found->bad[found->bad_shown_n++] = (struct log_bad){.line = line, .reason = text};
	if (!in->wish->is_strict)
		return FAULT_NONE;
	return line == 0 ? fault_set(f, FAULT_BAD_INPUT, "%s", text)
			 : fault_set(f, FAULT_BAD_INPUT, "line %llu: %s", (unsigned long long)line,
				   text);
}

void
input_note(struct log_input *in, const char *format, ...)
{
	struct log_findings *found = in->findings;
	va_list values;

	va_start(values, format);
	const char *note = arena_vprintf(in->arena, format, values);
	va_end(values);
	for (size_t i = 0; i < found->notes_n; i++)
		if (strcmp(found->notes[i], note) == 0)
			return;
	size_t room = found->notes_n;
	found->notes =
		arena_grow(in->arena, found->notes, found->notes_n, &room, sizeof *found->notes);
	found->notes[found->notes_n++] = note;
}

void
input_progress(const struct log_input *in, uint64_t done)
{
	if (in->wish->progress != NULL)
		in->wish->progress(in->wish->who, done, in->map.size);
}

static enum fault_code
builder_end(struct columns **ret, struct log_input *in, struct columns_builder *builder,
	struct fault *f)
{
	uint64_t mended_n = columns_builder_mended(builder);
	if (mended_n > 0)
		input_note(in, "%llu values were not UTF-8 and were mended with U+FFFD",
			(unsigned long long)mended_n);
	if (columns_builder_finish(ret, builder, f))
		return f->code;
	in->findings->events_n = (*ret)->events_n;
	return FAULT_NONE;
}

enum fault_code
input_finish(struct columns **ret, struct log_input *in, struct columns_builder *builder,
	struct fault *f)
{
	struct log_findings *found = in->findings;
	struct columns *c = NULL;
	enum fault_code code = builder_end(&c, in, builder, f);

	columns_builder_free(builder);
	if (code != FAULT_NONE)
		return code;
	if (c->events_n == 0) {
		columns_free(c);
		if (found->bad_shown_n > 0)
			return fault_set(f, FAULT_BAD_INPUT,
				"no event could be read: %llu bad rows, the first in line %llu: %s",
				(unsigned long long)found->bad_n,
				(unsigned long long)found->bad[0].line, found->bad[0].reason);
		return fault_set(f, FAULT_BAD_INPUT, "there is no event in it");
	}
	*ret = c;
	return FAULT_NONE;
}

/* ---- reading ---- */

static void
head_read(struct log_input *in)
{
	in->is_gzip = in->map.size >= 2 && in->map.at[0] == '\x1F' && in->map.at[1] == '\x8B';
	if (!in->is_gzip) {
		in->head = (struct span){.at = in->map.at,
			.size = in->map.size < HEAD_SIZE ? in->map.size : HEAD_SIZE};
		return;
	}
	ON_EXIT(unpack_guard) struct unpacker *u = unpack_new(in);
	char *head = arena_alloc(in->arena, HEAD_SIZE);
	in->head = (struct span){.at = head, .size = unpack_next(u, head, HEAD_SIZE)};
}

static enum fault_code
reader_find(const struct log_reader **ret, const struct log_input *in, struct fault *f)
{
	if (in->wish->format != NULL) {
		for (size_t i = 0; i < array_length(readers); i++)
			if (strcmp(readers[i].name, in->wish->format) == 0) {
				*ret = &readers[i];
				return FAULT_NONE;
			}
		char names[FAULT_NOTE_SIZE / 2] = "";
		for (size_t i = 0, used = 0; i < array_length(readers) && used < sizeof names; i++)
			used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
				i > 0 ? ", " : "", readers[i].name);
		return fault_set(f, FAULT_BAD_INPUT, "there is no format \"%s\"; there are %s",
			in->wish->format, names);
	}
	for (size_t i = 0; i < array_length(readers); i++)
		if (readers[i].knows(in->head)) {
			*ret = &readers[i];
			return FAULT_NONE;
		}
	return fault_set(f, FAULT_BAD_INPUT,
		in->map.size == 0 ? "the file is empty" : "the format of the file is not known");
}

static enum fault_code
input_read(struct columns **ret, struct log_input *in, struct fault *f)
{
	const struct log_reader *reader = NULL;

	head_read(in);
	in->findings->bytes_n = in->map.size;
	if (reader_find(&reader, in, f))
		return f->code;
	in->findings->format = reader->name;
	return reader->read(ret, in, f);
}

enum fault_code
log_read(struct columns **ret, struct log_findings *ret_findings, const char *path,
	const struct log_wish *wish, struct arena *a, struct fault *f)
{
	static const struct log_wish no_wish = {0};
	struct log_findings found = {.format = "", .what = ""};
	struct log_input in = {
		.path = path,
		.wish = wish != NULL ? wish : &no_wish,
		.arena = a,
		.findings = &found,
	};

	if (file_map_open(&in.map, path, f))
		return fault_note(f, "reading the log");
	struct columns *c = NULL;
	enum fault_code code = input_read(&c, &in, f);
	file_map_close(&in.map);
	*ret_findings = found; /* also when it failed: what was found until then */
	if (code != FAULT_NONE)
		return fault_note(f, "reading the log %s", path);
	*ret = c;
	return FAULT_NONE;
}
