/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The crowd from inside: what will happen, in order of time, and how somebody gives a command.
 * Private to demo/.
 */
#pragma once

#include "demo/cast.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US	  (60 * MINUTE_US)

enum happening_kind {
	DAY,
	ARRIVAL,
	TICK,
	LEAVE,
	ANSWER,
	LOOK,
	COME,
	MISS,
	MARK,
	FINISH,
	ROUND,
	TAKE_UP,
	SEE_TO
};

/* It carries the stamp of the desk or the seat that it was made for, so that one which the day has
 * overtaken is void. */
struct happening {
	int64_t at_us;
	uint64_t order; /* those of one time happen in the order in which they were made */
	enum happening_kind kind;
	size_t who, of; /* place and visitor or source, or desk and mark */
	int64_t clock;	/* of a standard that was missed */
	unsigned stamp;
};

struct crowd {
	struct crowd_setup setup;
	struct crowd_cast cast;
	struct agenda agenda;
	struct happening *slots; /* what the agenda's entries tell by number */
	uint32_t *free_slots;
	size_t slots_n, slots_room, free_n, free_room;
	uint64_t order;
	int64_t now_us;
	bool is_live;
	struct arena *lasting; /* of the agenda */
	struct arena *arena;   /* of a command */
	struct crowd_count count;
};

void crowd_put(struct crowd *crowd, struct happening h);
/* The first; there is one. */
struct happening crowd_take(struct crowd *crowd);

/* What the house refuses – a full queue, a ticket that somebody else has moved on – is part of
 * life; what is broken is a fault and ends the crowd. */
MUST_USE enum fault_code crowd_act(struct crowd *crowd, const struct actor *actor,
	enum command_id command, const void *in, void *out, bool *ret_is_done, struct fault *f);

#define ACT(crowd, actor, id, out, is_done, f, ...)                                                \
	crowd_act((crowd), (actor), COMMAND_##id, &(const struct id){__VA_ARGS__}, (out),          \
		(is_done), (f))

bool crowd_is_spared(const struct crowd *crowd, const struct crowd_place *place);
bool crowd_is_open(const struct crowd_place *place, int64_t at_us);

/* ---- Customers ---- */

void crowd_arrival_plan(struct crowd *crowd, size_t place, size_t source);
MUST_USE enum fault_code crowd_arrival(
	struct crowd *crowd, size_t place, size_t source, struct fault *f);
/* LEAVE or ANSWER. */
MUST_USE enum fault_code crowd_happen_to_visitor(
	struct crowd *crowd, const struct happening *h, struct fault *f);
void crowd_seat_give(struct crowd_visitor *visitor);

/* ---- Staff ---- */

void crowd_desk_plan(
	struct crowd *crowd, size_t desk, enum happening_kind kind, double in_us, size_t of);
/* Somebody has come in for this service: who has been idle longest of those who serve it looks up.
 */
void crowd_desk_wake(struct crowd *crowd, const struct crowd_place *place, size_t service);
/* LOOK, COME, MISS, MARK or FINISH. */
MUST_USE enum fault_code crowd_happen_at_desk(
	struct crowd *crowd, const struct happening *h, struct fault *f);

/* ---- Leads ---- */

/* Hears what has gone wrong since the last round. */
MUST_USE enum fault_code crowd_round(struct crowd *crowd, struct fault *f);
/* TAKE_UP or SEE_TO. */
MUST_USE enum fault_code crowd_happen_to_response(
	struct crowd *crowd, const struct happening *h, struct fault *f);
