/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Times, one a line: an instant that is read lies in the years 0001 to 9999 and what we write is
 * read back as the same instant, in every zone; a set of forms never lets in a form that cannot
 * read. Lines are also given to the readers of text, which must bear any bytes.
 */
#include "base/arena.h"
#include "base/time.h"
#include "input.h"

/* So that a run of the search sees many inputs. */
#define LINES_MOST   16
#define LETTERS_MOST 256

static void
instant_check(int64_t us, const struct zone *zone)
{
	char text[TIME_TEXT_SIZE];
	int64_t again;

	MUST_HOLD(time_read(&again, span_of(time_text(us, text)), TIME_FORM_ISO, zone));
	MUST_HOLD(again == us);
	if (us > -62135000000000000 && us < 253402000000000000) { /* the year stays in bounds */
		time_text_in(us, zone, text);
		MUST_HOLD(time_read_any(&again, span_of(text), zone) && again == us);
	}
	MUST_HOLD(zone_to_utc(zone, zone_to_local(zone, us)) <= us);
}

static void
line_check(struct span line, time_forms *set, const struct zone *zone)
{
	int64_t us;
	struct date d;

	for (enum time_form form = 0; form < TIME_FORM__COUNT; form++)
		if (time_read(&us, line, form, zone))
			instant_check(us, zone);
	if (time_read_any(&us, line, zone))
		instant_check(us, zone);
	*set = time_forms_narrow(*set, line);
	if (date_parse(&d, line)) {
		struct date back = date_of_days(date_days(d));
		MUST_HOLD(back.year == d.year && back.month == d.month && back.day == d.day);
	}
}

static void
text_check(struct span s)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	bool is_mended;
	char *clean = text_clean(s, a, &is_mended);

	MUST_HOLD(text_is_utf8(span_of(clean)));
	MUST_HOLD(strcmp(text_clean(span_of(clean), a, NULL), clean) == 0);
	MUST_HOLD(text_is_utf8(span_of(text_lower(clean, a))));
	MUST_HOLD(text_columns(span_of(clean)) <= 2 * text_length(clean));
	for (const char *c = text_slug(clean, a); *c != '\0'; c++)
		MUST_HOLD((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-');
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct zone *zones[] = {zone_utc(), zone_find("Europe/Warsaw"),
		zone_find("Asia/Ho_Chi_Minh"), zone_find("-03:30")};
	struct span rest = fuzz_span(bytes, size);
	time_forms set = time_forms_all();
	struct fault fault = {0};
	enum time_form form;
	int lines_n = 0;

	text_check((struct span){rest.at, rest.size < LETTERS_MOST ? rest.size : LETTERS_MOST});
	for (struct span line; lines_n < LINES_MOST && span_cut(&rest, '\n', &line); lines_n++)
		line_check(line, &set, zones[line.size % 4]);
	if (!time_forms_decide(&form, set, &fault))
		MUST_HOLD(time_form_find(span_of(time_form_name(form))) == form);
	return 0;
}
