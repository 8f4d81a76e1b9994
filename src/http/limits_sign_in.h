/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often one may try to sign in. Each of three buckets must have a drop left: the name from this
 * address, the address, the name. A try takes one from each; a success gives them back, so that a
 * whole office behind one address can come to work. Buckets fill again with time.
 *
 * Any thread.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct limits_sign_in;

struct limits_sign_in *limits_sign_in_new(void);
void limits_sign_in_free(struct limits_sign_in *limits);
/* False: too often; *ret_wait_us until the next try. */
bool limits_sign_in_try(struct limits_sign_in *limits, struct span name, struct span address,
	int64_t now_us, int64_t *ret_wait_us);
void limits_sign_in_give_back(
	struct limits_sign_in *limits, struct span name, struct span address, int64_t now_us);
