/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When counters are open, told from whom they call, since a journey does not say when a counter
 * opens. Whoever serves is there. Between two customers a counter is there, too, when the gap is
 * short, or when nobody waited for it meanwhile and others were not called instead; else it was
 * away. The same decides about the time before the first customer of a day and after the last.
 */
#include "twin/fit_inside.h"

#define SHORT_US     (INT64_C(3) * 60 * 1000000)
#define EDGE_MOST_US (INT64_C(60) * 60 * 1000000) /* idle before the first, after the last */
#define LINE_MOST    0.2			  /* waiting on average, while a counter is idle */
#define CALLS_MOST   4.0			  /* of others, while a counter is idle */

/* What each quarter hour was like for a service. */
struct pressure {
	size_t steps_n;
	float *line;  /* [services × steps]: waiting on average */
	float *calls; /* [services × steps] */
};

/* Adds a span of time to the quarter hours it lies on, as shares of them. */
static void
span_lay(const struct fit_grid *grid, float *steps, int64_t from_us, int64_t until_us)
{
	const int64_t end_us = grid->from_us + (int64_t)grid->steps_n * FIT_STEP_US;

	from_us = from_us > grid->from_us ? from_us : grid->from_us;
	until_us = until_us < end_us ? until_us : end_us;
	while (from_us < until_us) {
		const size_t step = (size_t)((from_us - grid->from_us) / FIT_STEP_US);
		int64_t to_us = grid->from_us + ((int64_t)step + 1) * FIT_STEP_US;
		to_us = to_us < until_us ? to_us : until_us;
		steps[step] += (float)(to_us - from_us) / (float)FIT_STEP_US;
		from_us = to_us;
	}
}

static void
pressure_make(struct pressure *p, const struct seen *seen, const struct fit_grid *grid)
{
	p->steps_n = grid->steps_n;
	p->line = ARENA_ARRAY(seen->arena, float, seen->services_n * grid->steps_n);
	p->calls = ARENA_ARRAY(seen->arena, float, seen->services_n * grid->steps_n);
	for (size_t i = 0; i < seen->lines_n; i++)
		span_lay(grid, &p->line[seen->lines[i].service * p->steps_n],
			seen->lines[i].from_us, seen->lines[i].until_us);
	for (size_t i = 0; i < seen->spells_n; i++) {
		const int64_t step = (seen->spells[i].from_us - grid->from_us) / FIT_STEP_US;
		if (step >= 0 && (size_t)step < p->steps_n)
			p->calls[seen->spells[i].service * p->steps_n + (size_t)step]++;
	}
}

static bool
serves(const struct seen_counter *counter, uint32_t service)
{
	if (!counter->has_skills)
		return counter->served[service];
	for (size_t i = 0; i < counter->services_n; i++)
		if (counter->services[i] == service)
			return true;
	return counter->services_n == 0;
}

static bool
is_idle(const struct seen *seen, const struct seen_counter *counter, const struct pressure *p,
	const struct fit_grid *grid, int64_t from_us, int64_t until_us)
{
	double line = 0, calls = 0;
	int64_t at_us = from_us;

	if (until_us - from_us <= SHORT_US)
		return true;
	while (at_us < until_us) {
		const size_t step = (size_t)((at_us - grid->from_us) / FIT_STEP_US);
		int64_t to_us = grid->from_us + ((int64_t)step + 1) * FIT_STEP_US;
		to_us = to_us < until_us ? to_us : until_us;
		for (uint32_t s = 0; s < seen->services_n; s++) {
			if (!serves(counter, s))
				continue;
			line += (double)p->line[s * p->steps_n + step] * (double)(to_us - at_us);
			calls += (double)p->calls[s * p->steps_n + step] * (double)(to_us - at_us) /
				 (double)FIT_STEP_US;
		}
		at_us = to_us;
	}
	return line / (double)(until_us - from_us) <= LINE_MOST && calls <= CALLS_MOST;
}

static uint16_t
day_at(const struct fit_grid *grid, int64_t at_us)
{
	return grid->days[(at_us - grid->from_us) / FIT_STEP_US];
}

/* The first and last open quarter hours of a day. */
struct hours {
	int64_t from_us, until_us;
};

static struct hours *
hours_of_days(const struct fit_grid *grid, struct arena *a)
{
	struct hours *hours = ARENA_ARRAY(a, struct hours, grid->days_n);

	for (size_t i = 0; i < grid->steps_n; i++) {
		struct hours *day = &hours[grid->days[i]];
		const int64_t at_us = grid->from_us + (int64_t)i * FIT_STEP_US;
		if (grid->open[i] <= 0)
			continue;
		if (day->until_us == 0)
			day->from_us = at_us;
		day->until_us = at_us + FIT_STEP_US;
	}
	return hours;
}

