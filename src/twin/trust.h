/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * May the twin be believed? The last days of a branch are hidden from the fit and played again: the
 * same customers at the same times, the counters there when they were there, and everything else as
 * the days before taught it. Then what was played is held against what was: waits, walk-outs, the
 * promise, the time at the counter, how many came.
 *
 *	days … | hidden days        for each hidden day, each figure:
 *	  fit ─┘     │              what happened, inside the 95 % prediction interval or not,
 *	             ▼              and how far from what was foretold
 *	     replayed 100 times
 *
 * Beside that the loop must be sound in itself: Little's law in every run, and the formula of
 * M/M/c. The grade is a word with reasons; who is judged and fails gives no figure. Part of the
 * door twin.h.
 */
#pragma once

#include <jansson.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/fault.h"
#include "columns/columns.h"
#include "twin/fit.h"
#include "map/map.h"
#include "measures/frame.h"

#define TRUST_DAYS_MOST	   5 /* hidden */
#define TRUST_DAYS_LEAST   3 /* hidden, or there is no grade; as many again must come before them */
#define TRUST_VISITS_LEAST 15 /* of a day that counts */

/* X(id, word, is_judged, is_trusted, meaning) */
#define TRUST_GRADE_TABLE(X)                                                                       \
	X(GOOD, "good", true, true, "what was foretold is what happened")                          \
	X(FAIR, "fair", true, true, "most of what was foretold is what happened")                  \
	X(POOR, "poor", true, false, "what was foretold is not what happened")                     \
	X(TOO_FEW, "too-few-days", false, false, "there is too little to tell")

enum trust_grade {
#define X(id, word, is_judged, is_trusted, meaning) TRUST_##id,
	TRUST_GRADE_TABLE(X)
#undef X
		TRUST_GRADE__COUNT
};

const char *trust_grade_word(enum trust_grade grade);
bool trust_grade_is_trusted(enum trust_grade grade);
/* Judged and failed: nothing that was played is told. What was not judged yet may be played as a
 * scenario, marked as such; what-if from now wants trust. */
bool trust_grade_refuses(enum trust_grade grade);

/* The figures of a day. X(id, name, unit, title) */
#define TRUST_FIGURE_TABLE(X)                                                                      \
	X(MEDIAN, "wait_median", "s", "median wait")                                               \
	X(P90, "wait_p90", "s", "wait that 9 of 10 do not exceed")                                 \
	X(LEFT, "left", "share", "share who gave up")                                              \
	X(KEPT, "kept", "share", "share called within the limit")                                  \
	X(SERVICE, "service", "s", "mean time at the counter")                                     \
	X(CAME, "came", "1", "customers")

enum trust_figure {
#define X(id, name, unit, title) TRUST_##id,
	TRUST_FIGURE_TABLE(X)
#undef X
		TRUST_FIGURE__COUNT
};

/* One figure of one hidden day; times in µs. NaN where there is nothing to tell. */
struct trust_check {
	enum trust_figure figure;
	double happened, expected, low, high; /* low … high: the 95 % prediction interval */
	double position; /* the share of runs below what happened: ½ when well calibrated */
	bool is_inside;
	bool is_passed; /* inside, or too near to matter */
};

struct trust_day {
	struct date date;
	uint64_t visits_n;
	struct trust_check checks[TRUST_FIGURE__COUNT];
	size_t checks_n; /* those that could be made */
};

/* X(id, word) – a page has a sentence for each */
#define TRUST_REASON_TABLE(X)                                                                      \
	X(COVERAGE, "coverage")	    /* n of `of` figures lay in their intervals */                 \
	X(PASSED, "passed")	    /* n of `of` lay in them or near enough */                     \
	X(WAIT_ERROR, "wait-error") /* the median wait of a day was `share` off */                 \
	X(WAITS_LONGER, "waits-longer")                                                            \
	X(WAITS_SHORTER, "waits-shorter")                                                          \
	X(SERVICE_LONGER, "service-longer")   /* by `share` */                                     \
	X(SERVICE_SHORTER, "service-shorter") /* by `share` */                                     \
	X(LITTLE, "little")                                                                        \
	X(LITTLE_BROKEN, "little-broken")                                                          \
	X(CLOSED_FORM, "closed-form")                                                              \
	X(CLOSED_FORM_BROKEN, "closed-form-broken")                                                \
	X(FEW_DAYS, "few-days") /* n days with customers, `of` needed */                           \
	X(NO_HISTORY, "no-history")                                                                \
	X(NO_TICKETS, "no-tickets")                                                                \
	X(NO_FIT, "no-fit") /* the text says why */

enum trust_reason_kind {
#define X(id, word) TRUST_REASON_##id,
	TRUST_REASON_TABLE(X)
#undef X
		TRUST_REASON__COUNT
};

const char *trust_reason_word(enum trust_reason_kind kind);

struct trust_reason {
	enum trust_reason_kind kind;
	uint64_t n, of;
	double share;
	const char *text; /* the sentence, in English */
};

struct trust {
	enum trust_grade grade;
	bool is_trusted;
	const struct trust_reason *reasons; /* what counts most comes first */
	size_t reasons_n;
	const struct trust_day *days;
	size_t days_n;
	uint64_t checks_n, inside_n, passed_n;
	double wait_error;	/* median over days of |happened − expected| / expected */
	double position;	/* mean of the positions of the median waits; ½ is calibrated */
	double little_error;	/* the largest of all runs */
	double closed_form_off; /* standard errors from the formula */
	int64_t limit_us;
	unsigned learnt_n; /* days that the fit learnt from */
	int64_t checked_us;
};

struct trust_wish {
	const struct map *map;
	const char *branch;	    /* NULL: the only one */
	const struct zone *zone;    /* whose days; NULL: the map's, else UTC */
	int64_t now_us;		    /* days that are not over by then are not looked at */
	int64_t limit_us;	    /* 0: the map's, else 15 minutes */
	unsigned runs;		    /* of each day; 0: 100 */
	unsigned hands;		    /* 0: as many as there are processors */
	const atomic_bool *is_over; /* once true: give up, with BUSY; NULL: never */
};

/* Too little to tell is a grade and no fault. Faults: those of the simulator; BUSY; BROKEN. */
MUST_USE enum fault_code twin_trust(struct trust *ret, const struct columns *columns,
	const struct trust_wish *wish, struct arena *a, struct fault *f);

/* Nothing has happened yet by which it could be judged. */
void twin_trust_of_nothing(struct trust *ret, int64_t now_us, struct arena *a);

/* The same on the command line and over HTTP (doc/what-if.md). A new reference. */
json_t *twin_trust_json(const struct trust *trust);

/* A row a hidden day and figure; the grade and its reasons are the notes. */
MUST_USE enum fault_code twin_trust_frame(
	struct frame **ret, const struct trust *trust, struct arena *a, struct fault *f);
