/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose turn is it? Pure rules: no store, no clock, nothing kept. The live service and the
 * simulator ask the same functions.
 *
 * The order, for a counter that may serve some services:
 *	1. tickets that this counter shall call (sent to it by name), the oldest place first;
 *	2. agreed times that have come, the earliest first;
 *	3. the classes in turn (queue_turn): within a class the oldest place first, ties by ticket.
 * A ticket that waits for another counter by name is nobody else's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUEUE_CLASSES_MOST 16

/* The classes in their order, the first goes first. */
struct queue_rules {
	int up_to[QUEUE_CLASSES_MOST]; /* calls in turn before the next class; 0: strictly before
					  all later ones */
	int classes_n;
	int64_t early_us; /* an agreed time counts so long before it */
};

/* Calls that each class has had in this round. */
struct queue_turn {
	int calls[QUEUE_CLASSES_MOST];
};

struct queue_ticket {
	int64_t ticket, service, place_us;
	int64_t for_counter;	/* 0: any */
	int64_t appointment_us; /* 0: none */
	int class_;
};

/* May this counter call this ticket? */
typedef bool queue_serves(const void *counter, int64_t service);

struct queue_counter {
	int64_t counter;
	queue_serves *serves;
	const void *with;
};

/* The index of the ticket that is called next, or −1; `turn` goes on with it. */
long queue_choose(const struct queue_rules *rules, struct queue_turn *turn,
	const struct queue_ticket *tickets, size_t tickets_n, const struct queue_counter *counter,
	int64_t now_us);

/* How many are called before tickets[index], if all counters serve what `counter` serves, nobody
 * leaves and nobody new comes. */
size_t queue_ahead(const struct queue_rules *rules, const struct queue_turn *turn,
	const struct queue_ticket *tickets, size_t tickets_n, const struct queue_counter *counter,
	size_t index, int64_t now_us);
