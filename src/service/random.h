/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random bytes: the system's own, or – with a seed – the same ones every time, for tests and the
 * demo. The writer's thread only. Private to service/.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct service_random {
	unsigned char key[32]; /* made of the seed */
	uint64_t drawn;	       /* how often */
	uint64_t seed;
};

void service_random_init(struct service_random *r, uint64_t seed);
void service_random_bytes(struct service_random *r, void *into, size_t size);
/* 0 … n − 1, each as likely. */
uint64_t service_random_below(struct service_random *r, uint64_t n);
