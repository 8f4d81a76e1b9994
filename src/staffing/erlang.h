/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The closed forms of one line and N agents: Erlang B (who finds all busy is lost), C (waits for
 * ever), A (waits with exponential patience), and the square-root rule. Arrivals are Poisson,
 * handling times exponential, the state settled. Pure numbers, nothing allocated but by erlang_of
 * of nothing at all. Part of the door staffing.h.
 *
 * A line that only grows (Erlang C with a load of N or more) is a state, `is_stable` false, and has
 * no figures: they are NaN. With patience every line settles.
 */
#pragma once

#include <stdbool.h>

/* More agents, and a heavier load, are not computed: the staffing functions say "none". */
#define ERLANG_AGENTS_MOST 100000u

struct erlang_load {
	double per_us;	    /* arrivals, ≥ 0 */
	double handling_us; /* mean time at the agent, > 0 */
	double patience_us; /* mean; 0: for ever (Erlang C) */
};

/* The settled state. */
struct erlang {
	struct erlang_load of;
	double load; /* erlang: arrivals × handling */
	unsigned agents;
	bool is_stable;
	double occupancy; /* share of the agents' time that is work */
	double waits;	  /* the chance to wait */
	double wait_us;	  /* mean of all who come, those who leave included */
	double leaves;	  /* the share that gives up */
	double line;	  /* mean number who wait */
};

/* What is wanted. */
struct erlang_target {
	double within_us;
	double share;	       /* served within it, of all who come, 0 … 1 */
	double occupancy_most; /* 0: any */
};

/* arrivals × handling. */
double erlang_offered(const struct erlang_load *load);
/* The share that is lost when nobody can wait; 1 without agents. */
double erlang_blocked(double load, unsigned agents);
/* Agents 0 is fine: unstable, or with patience everybody leaves. */
struct erlang erlang_of(const struct erlang_load *load, unsigned agents);
/* The share of all who come that is served within so long; NaN when it is not stable. */
double erlang_within(const struct erlang *state, double within_us);
/* The same of those who are served at all. */
double erlang_within_of_served(const struct erlang *state, double within_us);
/* The mean wait when handling times vary by other than their mean: by `variation` of it (standard
 * deviation over mean; 0: all alike; 1: wait_us itself). Allen and Cunneen's approximation, the
 * wait × (1 + variation²) / 2; for one agent it is exact (Pollaczek and Khinchine). NaN when the
 * line is not stable, and with patience, of which the approximation knows nothing. */
double erlang_wait_varied(const struct erlang *state, double variation);
/* So long waits the share `q` at most, of all who come; NaN when it is not stable. */
double erlang_wait_quantile(const struct erlang *state, double q);

/* The least agents that keep the target; 0: even ERLANG_AGENTS_MOST do not. Nobody comes: 0 with
 * *ret of no agents at all is told apart by erlang_offered(load) == 0. */
unsigned erlang_agents(const struct erlang_load *load, const struct erlang_target *target);

/* The square-root rule, N = load + β·√load: the chance to wait at β, and β for a chance in (0, 1).
 */
double erlang_root_waits(double beta);
double erlang_root_beta(double waits);
/* ⌈load + β·√load⌉ for a chance to wait. */
unsigned erlang_root_agents(double load, double waits);
/* The rule for a target of "share within": by its own approximation, patience left out. */
unsigned erlang_root_agents_within(
	const struct erlang_load *load, const struct erlang_target *target);

/* How many are on the list when a share of their time is away: ⌈agents / (1 − shrinkage)⌉. */
unsigned erlang_scheduled(unsigned agents, double shrinkage);
