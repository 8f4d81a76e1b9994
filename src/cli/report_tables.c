/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report as plain HTML: findings, then every frame as a table with heading cells, its
 * definition and notes. Used where the pages of ui/ are not built in; complete and readable without
 * a script.
 */
#include "base/markup.h"
#include "cli/figure.h"
#include "cli/report.h"

#include <stdlib.h>

struct page {
	FILE *out; /* into memory */
	const struct report *report;
};

static void
element(FILE *out, const char *name, const char *attributes, const char *text)
{
	fprintf(out, "<%s%s>", name, attributes);
	markup_text(out, span_of(text));
	fprintf(out, "</%s>", name);
}

static const char *
cell_class(const struct frame_column *column)
{
	return column->type == CELL_TEXT ? "" : " class=\"figure\"";
}

static void
frame_html(const struct page *page, const struct frame *frame)
{
	FILE *out = page->out;
	struct arena *a = page->report->arena;

	fputs("\n<section>", out);
	element(out, "h2", "", frame->title);
	element(out, "p", " class=\"quiet\"", frame->definition);
	fputs("\n<div class=\"wide\"><table><caption>n ", out);
	fprintf(out, "%s</caption><thead><tr>", figure_int(frame->n, a));
	for (size_t column = 0; column < frame->columns_n; column++)
		element(out, "th",
			arena_printf(a, " scope=\"col\"%s", cell_class(&frame->columns[column])),
			frame->columns[column].label);
	fputs("</tr></thead><tbody>\n", out);
	for (size_t row = 0; row < frame_rows_n(frame); row++) {
		struct arena_mark mark = arena_mark(a);
		fputs("<tr>", out);
		for (size_t column = 0; column < frame->columns_n; column++)
			element(out, "td", cell_class(&frame->columns[column]),
				figure_cell(&frame->columns[column], frame_cell(frame, row, column),
					page->report->zone, a));
		fputs("</tr>\n", out);
		arena_rewind(a, mark);
	}
	fputs("</tbody></table></div>", out);
	for (size_t i = 0; i < frame->notes_n; i++)
		element(out, "p", "", frame->notes[i]);
	fputs("</section>\n", out);
}

static void
head_html(const struct page *page)
{
	const struct report *report = page->report;
	struct log_findings findings = report_findings(report);
	const char *source = report_source_name(report);
	size_t sentences_n;
	const struct sentence *sentences = report_sentences(&sentences_n, report);

	fputs("<header>", page->out);
	element(page->out, "h1", "",
		report->map != NULL
			? wording_in(&report->options->cycle->title, report->options->language)
			: source);
	element(page->out, "p", "",
		arena_printf(report->arena,
			"%s: %s events, %s of %s lines left out. Times in %s. Made by Cykl %s.",
			source, figure_int((int64_t)findings.events_n, report->arena),
			figure_int((int64_t)findings.bad_n, report->arena),
			figure_int((int64_t)findings.rows_n, report->arena),
			zone_name(report->zone), CYKL_VERSION));
	fputs("<ul>", page->out);
	for (size_t i = 0; i < sentences_n; i++)
		element(page->out, "li", "",
			arena_printf(report->arena, "%s %s", sentences[i].sign, sentences[i].text));
	fputs("</ul></header>\n", page->out);
}

struct span
report_tables_html(const struct report *report)
{
	char *text = NULL;
	size_t size = 0;
	struct page page = {.out = open_memstream(&text, &size), .report = report};

	if (page.out == NULL)
		abort();
	head_html(&page);
	fputs("<main>", page.out);
	for (size_t i = 0; i < measures_n; i++)
		if (report->frames[i] != NULL)
			frame_html(&page, report->frames[i]);
	fputs("</main>", page.out);
	if (fclose(page.out) != 0)
		abort();
	struct span html = {.at = arena_text_n(report->arena, text, size), .size = size};
	free(text);
	return html;
}
