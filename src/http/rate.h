/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often somebody may do something: a bucket of tokens for each key (an address, an account),
 * filled steadily up to a burst. The table has a fixed size; where it is full, the bucket that
 * rested longest makes room, so that a flood of keys costs nothing but its own precision.
 *
 * One thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct http_rates;

/* rate_n tokens in each `per_us`, burst_n at most at once. */
struct http_rates *http_rates_new(int64_t rate_n, int64_t per_us, int64_t burst_n);
void http_rates_free(struct http_rates *rates);
/* Takes a token of the key at an instant (of any clock that does not go back); false when there is
 * none, and *ret_wait_us says when there will be. */
bool http_rates_take(
	struct http_rates *rates, struct span key, int64_t now_us, int64_t *ret_wait_us);
