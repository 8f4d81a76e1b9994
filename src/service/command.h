/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a command function gets, and the few things it may do with it. Private to service/.
 *
 *	enum fault_code command_ticket_take(struct command *c, const struct ticket_take *in,
 *		struct ticket_take_result *out, struct fault *f);
 *
 * It runs on the writer's thread, inside a savepoint: when it gives a fault, all that it did is
 * undone. Roles and the actor's branches were checked before (service_may); the command checks what
 * only state can tell. Bad fields: fault_field(f, code, "field", …).
 *
 * Order of work: read the state · decide by pure functions (queue.h, quote.h) · write the state ·
 * append events with command_event, which lets the standards' clocks hear them.
 */
#pragma once

#include "service/house.h"
#include "service/service.h"

struct command {
	struct live_service *service;
	struct store_tx *tx;
	struct journal_pen *pen;
	const struct house
		*house; /* frozen for the batch, newer after a command of the house changed it */
	struct actor actor;
	int64_t branch; /* 0: the house */
	int64_t at_us;	/* never before the branch's last event */
	struct arena *arena;
	/* Set by a command that says no and whose no belongs on the record (ticket.refused): the
	 * caller gets its fault, and the writer keeps what it did all the same. */
	bool keeps;
	/* The command changed the house: when it is released, the writer loads it again for those
	 * that follow. Set by the command. */
	bool changes_house;
	struct clock_set *clocks; /* clocks.c's own: what it writes when the command is through */
};

/* Prototypes of all command functions, by their real names and structs. Weak, so that a test links
 * only the part that it is about; the program has them all (the library is linked whole). */
#define COMMAND(id, name, place, roles, text)                                                      \
	__attribute__((weak)) MUST_USE enum fault_code command_##id(                               \
		struct command *c, const struct id *in, struct id##_result *out, struct fault *f);
#define TAKES(id, field, type, need, meaning)
#define GIVES(id, field, type, meaning)
#define DONE(id)
#include "service/commands.def"
#undef COMMAND
#undef TAKES
#undef GIVES
#undef DONE

/* The next id of the branch at hand (of the house when branch is 0). */
MUST_USE enum fault_code command_id_next(struct command *c, int64_t *ret, struct fault *f);

/* Appends to the journal of the branch at hand, at c->at_us, by c->actor.staff – and, when the
 * event has a journey, lets the clocks of its map begin, end and be heard. */
MUST_USE enum fault_code command_event(struct command *c, enum event_kind kind, int64_t journey,
	int64_t subject, const struct store_value *fields, size_t fields_n, struct fault *f);

/* Something in the branch at hand is due then: branch.tick comes by itself, no earlier. A tick asks
 * anew what is due next, so only what becomes due *sooner* has to be said. */
void command_due(struct command *c, int64_t due_us);

/* Random bytes as base64url in the arena (22 letters for 16 bytes), and what of it is kept: its
 * BLAKE2b of 16 bytes. */
struct span command_secret(struct command *c);
#define COMMAND_SECRET_HASH 16
void service_secret_hash(struct span secret, unsigned char ret[static COMMAND_SECRET_HASH]);
/* A number below n, from the service's own generator. */
uint64_t command_random(struct command *c, uint64_t n);

/* ---- Views ---- */

struct view_call {
	struct live_service *service;
	struct store_tx *tx; /* a reader's: one moment */
	const struct house *house;
	struct actor actor;
	int64_t branch, now_us;
	struct arena *arena;
};

#define SHAPE(id, meaning)
#define HAS(id, field, type, meaning)
#define ONE(id, field, other, meaning)
#define MANY(id, field, other, meaning)
#define END(id)
#define VIEW(id, name, place, roles, shape, text)                                                  \
	__attribute__((weak)) MUST_USE enum fault_code view_##id(                                  \
		struct view_call *v, const struct id##_view *in, json_t **ret, struct fault *f);
#define ASKS(id, field, type, need, meaning)
#define SHOWN(id)
#include "service/views.def"
#undef SHAPE
#undef HAS
#undef ONE
#undef MANY
#undef END
#undef VIEW
#undef ASKS
#undef SHOWN
