/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The limit is inclusive: who was called after exactly ten minutes was called within ten minutes.
 * Only the short limit is not: leaving after exactly five seconds is no longer a short stay.
 */
#include "measures/judge.h"

#include "base/number.h"
#include "measures/roles.h"

static enum verdict
verdict_of(bool is_kept)
{
	return is_kept ? VERDICT_KEPT : VERDICT_MISSED;
}

static enum verdict
left_judge(const struct standard *s, int64_t us)
{
	const bool is_within = us <= s->at_most.us;
	switch (s->left) {
	case TREATMENT_IGNORE:
		return VERDICT_NONE;
	case TREATMENT_MISS:
		return VERDICT_MISSED;
	case TREATMENT_KEEP_WITHIN:
		return verdict_of(is_within);
	case TREATMENT_DROP_SHORT:
		return us < s->short_limit.us ? VERDICT_NONE : VERDICT_MISSED;
	case TREATMENT_DROP_WITHIN:
	case TREATMENT__COUNT:
		break;
	}
	return is_within ? VERDICT_NONE : VERDICT_MISSED;
}

static enum verdict
number_judge(const struct standard *s, double value)
{
	if (!s->has_at_most && !s->has_at_least)
		return VERDICT_NONE;
	return verdict_of((!s->has_at_most || value <= s->at_most_number) &&
			  (!s->has_at_least || value >= s->at_least_number));
}

/* Words of outcomes are judged once. */
enum said {
	SAID_NOTHING,
	SAID_POSITIVE,
	SAID_LESS,
	SAID_ANOTHER, /* a word that is no outcome */
};

static uint8_t
said_of(struct span word)
{
	if (word.size == 0)
		return SAID_NOTHING;
	if (span_is_like(word, SPAN("positive")))
		return SAID_POSITIVE;
	if (span_is_like(word, SPAN("neutral")) || span_is_like(word, SPAN("negative")))
		return SAID_LESS;
	return SAID_ANOTHER;
}

/* What a column says of the passage of journey i: at its last event, else at its first. */
static struct span
item_word(
	const struct column *column, const struct bunch *b, const struct bunch_item *item, size_t i)
{
	const struct span word =
		words_at(&column->words, column_code(column, b->firsts[i] + item->last_event));
	if (word.size > 0)
		return word;
	return words_at(&column->words, column_code(column, b->firsts[i] + item->event));
}

static bool
outcomes_judge(
	uint8_t *ret, const struct judge *j, const struct bunch *b, const struct bunch_item *item)
{
	static const uint8_t verdicts[] = {
		[SAID_NOTHING] = VERDICT_NONE,
		[SAID_POSITIVE] = VERDICT_KEPT,
		[SAID_LESS] = VERDICT_MISSED,
		[SAID_ANOTHER] = VERDICT_NONE,
	};
	const bool is_marked = item->marked_event != NO_EVENT;
	const uint64_t event = is_marked ? item->marked_event : item->last_event;
	if (j->outcome == NULL)
		return false;
	for (size_t i = 0; i < b->journeys_n; i++) {
		uint8_t said = j->said[column_code(j->outcome, b->firsts[i] + event)];
		if (said == SAID_NOTHING && !is_marked)
			said = j->said[column_code(j->outcome, b->firsts[i] + item->event)];
		ret[i] = verdicts[said];
	}
	return true;
}

static bool
scores_judge(uint8_t *ret, const struct judge *j, const struct standard *s, const struct bunch *b,
	const struct bunch_item *item)
{
	const struct column *column = j->scores[item->moment];
	const struct column *marks = j->roles->live.mark;
	const bool is_answered = item->answer_event != NO_EVENT;

	if (!is_answered && column == NULL)
		return false;
	for (size_t i = 0; i < b->journeys_n; i++) {
		double value;
		const struct span word =
			is_answered ? words_at(&marks->words,
					      column_code(marks, b->firsts[i] + item->answer_event))
				    : item_word(column, b, item, i);
		ret[i] = number_real(word, &value) ? (uint8_t)number_judge(s, value) : VERDICT_NONE;
	}
	return true;
}

struct reading
item_ending(const struct bunch_item *item, enum standard_measure measure)
{
	const bool is_wait = measure == STANDARD_WAIT;
	const bool has_stopped = is_wait && item->begun != ROW_NONE;
	struct reading reading = {
		.has_run = (is_wait ? item->arrived : item->begun) != ROW_NONE && !item->is_mark};
	if (!reading.has_run || has_stopped)
		return reading;
	reading.is_left = item->ending == PASSAGE_LEFT;
	reading.is_open = item->ending == PASSAGE_OPEN;
	reading.is_lost = item->ending == PASSAGE_LOST;
	return reading;
}

