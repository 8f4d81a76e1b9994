/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asterisk's queue_log: the published test of a parser, every event with its parameters, lines of
 * no call, lines that are broken.
 */
#include "base/number.h"
#include "reading.h"

static const char five_calls[] =
	"1722931210|1722931210.1|sales|NONE|ENTERQUEUE||4822550001|1\n"
	"1722931212|1722931210.1|sales|PJSIP/101|CONNECT|2|1722931211.2|1\n"
	"1722931220|1722931220.3|sales|NONE|ENTERQUEUE||4822550002|1\n"
	"1722931230|1722931230.4|sales|NONE|ENTERQUEUE|||2\n"
	"1722931240|1722931210.1|sales|PJSIP/101|COMPLETECALLER|2|28|1\n"
	"1722931241|1722931220.3|sales|PJSIP/101|RINGNOANSWER|1000\n"
	"1722931245|1722931220.3|sales|PJSIP/101|CONNECT|25|1722931242.5|3\n"
	"1722931246|1722931230.4|sales|NONE|ABANDON|1|2|16\n"
	"1722931250|1722931250.6|sales|NONE|ENTERQUEUE||4822550003|1\n"
	"1722931310|1722931250.6|sales|NONE|EXITWITHTIMEOUT|1|1|60\n"
	"1722931315|1722931220.3|sales|PJSIP/101|BLINDTRANSFER|202|from-internal|25|70|1\n"
	"1722931320|1722931320.7|sales|NONE|ENTERQUEUE||4822550004|1\n"
	"1722931325|1722931320.7|sales|PJSIP/101|CONNECT|5|1722931321.8|4\n"
	"1722931385|1722931320.7|sales|PJSIP/101|COMPLETEAGENT|5|60|1\n";

static double
said_at(const struct columns *c, const char *name, uint64_t event)
{
	const struct column *column = columns_find(c, name);
	double number = 0;

	assert_non_null(column);
	(void)number_real(words_at(&column->words, column_code(column, event)), &number);
	return number; /* 0 where the event says nothing */
}

