/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of commands walked from end to end, and the dispatcher's answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/command.h"
#include "cli/options.h"

/* What one call prints and returns. Free out and err. */
struct answer {
	int status;
	char *out, *err;
};

static struct answer
called(int argc, const char *const *argv)
{
	struct answer answer = {0};
	size_t out_size = 0, err_size = 0;
	FILE *out = open_memstream(&answer.out, &out_size);
	FILE *err = open_memstream(&answer.err, &err_size);

	assert_non_null(out);
	assert_non_null(err);
	answer.status = cli_run(argc, (char **)argv, NULL, out, err);
	fclose(out);
	fclose(err);
	return answer;
}

static void
answer_guard(struct answer *answer)
{
	free(answer->out);
	free(answer->err);
}

static void
commands_have_their_own_names_and_a_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < commands_n; i++) {
		assert_ptr_equal(command_find(commands[i].name), &commands[i]);
		assert_true(commands[i].help[0] >= 'A' && commands[i].help[0] <= 'Z');
		assert_false(span_ends(span_of(commands[i].help), SPAN(".")));
		assert_true(span_ends(span_of(commands[i].body->about), SPAN(".")) ||
			    span_ends(span_of(commands[i].body->about), SPAN(".)")));
	}
}

static void
options_are_whole_rows_with_their_own_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < commands_n; i++) {
		const struct command_body *body = commands[i].body;
		const char *names[100];
		size_t names_n = 0;
		for (size_t t = 0; t < body->tables_n; t++) {
			for (size_t k = 0; k < body->tables[t].options_n; k++) {
				const struct option *option = &body->tables[t].options[k];
				assert_non_null(option->name);
				assert_int_equal(option->name[0], '-');
				assert_true(option->help[0] >= 'A' && option->help[0] <= 'Z');
				assert_true(
					(option->kind == OPTION_FLAG) == (option->value == NULL));
				assert_true(body->tables[t].at + option->at < body->choices_size);
				for (size_t n = 0; n < names_n; n++)
					assert_string_not_equal(names[n], option->name);
				names[names_n++] = option->name;
			}
		}
	}
}

static void
every_command_explains_itself(void **state)
{
	(void)state;
	for (size_t i = 0; i < commands_n; i++) {
		const char *argv[] = {"cykl", commands[i].name, "--help"};
		ON_EXIT(answer_guard) struct answer answer = called(3, argv);
		assert_int_equal(answer.status, 0);
		assert_string_equal(answer.err, "");
		assert_non_null(strstr(answer.out, commands[i].help));
	}
}

static void
a_wrong_word_is_status_two_and_says_the_right_one(void **state)
{
	(void)state;
	ON_EXIT(answer_guard) struct answer answer = called(2, (const char *[]){"cykl", "chec"});

	assert_int_equal(answer.status, 2);
	assert_string_equal(answer.out, "");
	assert_string_equal(answer.err,
		"cykl: bad-input: there is no command \"chec\": do you mean \"check\"?\n");
}

static void
without_words_the_help_goes_to_standard_error(void **state)
{
	(void)state;
	ON_EXIT(answer_guard) struct answer answer = called(1, (const char *[]){"cykl"});

	assert_int_equal(answer.status, 2);
	assert_string_equal(answer.out, "");
	assert_non_null(strstr(answer.err, "measures"));
}

static void
an_answer_that_cannot_be_written_is_status_two(void **state)
{
	(void)state;
	char *text = NULL;
	size_t size = 0;
	FILE *full = fopen("/dev/full", "w"), *err = open_memstream(&text, &size);

	assert_non_null(full);
	assert_non_null(err);
	assert_int_equal(cli_run(2, (char *[]){"cykl", "version"}, NULL, full, err), 2);
	fclose(full);
	fclose(err);
	assert_string_equal(text, "cykl: broken: writing the answer: No space left on device\n");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_have_their_own_names_and_a_sentence),
		cmocka_unit_test(options_are_whole_rows_with_their_own_names),
		cmocka_unit_test(every_command_explains_itself),
		cmocka_unit_test(a_wrong_word_is_status_two_and_says_the_right_one),
		cmocka_unit_test(without_words_the_help_goes_to_standard_error),
		cmocka_unit_test(an_answer_that_cannot_be_written_is_status_two),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
