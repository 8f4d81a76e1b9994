/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Six weeks of an emergency reception: people call or walk in, more by day than by night and more
 * on Mondays; each stage has a few members of staff and a line in front of them, so waits grow in
 * the afternoon. Da Nang has one triage nurse where two would be needed. X-rays are repeated,
 * results discussed twice, those who waited long for triage leave or judge worse at the end. The
 * admissions office sees people with an appointment in office hours.
 *
 * A simulation by events: a heap holds what happens next; rows come out in order of time. Patients
 * who came by ambulance stand at the front of a line.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "generate.h"

#define PATIENTS   4800u
#define WEEKS	   6
#define DAY_S	   86400.0
#define LOCAL_S	   7200.0 /* summer time in Warsaw */
#define BRANCHES   3
#define STAFF_MOST 8
#define STEPS_MOST 32

/* X(id, activity, pool, median minutes, spread): activities with a beginning and an end. */
#define WORK_TABLE(X)                                                                              \
	X(CALL, "Emergency call", "dispatcher", 1.1, 0.35)                                         \
	X(FIRST_AID, "First aid", "crew", 9, 0.4)                                                  \
	X(REGISTRATION, "Registration", "clerk", 4.6, 0.35)                                        \
	X(INSURANCE, "Insurance check", "desk", 1.6, 0.4)                                          \
	X(DEPOSIT, "Deposit", "cashier", 2.2, 0.3)                                                 \
	X(TRIAGE, "Triage and Assessment", "nurse", 16, 0.45)                                      \
	X(BLOOD, "Blood test", "phlebotomist", 13, 0.35)                                           \
	X(XRAY, "X-Ray", "radiographer", 12, 0.4)                                                  \
	X(MRI, "MRI SCAN", "mri", 38, 0.25)                                                        \
	X(TREATMENT, "Treatment", "doctor", 24, 0.6)                                               \
	X(RESULTS, "Discuss Results", "consultant", 11, 0.4)                                       \
	X(CHECKOUT, "Check-out", "discharge", 7, 0.5)

enum work {
#define X(id, name, pool, minutes, spread) WORK_##id,
	WORK_TABLE(X)
#undef X
		WORK__COUNT
};

