/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields against the real rows of commands.def: what goes in, what is refused and which field is
 * named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/fields.h"

struct bench {
	struct arena *a;
	struct field_reader reader;
	struct fault fault;
};

static int
setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->a = arena_new(ARENA_UNLIMITED);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	arena_free(b->a);
	free(b);
	return 0;
}

/* Reads a body as the command's fields; the code, and the struct in *ret. */
static enum fault_code
read_body(struct bench *b, enum command_id command, const char *body, void **ret)
{
	const struct service_fields *takes = &service_command(command)->takes;
	json_error_t error;
	json_t *json = json_loads(body, JSON_REJECT_DUPLICATES, &error);
	enum fault_code code;

	assert_non_null(json);
	memset(&b->fault, 0, sizeof(b->fault));
	*ret = arena_alloc(b->a, takes->size);
	field_reader_init(&b->reader, takes, *ret, b->a);
	code = field_read_object(&b->reader, json, &b->fault);
	if (code == FAULT_NONE)
		code = field_reader_finish(&b->reader, &b->fault);
	json_decref(json);
	return code;
}

static void
assert_refused(struct bench *b, enum command_id command, const char *body, const char *field,
	const char *words)
{
	char sentence[1000];
	void *in;

	assert_int_equal(read_body(b, command, body, &in), FAULT_BAD_INPUT);
	assert_string_equal(b->fault.field, field);
	fault_sentence(&b->fault, sentence, sizeof(sentence));
	if (strstr(sentence, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, sentence);
}

static void
a_ticket_is_taken_with_all_its_fields(void **state)
{
	struct bench *b = *state;
	const struct ticket_take *in;
	void *at;

	assert_int_equal(read_body(b, COMMAND_ticket_take,
				 "{\"branch\": 1, \"services\": [4, 5], \"form\": \"qr\", "
				 "\"class\": null, \"customer\": 9007199254740991}",
				 &at),
		FAULT_NONE);
	in = at;
	assert_int_equal(in->branch, 1);
	assert_int_equal(in->services.n, 2);
	assert_int_equal(in->services.ids[1], 5);
	assert_true(span_is(in->form, SPAN("qr")));
	assert_null(in->class.at);
	assert_int_equal(in->customer, INT64_C(9007199254740991));
}

static void
a_title_is_one_text_or_one_a_language(void **state)
{
	struct bench *b = *state;
	const struct branch_change *in;
	void *at;

	assert_int_equal(read_body(b, COMMAND_branch_change,
				 "{\"branch\": 1, \"title\": \"  Old Town \"}", &at),
		FAULT_NONE);
	in = at;
	assert_string_equal(in->title.in[LANGUAGE_VI], "Old Town");
	assert_true(in->title.has_own[LANGUAGE_PL]);
	assert_int_equal(read_body(b, COMMAND_branch_change,
				 "{\"branch\": 1, \"title\": {\"pl\": \"Stare Miasto\"}}", &at),
		FAULT_NONE);
	in = at;
	assert_string_equal(in->title.in[LANGUAGE_EN], "Stare Miasto");
	assert_false(in->title.has_own[LANGUAGE_EN]);
	assert_refused(b, COMMAND_branch_change,
		"{\"branch\": 1, \"title\": {\"de\": \"Altstadt\"}}", "title", "by language");
	assert_refused(
		b, COMMAND_branch_change, "{\"branch\": 1, \"title\": \"\"}", "title", "empty");
	assert_refused(
		b, COMMAND_branch_change, "{\"branch\": 1, \"title\": {}}", "title", "by language");
}

static void
words_of_people_come_in_normal_form_c(void **state)
{
	struct bench *b = *state;
	const struct customer_add *in;
	void *at;

	/* "o" and a combining acute accent. */
	assert_int_equal(read_body(b, COMMAND_customer_add, "{\"title\": \"Jo\\u0301zef\"}", &at),
		FAULT_NONE);
	in = at;
	assert_true(span_is(in->title, SPAN("J\xc3\xb3zef")));
}

static void
each_wrong_type_names_its_field(void **state)
{
	struct bench *b = *state;

	assert_refused(
		b, COMMAND_ticket_next, "{\"counter\": \"7\"}", "counter", "number of a thing");
	assert_refused(
		b, COMMAND_ticket_next, "{\"counter\": 7.5}", "counter", "number of a thing");
	assert_refused(
		b, COMMAND_ticket_next, "{\"counter\": true}", "counter", "number of a thing");
	assert_refused(
		b, COMMAND_ticket_take, "{\"branch\": 1, \"services\": 4}", "services", "list");
	assert_refused(b, COMMAND_ticket_take, "{\"branch\": 1, \"services\": [4, \"5\"]}",
		"services", "item 2");
	assert_refused(b, COMMAND_ticket_transfer, "{\"ticket\": 1, \"loses_place\": 1}",
		"loses_place", "true or false");
	assert_refused(
		b, COMMAND_ticket_finish, "{\"ticket\": 1, \"outcome\": 1}", "outcome", "a word");
	assert_refused(b, COMMAND_ticket_finish, "{\"ticket\": 1, \"outcome\": \"very good\"}",
		"outcome", "no word");
	assert_refused(
		b, COMMAND_ticket_finish, "{\"ticket\": 1, \"outcome\": \"\"}", "outcome", "empty");
	assert_refused(b, COMMAND_customer_add, "{\"title\": [\"Anna\"]}", "title", "a text");
}

static void
numbers_stay_within_what_pages_can_hold(void **state)
{
	struct bench *b = *state;

	assert_refused(b, COMMAND_ticket_next, "{\"counter\": 0}", "counter", "1 or more");
	assert_refused(b, COMMAND_ticket_next, "{\"counter\": -3}", "counter", "1 or more");
	assert_refused(
		b, COMMAND_ticket_next, "{\"counter\": 9007199254740992}", "counter", "largest");
	assert_refused(b, COMMAND_answer_give, "{\"ticket\": 1, \"mark\": -1}", "mark", "negative");
	assert_refused(b, COMMAND_service_change, "{\"service\": 1, \"usual_us\": -1}", "usual_us",
		"negative");
}

static void
what_is_missing_unknown_or_too_much_is_named(void **state)
{
	struct bench *b = *state;
	char *long_text = arena_alloc(b->a, 4000);
	char *many = arena_alloc(b->a, 8000);

	assert_refused(b, COMMAND_ticket_take, "{\"services\": [4]}", "branch", "missing");
	assert_refused(b, COMMAND_customer_add, "{\"title\": \"\"}", "title", "empty");
	assert_refused(b, COMMAND_ticket_next, "{\"counter\": null}", "counter", "missing");
	assert_refused(b, COMMAND_ticket_next, "{\"counter\": 1, \"conter\": 2}", "conter",
		"do you mean \"counter\"");
	assert_refused(b, COMMAND_map_load, "{\"files\": []}", "files", "no field");
	snprintf(long_text, 4000, "{\"title\": \"%0*d\"}", SERVICE_TEXT_MOST + 1, 7);
	assert_refused(b, COMMAND_customer_add, long_text, "title", "at most 2000");
	snprintf(long_text, 4000, "{\"ticket\": 1, \"outcome\": \"%0*d\"}", FIELD_WORD_MOST + 1, 7);
	assert_refused(b, COMMAND_ticket_finish, long_text, "outcome", "at most 100");
	strncpy(many, "{\"branch\": 1, \"services\": [1", 8000 - 1);
	for (int i = 0; i < FIELD_IDS_MOST; i++)
		strncat(many, ",1", 3);
	strncat(many, "]}", 3);
	assert_refused(b, COMMAND_ticket_take, many, "services", "at most 1000");
}

static void
control_characters_are_refused(void **state)
{
	struct bench *b = *state;

	assert_refused(b, COMMAND_customer_add, "{\"title\": \"An\\u0007na\"}", "title", "control");
	assert_refused(b, COMMAND_customer_add, "{\"title\": \"An\\nna\"}", "title", "control");
	assert_refused(b, COMMAND_customer_add, "{\"title\": \"An\\u0085na\"}", "title", "control");
}

static void
a_piece_of_the_address_is_a_field_too(void **state)
{
	struct bench *b = *state;
	const struct service_fields *asks = &service_view_about(VIEW_appointments)->asks;
	struct appointments_view in = {0};

	memset(&b->fault, 0, sizeof(b->fault));
	field_reader_init(&b->reader, asks, &in, b->a);
	assert_int_equal(field_read_text(&b->reader, "branch", SPAN("12"), &b->fault), FAULT_NONE);
	assert_int_equal(field_read_text(&b->reader, "from_us", SPAN("-5"), &b->fault), FAULT_NONE);
	assert_int_equal(in.branch, 12);
	assert_int_equal(in.from_us, -5);
	assert_int_equal(
		field_read_text(&b->reader, "branch", SPAN("13"), &b->fault), FAULT_BAD_INPUT);
	assert_string_equal(b->fault.field, "branch");
	for (const char *const *bad = (const char *const[]){"", "7x", "+7", " 7", "0x7",
		     "99999999999999999999", NULL};
		*bad != NULL; bad++) {
		field_reader_init(&b->reader, asks, &in, b->a);
		assert_int_equal(field_read_text(&b->reader, "branch", span_of(*bad), &b->fault),
			FAULT_BAD_INPUT);
		assert_string_equal(b->fault.field, "branch");
	}
}

static void
bytes_that_are_no_letters_are_refused_in_an_address(void **state)
{
	struct bench *b = *state;
	struct search_view in = {0};

	field_reader_init(&b->reader, &service_view_about(VIEW_search)->asks, &in, b->a);
	assert_int_equal(
		field_read_text(&b->reader, "text", SPAN("An\xffna"), &b->fault), FAULT_BAD_INPUT);
	assert_string_equal(b->fault.field, "text");
}

static void
a_result_becomes_json(void **state)
{
	struct bench *b = *state;
	struct ticket_take_result out = {.ticket = (INT64_C(3) << 32) + 7,
		.label = SPAN("A\"27"),
		.secret = SPAN("abc"),
		.ahead = 2};
	struct span text = fields_write(&service_command(COMMAND_ticket_take)->gives, &out, b->a);

	assert_true(span_is(text, SPAN("{\"ticket\":12884901895,\"label\":\"A\\\"27\",\"secret\":"
				       "\"abc\",\"journey\":null,"
				       "\"ahead\":2,\"least_us\":0,\"most_us\":0}")));
	text = fields_write(&service_command(COMMAND_ticket_begin)->gives, NULL, b->a);
	assert_true(span_is(text, SPAN("{}")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_ticket_is_taken_with_all_its_fields, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_title_is_one_text_or_one_a_language, setup, teardown),
		cmocka_unit_test_setup_teardown(
			words_of_people_come_in_normal_form_c, setup, teardown),
		cmocka_unit_test_setup_teardown(each_wrong_type_names_its_field, setup, teardown),
		cmocka_unit_test_setup_teardown(
			numbers_stay_within_what_pages_can_hold, setup, teardown),
		cmocka_unit_test_setup_teardown(
			what_is_missing_unknown_or_too_much_is_named, setup, teardown),
		cmocka_unit_test_setup_teardown(control_characters_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_piece_of_the_address_is_a_field_too, setup, teardown),
		cmocka_unit_test_setup_teardown(
			bytes_that_are_no_letters_are_refused_in_an_address, setup, teardown),
		cmocka_unit_test_setup_teardown(a_result_becomes_json, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
