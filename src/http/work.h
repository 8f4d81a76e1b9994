/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few threads that take jobs in order: what the net thread may not wait for. Bounded: when too
 * many jobs wait, the next one is refused, and whoever asked is told to come back.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/fault.h"

struct work;

/* Embedded in whatever the job is about, which must live until run() has begun. */
struct job {
	void (*run)(struct job *job);
	struct job *next; /* private */
};

MUST_USE enum fault_code work_new(
	struct work **ret, unsigned hands, size_t waiting_most, struct fault *f);
/* From any thread. BUSY when too many wait, or when it is ending. */
MUST_USE enum fault_code work_give(struct work *work, struct job *job, struct fault *f);
/* Jobs that wait are still done; new ones are refused from now on. */
void work_stop(struct work *work);
/* Stops, and frees. NULL is fine. */
void work_free(struct work *work);