static const struct {
	const char *name, *pool;
	double minutes, spread;
} works[WORK__COUNT] = {
#define X(id, name_, pool_, minutes_, spread_)                                                     \
	[WORK_##id] = {.name = name_, .pool = pool_, .minutes = minutes_, .spread = spread_},
	WORK_TABLE(X)
#undef X
};

/* Staff of each kind, and how busy a branch is. */
static const struct {
	const char *name, *prefix;
	double share; /* of the patients */
	bool is_office;
	double slowness;
	int staff[WORK__COUNT];
} branches[BRANCHES] = {
	{"gdansk-emergency", "G", 0.56, false, 1.0, {2, 4, 1, 1, 1, 2, 2, 2, 1, 3, 2, 1}},
	{"da-nang", "D", 0.32, false, 1.15, {1, 2, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1}},
	{"gdansk-admissions", "A", 0.12, true, 0.9, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
};

enum happening {
	HAPPENS_ARRIVAL,
	HAPPENS_STEP,	/* the patient is ready for the next step */
	HAPPENS_FINISH, /* of the work that is being done */
	HAPPENS_LEAVING,
	HAPPENS_ANSWERED,
	HAPPENS_POINT,
};

struct next {
	double at;
	uint64_t number; /* of pushing: ties keep their order */
	enum happening what;
	uint32_t patient;
	const char *point;
};

struct patient {
	int branch;
	bool by_ambulance, is_waiting, is_gone;
	const char *channel;
	enum work steps[STEPS_MOST];
	int steps_n, step, staff;
	double ready, triage_wait;
	int xrays;
};

struct line {
	uint32_t waiting[PATIENTS * 2];
	size_t begin, end;
	bool is_busy[STAFF_MOST];
};

struct hospital {
	struct chance chance;
	FILE *out;
	struct next *heap;
	size_t heap_n, heap_room;
	uint64_t number;
	struct patient *patients;
	struct line (*lines)[WORK__COUNT];
};

/* ---- What comes next ---- */

static bool
is_before(const struct next *a, const struct next *b)
{
	return a->at < b->at || (a->at <= b->at && a->number < b->number);
}

static void
push(struct hospital *h, double at, enum happening what, uint32_t patient, const char *point)
{
	if (h->heap_n == h->heap_room) {
		h->heap_room = h->heap_room * 2 + 1024;
		h->heap = realloc(h->heap, h->heap_room * sizeof *h->heap);
		if (h->heap == NULL)
			abort();
	}
	struct next next = {
		.at = at, .number = h->number++, .what = what, .patient = patient, .point = point};
	size_t i = h->heap_n++;
	for (; i > 0 && is_before(&next, &h->heap[(i - 1) / 2]); i = (i - 1) / 2)
		h->heap[i] = h->heap[(i - 1) / 2];
	h->heap[i] = next;
}

static struct next
pop(struct hospital *h)
{
	struct next first = h->heap[0], last = h->heap[--h->heap_n];
	size_t i = 0;
	for (size_t child = 1; child < h->heap_n; child = i * 2 + 1) {
		if (child + 1 < h->heap_n && is_before(&h->heap[child + 1], &h->heap[child]))
			child++;
		if (!is_before(&h->heap[child], &last))
			break;
		h->heap[i] = h->heap[child];
		i = child;
	}
	h->heap[i] = last;
	return first;
}

/* ---- Rows ---- */

static void
row_write(struct hospital *h, uint32_t number, const char *activity, const char *lifecycle,
	double at, const char *resource)
{
	const struct patient *p = &h->patients[number];
	char stamp[STAMP_SIZE + 1];
	*stamp_write(stamp, (int64_t)floor(at)) = '\0';
	fprintf(h->out, "%s%05u,%s,%s,%s,%s,%s,%s\n", branches[p->branch].prefix, number + 1,
		activity, lifecycle, stamp, resource, branches[p->branch].name, p->channel);
}

static void
work_write(struct hospital *h, uint32_t number, enum work work, const char *lifecycle, double at)
{
	char resource[40] = "";
	/* A call rings before anybody has it: its two rows name nobody, so that they are a pair. */
	if (work != WORK_CALL)
		snprintf(resource, sizeof resource, "%s-%s%d", works[work].pool,
			branches[h->patients[number].branch].prefix, h->patients[number].staff + 1);
	row_write(h, number, works[work].name, lifecycle, at, resource);
}

/* ---- Working ---- */

static void
work_start(struct hospital *h, uint32_t number, enum work work, int staff, double at)
{
	struct patient *p = &h->patients[number];

	p->is_waiting = false;
	p->staff = staff;
	h->lines[p->branch][work].is_busy[staff] = true;
	if (work == WORK_TRIAGE)
		p->triage_wait = at - p->ready;
	double minutes = chance_spread(
		&h->chance, works[work].minutes * branches[p->branch].slowness, works[work].spread);
	if (work == WORK_CALL) { /* the call began to ring when the patient was ready */
		push(h, at + 2 + chance_exponential(&h->chance, 3), HAPPENS_ANSWERED, number, NULL);
		at += 8;
	} else
		work_write(h, number, work, "start", at);
	push(h, at + minutes * 60, HAPPENS_FINISH, number, NULL);
}

static void
line_join(struct hospital *h, uint32_t number, enum work work, double at)
{
	struct patient *p = &h->patients[number];
	struct line *line = &h->lines[p->branch][work];

	for (int staff = 0; staff < branches[p->branch].staff[work]; staff++)
		if (!line->is_busy[staff]) {
			work_start(h, number, work, staff, at);
			return;
		}
	p->is_waiting = true;
	if (p->by_ambulance && line->begin > 0)
		line->waiting[--line->begin] = number;
	else
		line->waiting[line->end++] = number;
	bool may_leave = work == WORK_REGISTRATION || work == WORK_TRIAGE;
	if (may_leave && !p->by_ambulance)
		push(h, at + 1200 + chance_exponential(&h->chance, 5400), HAPPENS_LEAVING, number,
			NULL);
}

/* The member of staff calls who is next. */
static void
line_next(struct hospital *h, int branch, enum work work, int staff, double at)
{
	struct line *line = &h->lines[branch][work];

	line->is_busy[staff] = false;
	while (line->begin < line->end) {
		uint32_t number = line->waiting[line->begin++];
		if (h->patients[number].is_waiting && !h->patients[number].is_gone) {
			work_start(h, number, work, staff, at);
			return;
		}
	}
}

/* ---- A patient's way ---- */

static void
step_add(struct patient *p, enum work work)
{
	if (p->steps_n < STEPS_MOST)
		p->steps[p->steps_n++] = work;
}

static void
way_plan(struct hospital *h, struct patient *p)
{
	struct chance *c = &h->chance;

	if (p->by_ambulance) {
		step_add(p, WORK_CALL);
		step_add(p, WORK_FIRST_AID);
	}
	step_add(p, WORK_REGISTRATION);
	if (chance_share(c) < 0.93)
		step_add(p, WORK_INSURANCE);
	if (chance_share(c) < 0.22)
		step_add(p, WORK_DEPOSIT);
	step_add(p, WORK_TRIAGE);
	bool has_blood = chance_share(c) < 0.62, has_xray = chance_share(c) < 0.58;
	if (has_blood)
		step_add(p, WORK_BLOOD);
	if (has_xray)
		step_add(p, WORK_XRAY);
	if (has_xray && chance_share(c) < 0.11)
		step_add(p, WORK_XRAY);
	if (has_blood && chance_share(c) < 0.17)
		step_add(p, WORK_MRI);
	if (chance_share(c) < 0.55)
		step_add(p, WORK_TREATMENT);
	step_add(p, WORK_RESULTS);
	if (chance_share(c) < 0.07) {
		step_add(p, has_blood ? WORK_BLOOD : WORK_TREATMENT);
		step_add(p, WORK_RESULTS);
	}
	step_add(p, WORK_CHECKOUT);
	for (int i = 0; i < p->steps_n; i++)
		p->xrays += p->steps[i] == WORK_XRAY;
}

static void
patient_judges(struct hospital *h, uint32_t number, double at)
{
	const struct patient *p = &h->patients[number];
	double waited =
		p->triage_wait / 900 + (p->xrays > 1 ? 1.1 : 0) + (p->branch == 1 ? 0.3 : 0) - 2.9;
	bool is_dissatisfied = chance_share(&h->chance) < 1 / (1 + exp(-waited));

	if (chance_share(&h->chance) < 0.82)
		push(h, at + 3600 + chance_exponential(&h->chance, 1.1 * DAY_S), HAPPENS_POINT,
			number, is_dissatisfied ? "Dissatisfied" : "Satisfied");
}

static void
patient_arrives(struct hospital *h, uint32_t number, double at)
{
	struct patient *p = &h->patients[number];

	way_plan(h, p);
	if (p->by_ambulance)
		row_write(h, number, works[WORK_CALL].name, "start", at, "");
	else if (!branches[p->branch].is_office)
		row_write(h, number, "Arrival", "complete", at, "");
	push(h, at + (p->by_ambulance ? 0 : 20 + chance_exponential(&h->chance, 40)), HAPPENS_STEP,
		number, NULL);
}

/* How long until the patient stands in the next line, after the work that was finished. */
static double
way_between(struct hospital *h, uint32_t number, enum work done, double at)
{
	struct chance *c = &h->chance;

	switch (done) {
	case WORK_CALL: {
		double sent = at + chance_spread(c, 24, 0.5);
		double there = sent + chance_spread(c, 480, 0.35);
		push(h, sent, HAPPENS_POINT, number, "Ambulance dispatched");
		push(h, there, HAPPENS_POINT, number, "Ambulance arrived");
		return there - at + chance_spread(c, 60, 0.5);
	}
	case WORK_FIRST_AID: {
		double arrival = at + chance_spread(c, 720, 0.35);
		push(h, arrival, HAPPENS_POINT, number, "Arrival");
		return arrival - at + 30;
	}
	case WORK_BLOOD: /* the laboratory */
		return chance_spread(c, 1500, 0.4);
	case WORK_XRAY:
	case WORK_MRI: /* the report */
		return chance_spread(c, 900, 0.5);
	case WORK_RESULTS:
		return chance_spread(c, 1200, 0.8);
	default:
		return 30 + chance_exponential(c, 60);
	}
}

static void
work_finish(struct hospital *h, uint32_t number, double at)
{
	struct patient *p = &h->patients[number];
	enum work work = p->steps[p->step];

	work_write(h, number, work, "complete", at);
	line_next(h, p->branch, work, p->staff, at);
	p->step++;
	if (p->step == p->steps_n)
		patient_judges(h, number, at);
	else
		push(h, at + way_between(h, number, work, at), HAPPENS_STEP, number, NULL);
}

static void
happen(struct hospital *h, const struct next *next)
{
	struct patient *p = &h->patients[next->patient];

	switch (next->what) {
	case HAPPENS_ARRIVAL:
		patient_arrives(h, next->patient, next->at);
		break;
	case HAPPENS_STEP:
		p->ready = next->at;
		line_join(h, next->patient, p->steps[p->step], next->at);
		break;
	case HAPPENS_FINISH:
		work_finish(h, next->patient, next->at);
		break;
	case HAPPENS_LEAVING:
		if (p->is_waiting && !p->is_gone && next->at - p->ready >= 1200) {
			p->is_gone = true;
			row_write(h, next->patient, "Left without being seen", "complete", next->at,
				"");
		}
		break;
	case HAPPENS_ANSWERED: {
		char resource[40];
		snprintf(resource, sizeof resource, "dispatcher-%s%d", branches[p->branch].prefix,
			p->staff + 1);
		row_write(h, next->patient, "Call answered", "complete", next->at, resource);
		break;
	}
	case HAPPENS_POINT:
		row_write(h, next->patient, next->point, "complete", next->at, "");
		break;
	}
}

/* ---- Who comes when ---- */

/* How many come at an hour of the day and a day of the week, against the busiest hour. */
static double
busyness(double local_s, bool is_office)
{
	static const double hours[24] = {0.30, 0.24, 0.20, 0.17, 0.16, 0.19, 0.28, 0.42, 0.60, 0.78,
		0.90, 0.96, 0.95, 0.94, 0.98, 1.00, 0.98, 0.95, 0.90, 0.84, 0.74, 0.62, 0.48, 0.38};
	static const double days[7] = {1.00, 0.90, 0.86, 0.86, 0.90, 0.82, 0.88};
	int hour = (int)(fmod(local_s, DAY_S) / 3600);
	int day = date_weekday((int64_t)floor(local_s / DAY_S));

	if (is_office)
		return day < 5 && hour >= 8 && hour < 14 ? 1 : 0;
	return hours[hour] * days[day];
}

static double
arrival_draw(struct chance *c, double first_s, bool is_office)
{
	for (;;) {
		double at = first_s + chance_share(c) * WEEKS * 7 * DAY_S;
		if (chance_share(c) < busyness(at, is_office))
			return at - LOCAL_S;
	}
}

static int
number_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void
patients_plan(struct hospital *h, uint32_t patients_n)
{
	double first_s = (double)date_days((struct date){2026, 9, 7}) * DAY_S;
	double *times = malloc(patients_n * sizeof *times);
	if (times == NULL)
		abort();
	uint32_t done = 0;
	for (int b = 0; b < BRANCHES; b++) {
		uint32_t n = b == BRANCHES - 1 ? patients_n - done
					       : (uint32_t)(branches[b].share * patients_n);
		for (uint32_t i = 0; i < n; i++)
			times[i] = arrival_draw(&h->chance, first_s, branches[b].is_office);
		qsort(times, n, sizeof *times, number_compare);
		for (uint32_t i = 0; i < n; i++) {
			struct patient *p = &h->patients[done + i];
			p->branch = b;
			p->by_ambulance = !branches[b].is_office && chance_share(&h->chance) < 0.27;
			p->channel = p->by_ambulance	     ? "telephone"
				     : branches[b].is_office ? "web"
							     : "onsite";
			push(h, times[i], HAPPENS_ARRIVAL, done + i, NULL);
		}
		done += n;
	}
	free(times);
}

void
generate_hospital(const struct generate_wish *wish)
{
	uint32_t patients_n = wish->journeys_n > 0 && wish->journeys_n < PATIENTS
				      ? (uint32_t)wish->journeys_n
				      : PATIENTS;
	struct hospital h = {
		.chance = chance_of(wish->seed),
		.out = wish->out,
		.patients = calloc(patients_n, sizeof(struct patient)),
		.lines = calloc(BRANCHES, sizeof *h.lines),
	};
	if (h.patients == NULL || h.lines == NULL)
		abort();

	fprintf(h.out, "case,activity,lifecycle,timestamp,resource,branch,channel\n");
	patients_plan(&h, patients_n);
	while (h.heap_n > 0) {
		struct next next = pop(&h);
		happen(&h, &next);
	}
	free(h.heap);
	free(h.patients);
	free(h.lines);
}
