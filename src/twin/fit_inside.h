/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fit from inside: what is seen of a branch before anything is concluded from it, the grid of
 * quarter hours it is laid on, and the parts that conclude. Private to improve/.
 *
 *	columns ─▶ seen (events of visits) ─▶ grid (quarter hours) ─▶ sources, counters
 *	                    └─▶ durations, patience ─▶ draws
 */
#pragma once

#include "twin/fit.h"
#include "twin/sayings.h"

#define FIT_STEP_US	  (INT64_C(15) * 60 * 1000000)
#define FIT_DAY_US	  (INT64_C(86400) * 1000000)
#define FIT_SLOTS	  (7 * FIT_QUARTERS)
#define FIT_NONE	  UINT32_MAX
#define FIT_COUNTERS_MOST 1000

/* ---- Seen ---- */

struct seen_times {
	int64_t *us;
	size_t n, room;
};

struct seen_wait {
	int64_t us;
	bool is_left; /* gave up; else was called, or nobody knows how it went on */
};

struct seen_service {
	const char *name;
	int64_t usual_us; /* of the map; 0: not told */
	int capacity;
	struct seen_times durations, walks, rests;
	struct seen_wait *waits;
	size_t waits_n, waits_room;
	uint64_t came_n, called_n, begun_n, missed_n, left_n, ended_n;
	double missed_us;
	uint64_t *went_n; /* to each service afterwards */
};

struct seen_arrival {
	int64_t at_us;
	uint32_t service;
	int class_;
};

/* Somebody at a counter, or (counter FIT_NONE) in the line of a service. */
struct seen_spell {
	uint32_t counter, service;
	int64_t came_us, from_us, until_us;
};

struct seen_counter {
	const char *name;
	const uint32_t *services;
	size_t services_n;
	bool has_skills; /* the map tells what it serves */
	bool *served;	 /* [services]: was seen serving it */
};

struct seen {
	struct arena *arena;
	struct seen_service *services;
	struct seen_counter *counters;
	size_t services_n, counters_n;
	struct seen_arrival *arrivals;
	struct seen_spell *spells, *lines;
	size_t arrivals_n, arrivals_room, spells_n, spells_room, lines_n, lines_room;
	uint64_t agreed_n; /* arrivals with an appointment */
	int64_t from_us, until_us;
	const struct zone *zone;
	const struct calendar *calendar;
	struct sayings *said;
};

/* The words of a column that occur at a branch (NULL: anywhere). */
bool *seen_words_used(const struct columns *c, const struct column *column,
	const struct column *branch, uint32_t branch_code, struct arena *a);
/* Those of the map, and those of the column that are used; each may be NULL. Services first. */
void seen_services_find(struct seen *seen, const struct map *map, const struct branch *branch,
	const struct column *column, const bool *used);
void seen_counters_find(struct seen *seen, const struct branch *branch, const struct column *column,
	const bool *used);

void seen_time_add(struct seen *seen, struct seen_times *times, int64_t us);
void seen_wait_add(struct seen *seen, uint32_t service, int64_t us, bool is_left);
void seen_line_add(struct seen *seen, uint32_t service, int64_t from_us, int64_t until_us);
void seen_spell_add(struct seen *seen, const struct seen_spell *spell);

/* The tickets of a branch of a journal. */
MUST_USE enum fault_code seen_tickets(struct seen *seen, const struct columns *columns,
	const struct fit_wish *wish, struct fault *f);
/* The activities of a plain log. Finds services and counters itself. */
void seen_log(struct seen *seen, const struct columns *columns, const struct fit_wish *wish);
/* Is it a journal's, with tickets? */
bool seen_has_tickets(const struct columns *columns);
/* How long counters rest between two customers of whom the second waits. Sorts the spells. */
void seen_rests(struct seen *seen);

/* ---- The grid ---- */

struct fit_grid {
	int64_t from_us; /* a quarter hour of the clock */
	size_t steps_n;
	const uint16_t *slots; /* weekday × 96 + quarter */
	const uint16_t *days;  /* local days from the first */
	const float *open;     /* how much of it is open, and seen */
	size_t days_n;
	double *exposure;	 /* [FIT_SLOTS]: so many such quarter hours were seen open */
	unsigned active_n;	 /* days with customers */
	bool is_open[FIT_SLOTS]; /* seen open, or open in the weeks to come */
};

/* weekday × 96 + quarter on the zone's wall clock, and its day since 1970. */
uint16_t fit_slot(const struct zone *zone, int64_t at_us, int64_t *ret_day);
void fit_grid_make(struct fit_grid *grid, const struct seen *seen);
void fit_sources(struct fit_branch *fit, const struct seen *seen, const struct fit_grid *grid);
void fit_counters(struct fit_branch *fit, struct seen *seen, const struct fit_grid *grid);

/* ---- Draws ---- */

/* Of values, which are sorted: a family chosen by its distance; of few a gamma near what is usual
 * (0: unknown). DRAW_NONE where there are no values and nothing is usual. */
struct fit_draw fit_duration(struct seen_times *times, double usual_us, struct arena *a);
/* How long customers wait before they give up, of whom most were called first. Sorts the waits.
 * rate_of_all: who left over the time waited, of all services; 0: nobody ever leaves. */
struct fit_draw fit_patience(struct seen_wait *waits, size_t n, double rate_of_all);
