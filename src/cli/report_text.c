/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report as a page of text: what was read, what to know first, the map from the customer's
 * first step to the last, then the lists. Signs carry the meaning (▲ kept, ● undecided, ▼ missed, ◎
 * critical); colour repeats it.
 */
#include <math.h>

#include "cli/figure.h"
#include "cli/report.h"
#include "cli/report_lines.h"

static const char *
title_text(const struct report *report)
{
	enum language language = report->options->language;

	if (report->map == NULL)
		return report_source_name(report);
	const char *cycle = wording_in(&report->options->cycle->title, language);
	const char *organisation = wording_in(&report->map->organisation.title, language);
	return organisation[0] != '\0' ? arena_printf(report->arena, "%s · %s", cycle, organisation)
				       : cycle;
}

static const char *
bytes_text(uint64_t bytes_n, struct arena *a)
{
	double n = (double)bytes_n;

	if (n < 1e4)
		return arena_printf(a, "%s bytes", figure_int((int64_t)bytes_n, a));
	if (n < 1e7)
		return arena_printf(a, "%.0f kB", n / 1e3);
	return n < 1e10 ? arena_printf(a, "%.0f MB", n / 1e6) : arena_printf(a, "%.1f GB", n / 1e9);
}

static void
span_line(FILE *out, const struct report *report, const struct frame *summary)
{
	struct arena *a = report->arena;
	size_t first = frame_column_find(summary, "first"),
	       last = frame_column_find(summary, "last");
	double journeys = frame_number_at(summary, 0, "journeys");
	double events = frame_number_at(summary, 0, "events");

	fprintf(out, "%s journey%s, %s event%s", figure_int((int64_t)journeys, a),
		journeys == 1 ? "" : "s", figure_int((int64_t)events, a), events == 1 ? "" : "s");
	if (first != SIZE_MAX && last != SIZE_MAX)
		fprintf(out, ", %s to %s %s",
			figure_cell(&summary->columns[first], frame_cell(summary, 0, first),
				report->zone, a),
			figure_cell(&summary->columns[last], frame_cell(summary, 0, last),
				report->zone, a),
			zone_name(report->zone));
	fputc('\n', out);
}

static void
part_line(FILE *out, const struct report *report)
{
	const struct measure_options *options = report->options;
	struct arena *a = report->arena;

	if (options->from_us != TIME_NONE)
		fprintf(out, "only journeys that begin at %s or later\n",
			figure_time(options->from_us, report->zone, a));
	if (options->to_us != TIME_NONE)
		fprintf(out, "only journeys that begin before %s\n",
			figure_time(options->to_us, report->zone, a));
	for (size_t i = 0; i < options->where_n; i++)
		fprintf(out, "only %s = %s\n", options->where[i].dimension,
			options->where[i].value);
}

static void
head_text(FILE *out, const struct terminal *t, const struct report *report)
{
	struct log_findings findings = report_findings(report);
	const struct frame *summary = report_frame(report, "summary");
	struct arena *a = report->arena;

	fprintf(out, "%s%s%s\n", terminal_ink(t, INK_STRONG), title_text(report),
		terminal_ink(t, INK_PLAIN));
	terminal_paragraph(out,
		arena_printf(a, "%s: %s%s%s%s%s", report_source_name(report), findings.format,
			findings.what != NULL && findings.what[0] != '\0' ? ", " : "",
			findings.what != NULL ? findings.what : "",
			findings.bytes_n > 0 ? ", " : "",
			findings.bytes_n > 0 ? bytes_text(findings.bytes_n, a) : ""),
		0, t->width, a);
	if (summary != NULL && frame_rows_n(summary) == 1)
		span_line(out, report, summary);
	if (findings.bad_n > 0)
		fprintf(out, "%s of %s lines were left out\n",
			figure_int((int64_t)findings.bad_n, a),
			figure_int((int64_t)findings.rows_n, a));
	if (report->by_instance)
		fputs("start and complete are paired: an event is an activity with a beginning and "
		      "an end\n",
			out);
	part_line(out, report);
}

static void
sentences_text(FILE *out, const struct terminal *t, const struct report *report)
{
	size_t sentences_n;
	const struct sentence *sentences = report_sentences(&sentences_n, report);

	if (sentences_n == 0)
		return;
	report_heading(out, t, "What to know first", "");
	for (size_t i = 0; i < sentences_n; i++) {
		size_t lines_n;
		const struct span *lines = text_wrap(&lines_n, sentences[i].text,
			t->width > 24 ? t->width - 4 : 20, report->arena);
		for (size_t line = 0; line < lines_n; line++)
			fprintf(out, "  %s%s%s %.*s\n",
				terminal_ink(t,
					line == 0 ? report_sign_ink(sentences[i].sign) : INK_PLAIN),
				line == 0 ? sentences[i].sign : " ", terminal_ink(t, INK_PLAIN),
				SPAN_PRINT(lines[line]));
	}
}

static void
throughput_text(FILE *out, const struct terminal *t, const struct report *report)
{
	const struct frame *summary = report_frame(report, "summary");
	struct arena *a = report->arena;
	static const char *const names[] = {"median", "mean", "p95", "longest"};
	static const char *const labels[] = {"half within", "mean", "95 % within", "longest"};

	if (summary == NULL || frame_rows_n(summary) != 1)
		return;
	report_heading(out, t, "How long a journey takes", "from its first event to its last");
	fputs("  ", out);
	for (size_t i = 0; i < array_length(names); i++) {
		double seconds = frame_number_at(summary, 0, names[i]);
		if (isfinite(seconds))
			fprintf(out, "%s%s %s%s%s", i > 0 ? " · " : "", labels[i],
				terminal_ink(t, INK_STRONG), figure_seconds(seconds, a),
				terminal_ink(t, INK_PLAIN));
	}
	fputc('\n', out);
}

void
report_text(FILE *out, const struct terminal *t, const struct report *report)
{
	head_text(out, t, report);
	sentences_text(out, t, report);
	report_map_text(out, t, report);
	throughput_text(out, t, report);
	report_lists_text(out, t, report);
	fputs("\n\"cykl measure NAME\" gives each figure in full, with its definition; --html FILE "
	      "the same as a page.\n",
		out);
}
