/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was learnt of a branch, for people: services with the distributions that were chosen and how
 * near they are, who comes on which day, when counters are there, and what was assumed.
 */
#include "cli/simulate.h"

#include <math.h>
#include <string.h>

#include "cli/figure.h"
#include "cli/table.h"

static const char *const weekdays[] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

static const char *
draw_words(const struct fit_draw *d, struct arena *a)
{
	static const char *const words[DRAW__COUNT] = {
#define X(id, word, meaning) word,
		DRAW_TABLE(X)
#undef X
	};

	if (d->draw.kind == DRAW_NONE)
		return FIGURE_NONE;
	if (d->draw.kind == DRAW_ERLANG)
		return arena_printf(a, "erlang of %u", d->draw.phases);
	if (d->draw.kind == DRAW_GAMMA || d->draw.kind == DRAW_LOGNORMAL)
		return arena_printf(
			a, "%s, variation %.2f", words[d->draw.kind], d->draw.variation);
	return words[d->draw.kind];
}

static void
draw_row(struct frame *table, const char *service, const char *what, const struct fit_draw *d,
	struct arena *a)
{
	frame_text(table, span_of(service));
	frame_text(table, span_of(what));
	if (d->draw.kind == DRAW_NONE)
		frame_null(table);
	else
		frame_seconds(table, d->draw.mean_us);
	frame_text(table, span_of(draw_words(d, a)));
	frame_int(table, (int64_t)d->n);
	frame_real(table, d->distance);
}

static void
table_show(struct request *r, struct frame *table, const char *title)
{
	const struct table_choices choices = {.is_bare = true};

	table->measure = table->title = table->definition = "";
	fprintf(r->out, "%s\n\n", title);
	table_print(r->out, &r->out_terminal, table, &choices, r->arena);
	fputc('\n', r->out);
}

static void
services_print(struct request *r, const struct fit_branch *fit)
{
	struct frame *table = frame_new(r->arena);

	frame_column_add(table, "service", CELL_TEXT, "", "service");
	frame_column_add(table, "what", CELL_TEXT, "", "");
	frame_column_add(table, "mean", CELL_REAL, "s", "mean");
	frame_column_add(table, "kind", CELL_TEXT, "", "distribution");
	frame_column_add(table, "n", CELL_INT, "1", "n");
	frame_column_add(table, "distance", CELL_REAL, "1", "distance");
	for (size_t i = 0; i < fit->services_n; i++) {
		const struct fit_service *s = &fit->services[i];
		draw_row(table, s->name, "serving", &s->duration, r->arena);
		if (s->walking.draw.kind != DRAW_NONE)
			draw_row(table, "", "from the call to the counter", &s->walking, r->arena);
		if (s->rest.draw.kind != DRAW_NONE)
			draw_row(table, "", "rest before the next call", &s->rest, r->arena);
		if (s->patience.draw.kind != DRAW_NONE)
			draw_row(table, "", "patience", &s->patience, r->arena);
	}
	table_show(r, table, "How long it takes (distance: Kolmogorov and Smirnov's)");
}

static void
shares_print(struct request *r, const struct fit_branch *fit)
{
	struct frame *table = frame_new(r->arena);

	frame_column_add(table, "service", CELL_TEXT, "", "service");
	frame_column_add(table, "came", CELL_INT, "1", "came");
	frame_column_add(table, "called", CELL_INT, "1", "called");
	frame_column_add(table, "left", CELL_INT, "1", "gave up");
	frame_column_add(table, "no_show", CELL_REAL, "share", "did not come when called");
	frame_column_add(table, "on", CELL_TEXT, "", "goes on to");
	for (size_t i = 0; i < fit->services_n; i++) {
		const struct fit_service *s = &fit->services[i];
		const char *on = "";
		for (size_t k = 0; k < s->routes_n; k++)
			on = arena_printf(r->arena, "%s%s%s %s", on, *on != '\0' ? ", " : "",
				fit->services[s->routes[k].service].name,
				figure_share(s->routes[k].chance, r->arena));
		frame_text(table, span_of(s->name));
		frame_int(table, (int64_t)s->came_n);
		frame_int(table, (int64_t)s->called_n);
		frame_int(table, (int64_t)s->left_n);
		frame_real(table, s->no_show);
		frame_text(table, span_of(on));
	}
	table_show(r, table, "What becomes of customers");
}

static void
arrivals_print(struct request *r, const struct fit_branch *fit)
{
	struct frame *table = frame_new(r->arena);

	frame_column_add(table, "day", CELL_TEXT, "", "weekday");
	for (size_t s = 0; s < fit->services_n; s++)
		frame_column_add(
			table, fit->services[s].name, CELL_REAL, "1", fit->services[s].name);
	frame_column_add(table, "hours", CELL_TEXT, "", "hour by hour, 00 to 24");
	for (int w = 0; w < 7; w++) {
		double hours[24] = {0};
		frame_text(table, span_of(weekdays[w]));
		for (uint32_t s = 0; s < fit->services_n; s++) {
			double day = 0;
			for (size_t i = 0; i < fit->sources_n; i++)
				for (int q = 0; fit->sources[i].service == s && q < FIT_QUARTERS;
					q++) {
					day += (double)fit->sources[i].per_day[w][q];
					hours[q / 4] += (double)fit->sources[i].per_day[w][q];
				}
			frame_real(table, round(day * 10) / 10);
		}
		frame_text(table, span_of(figure_sparkline(hours, 24, r->arena)));
	}
	table_show(r, table, "How many come, if it is open as usual");
}

static void
counters_print(struct request *r, const struct fit_branch *fit)
{
	struct frame *table = frame_new(r->arena);

	frame_column_add(table, "counter", CELL_TEXT, "", "counter");
	for (int w = 0; w < 7; w++)
		frame_column_add(
			table, weekdays[w], CELL_REAL, "h", arena_text_n(r->arena, weekdays[w], 3));
	for (size_t i = 0; i < fit->counters_n; i++) {
		frame_text(table, span_of(fit->counters[i].name));
		for (int w = 0; w < 7; w++) {
			double hours = 0;
			for (int q = 0; q < FIT_QUARTERS; q++)
				hours += (double)fit->counters[i].open[w][q] / 4;
			frame_real(table, round(hours * 10) / 10);
		}
	}
	table_show(r, table, "Hours that counters are there, on the mean of such days");
}

void
simulate_fit_print(struct request *r, const struct fit_branch *fit)
{
	if (fit->until_us > fit->from_us)
		fprintf(r->out, "%s, learnt from %u days with customers, %s to %s\n\n", fit->name,
			fit->days_n, figure_day(fit->from_us, fit->zone, r->arena),
			figure_day(fit->until_us - 1, fit->zone, r->arena));
	else
		fprintf(r->out, "%s, as its map tells\n\n", fit->name);
	services_print(r, fit);
	shares_print(r, fit);
	if (fit->sources_n > 0)
		arrivals_print(r, fit);
	counters_print(r, fit);
	simulate_assumed_print(r, fit);
}
