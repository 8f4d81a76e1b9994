/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV, journey after journey, by the names that every reader of logs knows. */
#include "exchange/write.h"

static void
heading_write(FILE *out, const struct columns *c)
{
	fputs(c->end_us != NULL ? "case_id,activity,start_timestamp,timestamp"
				: "case_id,activity,timestamp",
		out);
	for (size_t i = 0; i < c->extra_n; i++) {
		fputc(',', out);
		write_field(out, span_of(c->extra[i].name));
	}
	fputs("\r\n", out);
}

static void
event_write(FILE *out, const struct columns *c, struct span journey, uint64_t event)
{
	char text[TIME_TEXT_SIZE];

	write_field(out, journey);
	fputc(',', out);
	write_field(out, column_word(&c->activity, event));
	fprintf(out, ",%s", time_text(c->time_us[event], text));
	if (c->end_us != NULL)
		fprintf(out, ",%s", time_text(c->end_us[event], text));
	for (size_t i = 0; i < c->extra_n; i++) {
		fputc(',', out);
		write_field(out, column_word(&c->extra[i], event));
	}
	fputs("\r\n", out);
}

void
csv_write(FILE *out, const struct columns *c)
{
	heading_write(out, c);
	for (uint32_t j = 0; j < c->journeys_n; j++)
		for (uint64_t e = c->first[j]; e < c->first[j + 1]; e++)
			event_write(out, c, words_at(&c->journeys, j), e);
}
