/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON that is never refused: any bytes as a text, keys in their order, reals that lose nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/json.h"

/* What is printed; free it. */
static char *
printed(json_t *value, size_t indent)
{
	char *text = NULL;
	size_t size = 0;
	struct fault fault = {0};
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(json_print(out, value, indent, &fault), FAULT_NONE);
	fclose(out);
	return text;
}

static void
assert_printed(json_t *value, size_t indent, const char *expected)
{
	char *text = printed(value, indent);

	assert_string_equal(text, expected);
	free(text);
}

static void
a_text_of_any_bytes_is_mended(void **state)
{
	(void)state;
	json_t *object = json_object();

	json_text_set(object, "name", "a\xff");
	json_text_set(object, "none", NULL);
	assert_printed(object, 0, "{\"name\":\"a\xef\xbf\xbd\",\"none\":null}\n");
}

static void
keys_stay_in_the_order_in_which_they_were_set(void **state)
{
	(void)state;
	json_t *object = json_object();

	json_text_set(object, "z", "1");
	json_text_set(object, "a", "2");
	assert_printed(object, 2, "{\n  \"z\": \"1\",\n  \"a\": \"2\"\n}\n");
}

static void
reals_lose_nothing(void **state)
{
	(void)state;
	const double third = 1.0 / 3;
	char *text = printed(json_pack("[f]", third), 0);

	assert_true(strtod(text + 1, NULL) == third);
	free(text);
}

static void
a_full_disk_is_a_fault_or_seen_at_the_flush(void **state)
{
	(void)state;
	struct fault fault = {0};
	FILE *full = fopen("/dev/full", "w");

	assert_non_null(full);
	enum fault_code code = json_print(full, json_pack("[i]", 1), 0, &fault);
	assert_true(code == FAULT_BROKEN || fflush(full) != 0);
	fclose(full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_of_any_bytes_is_mended),
		cmocka_unit_test(keys_stay_in_the_order_in_which_they_were_set),
		cmocka_unit_test(reals_lose_nothing),
		cmocka_unit_test(a_full_disk_is_a_fault_or_seen_at_the_flush),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
