/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in the crowd and where: the places of the house as the crowd needs them. Private to the
 * crowd's files.
 */
#pragma once

#include "base/calendar.h"
#include "base/random.h"
#include "demo/demo.h"
#include "simulate/simulate.h"

#define CROWD_MARKS_MOST 6

struct crowd_service {
	int64_t id;
	double mean_us, share;		     /* of those who come */
	int capacity;			     /* how many may wait; 0: any number */
	int64_t last_call_us;		     /* no tickets so long before closing */
	bool is_served;			     /* at one of the counters */
	const char *marks[CROWD_MARKS_MOST]; /* moments that staff mark while serving, in order */
	size_t marks_n;
	bool is_marked_from_begun[CROWD_MARKS_MOST];
	int question_from, question_to; /* of the closing question; 0, 0: none */
};

struct crowd_visitor {
	int64_t ticket, taken_us, called_us;
	size_t service; /* of the place */
	struct brought brought;
	bool is_there, was_bad, has_begun;
	unsigned stamp; /* happenings of an earlier visitor in this seat are void */
};

struct crowd_desk {
	size_t place;
	int64_t counter;
	struct actor actor;
	const int64_t *services; /* none: everything */
	size_t services_n;
	int64_t ticket;		/* in front of it; 0: nobody */
	size_t visitor;		/* SIZE_MAX: somebody who is not of the crowd */
	struct brought brought; /* by whoever is in front of it */
	bool is_open, is_on_break;
	bool is_idle;	       /* waits for somebody to come … */
	int64_t idle_since_us; /* … since then */
	bool is_woken;	       /* and now somebody has */
	double pace, care;     /* how slow, how careful this person is; 1 is usual */
	unsigned stamp;
};

/* The model that the place lives by until midnight. */
struct crowd_today {
	struct arena *arena;
	struct simulate_model model;
	struct coming *coming;		 /* one a source, which are the services */
	struct brought_streams *brought; /* one a service, and one for strangers */
};

struct crowd_place {
	int64_t branch;
	int64_t spared_from_us;		 /* 0: not spared */
	const struct calendar *calendar; /* NULL: always open */
	const struct zone *zone;
	struct crowd_service *services;
	size_t services_n;
	size_t first_desk, desks_n;
	struct crowd_visitor *visitors;
	size_t visitors_n, visitors_room;
	bool may_go_wrong;	/* so that the map asks for a response */
	int64_t heard;		/* the number of the last event that the lead has heard of */
	double arrivals_per_us; /* at an hour of weight one */
	struct crowd_today today;
	struct actor kiosk;
	struct random_stream speaking, serving, answers, responses;
};

struct crowd_cast {
	struct arena *arena;
	const struct map **maps; /* taken */
	size_t maps_n;
	struct crowd_place *places;
	struct crowd_desk *desks;
	size_t places_n, desks_n;
};

MUST_USE enum fault_code crowd_cast_fill(
	struct crowd_cast *ret, const struct crowd_setup *setup, struct fault *f);
void crowd_cast_clear(struct crowd_cast *cast, struct live_service *service);
