/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the options say becomes a wish for exchange/; what exchange/ found becomes a line or two on
 * standard error, so that figures never stand beside silently missing lines.
 */
#include "cli/reading.h"

#include <assert.h>

#include "cli/figure.h"
#include "cli/reading_store.h"
#include "store/store.h"

#define THREADS_MOST 64
/* Below this many bytes a log is read before anybody could look. */
#define PROGRESS_BYTES (UINT64_C(64) << 20)

static_assert(LOG_ORDER_CUSTOMARY == 0 && LOG_ORDER_TIME == 1 && LOG_ORDER_FILE == 2,
	"the words of --order stand in the order of the enum");

/* clang-format off */
const struct option reading_options[READING_OPTIONS_N] = {
	OPTION(TEXT, reading, columns, "--columns", "case=…,activity=…,time=…",
		"Which columns of the log are what; names of other columns may be added (branch=…, resource=…). "
		"An activity may join several: activity=NAME+NAME. Left out: found by their customary names"),
	OPTION(TEXT, reading, format, "--log-format", "NAME", "The log's format; left out: found from what is in it"),
	OPTION(TEXT, reading, time_format, "--time-format", "iso|ymd|dmy|mdy|epoch-s|epoch-ms|epoch-us",
		"How times are written; left out: found from all of the column"),
	OPTION(ZONE, reading, zone, "--zone", "ZONE",
		"The time zone of times without one, and of days and hours: Europe/Warsaw, +02:00. UTC when left out"),
	OPTION(WORD, reading, order, "--order", "customary|time|file",
		"The order of a journey's events. Customary: XES as in the file, everything else by time with ties as in the file"),
	OPTION(TEXT, reading, object_type, "--object-type", "TYPE",
		"OCEL: the type of object whose life is the journey; \"all\" for every object"),
	OPTION(FLAG, reading, is_strict, "--strict", NULL, "Stop at the first line that cannot be read, instead of counting it"),
	OPTION(NUMBER, reading, threads, "--threads", "N", "How many threads to use, at most 64; left out: one a processor"),
};
/* clang-format on */

struct progress {
	const struct request *request;
	const char *path;
	unsigned shown; /* the last percentage, plus one */
};

static void
progress_show(void *who, uint64_t done, uint64_t whole)
{
	struct progress *progress = who;

	if (whole < PROGRESS_BYTES)
		return;
	unsigned percent = done >= whole ? 100 : (unsigned)((double)done / (double)whole * 100);
	if (percent + 1 <= progress->shown)
		return;
	progress->shown = percent + 1;
	fprintf(progress->request->err, "\rreading %s %3u %%", progress->path, percent);
	fflush(progress->request->err);
}

static void
progress_end(const struct progress *progress)
{
	if (progress->shown > 0)
		fputs("\r\033[K", progress->request->err);
}

unsigned
reading_hands(const struct reading *reading)
{
	return (unsigned)reading->threads;
}

static const char *
bad_place(const struct log_bad *bad, struct arena *a)
{
	return bad->line == 0 ? bad->reason
			      : arena_printf(a, "line %s: %s", figure_int((int64_t)bad->line, a),
					bad->reason);
}

/* "visits.csv: 3 of 1,204 lines were left out", and the first of them. */
static void
findings_say(const struct request *request, const struct log_source *source)
{
	const struct log_findings *findings = &source->findings;
	struct arena *a = request->arena;

	for (size_t i = 0; i < findings->notes_n; i++)
		fprintf(request->err, "%s: %s\n", source->path, findings->notes[i]);
	if (findings->bad_n == 0)
		return;
	fprintf(request->err, "%s: %s of %s lines %s left out:\n", source->path,
		figure_int((int64_t)findings->bad_n, a), figure_int((int64_t)findings->rows_n, a),
		findings->bad_n == 1 ? "was" : "were");
	for (size_t i = 0; i < findings->bad_shown_n; i++)
		fprintf(request->err, "  %s\n", bad_place(&findings->bad[i], a));
	if (findings->bad_n > findings->bad_shown_n)
		fprintf(request->err, "  … and %s more\n",
			figure_int((int64_t)(findings->bad_n - findings->bad_shown_n), a));
}