/* Where a counter was there: its spells, what lies between them and at the edges of a day. */
static void
presence_lay(float *there, const struct seen *seen, const struct seen_counter *counter,
	const struct seen_spell *spells, size_t spells_n, const struct pressure *p,
	const struct fit_grid *grid, const struct hours *hours)
{
	const struct hours *of_day = NULL;
	int64_t last_us = INT64_MIN; /* where the day's last spell ended */

	for (size_t i = 0; i <= spells_n; i++) {
		const struct seen_spell *spell = i < spells_n ? &spells[i] : NULL;
		const struct hours *next;
		int64_t from_us;
		if (spell != NULL &&
			(spell->from_us < grid->from_us || spell->until_us > seen->until_us))
			continue;
		next = spell != NULL ? &hours[day_at(grid, spell->from_us)] : NULL;
		if (next != of_day && of_day != NULL && of_day->until_us > last_us &&
			of_day->until_us - last_us <= EDGE_MOST_US &&
			is_idle(seen, counter, p, grid, last_us, of_day->until_us))
			span_lay(grid, there, last_us, of_day->until_us);
		if (spell == NULL)
			break;
		from_us = next == of_day ? last_us : next->from_us;
		if (from_us < spell->from_us && next->until_us > 0 &&
			(next == of_day || spell->from_us - from_us <= EDGE_MOST_US) &&
			is_idle(seen, counter, p, grid, from_us, spell->from_us))
			span_lay(grid, there, from_us, spell->from_us);
		if (next != of_day || spell->until_us > last_us) {
			span_lay(grid, there,
				next == of_day && last_us > spell->from_us ? last_us
									   : spell->from_us,
				spell->until_us);
			last_us = spell->until_us;
		}
		of_day = next;
	}
}

static void
counter_fill(struct fit_counter *to, const struct seen *seen, const struct seen_counter *counter,
	const struct seen_spell *spells, size_t spells_n, const struct pressure *p,
	const struct fit_grid *grid, const struct hours *hours)
{
	const struct arena_mark mark = arena_mark(seen->arena);
	float *there = ARENA_ARRAY(seen->arena, float, grid->steps_n);
	double sums[FIT_SLOTS] = {0};

	presence_lay(there, seen, counter, spells, spells_n, p, grid, hours);
	for (size_t i = 0; i < grid->steps_n; i++)
		sums[grid->slots[i]] +=
			there[i] < grid->open[i] ? (double)there[i] : (double)grid->open[i];
	for (int s = 0; s < FIT_SLOTS; s++)
		if (grid->exposure[s] > 0)
			to->open[s / FIT_QUARTERS][s % FIT_QUARTERS] =
				(float)(sums[s] / grid->exposure[s]);
	arena_rewind(seen->arena, mark);
}

/* A weekday of which nothing is known is like the mean of the others. */
static void
unseen_days(struct fit_counter *to, const struct fit_grid *grid)
{
	for (int w = 0; w < 7; w++) {
		double seen = 0;
		for (int q = 0; q < FIT_QUARTERS; q++)
			seen += grid->exposure[w * FIT_QUARTERS + q];
		for (int q = 0; seen <= 0 && q < FIT_QUARTERS; q++) {
			double sum = 0, n = 0;
			for (int other = 0; other < 7; other++) {
				const double days = grid->exposure[other * FIT_QUARTERS + q];
				sum += days * (double)to->open[other][q];
				n += days;
			}
			to->open[w][q] =
				n > 0 && grid->is_open[w * FIT_QUARTERS + q] ? (float)(sum / n) : 0;
		}
	}
}

static void
skills_fill(struct fit_counter *to, const struct seen *seen, const struct seen_counter *counter,
	struct arena *a)
{
	uint32_t *services;

	to->services = counter->services;
	to->services_n = counter->services_n;
	if (counter->has_skills)
		return;
	services = ARENA_ARRAY(a, uint32_t, seen->services_n);
	for (uint32_t s = 0; s < seen->services_n; s++)
		if (counter->served[s])
			services[to->services_n++] = s;
	to->services = services;
}

void
fit_counters(struct fit_branch *fit, struct seen *seen, const struct fit_grid *grid)
{
	const struct hours *hours = hours_of_days(grid, seen->arena);
	struct pressure p;
	unsigned never_n = 0;
	size_t spell = 0;

	pressure_make(&p, seen, grid);
	fit->counters = ARENA_ARRAY(seen->arena, struct fit_counter, seen->counters_n);
	fit->counters_n = seen->counters_n;
	for (uint32_t i = 0; i < seen->counters_n; i++) {
		struct fit_counter *to = &fit->counters[i];
		const size_t first = spell;
		double sum = 0;
		while (spell < seen->spells_n && seen->spells[spell].counter == i)
			spell++;
		to->name = seen->counters[i].name;
		skills_fill(to, seen, &seen->counters[i], seen->arena);
		counter_fill(to, seen, &seen->counters[i],
			spell > first ? &seen->spells[first] : NULL, spell - first, &p, grid,
			hours);
		for (int s = 0; s < FIT_SLOTS; s++)
			sum += (double)to->open[s / FIT_QUARTERS][s % FIT_QUARTERS];
		if (sum <= 0) {
			never_n++;
			continue;
		}
		if (seen->calendar != NULL)
			unseen_days(to, grid);
	}
	if (never_n > 0)
		twin_say(seen->said, COUNTERS_IDLE, {"n", .number = never_n});
	twin_say(seen->said, COUNTERS_BY_CALLS);
}
