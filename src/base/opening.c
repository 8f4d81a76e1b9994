/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An interval of the wall clock as people write it: 09:00-17:00, 9–17, 22:00-06:00 (ends on the
 * next day), 13:30-24:00.
 */
#include "base/calendar.h"

#define DAY_MINUTES 1440
#define PRINT_MOST  40

/* A time of day at the head of *s: one or two digits, a colon and two digits when it has minutes.
 */
static bool
clock_take(struct span *s, int *ret_minutes)
{
	int parts[2] = {0};
	size_t at = 0, digits_n = 0;

	for (; at < s->size && s->at[at] >= '0' && s->at[at] <= '9'; at++, digits_n++)
		if (digits_n < 2)
			parts[0] = parts[0] * 10 + (s->at[at] - '0');
	if (digits_n < 1 || digits_n > 2)
		return false;
	if (at < s->size && s->at[at] == ':') {
		for (at++, digits_n = 0; at < s->size && s->at[at] >= '0' && s->at[at] <= '9';
			at++, digits_n++)
			if (digits_n < 2)
				parts[1] = parts[1] * 10 + (s->at[at] - '0');
		if (digits_n != 2)
			return false;
	}
	int minutes = parts[0] * 60 + parts[1];
	if (parts[1] > 59 || minutes > DAY_MINUTES)
		return false;
	*s = span_trim((struct span){s->at + at, s->size - at});
	*ret_minutes = minutes;
	return true;
}

static bool
dash_take(struct span *s)
{
	const struct span dashes[] = {SPAN("-"), SPAN("–"), SPAN("—")};

	for (size_t i = 0; i < array_length(dashes); i++)
		if (span_begins(*s, dashes[i])) {
			size_t size = dashes[i].size;
			*s = span_trim((struct span){s->at + size, s->size - size});
			return true;
		}
	return false;
}

enum fault_code
opening_parse(struct opening *ret, struct span s, struct fault *f)
{
	struct opening o;
	struct span whole = s = span_trim(s);

	if (!clock_take(&s, &o.from) || !dash_take(&s) || !clock_take(&s, &o.to) || s.size > 0)
		return fault_set(f, FAULT_BAD_INPUT,
			"\"%.*s\" is no opening time; expected one such as 09:00-17:00",
			SPAN_PRINT(span_head(whole, PRINT_MOST)));
	if (o.from == DAY_MINUTES)
		return fault_set(f, FAULT_BAD_INPUT,
			"\"%.*s\" begins when the day ends; expected a beginning before 24:00",
			SPAN_PRINT(span_head(whole, PRINT_MOST)));
	if (o.from == o.to)
		return fault_set(f, FAULT_BAD_INPUT,
			"\"%.*s\" ends when it begins; expected 00:00-24:00 for a whole day",
			SPAN_PRINT(span_head(whole, PRINT_MOST)));
	if (o.to < o.from)
		o.to += DAY_MINUTES;
	*ret = o;
	return FAULT_NONE;
}
