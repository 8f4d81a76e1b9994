/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When customers come: by rates that hold piece by piece, at very times, or around agreed ones.
 * With rates, one exponential number a customer is used up by the area under the rate; that is the
 * same as to draw anew at each change, and takes the same numbers whatever the pieces are.
 */
#include "simulate/exponential.h"
#include "simulate/inside.h"

#include <stdlib.h>

struct meeting {
	int64_t comes_us, agreed_us;
};

static int
meeting_compare(const void *a, const void *b)
{
	const struct meeting *x = a, *y = b;

	if (x->comes_us != y->comes_us)
		return x->comes_us < y->comes_us ? -1 : 1;
	return (x->agreed_us > y->agreed_us) - (x->agreed_us < y->agreed_us);
}

/* Who is early waits outside until the place opens, when that is before the agreed time. */
static int64_t
when_open(const struct simulate_place *place, int64_t comes_us, int64_t agreed_us)
{
	for (size_t i = 0; i < place->open_n; i++)
		if (place->open[i].until_us > comes_us)
			return place->open[i].from_us > comes_us &&
					       place->open[i].from_us <= agreed_us
				       ? place->open[i].from_us
				       : comes_us;
	return comes_us;
}

/* Each agreed time: does the customer come, and how long before? */
static void
agreed_draw(struct coming *ret, const struct simulate_model *model,
	const struct simulate_source *source, struct arena *a)
{
	const struct simulate_place *place = &model->places[model->services[source->service].place];
	struct meeting *meetings = ARENA_ARRAY(a, struct meeting, source->times_n);
	int64_t *times = ARENA_ARRAY(a, int64_t, source->times_n),
		*agreed = ARENA_ARRAY(a, int64_t, source->times_n);
	size_t n = 0;

	for (size_t i = 0; i < source->times_n; i++) {
		const int64_t at_us = source->times_us[i];
		const bool stays_away = random_chance(&ret->stream, source->stays_away);
		const int64_t early_us = draw_take(&source->early, &ret->stream);
		int64_t comes_us = at_us - (early_us < LASTS_MOST_US ? early_us : LASTS_MOST_US);

		if (comes_us < model->from_us)
			comes_us = model->from_us;
		if (stays_away || at_us < model->from_us)
			continue;
		meetings[n++] = (struct meeting){when_open(place, comes_us, at_us), at_us};
	}
	qsort(meetings, n, sizeof *meetings, meeting_compare);
	for (size_t i = 0; i < n; i++) {
		times[i] = meetings[i].comes_us;
		agreed[i] = meetings[i].agreed_us;
	}
	ret->times_us = times;
	ret->agreed_us = agreed;
	ret->times_n = n;
}

void
coming_begin(struct coming *ret, const struct simulate_model *model, size_t number,
	const struct simulate_wish *wish, struct arena *a)
{
	const struct simulate_source *source = &model->sources[number];

	*ret = (struct coming){.stream = stream_of(wish, COMING, number),
		.source = number,
		.times_us = source->times_us,
		.times_n = source->times_n};
	if (source->is_agreed)
		agreed_draw(ret, model, source, a);
	while (ret->next < ret->times_n && ret->times_us[ret->next] < model->from_us)
		ret->next++;
}

/* A stretch in which the rate is the same, in µs after the model's beginning. */
struct piece {
	double from, end, per_us;
};

static struct piece
piece_of(const struct simulate_model *model, const struct simulate_source *source, size_t i)
{
	const double length = (double)(model->until_us - model->from_us),
		     until = i + 1 < source->rates_n
				     ? (double)(source->rates[i + 1].from_us - model->from_us)
				     : length;

	return (struct piece){.from = (double)(source->rates[i].from_us - model->from_us),
		.end = until < length ? until : length,
		.per_us = source->rates[i].per_us};
}

static size_t
rated_fill(struct coming *coming, const struct simulate_model *model,
	const struct simulate_source *source, int64_t *into, size_t n)
{
	struct random_stream stream = coming->stream;
	double at = coming->at, left = 0;
	bool has_left = false; /* a number that the pieces have not used up yet */
	size_t filled = 0, i = coming->next;

	for (; i < source->rates_n; i++) {
		const struct piece piece = piece_of(model, source, i);

		at = at < piece.from ? piece.from : at;
		if (!(piece.per_us > 0 && at < piece.end))
			continue;
		for (; filled < n; has_left = false) {
			double then;

			if (!has_left)
				left = exponential_take(&stream);
			then = at + left / piece.per_us;
			if (then >= piece.end)
				break;
			at = then;
			into[filled++] = model->from_us + (int64_t)then;
		}
		if (filled == n)
			break;
		has_left = true;
		left -= piece.per_us * (piece.end - at);
		left = left > 0 ? left : 0;
		at = piece.end;
	}
	coming->stream = stream;
	coming->at = at;
	coming->next = i;
	return filled;
}

size_t
coming_fill(struct coming *coming, const struct simulate_model *model, int64_t *into, size_t n)
{
	const struct simulate_source *source = &model->sources[coming->source];
	size_t filled = 0;

	if (source->rates_n > 0)
		return rated_fill(coming, model, source, into, n);
	while (filled < n && coming->next < coming->times_n &&
		coming->times_us[coming->next] < model->until_us)
		into[filled++] = coming->times_us[coming->next++];
	return filled;
}

int64_t
coming_next(struct coming *coming, const struct simulate_model *model)
{
	int64_t at_us = COMING_NEVER;

	(void)coming_fill(coming, model, &at_us, 1);
	return at_us;
}
