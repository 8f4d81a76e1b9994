/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What if, as JSON. A figure that cannot be given is null. */
#include <math.h>

#include "http/twins.h"

static json_t *
real_json(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
title_json(const struct wording *title)
{
	json_t *object = json_object();

	for (size_t i = 0; i < LANGUAGE__COUNT; i++)
		if (title->has_own[i] && title->in[i] != NULL)
			(void)json_object_set_new(
				object, language_tag((enum language)i), json_string(title->in[i]));
	return object;
}

/* ---- What if ---- */

static json_t *
figure_json(const struct whatif_figure *figure, double unit)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:i}", "mean", real_json(unit * figure->mean),
		"low", real_json(unit * figure->low), "high", real_json(unit * figure->high),
		"least", real_json(unit * figure->least), "most", real_json(unit * figure->most),
		"n", (int)figure->n);
}

static json_t *
figures_json(const struct whatif_figures *f)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "chance", figure_json(&f->longer, 1), "wait_p90_s",
		figure_json(&f->wait_p90, 1e-6), "left", figure_json(&f->left, 1), "customers",
		figure_json(&f->customers, 1));
}

static json_t *
choice_json(const struct whatif *whatif, const struct standing *standing,
	const struct whatif_choice *choice, struct arena *a)
{
	const struct standing_counter *counter = &standing->counters[choice->counter];
	json_t *json = figures_json(&choice->after);

	(void)json_object_set_new(
		json, choice->opens ? "open" : "close", json_integer((json_int_t)counter->id));
	(void)json_object_set_new(json, "counter", json_integer((json_int_t)counter->id));
	(void)json_object_set_new(json, "is_opening", json_boolean(choice->opens));
	(void)json_object_set_new(json, "name", json_string(counter->name));
	(void)json_object_set_new(json, "title", title_json(&counter->title));
	(void)json_object_set_new(json, "state", json_string(standing_state_word(counter->state)));
	(void)json_object_set_new(json, "difference", figures_json(&choice->difference));
	(void)json_object_set_new(
		json, "sentence", json_string(whatif_sentence(whatif, standing, choice, a)));
	return json;
}

json_t *
twins_whatif_json(const struct whatif *whatif, const struct standing *standing, struct arena *a)
{
	const size_t ever_n = whatif->ever_n;
	json_t *choices = json_array();

	for (size_t i = 0; i < whatif->choices_n; i++)
		(void)json_array_append_new(
			choices, choice_json(whatif, standing, &whatif->choices[i], a));
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:i, s:I, s:o, s:o, s:o, s:o}", "from_us",
		(json_int_t)whatif->from_us, "until_us", (json_int_t)whatif->until_us, "limit_us",
		(json_int_t)whatif->limit_us, "waiting", (json_int_t)standing->waiting_n, "aside",
		(json_int_t)standing->aside_n, "runs", (int)whatif->runs_n, "took_us",
		(json_int_t)whatif->took_us, "now", figures_json(&whatif->now), "choices", choices,
		"assumed", sayings_json(whatif->assumed, whatif->assumed_n), "assumed_here",
		sayings_json(whatif->assumed + ever_n, whatif->assumed_n - ever_n));
}
