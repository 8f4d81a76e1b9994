/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XES 2.0 (IEEE 1849). Events that are points carry no transition; an event with a beginning and an
 * end becomes a start and a complete of one instance, sorted into the trace by time.
 */
#include "exchange/write.h"

#include <stdlib.h>
#include <string.h>

#include "base/markup.h"

/* One line of a trace: an event, or one side of it. */
struct side {
	int64_t at_us;
	uint64_t event;
	bool is_complete;
};

static const char *
key_of(const char *column)
{
	static const struct {
		const char *column, *key;
	} known[] = {{"resource", "org:resource"}, {"role", "org:role"}, {"group", "org:group"}};

	for (size_t i = 0; i < array_length(known); i++)
		if (strcmp(column, known[i].column) == 0)
			return known[i].key;
	return column;
}

static void
string_write(FILE *out, const char *key, struct span value)
{
	fputs("\t\t\t<string key=\"", out);
	markup_text(out, span_of(key));
	fputs("\" value=\"", out);
	markup_text(out, value);
	fputs("\"/>\n", out);
}

static void
side_write(FILE *out, const struct columns *c, const struct side *side)
{
	char text[TIME_TEXT_SIZE];

	fputs("\t\t<event>\n", out);
	string_write(out, "concept:name", column_word(&c->activity, side->event));
	fprintf(out, "\t\t\t<date key=\"time:timestamp\" value=\"%s\"/>\n",
		time_text(side->at_us, text));
	if (c->end_us != NULL) {
		fprintf(out, "\t\t\t<string key=\"concept:instance\" value=\"%llu\"/>\n",
			(unsigned long long)side->event);
		string_write(out, "lifecycle:transition",
			span_of(side->is_complete ? "complete" : "start"));
	}
	for (size_t i = 0; i < c->extra_n; i++) {
		const struct span value = column_word(&c->extra[i], side->event);

		if (value.size > 0)
			string_write(out, key_of(c->extra[i].name), value);
	}
	fputs("\t\t</event>\n", out);
}

static int
side_order(const void *a, const void *b)
{
	const struct side *x = a, *y = b;

	if (x->at_us != y->at_us)
		return x->at_us < y->at_us ? -1 : 1;
	if (x->event != y->event)
		return x->event < y->event ? -1 : 1;
	return x->is_complete - y->is_complete;
}

static void
trace_write(FILE *out, const struct columns *c, uint32_t journey, struct arena *a)
{
	const uint64_t first = c->first[journey], n = c->first[journey + 1] - first;
	const size_t sides_n = (size_t)n * (c->end_us != NULL ? 2 : 1);
	struct side *sides = ARENA_ARRAY(a, struct side, sides_n);

	for (uint64_t i = 0; i < n; i++)
		sides[i] = (struct side){c->time_us[first + i], first + i, c->end_us == NULL};
	for (uint64_t i = 0; i < n && c->end_us != NULL; i++)
		sides[n + i] = (struct side){c->end_us[first + i], first + i, true};
	if (c->end_us != NULL)
		qsort(sides, sides_n, sizeof *sides, side_order);
	fputs("\t<trace>\n\t\t<string key=\"concept:name\" value=\"", out);
	markup_text(out, words_at(&c->journeys, journey));
	fputs("\"/>\n", out);
	for (size_t i = 0; i < sides_n; i++)
		side_write(out, c, &sides[i]);
	fputs("\t</trace>\n", out);
}

void
xes_write(FILE *out, const struct columns *c)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<log xes.version=\"2.0\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n"
	      "\t<extension name=\"Concept\" prefix=\"concept\" "
	      "uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
	      "\t<extension name=\"Time\" prefix=\"time\" "
	      "uri=\"http://www.xes-standard.org/time.xesext\"/>\n"
	      "\t<extension name=\"Organizational\" prefix=\"org\" "
	      "uri=\"http://www.xes-standard.org/org.xesext\"/>\n",
		out);
	if (c->end_us != NULL)
		fputs("\t<extension name=\"Lifecycle\" prefix=\"lifecycle\""
		      " uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n",
			out);
	fputs("\t<classifier name=\"Activity\" keys=\"concept:name\"/>\n", out);
	for (uint32_t j = 0; j < c->journeys_n; j++) {
		const struct arena_mark mark = arena_mark(a);

		trace_write(out, c, j, a);
		arena_rewind(a, mark);
	}
	fputs("</log>\n", out);
	arena_free(a);
}
