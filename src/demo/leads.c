/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Leads look again and again at what has gone wrong, in the journal, and see to it: they take up
 * the response that the map asks for some minutes after the standard was missed, and finish it when
 * they have spoken to whoever it was.
 *
 *	ROUND → for each standard missed in the meantime: TAKE_UP → SEE_TO
 *
 * In a branch that is the visitor's, what goes wrong from then on is the visitor's, too.
 */
#include "base/attributes.h"
#include "demo/crowd.h"
#include "store/store.h"

#define ROUND_US      (30 * MINUTE_US) /* of weeks in seconds: a round is a commit */
#define LIVE_ROUND_US (30 * SECOND_US)
#define PIECE	      2000 /* events of a look */
#define NOTICED_US    (9 * MINUTE_US)
#define SEEN_TO_US    (7 * MINUTE_US)

struct hearing {
	struct crowd *crowd;
	size_t place, n;
};

static enum fault_code
hear(const struct journal_event *event, void *with, struct fault *f)
{
	struct hearing *hearing = with;
	struct crowd *crowd = hearing->crowd;
	struct crowd_place *place = &crowd->cast.places[hearing->place];

	(void)f; /* it only takes notes */
	hearing->n++;
	if (event->kind != EVENT_STANDARD_BREACHED ||
		journal_field(event, "response").type != 't' ||
		(event->branch == crowd->setup.spared &&
			event->at_us >= crowd->setup.spared_from_us))
		return FAULT_NONE;
	const int64_t noticed_us = event->at_us + (int64_t)random_lognormal(&place->responses,
							  (double)NOTICED_US, 0.6);

	crowd_put(crowd,
		(struct happening){.at_us = noticed_us > crowd->now_us ? noticed_us : crowd->now_us,
			.kind = TAKE_UP,
			.who = hearing->place,
			.clock = event->subject});
	return FAULT_NONE;
}

static enum fault_code
news_hear(struct crowd *crowd, size_t place_number, struct fault *f)
{
	struct crowd_place *place = &crowd->cast.places[place_number];
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(crowd->setup.store, crowd->setup.reader));
	struct hearing hearing = {.crowd = crowd, .place = place_number};

	do {
		hearing.n = 0;
		if (journal_read(tx, place->branch, &place->heard, PIECE, hear, &hearing, f))
			return fault_note(f, "the leads' round");
	} while (hearing.n == PIECE);
	return store_commit(tx, f);
}

enum fault_code
crowd_round(struct crowd *crowd, struct fault *f)
{
	if (service_settle(crowd->setup.service, f))
		return f->code;
	for (size_t i = 0; i < crowd->cast.places_n; i++)
		if (crowd->cast.places[i].may_go_wrong && crowd->cast.places[i].desks_n > 0 &&
			news_hear(crowd, i, f))
			return f->code;
	crowd_put(crowd, (struct happening){.at_us = crowd->now_us +
						     (crowd->is_live ? LIVE_ROUND_US : ROUND_US),
				 .kind = ROUND});
	return FAULT_NONE;
}

enum fault_code
crowd_happen_to_response(struct crowd *crowd, const struct happening *h, struct fault *f)
{
	struct crowd_place *place = &crowd->cast.places[h->who];
	const struct actor *lead = &crowd->cast.desks[place->first_desk].actor;
	bool is_done;

	if (h->kind == SEE_TO)
		return ACT(crowd, lead, response_finish, NULL, &is_done, f, .clock = h->clock,
			.outcome = random_chance(&place->responses, 0.8) ? SPAN("positive")
									 : SPAN("neutral"));
	if (ACT(crowd, lead, response_begin, NULL, &is_done, f, .clock = h->clock))
		return f->code;
	if (is_done) /* nobody else was quicker */
		crowd_put(crowd,
			(struct happening){.at_us = crowd->now_us +
						    (int64_t)random_lognormal(&place->responses,
							    (double)SEEN_TO_US, 0.5),
				.kind = SEE_TO,
				.who = h->who,
				.clock = h->clock});
	return FAULT_NONE;
}
