/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A branch read once, asked for the waits of many tickets. Private to service/.
 */
#pragma once

#include "service/clocks.h"

struct wait_scene;

/* In the arena, which must outlive it, as must the transaction. */
MUST_USE enum fault_code wait_scene_read(struct wait_scene **ret, struct store_tx *tx,
	const struct house *house, int64_t branch, int64_t now_us, struct arena *a,
	struct fault *f);
bool wait_scene_has(const struct wait_scene *s, int64_t ticket);
/* As wait_now; nothing honest: WAIT_UNKNOWN as the chance. */
#define WAIT_UNKNOWN (-1.0)
MUST_USE enum fault_code wait_scene_ask(struct wait_scene *s, int64_t service, int64_t ticket,
	int64_t limit_us, struct wait_now *ret, struct fault *f);
