/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCEL 2.0 as JSON. Each journey is an object; so is every branch, counter, member of staff and
 * customer that an event names, and the event is related to all of them. What an event says of
 * itself stays with it as attributes, so nothing is lost when only the journeys are read back.
 */
#include "exchange/write.h"

#include <string.h>

/* Columns that name things which several journeys meet. */
static const char *const things[] = {"branch", "counter", "resource", "customer"};

static bool
is_thing(const struct column *column)
{
	for (size_t i = 0; i < array_length(things); i++)
		if (strcmp(column->name, things[i]) == 0)
			return true;
	return false;
}

static void
comma(FILE *out, bool *is_first)
{
	fputs(*is_first ? "\n" : ",\n", out);
	*is_first = false;
}

/* An id that no object of another type has: "branch:Old Town". */
static void
id_write(FILE *out, const char *type, struct span name, struct arena *a)
{
	write_json(out, span_of(arena_printf(a, "%s:%.*s", type, SPAN_PRINT(name))));
}

static void
types_write(FILE *out, const struct columns *c)
{
	bool is_first = true;

	fputs("\"objectTypes\": [\n{\"name\": \"journey\", \"attributes\": []}", out);
	for (size_t i = 0; i < c->extra_n; i++)
		if (is_thing(&c->extra[i]))
			fprintf(out, ",\n{\"name\": \"%s\", \"attributes\": []}", c->extra[i].name);
	fputs("],\n\"eventTypes\": [", out);
	for (uint64_t w = 0; w < c->activity.words.words_n; w++) {
		comma(out, &is_first);
		fputs("{\"name\": ", out);
		write_json(out, words_at(&c->activity.words, w));
		fputs(", \"attributes\": [", out);
		for (size_t i = 0; i < c->extra_n; i++) {
			fputs(i == 0 ? "{\"name\": " : ", {\"name\": ", out);
			write_json(out, span_of(c->extra[i].name));
			fputs(", \"type\": \"string\"}", out);
		}
		if (c->end_us != NULL)
			fputs(c->extra_n > 0 ? ", {\"name\": \"end\", \"type\": \"time\"}"
					     : "{\"name\": \"end\", \"type\": \"time\"}",
				out);
		fputs("]}", out);
	}
	fputs("],\n", out);
}

static void
objects_write(FILE *out, const struct columns *c, struct arena *a)
{
	bool is_first = true;

	fputs("\"objects\": [", out);
	for (uint32_t j = 0; j < c->journeys_n; j++) {
		const struct arena_mark mark = arena_mark(a);

		comma(out, &is_first);
		fputs("{\"id\": ", out);
		id_write(out, "journey", words_at(&c->journeys, j), a);
		fputs(", \"type\": \"journey\"}", out);
		arena_rewind(a, mark);
	}
	for (size_t i = 0; i < c->extra_n; i++)
		for (uint64_t w = 0; is_thing(&c->extra[i]) && w < c->extra[i].words.words_n; w++) {
			const struct span name = words_at(&c->extra[i].words, w);

			if (name.size == 0)
				continue;
			comma(out, &is_first);
			fputs("{\"id\": ", out);
			id_write(out, c->extra[i].name, name, a);
			fprintf(out, ", \"type\": \"%s\"}", c->extra[i].name);
		}
	fputs("],\n", out);
}

static void
attributes_write(FILE *out, const struct columns *c, uint64_t event)
{
	char text[TIME_TEXT_SIZE];
	bool is_first = true;

	fputs(", \"attributes\": [", out);
	for (size_t i = 0; i < c->extra_n; i++) {
		const struct span value = column_word(&c->extra[i], event);

		if (value.size == 0)
			continue;
		fputs(is_first ? "{\"name\": " : ", {\"name\": ", out);
		is_first = false;
		write_json(out, span_of(c->extra[i].name));
		fputs(", \"value\": ", out);
		write_json(out, value);
		fputc('}', out);
	}
	if (c->end_us != NULL)
		fprintf(out, "%s{\"name\": \"end\", \"value\": \"%s\"}", is_first ? "" : ", ",
			time_text(c->end_us[event], text));
	fputc(']', out);
}

static void
event_write(FILE *out, const struct columns *c, uint32_t journey, uint64_t event, struct arena *a)
{
	const struct arena_mark mark = arena_mark(a);
	char text[TIME_TEXT_SIZE];

	fprintf(out, "{\"id\": \"e%llu\", \"type\": ", (unsigned long long)event + 1);
	write_json(out, column_word(&c->activity, event));
	fprintf(out, ", \"time\": \"%s\"", time_text(c->time_us[event], text));
	attributes_write(out, c, event);
	fputs(", \"relationships\": [{\"objectId\": ", out);
	id_write(out, "journey", words_at(&c->journeys, journey), a);
	fputs(", \"qualifier\": \"journey\"}", out);
	for (size_t i = 0; i < c->extra_n; i++) {
		const struct span name = column_word(&c->extra[i], event);

		if (!is_thing(&c->extra[i]) || name.size == 0)
			continue;
		fputs(", {\"objectId\": ", out);
		id_write(out, c->extra[i].name, name, a);
		fprintf(out, ", \"qualifier\": \"%s\"}", c->extra[i].name);
	}
	fputs("]}", out);
	arena_rewind(a, mark);
}

void
ocel_write(FILE *out, const struct columns *c)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	bool is_first = true;

	fputs("{", out);
	types_write(out, c);
	objects_write(out, c, a);
	fputs("\"events\": [", out);
	for (uint32_t j = 0; j < c->journeys_n; j++)
		for (uint64_t e = c->first[j]; e < c->first[j + 1]; e++) {
			comma(out, &is_first);
			event_write(out, c, j, e, a);
		}
	fputs("]}\n", out);
	arena_free(a);
}
