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
	static const uint8_t verdicts[] = {
		[SAID_NOTHING] = VERDICT_NONE,
		[SAID_POSITIVE] = VERDICT_KEPT,
		[SAID_LESS] = VERDICT_MISSED,
		[SAID_ANOTHER] = VERDICT_NONE,
	};
	if (j->outcome == NULL)
		return VERDICT_NONE;
	if (p->marked_event != NO_EVENT)
		return (enum verdict)verdicts[j->said[column_code(j->outcome, p->marked_event)]];
	const uint8_t said = j->said[column_code(j->outcome, p->last_event)];
	if (said != SAID_NOTHING)
		return (enum verdict)verdicts[said];
	return (enum verdict)verdicts[j->said[column_code(j->outcome, p->event)]];
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

static ALWAYS_INLINE struct reading
reading_of(const struct roles *r, const struct passage *p, bool is_wait, bool is_opening)
{
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
	const int64_t to_us = has_stopped ? p->begun_us : p->ended_us;
	if (is_opening)
		reading.us = roles_elapsed(r, p->event, from_us, to_us, true);
	else
		reading.us = to_us > from_us ? to_us - from_us : 0;
	return reading;
}

struct reading
passage_reading(const struct roles *r, const struct passage *p, enum standard_measure measure,
	bool is_opening)
{
	return reading_of(r, p, measure == STANDARD_WAIT, is_opening);
}

static ALWAYS_INLINE enum verdict
clock_judge(const struct standard *s, const struct reading *reading)
{
	if (!s->has_at_most || !reading->has_run || reading->is_open || reading->is_lost)
		return VERDICT_NONE;
	if (reading->is_left)
		return left_judge(s, reading->us);
	return verdict_of(reading->us <= s->at_most.us);
}

enum verdict
reading_judge(const struct standard *s, const struct reading *reading)
{
	return clock_judge(s, reading);
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

enum verdict
passage_judge(const struct judge *j, const struct standard *s, const struct passage *p)
{
	switch (s->measure) {
	case STANDARD_DURATION:
	case STANDARD_WAIT: {
		const struct reading reading =
			reading_of(j->roles, p, s->measure == STANDARD_WAIT, s->at_most.is_opening);
		return clock_judge(s, &reading);
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