static enum fault_code
log_open(struct columns **ret, const struct map **ret_map, struct log_source *source,
	struct request *request, const struct log_wish *wish, const struct reading_of *of,
	struct fault *f)
{
	struct progress progress = {.request = request, .path = source->path};
	struct log_wish with_progress = *wish;

	if (store_is_meant(source->path))
		return reading_store(ret, ret_map, source, request, of, f);
	if (request->err_terminal.is_terminal) {
		with_progress.progress = progress_show;
		with_progress.who = &progress;
	}
	enum fault_code code =
		log_read(ret, &source->findings, source->path, &with_progress, request->arena, f);
	progress_end(&progress);
	if (code != FAULT_NONE)
		return code;
	findings_say(request, source);
	return FAULT_NONE;
}

/* The parts of a merge; freed when it is done. */
struct parts {
	struct columns **items;
	size_t n;
};

static void
parts_guard(struct parts *parts)
{
	for (size_t i = 0; i < parts->n; i++)
		columns_free(parts->items[i]);
}

static enum fault_code
wish_fill(struct log_wish *wish, const struct reading *reading, struct fault *f)
{
	if (reading->threads > THREADS_MOST)
		return fault_set(f, FAULT_BAD_INPUT, "--threads is at most %d", THREADS_MOST);
	wish->format = reading->format;
	wish->columns = reading->columns;
	wish->time_format = reading->time_format;
	wish->zone = reading->zone;
	wish->object_type = reading->object_type;
	wish->order = (enum log_order)reading->order;
	wish->is_strict = reading->is_strict;
	wish->hands = reading_hands(reading);
	return FAULT_NONE;
}

static void
map_holder_guard(const struct map **map)
{
	map_free(*map);
}

static enum fault_code
logs_read(struct log_answer *ret, struct request *request, const struct reading *reading,
	const char *const *paths, size_t paths_n, const struct log_wish *wish,
	const struct reading_of *of, struct fault *f)
{
	ON_EXIT(map_holder_guard) const struct map *map = NULL;
	ON_EXIT(parts_guard)
	struct parts parts = {.items = ARENA_ARRAY(request->arena, struct columns *, paths_n)};
	struct log_answer answer = {
		.sources = ARENA_ARRAY(request->arena, struct log_source, paths_n),
		.sources_n = paths_n};
	struct log_wish whole = *wish;

	if (wish_fill(&whole, reading, f))
		return f->code;
	for (size_t i = 0; i < paths_n; i++) {
		answer.sources[i].path = paths[i];
		if (log_open(&parts.items[i], &map, &answer.sources[i], request, &whole, of, f))
			return f->code;
		parts.n++;
	}
	if (parts.n == 1)
		answer.columns = TAKE(parts.items[0]);
	else if (columns_merge(
			 &answer.columns, (const struct columns *const *)parts.items, parts.n, f))
		return fault_note(f, "joining %zu logs", parts.n);
	answer.map = TAKE(map);
	*ret = answer;
	return FAULT_NONE;
}

enum fault_code
reading_logs(struct log_answer *ret, struct request *request, const struct reading *reading,
	const char *const *paths, size_t paths_n, const struct log_wish *wish, struct fault *f)
{
	return logs_read(ret, request, reading, paths, paths_n, wish, NULL, f);
}

enum fault_code
reading_branch(struct log_answer *ret, const char *branch, struct request *request,
	const struct reading *reading, const struct log_wish *wish, struct fault *f)
{
	return logs_read(ret, request, reading, request->arguments, request->arguments_n, wish,
		&(struct reading_of){branch}, f);
}

void
log_answer_guard(struct log_answer *answer)
{
	map_free(answer->map);
	columns_free(answer->columns);
}
