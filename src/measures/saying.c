/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place that no figure has the name of stays as it is written: a test of the table finds it. */
#include "measures/saying.h"

#include <math.h>
#include <string.h>

static const struct saying_figure *
figure_named(const struct saying_figure *figures, size_t n, const char *name, size_t size)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(figures[i].name) == size && memcmp(figures[i].name, name, size) == 0)
			return &figures[i];
	return NULL;
}

/* At most two decimals, and no more than it takes. */
static const char *
figure_text(const struct saying_figure *figure, struct arena *a)
{
	const double hundredths = round(figure->number * 100);

	if (figure->text != NULL)
		return figure->text;
	if (!isfinite(figure->number))
		return "–";
	return arena_printf(a,
		fmod(hundredths, 100) == 0  ? "%.0f"
		: fmod(hundredths, 10) == 0 ? "%.1f"
					    : "%.2f",
		hundredths / 100);
}

static const char *
sentence_fill(const char *sentence, const struct saying_figure *figures, size_t n, struct arena *a)
{
	const char *text = "", *open;

	for (; (open = strchr(sentence, '{')) != NULL; sentence = strchr(open, '}') + 1) {
		const size_t size = strcspn(open + 1, "}");
		const struct saying_figure *figure = figure_named(figures, n, open + 1, size);

		if (open[size + 1] == '\0')
			break;
		text = figure != NULL ? arena_printf(a, "%s%.*s%s", text, (int)(open - sentence),
						sentence, figure_text(figure, a))
				      : arena_printf(a, "%s%.*s", text,
						(int)(open - sentence + 2) + (int)size, sentence);
	}
	return arena_printf(a, "%s%s", text, sentence);
}

double
saying_tenths(double number)
{
	return round(number * 10) / 10;
}

void
sayings_add(struct sayings *s, const struct saying_row *row, const struct saying_figure *figures)
{
	struct saying_figure *own;
	struct saying saying = {.word = row->word};

	while (figures[saying.figures_n].name != NULL)
		saying.figures_n++;
	own = ARENA_ARRAY(s->arena, struct saying_figure, saying.figures_n + 1);
	for (size_t i = 0; i < saying.figures_n; i++) {
		own[i] = figures[i];
		if (own[i].text != NULL)
			own[i].text = arena_text(s->arena, own[i].text);
	}
	saying.figures = own;
	saying.text = sentence_fill(row->sentence, own, saying.figures_n, s->arena);
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->items[i].text, saying.text) == 0)
			return;
	*ARENA_PUSH(s->arena, s->items, s->n, s->room) = saying;
}

/* ---- As JSON ---- */

void
saying_json_add(json_t *list, const struct saying *saying)
{
	json_t *figures = json_object();

	for (size_t i = 0; i < saying->figures_n; i++) {
		const struct saying_figure *f = &saying->figures[i];

		(void)json_object_set_new(figures, f->name,
			f->text != NULL	      ? json_string(f->text)
			: isfinite(f->number) ? json_real(f->number)
					      : json_null());
	}
	(void)json_array_append_new(list, json_pack("{s:s, s:o, s:s}", "id", saying->word,
						  "figures", figures, "text", saying->text));
}

json_t *
sayings_json(const struct saying *items, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		saying_json_add(list, &items[i]);
	return list;
}
