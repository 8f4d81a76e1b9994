/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One counter hands out the pieces; whoever is free takes the next. When the system gives fewer
 * threads than asked for, the others do the work.
 */
#include "base/crew.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/attributes.h"

#define HANDS_MOST 64

struct crew {
	crew_work *work;
	void *shared;
	size_t pieces_n;
	atomic_size_t next;
};

unsigned
crew_hands(void)
{
	cpu_set_t processors;

	if (sched_getaffinity(0, sizeof processors, &processors) != 0)
		return 1;
	int n = CPU_COUNT(&processors);
	return n < 1 ? 1 : n > HANDS_MOST ? HANDS_MOST : (unsigned)n;
}

static void *
hand_run(void *arg)
{
	struct crew *crew = arg;
	size_t piece;

	while ((piece = atomic_fetch_add_explicit(&crew->next, 1, memory_order_relaxed)) <
		crew->pieces_n)
		crew->work(crew->shared, piece);
	return NULL;
}

void
crew_run(unsigned hands, size_t pieces_n, crew_work *work, void *shared)
{
	struct crew crew = {.work = work, .shared = shared, .pieces_n = pieces_n};
	pthread_t threads[HANDS_MOST];
	size_t threads_n = 0;

	size_t wanted = hands == 0 ? crew_hands() : hands;
	wanted = wanted > HANDS_MOST ? HANDS_MOST : wanted;
	wanted = wanted > pieces_n ? pieces_n : wanted;
	while (threads_n + 1 < wanted &&
		pthread_create(&threads[threads_n], NULL, hand_run, &crew) == 0)
		threads_n++;
	hand_run(&crew);
	for (size_t i = 0; i < threads_n; i++)
		pthread_join(threads[i], NULL);
}
