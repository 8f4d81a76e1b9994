/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line is made whole, then folded into the text: RFC 5545 §3.1 (folding), §3.3.5 (UTC), §3.3.11
 * (escapes of a text; other control characters may not stand in one and are left out).
 */
#include "staffing/ical.h"

#include "base/duration.h"
#include "base/time.h"

#define LINE_MOST 75 /* octets, without the line's end */

struct writing {
	struct arena *arena;
	char *text;
	size_t size, room;
};

static void
octets_add(struct writing *w, const char *at, size_t size)
{
	for (size_t i = 0; i < size; i++)
		*ARENA_PUSH(w->arena, w->text, w->size, w->room) = at[i];
}

/* A whole line, folded: a fold is CR LF and a blank, and the blank counts. */
static void
line_add(struct writing *w, const char *line)
{
	struct span rest = span_of(line);
	size_t used = 0;

	while (rest.size > 0) {
		const size_t known = text_letter_size(rest), letter = known > 0 ? known : 1;
		if (used + letter > LINE_MOST) {
			octets_add(w, "\r\n ", 3);
			used = 1;
		}
		octets_add(w, rest.at, letter);
		used += letter;
		rest.at += letter;
		rest.size -= letter;
	}
	octets_add(w, "\r\n", 2);
}

static const char *
escaped(const char *text, struct arena *a)
{
	struct writing w = {.arena = a};

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			octets_add(&w, "\\n", 2);
		else if (*text == '\\' || *text == ';' || *text == ',')
			octets_add(&w, (const char[]){'\\', *text}, 2);
		else if ((unsigned char)*text >= ' ' && *text != 0x7f)
			octets_add(&w, text, 1);
	}
	octets_add(&w, "", 1);
	return w.text;
}

static void
text_add(struct writing *w, const char *property, const char *text)
{
	if (text != NULL)
		line_add(w, arena_printf(w->arena, "%s:%s", property, escaped(text, w->arena)));
}

static int64_t
floored(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

/* DTSTART:20261123T070000Z */
static void
time_add(struct writing *w, const char *property, int64_t us)
{
	const int64_t day = floored(us, DURATION_DAY_US);
	const int64_t second = floored(us - day * DURATION_DAY_US, DURATION_SECOND_US);
	const struct date date = date_of_days(day);

	line_add(w, arena_printf(w->arena, "%s:%04d%02d%02dT%02d%02d%02dZ", property, date.year,
			    date.month, date.day, (int)(second / 3600), (int)(second / 60 % 60),
			    (int)(second % 60)));
}

static void
event_add(struct writing *w, const struct ical_event *event, int64_t stamp_us)
{
	line_add(w, "BEGIN:VEVENT");
	text_add(w, "UID", event->uid);
	time_add(w, "DTSTAMP", stamp_us);
	time_add(w, "DTSTART", event->from_us);
	time_add(w, "DTEND", event->until_us);
	text_add(w, "SUMMARY", event->summary);
	text_add(w, "DESCRIPTION", event->description);
	text_add(w, "LOCATION", event->location);
	line_add(w, "END:VEVENT");
}

struct span
ical_write(const char *name, int64_t stamp_us, const struct ical_event *events, size_t events_n,
	struct arena *a)
{
	struct writing w = {.arena = a};

	line_add(&w, "BEGIN:VCALENDAR");
	line_add(&w, "VERSION:2.0");
	line_add(&w, "PRODID:-//Cykl//Cykl//EN");
	line_add(&w, "CALSCALE:GREGORIAN");
	line_add(&w, "METHOD:PUBLISH");
	text_add(&w, "X-WR-CALNAME", name);
	for (size_t i = 0; i < events_n; i++)
		event_add(&w, &events[i], stamp_us);
	line_add(&w, "END:VCALENDAR");
	return (struct span){.at = w.text, .size = w.size};
}
