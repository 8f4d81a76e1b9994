/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The benchmark's log: a million journeys of a service desk within a year, about 11.5 million
 * events of 20 activities, 37,259 different paths of which a few are common and most are rare, rows
 * in order of time with the journeys interleaved. Steps follow each other within minutes or after
 * hours, depending on the activity, so about ten thousand journeys are open at any moment.
 *
 * With fewer journeys there are fewer paths, in proportion.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "generate.h"

#define JOURNEYS   1000000u
#define PATHS	   37259u
#define STEPS_MOST 40
#define YEAR_S	   (365.0 * 86400)
#define BUFFER	   ((size_t)1 << 20)
#define ROW_MOST   128

/* X(activity, share of those after which the next step follows within minutes) */
#define ACTIVITY_TABLE(X)                                                                          \
	X("Request received", 0.9)                                                                 \
	X("Acknowledged", 0.3)                                                                     \
	X("Identity verified", 0.8)                                                                \
	X("Assigned to a team", 0.2)                                                               \
	X("Picked up by an agent", 0.7)                                                            \
	X("Call to the customer", 0.6)                                                             \
	X("Customer did not answer", 0.1)                                                          \
	X("Documents requested", 0.1)                                                              \
	X("Documents received", 0.4)                                                               \
	X("Documents checked", 0.6)                                                                \
	X("Handed to another team", 0.1)                                                           \
	X("Waiting for a supplier", 0.05)                                                          \
	X("Supplier answered", 0.5)                                                                \
	X("Solution proposed", 0.2)                                                                \
	X("Customer agreed", 0.7)                                                                  \
	X("Customer disagreed", 0.3)                                                               \
	X("Solution carried out", 0.6)                                                             \
	X("Quality inspected", 0.5)                                                                \
	X("Survey sent to the customer", 0.05)                                                     \
	X("Request closed", 0.5)

static const struct {
	const char *name;
	double soon;
} activities[] = {
#define X(name_, soon_) {.name = name_, .soon = soon_},
	ACTIVITY_TABLE(X)
#undef X
};
#define ACTIVITIES (sizeof activities / sizeof activities[0])

struct path {
	uint8_t steps[STEPS_MOST];
	uint8_t steps_n;
};

/* A journey that is open. */
struct open {
	int64_t at;
	uint32_t journey, path;
	uint8_t step;
};

struct writer {
	FILE *out;
	char buffer[BUFFER + ROW_MOST];
	size_t used;
	int64_t day; /* whose date is in `date` */
	char date[STAMP_SIZE];
	size_t name_sizes[ACTIVITIES];
};

/* ---- Paths ---- */

static struct path
path_draw(struct chance *c)
{
	struct path p = {.steps = {0}, .steps_n = 1};
	unsigned length = 5 + (unsigned)chance_below(c, 5);

	length += (unsigned)chance_exponential(c, 4.69);
	if (length > STEPS_MOST)
		length = STEPS_MOST;
	for (unsigned at = 0; p.steps_n + 1u < length;) {
		double way = chance_share(c);
		if (way < 0.68)
			at = at + 1 + (unsigned)chance_below(c, 3);
		else if (way < 0.92 && at > 4)
			at -= 1 + (unsigned)chance_below(c, 4);
		if (at > ACTIVITIES - 2)
			at = ACTIVITIES - 2;
		if (at == 0)
			at = 1;
		p.steps[p.steps_n++] = (uint8_t)at;
	}
	p.steps[p.steps_n++] = (uint8_t)(ACTIVITIES - 1);
	return p;
}

static uint64_t
path_hash(const struct path *p)
{
	uint64_t h = p->steps_n;
	for (unsigned i = 0; i < p->steps_n; i++)
		h = (h ^ p->steps[i]) * UINT64_C(0x9E3779B97F4A7C15) ^ h >> 29;
	return h;
}

/* Different paths. */
static struct path *
paths_make(struct chance *c, uint32_t paths_n)
{
	struct path *paths = calloc(paths_n, sizeof *paths);
	uint64_t slots_n = 1 << 18;
	uint32_t *slots = calloc(slots_n, sizeof *slots);
	if (paths == NULL || slots == NULL)
		abort();
	for (uint32_t n = 0; n < paths_n;) {
		paths[n] = path_draw(c);
		uint64_t at = path_hash(&paths[n]) % slots_n;
		bool is_known = false;
		for (; slots[at] != 0 && !is_known; at = (at + 1) % slots_n)
			is_known = memcmp(&paths[slots[at] - 1], &paths[n], sizeof *paths) == 0;
		if (!is_known)
			slots[at] = ++n;
		else
			memset(&paths[n], 0, sizeof *paths);
	}
	free(slots);
	return paths;
}

