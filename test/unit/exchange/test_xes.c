/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XES: traces as journeys in the order of the file, attributes as columns, and files that are
 * broken, cut, hostile or not XES.
 */
#include <zlib.h>

#include "reading.h"

#define NAME(value)	 "<string key='concept:name' value='" value "'/>"
#define TIME(value)	 "<date key='time:timestamp' value='2026-03-02T08:00:" value "Z'/>"
#define SAYS(key, value) "<string key='" key "' value='" value "'/>"

/* clang-format off */
static const char two_visits[] =
	"<?xml version='1.0' encoding='UTF-8'?>\n"
	"<log xes.version='1849.2016' xmlns='http://www.xes-standard.org/'>\n"
	"<extension name='Concept' prefix='concept' uri='http://www.xes-standard.org/concept.xesext'/>\n"
	"<global scope='trace'>" NAME("nobody") "</global>\n"
	"<global scope='event'>" NAME("nothing") TIME("59") SAYS("org:role", "clerk")
	SAYS("org:group", "UNKNOWN") SAYS("org:resource", "resource") "</global>\n"
	"<classifier name='a' keys='concept:name'/>\n"
	NAME("the log of two visits")
	"<trace>" NAME("visit 1") SAYS("branch", "Hanoi")
	"<event>" NAME("arrive") TIME("10") SAYS("org:resource", "An") "</event>\n"
	"<event>" NAME("wait") TIME("05") SAYS("org:role", "guard") "</event>\n"
	"</trace>\n"
	"<trace>" NAME("visit 2") SAYS("branch", "Kraków")
	"<event>" NAME("arrive") TIME("20") SAYS("lifecycle:transition", "complete") "</event>\n"
	"</trace>\n</log>\n";
/* clang-format on */

static void
traces_are_journeys_in_the_order_of_the_file(void **state)
{
	ON_EXIT(reading_guard) struct reading r = read_log(two_visits, NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(r.found.format, "xes");
	assert_string_equal(journeys_text(&r), "visit 1: arrive@5 wait@0; visit 2: arrive@15");
	assert_int_equal(r.found.rows_n, 3);
	assert_int_equal(r.found.events_n, 3);
	assert_int_equal(r.found.bad_n, 0);
}

static void
events_go_by_time_when_that_is_wished_for(void **state)
{
	const struct log_wish wish = {.order = LOG_ORDER_TIME};
	ON_EXIT(reading_guard) struct reading r = read_log(two_visits, &wish);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "visit 1: wait@0 arrive@5; visit 2: arrive@15");
}

