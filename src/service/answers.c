/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the customer answers to the closing question, and what staff mark of a moment. A customer's
 * words stay here and never go into an event. An answer that comes after the journey has closed is
 * kept and counted; the journey stays as it was closed.
 */
#include <string.h>

#include "service/tickets_write.h"
#include "service/visit.h"

/* ---- The closing question ---- */

static const struct survey *
survey_find(const struct map *map, const char *name)
{
	for (size_t i = 0; map != NULL && i < map->surveys_n; i++)
		if (strcmp(map->surveys[i].name, name) == 0)
			return &map->surveys[i];
	return NULL;
}

const struct survey_item *
journey_question(const struct house *house, const struct journey_row *journey,
	const struct survey **ret_survey)
{
	const struct cycle *cycle = *journey->cycle != '\0'
					    ? house_cycle(house, journey->version, journey->cycle)
					    : NULL;
	const struct survey *survey;

	if (cycle == NULL || cycle->closing.survey == NULL)
		return NULL;
	survey = survey_find(house_map(house, journey->version), cycle->closing.survey);
	for (size_t i = 0; survey != NULL && i < survey->items_n; i++)
		if (strcmp(survey->items[i].name, cycle->closing.item) == 0 &&
			survey->items[i].kind == ITEM_RATING) {
			*ret_survey = survey;
			return &survey->items[i];
		}
	return NULL;
}

bool
journey_may_answer(const struct ticket_row *ticket, const struct journey_row *journey)
{
	return ticket->over_us != 0 && ticket->state == TICKET_DONE && !journey->has_mark;
}

/* Below the middle of the scale; above it when a high mark is bad. */
static bool
is_bad(const struct survey_item *item, int64_t mark)
{
	const int64_t middle_twice = (int64_t)item->from + item->to;

	return item->is_reversed ? 2 * mark > middle_twice : 2 * mark < middle_twice;
}

static enum fault_code
answer_store(struct hall *h, const struct answer_give *in, const struct journey_row *journey,
	const struct survey *survey, const struct survey_item *item, struct fault *f)
{
	int64_t id;

	if (command_id_next(h->c, &id, f))
		return f->code;
	store_do(h->c->tx, &queue_part, SQL_ANSWER_ADD,
		STORE_VALUES(store_int(h->branch->id), store_int(id), store_int(in->ticket),
			store_int(journey->id), store_int(journey->customer),
			store_int(h->c->at_us), store_text(span_of(survey->name)),
			store_text(span_of(item->name)), store_int(in->mark), store_int(item->from),
			store_int(item->to), store_int(is_bad(item, in->mark)),
			in->words.size > 0 ? store_text(in->words) : store_none()));
	return command_event(h->c, EVENT_ANSWER_GIVEN, journey->id, id,
		STORE_VALUES(store_text(span_of(survey->name)), store_text(span_of(item->name)),
			store_int(in->mark), store_int(in->words.size > 0)),
		f);
}

/* What the answer does to the journey: closes it, or judges it for when its tickets are over. */
static enum fault_code
answer_judge(struct hall *h, struct journey_row *journey, int64_t mark, bool bad, struct fault *f)
{
	const enum closing verdict = bad ? CLOSING_DISSATISFIED : CLOSING_SATISFIED;

	journey->mark = mark;
	journey->has_mark = true;
	if (journey->outcome != 0) {
		store_do(h->c->tx, &queue_part, SQL_JOURNEY_PAST_SET_MARK,
			STORE_VALUES(
				store_int(h->branch->id), store_int(journey->id), store_int(mark)));
		return FAULT_NONE;
	}
	if (journey->tickets_n == 0)
		return journey_close(h, journey, verdict, JUDGE_ANSWER, f);
	journey->verdict = verdict;
	journey_save(h, journey);
	return FAULT_NONE;
}

enum fault_code
command_answer_give(struct command *c, const struct answer_give *in, struct answer_give_result *out,
	struct fault *f)
{
	const struct survey *survey = NULL;
	const struct survey_item *item;
	struct journey_row journey;
	struct ticket_row ticket;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		journey_get(&h, ticket.journey, &journey, f))
		return f->code;
	if (ticket.over_us == 0 || ticket.state != TICKET_DONE)
		return ticket_want(&h, &ticket, 0, f);
	if (!journey_may_answer(&ticket, &journey))
		return fault_field(
			f, FAULT_CONFLICT, "ticket", "the question was answered already");
	item = journey_question(c->house, &journey, &survey);
	if (item == NULL)
		return fault_field(f, FAULT_NOT_FOUND, "ticket", "there is no closing question");
	if (in->mark < item->from || in->mark > item->to)
		return fault_field(f, FAULT_BAD_INPUT, "mark", "the mark is from %d to %d",
			item->from, item->to);
	if (answer_store(&h, in, &journey, survey, item, f) ||
		answer_judge(&h, &journey, in->mark, is_bad(item, in->mark), f))
		return f->code;
	return hall_leave(&h, f);
}

