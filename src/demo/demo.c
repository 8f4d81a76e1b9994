/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the crowd does, one happening after the other in order of time.
 *
 *	place    DAY makes the model that it lives by until midnight, ARRIVAL takes a ticket; TICK
 *is what time does by itself, while there are no timers visitor  LEAVE when patience ends, ANSWER
 *after the visit desk     the staff's round (staff.c) lead     ROUND finds what went wrong, TAKE_UP
 *and SEE_TO put it right (leads.c)
 */
#include <stdlib.h>

#include "demo/crowd.h"
#include "demo/model.h"

#define TICK_LEAST_US (150 * SECOND_US) /* of weeks in seconds nobody asks for the second */
#define TICK_MOST_US  (5 * MINUTE_US)

enum fault_code
crowd_act(struct crowd *crowd, const struct actor *actor, enum command_id command, const void *in,
	void *out, bool *ret_is_done, struct fault *f)
{
	const int64_t at_us = crowd->is_live ? 0 : crowd->now_us;
	const struct arena_mark mark = arena_mark(crowd->arena);
	enum fault_code code;

	code = service_do_at(crowd->setup.service, at_us, actor, command, in, out, crowd->arena, f);
	arena_rewind(crowd->arena, mark); /* nobody here keeps a text of an answer */
	crowd->count.commands_n++;
	*ret_is_done = code == FAULT_NONE;
	if (code == FAULT_NONE)
		return FAULT_NONE;
	crowd->count.refused_n++;
	if (code == FAULT_CONFLICT || code == FAULT_NOT_FOUND || code == FAULT_BUSY)
		return FAULT_NONE;
	return fault_note(f, "the crowd, %s", service_command(command)->name);
}

bool
crowd_is_spared(const struct crowd *crowd, const struct crowd_place *place)
{
	return place->branch == crowd->setup.spared && crowd->now_us >= crowd->setup.spared_from_us;
}

bool
crowd_is_open(const struct crowd_place *place, int64_t at_us)
{
	return place->calendar == NULL || calendar_is_open(place->calendar, at_us);
}

static enum fault_code
tick(struct crowd *crowd, size_t place_number, struct fault *f)
{
	static const struct actor house = {.role = ROLE_HOUSE};
	struct crowd_place *place = &crowd->cast.places[place_number];
	struct branch_tick_result next = {0};
	int64_t again_us = crowd->now_us + TICK_MOST_US;
	bool is_done;

	if (crowd->is_live)
		return FAULT_NONE; /* the service has timers of its own now */
	if (ACT(crowd, &house, branch_tick, &next, &is_done, f, .branch = place->branch))
		return f->code;
	if (next.next_us != 0 && next.next_us < again_us)
		again_us = next.next_us;
	if (again_us < crowd->now_us + TICK_LEAST_US)
		again_us = crowd->now_us + TICK_LEAST_US;
	crowd_put(crowd, (struct happening){.at_us = again_us, .kind = TICK, .who = place_number});
	return FAULT_NONE;
}

static void
day_begin(struct crowd *crowd, size_t place_number)
{
	struct crowd_place *place = &crowd->cast.places[place_number];

	crowd_today_begin(crowd, place, crowd->now_us);
	for (size_t i = 0; i < place->today.model.sources_n; i++)
		crowd_arrival_plan(crowd, place_number, i);
	crowd_put(crowd,
		(struct happening){
			.at_us = place->today.model.until_us, .kind = DAY, .who = place_number});
}

static enum fault_code
happen(struct crowd *crowd, const struct happening *h, struct fault *f)
{
	switch (h->kind) {
	case DAY:
		day_begin(crowd, h->who);
		return FAULT_NONE;
	case ARRIVAL:
		return crowd_arrival(crowd, h->who, h->of, f);
	case TICK:
		return tick(crowd, h->who, f);
	case LEAVE:
	case ANSWER:
		return crowd_happen_to_visitor(crowd, h, f);
	case ROUND:
		return crowd_round(crowd, f);
	case TAKE_UP:
	case SEE_TO:
		return crowd_happen_to_response(crowd, h, f);
	default:
		return crowd_happen_at_desk(crowd, h, f);
	}
}

enum fault_code
crowd_new(struct crowd **ret, const struct crowd_setup *setup, struct fault *f)
{
	struct crowd *crowd = calloc(1, sizeof *crowd);

	if (crowd == NULL)
		abort();
	crowd->setup = *setup;
	crowd->now_us = setup->from_us;
	crowd->arena = arena_new(ARENA_UNLIMITED);
	crowd->lasting = arena_new(ARENA_UNLIMITED);
	crowd->agenda.arena = crowd->lasting;
	if (crowd_cast_fill(&crowd->cast, setup, f)) {
		crowd_free(crowd);
		return f->code;
	}
	for (size_t i = 0; i < crowd->cast.places_n; i++) {
		crowd_put(
			crowd, (struct happening){.at_us = crowd->now_us, .kind = TICK, .who = i});
		day_begin(crowd, i);
	}
	for (size_t i = 0; i < crowd->cast.desks_n; i++)
		crowd_desk_plan(crowd, i, LOOK, (double)SECOND_US * (double)(i + 1), 0);
	crowd_put(crowd, (struct happening){.at_us = crowd->now_us, .kind = ROUND});
	*ret = crowd;
	return FAULT_NONE;
}

void
crowd_free(struct crowd *crowd)
{
	if (crowd == NULL)
		return;
	crowd_cast_clear(&crowd->cast, crowd->setup.service);
	arena_free(crowd->arena);
	arena_free(crowd->lasting);
	free(crowd);
}

int64_t
crowd_next_us(struct crowd *crowd)
{
	return agenda_next_us(&crowd->agenda);
}

enum fault_code
crowd_run(struct crowd *crowd, int64_t until_us, bool is_live, struct fault *f)
{
	crowd->is_live = is_live;
	while (crowd_next_us(crowd) <= until_us) {
		const struct happening h = crowd_take(crowd);

		crowd->now_us = h.at_us;
		if (happen(crowd, &h, f))
			return f->code;
	}
	crowd->now_us = until_us > crowd->now_us ? until_us : crowd->now_us;
	return FAULT_NONE;
}

struct crowd_count
crowd_counted(const struct crowd *crowd)
{
	return crowd->count;
}