/* Each path once, then by how common it is: path k about as often as 1 / (k + 8). */
static uint32_t
path_of_journey(struct chance *c, const double *sums, uint32_t paths_n, uint32_t journey)
{
	if (journey < paths_n)
		return journey;
	double at = chance_share(c) * sums[paths_n - 1];
	uint32_t low = 0, high = paths_n - 1;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (sums[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- Time ---- */

static void
heap_down(struct open *heap, size_t n, size_t i)
{
	struct open moved = heap[i];
	for (size_t child = i * 2 + 1; child < n; child = i * 2 + 1) {
		if (child + 1 < n && heap[child + 1].at < heap[child].at)
			child++;
		if (heap[child].at >= moved.at)
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = moved;
}

static void
heap_push(struct open *heap, size_t n, struct open open)
{
	size_t i = n;
	for (; i > 0 && open.at < heap[(i - 1) / 2].at; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = open;
}

static int64_t
gap_draw(struct chance *c, unsigned activity)
{
	double gap = chance_share(c) < activities[activity].soon ? chance_spread(c, 210, 1.0)
								 : chance_spread(c, 16000, 1.1);
	return (int64_t)gap;
}

/* ---- Rows ---- */

static void
writer_flush(struct writer *w)
{
	(void)fwrite(w->buffer, 1, w->used, w->out); /* ferror is asked at the end */
	w->used = 0;
}

static void
time_write(struct writer *w, char *into, int64_t at)
{
	int64_t day = at / 86400, left = at % 86400;
	if (day != w->day) {
		stamp_write(w->date, day * 86400);
		w->day = day;
	}
	memcpy(into, w->date, STAMP_SIZE);
	const int64_t parts[3] = {left / 3600, left / 60 % 60, left % 60};
	for (int i = 0; i < 3; i++) {
		into[11 + i * 3] = (char)('0' + parts[i] / 10);
		into[12 + i * 3] = (char)('0' + parts[i] % 10);
	}
}

static void
row_write(struct writer *w, const struct open *open, unsigned activity)
{
	char *at = w->buffer + w->used;
	uint32_t number = open->journey;

	memcpy(at, "SR-2025-00000000,", 17);
	for (int i = 15; number > 0; i--, number /= 10)
		at[i] = (char)('0' + number % 10);
	at += 17;
	memcpy(at, activities[activity].name, w->name_sizes[activity]);
	at += w->name_sizes[activity];
	*at++ = ',';
	time_write(w, at, open->at);
	at += STAMP_SIZE;
	*at++ = '\n';
	w->used = (size_t)(at - w->buffer);
	if (w->used >= BUFFER)
		writer_flush(w);
}

/* ---- The whole ---- */

static int
time_compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static void
journeys_write(struct chance *c, struct writer *w, const struct path *paths, uint32_t paths_n,
	uint32_t journeys_n)
{
	int64_t *starts = malloc(journeys_n * sizeof *starts);
	double *sums = malloc(paths_n * sizeof *sums);
	struct open *heap = malloc(journeys_n * sizeof *heap);
	if (starts == NULL || sums == NULL || heap == NULL)
		abort();
	int64_t first = date_days((struct date){2025, 1, 1}) * 86400;
	for (uint32_t i = 0; i < journeys_n; i++)
		starts[i] = first + (int64_t)(chance_share(c) * YEAR_S);
	qsort(starts, journeys_n, sizeof *starts, time_compare);
	for (uint32_t k = 0; k < paths_n; k++)
		sums[k] = 1.0 / (k + 8) + (k > 0 ? sums[k - 1] : 0);

	size_t heap_n = 0;
	for (uint32_t journey = 0; journey < journeys_n || heap_n > 0;) {
		if (journey < journeys_n && (heap_n == 0 || starts[journey] <= heap[0].at)) {
			heap_push(heap, heap_n++,
				(struct open){.at = starts[journey],
					.journey = journey,
					.path = path_of_journey(c, sums, paths_n, journey)});
			journey++;
			continue;
		}
		const struct path *path = &paths[heap[0].path];
		unsigned activity = path->steps[heap[0].step];
		row_write(w, &heap[0], activity);
		if (++heap[0].step == path->steps_n) {
			heap[0] = heap[--heap_n];
		} else
			heap[0].at += gap_draw(c, activity);
		if (heap_n > 0)
			heap_down(heap, heap_n, 0);
	}
	free(starts);
	free(sums);
	free(heap);
}

void
generate_bench(const struct generate_wish *wish)
{
	uint32_t journeys_n = wish->journeys_n > 0 && wish->journeys_n < 9999999
				      ? (uint32_t)wish->journeys_n
				      : JOURNEYS;
	uint32_t paths_n = (uint32_t)((uint64_t)PATHS * journeys_n / JOURNEYS);
	if (paths_n < 1)
		paths_n = 1;
	if (paths_n > PATHS)
		paths_n = PATHS;
	struct chance chance = chance_of(wish->seed);
	struct path *paths = paths_make(&chance, paths_n);
	struct writer *w = calloc(1, sizeof *w);
	if (w == NULL)
		abort();
	w->out = wish->out;
	w->day = INT64_MIN;
	for (size_t i = 0; i < ACTIVITIES; i++)
		w->name_sizes[i] = strlen(activities[i].name);
	fprintf(w->out, "case_id,activity,timestamp\n");
	journeys_write(&chance, w, paths, paths_n, journeys_n);
	writer_flush(w);
	free(w);
	free(paths);
}
