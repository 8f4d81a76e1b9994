/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twins from inside: what is kept of each branch (twins.c), and the thread that makes it ahead
 * (twins_nights.c). Private to http/twins*.c.
 */
#pragma once

#include "http/site.h"
#include "http/twins.h"

#define TWINS_KEPT_MOST	  128
#define TWINS_HOUR_US	  (INT64_C(3600) * 1000000)
#define TWINS_DAY_US	  (24 * TWINS_HOUR_US)
#define TWINS_FIT_KEEP_US TWINS_HOUR_US

/* What is known of a branch. The fit is the twin thread's; the rest is under the lock. */
struct kept {
	int64_t branch, used_us;
	int64_t version; /* of the map that the fit was made with */
	int64_t fit_us;	 /* when; 0: none */
	struct arena *arena;
	const struct map *map;
	struct fit_branch *fit;
	json_t *trust; /* NULL: none */
	enum trust_grade grade;
	int64_t trust_us, trust_version;
};

struct twins {
	pthread_mutex_t lock;
	struct kept *kept[TWINS_KEPT_MOST];
	size_t kept_n;
	const struct kept *busy; /* whose fit the twin's thread uses */
	/* The nights. */
	pthread_t nights;
	pthread_cond_t news;
	bool has_nights, is_ending;
};

/* NULL: none. Under the lock. */
struct kept *twins_kept_find(struct twins *twins, int64_t branch);
/* The same as twins_fit, of one that is no older. On the twin's thread. */
MUST_USE enum fault_code twins_fit_within(const struct fit_branch **ret, struct http *http,
	const struct twins_material *m, int64_t keep_us, struct fault *f);
/* Made anew and kept, whatever there is. */
MUST_USE enum fault_code twins_trust_make(json_t **ret, enum trust_grade *ret_grade,
	struct http *http, const struct twins_material *m, unsigned hands, struct fault *f);
