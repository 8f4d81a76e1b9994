/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which form the times have. The first rows vote: a form counts the values that it can read, so
 * that a few broken values decide nothing. When the day-first and the month-first form tie, 03/04
 * could be both, and rows are read on until the file's end, or until enough of them can only be
 * one.
 */
#include <stdlib.h>

#include "exchange/csv.h"

#define VOTERS_FIRST 1000u
#define VOTERS_APART 1000u /* rows that only one form can read: more need not be asked */

struct votes {
	uint64_t voters_n, apart_n;
	uint64_t of[TIME_FORM__COUNT];
};

static void
value_votes(struct votes *v, struct span value)
{
	value = span_trim(value);
	if (value.size == 0)
		return;
	time_forms set = time_forms_narrow(time_forms_all(), value);
	if (set == 0)
		return;
	v->voters_n++;
	for (enum time_form form = 0; form < TIME_FORM__COUNT; form++)
		v->of[form] += set >> form & 1;
	v->apart_n += ((set >> TIME_FORM_DAY_FIRST ^ set >> TIME_FORM_MONTH_FIRST) & 1) != 0;
}

static bool
is_undecided(const struct votes *v)
{
	uint64_t day = v->of[TIME_FORM_DAY_FIRST], month = v->of[TIME_FORM_MONTH_FIRST];
	return v->voters_n < VOTERS_FIRST || (day == v->voters_n && month == day) ||
	       (day > 0 && month > 0 && v->apart_n < VOTERS_APART);
}

static void
field_votes(struct votes *v, const struct csv_rows *rows, uint32_t field, char *scratch)
{
	if (field != CSV_NOT_THERE && rows->fields[field].size < TIME_TEXT_SIZE * 2)
		value_votes(v, csv_field_value(&rows->fields[field], scratch));
}

static void
votes_collect(struct votes *v, const struct csv_plan *plan, struct log_input *in)
{
	ON_EXIT(csv_feed_guard) struct csv_feed feed;
	char scratch[TIME_TEXT_SIZE * 2];

	csv_feed_init(&feed, in, plan);
	while (is_undecided(v)) {
		enum csv_step step = csv_rows_next(&feed.rows);
		if (step == CSV_END)
			break;
		if (step == CSV_MORE)
			csv_feed_more(&feed);
		else if (step == CSV_ROW && feed.rows.fields_n == plan->fields_n) {
			field_votes(v, &feed.rows, plan->time, scratch);
			field_votes(v, &feed.rows, plan->end, scratch);
		}
	}
}

/* The forms that most values have. */
static time_forms
forms_best(const struct votes *v)
{
	uint64_t most = 1;
	time_forms best = 0;

	for (enum time_form form = 0; form < TIME_FORM__COUNT; form++) {
		if (v->of[form] > most) {
			most = v->of[form];
			best = 0;
		}
		if (v->of[form] == most)
			best |= (time_forms)1 << form;
	}
	return best;
}

enum fault_code
csv_times_decide(struct csv_plan *plan, struct log_input *in, struct fault *f)
{
	struct votes votes = {0};

	if (in->wish->time_format != NULL) {
		plan->form = time_form_find(span_of(in->wish->time_format));
		if (plan->form != TIME_FORM__COUNT)
			return FAULT_NONE;
		return fault_set(f, FAULT_BAD_INPUT,
			"there is no time format \"%s\"; there are iso, ymd, dmy, mdy, epoch-s, "
			"epoch-ms, epoch-us",
			in->wish->time_format);
	}
	votes_collect(&votes, plan, in);
	if (time_forms_decide(&plan->form, forms_best(&votes), f))
		return fault_note(f,
			"the times in column \"%.*s\" (--time-format names their form)",
			SPAN_PRINT(plan->headings[plan->time]));
	return FAULT_NONE;
}