static void
calls_are_journeys_and_events_are_activities(void **state)
{
	ON_EXIT(reading_guard) struct reading r = read_log(five_calls, NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(r.found.format, "queue_log");
	assert_int_equal(r.found.rows_n, 14);
	assert_int_equal(r.found.bad_n, 0);
	assert_string_equal(journeys_text(&r),
		"1722931210.1: ENTERQUEUE@0 CONNECT@2 COMPLETECALLER@30; "
		"1722931220.3: ENTERQUEUE@10 RINGNOANSWER@31 CONNECT@35 BLINDTRANSFER@105; "
		"1722931230.4: ENTERQUEUE@20 ABANDON@36; "
		"1722931250.6: ENTERQUEUE@40 EXITWITHTIMEOUT@100; "
		"1722931320.7: ENTERQUEUE@110 CONNECT@115 COMPLETEAGENT@175");
}

static void
the_figures_of_the_published_parser_test_follow_from_it(void **state)
{
	const struct log_wish wish = {.keeps_all = true};
	ON_EXIT(reading_guard) struct reading r = read_log(five_calls, &wish);
	double waits = 0, talks = 0;
	int offered = 0, answered = 0, within = 0, left = 0;

	(void)state;
	assert_read(r);

	const struct columns *c = r.columns;

	for (uint64_t e = 0; e < c->events_n; e++) {
		const struct span event =
			words_at(&c->activity.words, column_code(&c->activity, e));
		const bool is_answered = span_is(event, SPAN("CONNECT"));

		offered += span_is(event, SPAN("ENTERQUEUE"));
		left += span_is(event, SPAN("ABANDON"));
		talks += said_at(c, "calltime", e);
		answered += is_answered;
		waits += is_answered ? said_at(c, "holdtime", e) : 0;
		within += is_answered && said_at(c, "holdtime", e) <= 20;
	}
	assert_int_equal(offered, 5);
	assert_int_equal(answered, 3);
	assert_int_equal(left, 1);
	assert_true(waits / answered > 10.66666 && waits / answered < 10.66667);
	assert_true(talks / answered > 52.66666 && talks / answered < 52.66667);
	assert_int_equal(within, 2); /* of 3 answered: treatment A is 2/3, of 5 offered: B is 0.4 */
}

static void
agent_queue_and_channel_are_columns_without_being_asked_for(void **state)
{
	ON_EXIT(reading_guard) struct reading r = read_log(five_calls, NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(column_names(&r), "resource channel service queue");
	assert_string_equal(column_text(&r, "resource"),
		"|PJSIP/101|PJSIP/101||PJSIP/101|PJSIP/101|PJSIP/101||||||PJSIP/101|PJSIP/101");
}

/* The value of one column at the only event of a line. */
static void
assert_parameter(const char *line, const char *name, const char *expected)
{
	const struct log_wish wish = {.keeps_all = true};
	ON_EXIT(reading_guard) struct reading r = read_log(line, &wish);

	assert_read(r);
	if (strcmp(column_text(&r, name), expected) != 0)
		fail_msg("%s: %s is \"%s\", not \"%s\"", line, name, column_text(&r, name),
			expected);
}

static void
every_event_gives_its_parameters_their_names(void **state)
{
	static const struct {
		const char *words, *name, *value;
	} rows[] = {
		{"ENTERQUEUE|u|48|7|Jan", "url", "u"},
		{"ENTERQUEUE|u|48|7|Jan", "callerid", "48"},
		{"ENTERQUEUE|u|48|7|Jan", "origposition", "7"},
		{"ENTERQUEUE|u|48|7|Jan", "calleridname", "Jan"},
		{"CONNECT|12|1.5|3", "holdtime", "12"},
		{"CONNECT|12|1.5|3", "bridged", "1.5"},
		{"CONNECT|12|1.5|3", "ringtime", "3"},
		{"RINGNOANSWER|15000", "ringtime", "15"},
		{"RINGCANCELED|1500", "ringtime", "1.5"},
		{"RINGCANCELED|7", "ringtime", "0.007"},
		{"RINGCANCELED|soon", "ringtime", "soon"},
		{"COMPLETEAGENT|2|28|1", "calltime", "28"},
		{"COMPLETECALLER|2|28|1", "origposition", "1"},
		{"ABANDON|1|2|16", "position", "1"},
		{"ABANDON|1|2|16", "origposition", "2"},
		{"ABANDON|1|2|16", "waittime", "16"},
		{"EXITWITHTIMEOUT|1|2|60", "waittime", "60"},
		{"EXITEMPTY|1|2|61", "waittime", "61"},
		{"EXITWITHKEY|5|1|2|62", "key", "5"},
		{"EXITWITHKEY|5|1|2|62", "waittime", "62"},
		{"WITHDRAW|1|2|63|why", "info", "why"},
		{"BLINDTRANSFER|202|internal|25|70|1", "exten", "202"},
		{"BLINDTRANSFER|202|internal|25|70|1", "context", "internal"},
		{"BLINDTRANSFER|202|internal|25|70|1", "calltime", "70"},
		{"TRANSFER|202|internal|25|71|1", "calltime", "71"},
		{"ATTENDEDTRANSFER|BRIDGE|b1|3|4|5", "method", "BRIDGE"},
		{"ATTENDEDTRANSFER|BRIDGE|b1|3|4|5", "data", "b1"},
		{"ATTENDEDTRANSFER|APP|Playback|3|4|5", "calltime", "4"},
		{"ATTENDEDTRANSFER|LINK|c1|c2|3|4|5", "second_data", "c2"},
		{"ATTENDEDTRANSFER|LINK|c1|c2|3|4|5", "holdtime", "3"},
		{"ATTENDEDTRANSFER|LINK|c1|c2|3|4|5", "origposition", "5"},
		{"ADDMEMBER|PAUSED", "paused", "PAUSED"},
		{"PAUSE|lunch", "reason", "lunch"},
		{"UNPAUSE|back", "reason", "back"},
		{"PAUSEALL|", "reason", ""},
		{"UNPAUSEALL|x", "reason", "x"},
		{"PENALTY|3", "value", "3"},
		{"RINGINUSE|1", "value", "1"},
		{"AGENTLOGIN|SIP/1", "agent_channel", "SIP/1"},
		{"AGENTLOGOFF|SIP/1|3600", "logintime", "3600"},
		{"AGENTCALLBACKLOGIN|9@x", "extension", "9@x"},
		{"AGENTCALLBACKLOGOFF|9@x|30|idle", "reason", "idle"},
		{"OUTCALL|ANSWER|33|p", "talktime", "33"},
		{"FULL|a|b", "data1", "a"},
		{"FULL|a|b", "data2", "b"},
		{"AGENTDUMP", "data1", ""},
		{"SYSCOMPAT|", "data1", ""},
		{"REMOVEMEMBER|", "data1", ""},
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		char line[200];

		snprintf(line, sizeof line, "1722931210|1.1|sales|SIP/9|%s\n", rows[i].words);
		assert_parameter(line, rows[i].name, rows[i].value);
	}
}

static void
an_event_nobody_knows_is_kept_and_counted(void **state)
{
	ON_EXIT(reading_guard)
	struct reading r = read_log(
		"1722931210|1.1|sales|NONE|DID|4822\n1722931211|1.1|sales|NONE|JOINEMPTY|\n", NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "1.1: DID@0 JOINEMPTY@1");
	assert_true(has_note(&r, "2 events are not Asterisk's own"));
}

static void
lines_of_no_call_are_left_out_and_counted(void **state)
{
	ON_EXIT(reading_guard)
	struct reading r = read_log("1722931200|NONE|NONE|NONE|QUEUESTART|\n"
				    "1722931201|REALTIME|sales|SIP/1|ADDMEMBER|\n"
				    "1722931202|MANAGER|sales|SIP/1|PAUSE|lunch\n"
				    "1722931203|CLI|sales|SIP/1|UNPAUSE|\n"
				    "1722931210|1.1|sales|NONE|ENTERQUEUE||48|1\n",
		NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "1.1: ENTERQUEUE@0");
	assert_true(has_note(&r, "4 lines belong to no call"));
	assert_int_equal(r.found.bad_n, 0);
}

static void
broken_lines_are_counted_with_place_and_reason(void **state)
{
	ON_EXIT(reading_guard)
	struct reading r = read_log("1722931210|1.1|sales|NONE|ENTERQUEUE||48|1\r\n"
				    "\n"
				    "1722931211|1.1|sales\n"
				    "soon|1.1|sales|NONE|CONNECT|1\n"
				    "1722931212||sales|NONE|CONNECT|1\n"
				    "1722931213|1.1|sales|NONE||1\n"
				    "1722931214|1.1|sales|SIP/1|CONNECT|4",
		NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "1.1: ENTERQUEUE@0 CONNECT@4");
	assert_int_equal(r.found.bad_n, 4);
	assert_int_equal(r.found.bad[0].line, 3);
	assert_string_equal(r.found.bad[0].reason, "fewer than five fields");
	assert_int_equal(r.found.bad[1].line, 4);
	assert_string_equal(r.found.bad[1].reason, "\"soon\" is not a time in seconds since 1970");
	assert_int_equal(r.found.bad[2].line, 5);
	assert_string_equal(r.found.bad[2].reason, "no call id");
	assert_int_equal(r.found.bad[3].line, 6);
	assert_string_equal(r.found.bad[3].reason, "no event");
}

static void
the_first_broken_line_is_a_fault_when_asked_to_be_strict(void **state)
{
	const struct log_wish wish = {.is_strict = true};
	ON_EXIT(reading_guard)
	struct reading r = read_log(
		"1722931210|1.1|sales|NONE|ENTERQUEUE||48|1\n1722931211|1.1|sales\n", &wish);

	(void)state;
	assert_refused(r, FAULT_BAD_INPUT, "line 2: fewer than five fields");
}

static void
a_parameter_can_be_named_as_a_column(void **state)
{
	const struct log_wish wish = {.columns = "customer=callerid"};
	ON_EXIT(reading_guard) struct reading r = read_log(five_calls, &wish);

	(void)state;
	assert_read(r);
	assert_string_equal(column_names(&r), "customer resource channel service queue");

	const struct log_wish wrong = {.columns = "case=callerid"};
	ON_EXIT(reading_guard) struct reading refused = read_log(five_calls, &wrong);

	assert_refused(refused, FAULT_BAD_INPUT, "leave out case=");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_are_journeys_and_events_are_activities),
		cmocka_unit_test(the_figures_of_the_published_parser_test_follow_from_it),
		cmocka_unit_test(agent_queue_and_channel_are_columns_without_being_asked_for),
		cmocka_unit_test(every_event_gives_its_parameters_their_names),
		cmocka_unit_test(an_event_nobody_knows_is_kept_and_counted),
		cmocka_unit_test(lines_of_no_call_are_left_out_and_counted),
		cmocka_unit_test(broken_lines_are_counted_with_place_and_reason),
		cmocka_unit_test(the_first_broken_line_is_a_fault_when_asked_to_be_strict),
		cmocka_unit_test(a_parameter_can_be_named_as_a_column),
	};

	return cmocka_run_group_tests_name("queue_log", tests, NULL, NULL);
}