/* ---- What staff mark ---- */

static void
mark_read(struct hall *h, int64_t journey, struct span moment, struct mark_row *ret)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_MARK,
		STORE_VALUES(store_int(h->branch->id), store_int(journey), store_text(moment)));

	*ret = (struct mark_row){0};
	if (!store_next(rows))
		return;
	ret->mark = store_row_int(rows, 1);
	ret->begun_us = store_row_int(rows, 2);
	ret->ended_us = store_row_int(rows, 3);
}

static enum fault_code
mark_want(const struct moment *moment, const struct mark_row *row, enum mark mark, struct fault *f)
{
	if (mark == MARK_BEGUN && !moment_is_marked(moment))
		return fault_field(f, FAULT_CONFLICT, "mark", "%s begins by itself", moment->name);
	if (mark == MARK_BEGUN && row->mark == MARK_BEGUN)
		return fault_field(f, FAULT_CONFLICT, "mark", "%s has begun", moment->name);
	if (row->ended_us != 0 && !moment->may_repeat)
		return fault_field(f, FAULT_CONFLICT, "mark", "%s is over; it was marked %s",
			moment->name, mark_slug(row->mark));
	return FAULT_NONE;
}

static enum fault_code
mark_write(struct hall *h, const struct ticket_row *ticket, struct span moment,
	const struct mark_row *row, struct fault *f)
{
	store_do(h->c->tx, &queue_part, SQL_MARK_SET,
		STORE_VALUES(store_int(h->branch->id), store_int(ticket->journey),
			store_text(moment), store_int(row->mark), store_int(row->begun_us),
			store_int(row->ended_us)));
	if (row->mark == MARK_BEGUN)
		return command_event(h->c, EVENT_MOMENT_BEGUN, ticket->journey, ticket->id,
			STORE_VALUES(store_text(moment)), f);
	return command_event(h->c, EVENT_MOMENT_ENDED, ticket->journey, ticket->id,
		STORE_VALUES(store_text(moment), store_text(span_of(mark_slug(row->mark)))), f);
}

static enum fault_code
moment_get(struct hall *h, const struct ticket_row *ticket, struct span name,
	const struct moment **ret, struct fault *f)
{
	struct journey_row journey;
	const struct cycle *cycle;

	if (journey_get(h, ticket->journey, &journey, f))
		return f->code;
	cycle = *journey.cycle != '\0' ? house_cycle(h->c->house, journey.version, journey.cycle)
				       : NULL;
	*ret = cycle != NULL
		       ? cycle_moment_find(cycle, arena_text_n(h->c->arena, name.at, name.size))
		       : NULL;
	if (*ret == NULL)
		return fault_field(f, FAULT_NOT_FOUND, "moment",
			"there is no moment “%.*s” in this journey's map",
			SPAN_PRINT(span_head(name, 60)));
	return FAULT_NONE;
}

enum fault_code
command_moment_mark(struct command *c, const struct moment_mark *in, struct moment_mark_result *out,
	struct fault *f)
{
	static const char *const words[] = {"begun", "positive", "neutral", "negative"};
	const enum mark mark = (enum mark)mark_find(in->mark);
	const struct moment *moment;
	struct ticket_row ticket;
	struct mark_row row;
	struct hall h;

	(void)out;
	if (word_is_one_of(in->mark, "mark", words, array_length(words), f))
		return f->code;
	if (mark == 0)
		return fault_field(f, FAULT_BAD_INPUT, "mark", "how did the moment go?");
	if (hall_enter(&h, c, f) || hall_ticket(&h, in->ticket, "ticket", &ticket, f) ||
		ticket_want(&h, &ticket, TICKET_BIT(CALLED) | TICKET_BIT(SERVING), f) ||
		moment_get(&h, &ticket, in->moment, &moment, f))
		return f->code;
	mark_read(&h, ticket.journey, in->moment, &row);
	if (mark_want(moment, &row, mark, f))
		return f->code;
	/* What is only marked at its end began then, too. */
	if (moment_is_marked(moment) && row.mark != MARK_BEGUN) {
		row = (struct mark_row){.mark = MARK_BEGUN, .begun_us = c->at_us};
		if (mark_write(&h, &ticket, in->moment, &row, f))
			return f->code;
	}
	if (mark != MARK_BEGUN) {
		row.mark = mark;
		row.ended_us = c->at_us;
		if (mark_write(&h, &ticket, in->moment, &row, f))
			return f->code;
	}
	return hall_leave(&h, f);
}