void
item_read(int64_t *ret_us, const struct roles *r, const struct bunch *b,
	const struct bunch_item *item, enum standard_measure measure, bool is_opening)
{
	const bool is_wait = measure == STANDARD_WAIT;
	const bool has_stopped = is_wait && item->begun != ROW_NONE;
	const int64_t *const from = bunch_row(b, is_wait ? item->arrived : item->begun);
	const int64_t *const to = bunch_row(b, has_stopped ? item->begun : item->ended);
	for (size_t i = 0; !is_opening && i < b->journeys_n; i++)
		ret_us[i] = to[i] > from[i] ? to[i] - from[i] : 0;
	for (size_t i = 0; is_opening && i < b->journeys_n; i++)
		ret_us[i] = roles_elapsed(r, b->firsts[i] + item->event, from[i], to[i], true);
}

enum verdict
reading_judge(const struct standard *s, const struct reading *reading)
{
	if (!s->has_at_most || !reading->has_run || reading->is_open || reading->is_lost)
		return VERDICT_NONE;
	if (reading->is_left)
		return left_judge(s, reading->us);
	return verdict_of(reading->us <= s->at_most.us);
}

static bool
clocks_judge(uint8_t *ret, const struct judge *j, const struct standard *s, const struct bunch *b,
	const struct bunch_item *item)
{
	const struct reading ending = item_ending(item, s->measure);
	int64_t us[BUNCH_MOST];

	if (!s->has_at_most || !ending.has_run || ending.is_open || ending.is_lost)
		return false;
	item_read(us, j->roles, b, item, s->measure, s->at_most.is_opening);
	for (size_t i = 0; ending.is_left && i < b->journeys_n; i++)
		ret[i] = (uint8_t)left_judge(s, us[i]);
	for (size_t i = 0; !ending.is_left && i < b->journeys_n; i++)
		ret[i] = us[i] <= s->at_most.us ? VERDICT_KEPT : VERDICT_MISSED;
	return true;
}

enum verdict
count_judge(const struct standard *s, uint32_t times_n)
{
	if (times_n == 0 && !s->has_at_least)
		return VERDICT_NONE; /* a moment that did not occur kept nothing */
	return number_judge(s, times_n);
}

void
judge_init(struct judge *j, const struct roles *r, const struct columns *c,
	const struct cycle *cycle, struct arena *a)
{
	*j = (struct judge){.roles = r, .columns = c, .outcome = columns_find(c, "outcome")};
	if (j->outcome != NULL) {
		const struct words *words = &j->outcome->words;
		uint8_t *said = ARENA_ARRAY(a, uint8_t, words->words_n);
		for (uint64_t i = 0; i < words->words_n; i++)
			said[i] = said_of(words_at(words, i));
		j->said = said;
	}
	j->scores = ARENA_ARRAY(a, const struct column *, cycle->moments_n);
	for (size_t i = 0; i < cycle->moments_n; i++) {
		const struct ask *ask = &cycle_moment(cycle, i)->ask;
		if (ask->item != NULL && ask->survey != NULL)
			j->scores[i] =
				columns_find(c, arena_printf(a, "%s.%s", ask->survey, ask->item));
		if (j->scores[i] == NULL && ask->item != NULL)
			j->scores[i] = columns_find(c, ask->item);
		if (j->scores[i] == NULL)
			j->scores[i] = columns_find(c, "score");
	}
}

bool
item_judge(uint8_t *ret, const struct judge *j, const struct standard *s, const struct bunch *b,
	const struct bunch_item *item)
{
	switch (s->measure) {
	case STANDARD_DURATION:
	case STANDARD_WAIT:
		return clocks_judge(ret, j, s, b, item);
	case STANDARD_OUTCOME:
		return outcomes_judge(ret, j, b, item);
	case STANDARD_SCORE:
		return scores_judge(ret, j, s, b, item);
	case STANDARD_COUNT:
	case STANDARD__COUNT:
		break;
	}
	return false;
}

void
verdicts_count(const uint8_t *verdicts, size_t n, uint64_t *judged_n, uint64_t *kept_n)
{
	unsigned judged = 0, kept = 0;
	for (size_t i = 0; i < n; i++) {
		judged += verdicts[i] != VERDICT_NONE;
		kept += verdicts[i] == VERDICT_KEPT;
	}
	*judged_n += judged;
	*kept_n += kept;
}

bool
item_judge_worst(
	uint8_t *ret, const struct judge *j, const struct bunch *b, const struct bunch_item *item)
{
	const struct moment *moment = j->roles->moments[item->moment];
	bool is_any = false;
	for (size_t s = 0; s < moment->standards_n; s++) {
		uint8_t verdicts[BUNCH_MOST];
		if (!item_judge(verdicts, j, &moment->standards[s], b, item))
			continue;
		for (size_t i = 0; i < b->journeys_n; i++)
			ret[i] = is_any && ret[i] > verdicts[i] ? ret[i] : verdicts[i];
		is_any = true;
	}
	return is_any;
}
