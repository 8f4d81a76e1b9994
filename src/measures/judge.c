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

/* What a column says of the passage: at its last event, else at its first. */
static struct span
passage_word(const struct column *column, const struct passage *p)
{
	const struct span word = words_at(&column->words, column_code(column, p->last_event));
	if (word.size > 0)
		return word;
	return words_at(&column->words, column_code(column, p->event));
}

static enum verdict
outcome_judge(const struct judge *j, const struct passage *p)
{
	if (j->outcome == NULL)
		return VERDICT_NONE;
	const struct span word =
		p->marked_event != NO_EVENT
			? words_at(&j->outcome->words, column_code(j->outcome, p->marked_event))
			: passage_word(j->outcome, p);
	if (span_is_like(word, SPAN("positive")))
		return VERDICT_KEPT;
	if (span_is_like(word, SPAN("neutral")) || span_is_like(word, SPAN("negative")))
		return VERDICT_MISSED;
	return VERDICT_NONE;
}

static enum verdict
score_judge(const struct judge *j, const struct standard *s, const struct passage *p)
{
	const struct column *column = j->scores[p->moment];
	const struct column *marks = j->roles->live.mark;
	double value;
	if (p->answer_event != NO_EVENT) {
		const uint32_t code = column_code(marks, p->answer_event);
		return number_real(words_at(&marks->words, code), &value) ? number_judge(s, value)
									  : VERDICT_NONE;
	}
	if (column == NULL || !number_real(passage_word(column, p), &value))
		return VERDICT_NONE;
	return number_judge(s, value);
}

struct reading
passage_reading(const struct roles *r, const struct passage *p, enum standard_measure measure,
	bool is_opening)
{
	const bool is_wait = measure == STANDARD_WAIT;
	const int64_t from_us = is_wait ? p->arrived_us : p->begun_us;
	const bool has_stopped = is_wait && p->begun_us != TIME_NONE;
	struct reading reading = {.has_run = from_us != TIME_NONE && !p->is_mark};
	if (!reading.has_run)
		return reading;
	if (!has_stopped) {
		reading.is_left = p->ending == PASSAGE_LEFT;
		reading.is_open = p->ending == PASSAGE_OPEN;
		reading.is_lost = p->ending == PASSAGE_LOST;
	}
	reading.us = roles_elapsed(
		r, p->event, from_us, has_stopped ? p->begun_us : p->ended_us, is_opening);
	return reading;
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

enum verdict
passage_judge(const struct judge *j, const struct standard *s, const struct passage *p)
{
	switch (s->measure) {
	case STANDARD_DURATION:
	case STANDARD_WAIT: {
		const struct reading reading =
			passage_reading(j->roles, p, s->measure, s->at_most.is_opening);
		return reading_judge(s, &reading);
	}
	case STANDARD_OUTCOME:
		return outcome_judge(j, p);
	case STANDARD_SCORE:
		return score_judge(j, s, p);
	case STANDARD_COUNT:
	case STANDARD__COUNT:
		break;
	}
	return VERDICT_NONE;
}