static void
customary_keys_become_columns_and_what_a_trace_says_holds_for_its_events(void **state)
{
	ON_EXIT(reading_guard) struct reading r = read_log(two_visits, NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(column_names(&r), "resource role group branch lifecycle");
	assert_string_equal(column_text(&r, "branch"), "Hanoi|Hanoi|Kraków");
	assert_string_equal(column_text(&r, "lifecycle"), "||complete");
}

static void
a_global_default_stands_in_unless_it_is_a_placeholder(void **state)
{
	ON_EXIT(reading_guard) struct reading r = read_log(two_visits, NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(column_text(&r, "role"), "clerk|guard|clerk");
	assert_string_equal(column_text(&r, "group"), "||");
	assert_string_equal(column_text(&r, "resource"), "An||");
}

static void
two_traces_of_one_name_are_two_journeys(void **state)
{
	ON_EXIT(reading_guard)
	struct reading r = read_log(
		"<log><trace>" NAME("a") "<event>" NAME("x")
			TIME("01") "</event></trace>"
				   "<trace>" NAME("a") "<event>" NAME("y")
					   TIME("00") "</event></trace>"
						      "<trace><event>" NAME("z")
							      TIME("02") "</event></trace></log>",
		NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "a: x@1; a: y@0; trace 3: z@2");
}

/* clang-format off */
static const char many_words[] =
	"<log><trace>" NAME("t") SAYS("kind", "loan")
	"<event>" NAME("ask") TIME("01") SAYS("lifecycle:transition", "start")
	"<int key='cost' value='7'><string key='inside' value='unheard'/></int>"
	"<list key='things'><values><string key='concept:name' value='hidden'/></values></list>"
	"<container key='more'><string key='concept:name' value='hidden'/></container>"
	"<boolean key='urgent' value='true'/></event>"
	"<event>" NAME("answer") NAME("twice") TIME("02")
	SAYS("lifecycle:transition", "complete") "</event></trace></log>";
/* clang-format on */

static void
all_keys_are_kept_when_wished_for_and_nested_ones_never(void **state)
{
	const struct log_wish wish = {.keeps_all = true};
	ON_EXIT(reading_guard) struct reading r = read_log(many_words, &wish);

	(void)state;
	assert_read(r);
	assert_string_equal(column_names(&r), "lifecycle case:kind cost urgent");
	assert_string_equal(column_text(&r, "cost"), "7|");
	assert_string_equal(column_text(&r, "urgent"), "true|");
	assert_string_equal(column_text(&r, "case:kind"), "loan|loan");
	assert_string_equal(journeys_text(&r), "t: ask@0 answer@1");
}

static void
only_what_is_named_is_kept_when_names_are_given(void **state)
{
	static const char *const extra[] = {"kind", "urgent"};
	const struct log_wish some = {.extra = extra, .extra_n = 2}, none = {.keeps_none = true};
	ON_EXIT(reading_guard) struct reading r = read_log(many_words, &some);
	ON_EXIT(reading_guard) struct reading bare = read_log(many_words, &none);

	(void)state;
	assert_read(r);
	assert_string_equal(column_names(&r), "kind urgent");
	assert_string_equal(column_text(&r, "kind"), "loan|loan");
	assert_read(bare);
	assert_string_equal(column_names(&bare), "");
}

static void
activity_time_and_journey_may_go_by_other_keys(void **state)
{
	const struct log_wish wish = {
		.columns = "activity=concept:name+lifecycle:transition,case=kind,price=cost"};
	ON_EXIT(reading_guard) struct reading r = read_log(many_words, &wish);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "loan: ask+start@0 answer+complete@1");
	assert_string_equal(column_text(&r, "price"), "7|");
}

static void
a_key_that_is_not_there_is_refused_with_those_that_are(void **state)
{
	const struct log_wish wish = {.columns = "activity=task"},
			      crooked = {.columns = "activity"};
	ON_EXIT(reading_guard) struct reading r = read_log(many_words, &wish);
	ON_EXIT(reading_guard) struct reading s = read_log(many_words, &crooked);

	(void)state;
	assert_refused(r, FAULT_BAD_INPUT,
		"there is no \"task\" in the log; there are: case:concept:name, "
		"case:kind, concept:name, time:timestamp");
	assert_refused(s, FAULT_BAD_INPUT, "columns are named as name=key");
}

/* clang-format off */
static const char bad_events[] =
	"<log>\n<trace>\n"
	"<event>" NAME("good") TIME("01") "</event>\n"
	"<event>" TIME("02") "</event>\n"
	"<event>" NAME("timeless") "</event>\n"
	"<event>\n" NAME("late") TIME("99") "</event>\n"
	"<event>" NAME("also good") TIME("03") "</event>\n"
	"</trace>\n<trace>" NAME("empty") "</trace>\n"
	"<event>" NAME("loose") TIME("09") "</event></log>";
/* clang-format on */

static void
events_without_name_or_time_are_counted_with_their_line(void **state)
{
	ON_EXIT(reading_guard) struct reading r = read_log(bad_events, NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "trace 1: good@0 also good@2");
	assert_int_equal(r.found.bad_n, 3);
	assert_int_equal(r.found.bad[0].line, 4);
	assert_string_equal(r.found.bad[0].reason, "an event without a name");
	assert_int_equal(r.found.bad[1].line, 5);
	assert_string_equal(r.found.bad[1].reason, "event \"timeless\" has no time");
	assert_int_equal(r.found.bad[2].line, 6);
	assert_string_equal(r.found.bad[2].reason, "\"2026-03-02T08:00:99Z\" is not a time");
	assert_true(has_note(&r, "1 traces have no event"));
	assert_true(has_note(&r, "1 events belong to no trace"));
}

static void
the_first_bad_event_is_a_fault_when_asked_to_be_strict(void **state)
{
	const struct log_wish wish = {.is_strict = true};
	ON_EXIT(reading_guard) struct reading r = read_log(bad_events, &wish);

	(void)state;
	assert_refused(r, FAULT_BAD_INPUT, "line 4: an event without a name");
}

static void
a_file_cut_in_the_middle_keeps_what_came_before(void **state)
{
	const size_t whole = sizeof two_visits - 1;
	const struct log_wish strict = {.is_strict = true};

	(void)state;
	/* Before, within and after the last event. */
	for (size_t cut = whole - 120; cut < whole - 20; cut += 7) {
		ON_EXIT(reading_guard)
		struct reading r = read_bytes((struct span){two_visits, cut}, NULL);
		ON_EXIT(reading_guard)
		struct reading s = read_bytes((struct span){two_visits, cut}, &strict);

		assert_read(r);
		assert_int_equal(r.found.bad_n, 1);
		assert_true(r.found.bad[0].line >= 10);
		assert_non_null(strstr(r.found.bad[0].reason, "nothing after it was read"));
		assert_true(r.columns->events_n >= 2);
		assert_refused(s, FAULT_BAD_INPUT, "nothing after it was read");
	}
}

#define IN_ENCODING(encoding, activity)                                                            \
	"<?xml version='1.0' encoding='" encoding                                                  \
	"'?>\n<log><trace>" NAME("t") "<event>" NAME(activity) TIME("01") "</event></trace></log>"

static void
code_pages_of_older_tools_are_read(void **state)
{
	ON_EXIT(reading_guard)
	struct reading polish = read_log(IN_ENCODING("windows-1250", "Za\xbf\xf3\xb3\xe6"), NULL);
	ON_EXIT(reading_guard)
	struct reading latin = read_log(IN_ENCODING("ISO-8859-2", "\xb1"), NULL);
	ON_EXIT(reading_guard)
	struct reading other = read_log(IN_ENCODING("EBCDIC-US", "a"), NULL);

	(void)state;
	assert_read(polish);
	assert_string_equal(journeys_text(&polish), "t: Zażółć@0");
	assert_read(latin);
	assert_string_equal(journeys_text(&latin), "t: ą@0");
	assert_refused(other, FAULT_BAD_INPUT, "line 1: unknown encoding");
}

/* two_visits as gzip; its size. */
static size_t
pack(unsigned char *into, size_t into_size)
{
	z_stream z = {0};

	assert_int_equal(
		deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)two_visits;
	z.avail_in = sizeof two_visits - 1;
	z.next_out = into;
	z.avail_out = (unsigned)into_size;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(deflateEnd(&z), Z_OK);
	return z.total_out;
}

static void
a_packed_file_is_read_and_one_that_is_damaged_or_cut_is_told_of(void **state)
{
	unsigned char packed[4096];
	const size_t size = pack(packed, sizeof packed);
	const struct span whole = {(const char *)packed, size};
	ON_EXIT(reading_guard) struct reading good = read_bytes(whole, NULL);

	(void)state;
	assert_read(good);
	assert_int_equal(good.found.events_n, 3);
	assert_int_equal(good.found.bad_n, 0);

	ON_EXIT(reading_guard)
	struct reading cut = read_bytes((struct span){whole.at, size - 20}, NULL);

	assert_read(cut);
	assert_int_equal(cut.found.bad_n, 1);
	assert_non_null(strstr(cut.found.bad[0].reason, "the gzip data end too early"));
	packed[size - 6] ^=
		1; /* the checksum: every event can be read, and yet something is wrong */
	ON_EXIT(reading_guard) struct reading damaged = read_bytes(whole, NULL);

	assert_read(damaged);
	assert_int_equal(damaged.found.events_n, 3);
	assert_int_equal(damaged.found.bad_n, 1);
	assert_non_null(strstr(damaged.found.bad[0].reason, "the gzip data are damaged"));
}

static void
entities_are_refused_whatever_they_would_become(void **state)
{
	ON_EXIT(reading_guard)
	struct reading laughs =
		read_log("<?xml version='1.0'?>\n<!DOCTYPE log [\n<!ENTITY a 'ha'>\n<!ENTITY b "
			 "'&a;&a;&a;'>\n]>\n"
			 "<log><trace><string key='concept:name' value='&b;'/></trace></log>",
			NULL);
	ON_EXIT(reading_guard)
	struct reading outside = read_log("<?xml version='1.0'?>\n<!DOCTYPE log [\n<!ENTITY x "
					  "SYSTEM 'file:///etc/hostname'>\n]>\n"
					  "<log>&x;</log>",
		NULL);
	ON_EXIT(reading_guard)
	struct reading parameter = read_log(
		"<?xml version='1.0'?>\n<!DOCTYPE log [\n<!ENTITY % p 'x'>\n%p;\n]>\n<log/>", NULL);

	(void)state;
	assert_refused(laughs, FAULT_BAD_INPUT, "line 3: it declares XML entities");
	assert_refused(outside, FAULT_BAD_INPUT, "line 3: it declares XML entities");
	assert_refused(parameter, FAULT_BAD_INPUT, "line 3: it declares XML entities");
}

static void
what_is_not_xes_is_refused(void **state)
{
	ON_EXIT(reading_guard)
	struct reading page = read_log("<?xml version='1.0'?>\n<html/>", NULL);
	ON_EXIT(reading_guard) struct reading empty = read_log("<log></log>", NULL);
	ON_EXIT(reading_guard)
	struct reading torn = read_log("<?xml version='1.0'?>\n<log><tr", NULL);

	(void)state;
	assert_refused(page, FAULT_BAD_INPUT, "line 2: this is XML but not XES");
	assert_refused(empty, FAULT_BAD_INPUT, "there is no event in it");
	assert_refused(torn, FAULT_BAD_INPUT, "line 2: the file ends in the middle");
}

static void
depth_and_the_length_of_a_tag_are_bounded(void **state)
{
	enum { TAG = 40 << 20, DEPTH = 100000 };
	char *text = malloc(TAG);
	const char head[] = "<log><trace><event>" NAME("x") TIME("01") "</event><string key='";

	(void)state;
	memset(text, 'k', TAG);
	memcpy(text, head, sizeof head - 1);
	ON_EXIT(reading_guard) struct reading tag = read_bytes((struct span){text, TAG}, NULL);

	assert_read(tag);
	assert_int_equal(tag.found.bad_n, 1);
	assert_non_null(strstr(tag.found.bad[0].reason, "one tag is longer than 16 MiB"));

	const size_t before = sizeof head - 1 - strlen("<string key=\"");

	for (size_t i = 0; i < DEPTH; i++)
		memcpy(text + before + 3 * i, "<a>", 3);
	ON_EXIT(reading_guard)
	struct reading deep = read_bytes((struct span){text, before + 3 * (size_t)DEPTH}, NULL);

	assert_read(deep);
	assert_non_null(strstr(deep.found.bad[0].reason, "nested more than 256 deep"));
	free(text);
}

static void
an_event_that_says_too_much_is_counted_and_the_next_one_read(void **state)
{
	enum { VALUE = 15 << 20, VALUES = 5 };
	char *text = malloc((size_t)VALUE * VALUES + 4096), *at = text;
	const struct log_wish wish = {.keeps_all = true};

	(void)state;
	at += snprintf(at, 400, "<log><trace><event>" NAME("huge") TIME("01"));
	for (int i = 0; i < VALUES; i++) {
		at += snprintf(at, 100, "<string key=\"k%d\" value=\"", i);
		memset(at, 'v', VALUE);
		at += VALUE;
		at += snprintf(at, 100, "\"/>");
	}
	at += snprintf(
		at, 400, "</event><event>" NAME("small") TIME("02") "</event></trace></log>");
	ON_EXIT(reading_guard)
	struct reading r = read_bytes((struct span){text, (size_t)(at - text)}, &wish);

	free(text);
	assert_read(r);
	assert_string_equal(journeys_text(&r), "trace 1: small@0");
	assert_int_equal(r.found.bad_n, 1);
	assert_string_equal(
		r.found.bad[0].reason, "a trace and an event that say more than 64 MiB");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(traces_are_journeys_in_the_order_of_the_file),
		cmocka_unit_test(events_go_by_time_when_that_is_wished_for),
		cmocka_unit_test(
			customary_keys_become_columns_and_what_a_trace_says_holds_for_its_events),
		cmocka_unit_test(a_global_default_stands_in_unless_it_is_a_placeholder),
		cmocka_unit_test(two_traces_of_one_name_are_two_journeys),
		cmocka_unit_test(all_keys_are_kept_when_wished_for_and_nested_ones_never),
		cmocka_unit_test(only_what_is_named_is_kept_when_names_are_given),
		cmocka_unit_test(activity_time_and_journey_may_go_by_other_keys),
		cmocka_unit_test(a_key_that_is_not_there_is_refused_with_those_that_are),
		cmocka_unit_test(events_without_name_or_time_are_counted_with_their_line),
		cmocka_unit_test(the_first_bad_event_is_a_fault_when_asked_to_be_strict),
		cmocka_unit_test(a_file_cut_in_the_middle_keeps_what_came_before),
		cmocka_unit_test(code_pages_of_older_tools_are_read),
		cmocka_unit_test(a_packed_file_is_read_and_one_that_is_damaged_or_cut_is_told_of),
		cmocka_unit_test(entities_are_refused_whatever_they_would_become),
		cmocka_unit_test(what_is_not_xes_is_refused),
		cmocka_unit_test(depth_and_the_length_of_a_tag_are_bounded),
		cmocka_unit_test(an_event_that_says_too_much_is_counted_and_the_next_one_read),
	};

	return cmocka_run_group_tests_name("xes", tests, NULL, NULL);
}
