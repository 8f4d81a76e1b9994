/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every way of finding separators finds what a plain loop finds, wherever pieces begin and end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "exchange/csv.h"

#define TEXT 700

static void
finds_what_a_loop_finds(csv_scanner *scan, const char *text, size_t size)
{
	uint32_t positions[CSV_SCAN_ROOM(TEXT)];
	bool is_plain = false, expected_plain = true;
	uint32_t n = scan(positions, &is_plain, text, size, ',', '\n'), expected_n = 0;

	for (size_t i = 0; i < size; i++) {
		expected_plain &= text[i] != '"' && text[i] != '\0';
		if (text[i] != ',' && text[i] != '\n')
			continue;
		assert_true(expected_n < n);
		assert_int_equal(positions[expected_n], i << 1 | (text[i] == '\n'));
		expected_n++;
	}
	assert_int_equal(n, expected_n);
	assert_int_equal(is_plain, expected_plain);
}

static void
every_scanner_on_random_text(const char *letters, unsigned letters_n)
{
	csv_scanner *const scanners[] = {
		csv_scanner_portable(), csv_scanner_wide(), csv_scanner_best()};
	uint64_t seed = 12345;

	for (int round = 0; round < 300; round++) {
		size_t size = seed % TEXT;
		char *text =
			malloc(size + 1); /* of that size, so that ASan sees a look beyond it */
		assert_non_null(text);
		for (size_t i = 0; i < size; i++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			text[i] = letters[seed % letters_n];
		}
		text = realloc(text, size > 0 ? size : 1);
		assert_non_null(text);
		for (size_t k = 0; k < array_length(scanners); k++)
			finds_what_a_loop_finds(scanners[k], text, size);
		free(text);
		seed += 77;
	}
}

static void
scanners_agree_on_usual_text(void **state)
{
	(void)state;
	every_scanner_on_random_text("abcdefghijklmnopqrstuvwxyz-:.,\n\xC3\xB3", 33);
}

static void
scanners_agree_on_nothing_but_separators(void **state)
{
	(void)state;
	every_scanner_on_random_text(",\n", 2);
}

static void
scanners_see_quotes_and_nul(void **state)
{
	(void)state;
	static const char rare[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,";
	every_scanner_on_random_text(rare, sizeof rare); /* with the NUL at its end */
	every_scanner_on_random_text(
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,\"", 61);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scanners_agree_on_usual_text),
		cmocka_unit_test(scanners_agree_on_nothing_but_separators),
		cmocka_unit_test(scanners_see_quotes_and_nul),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
