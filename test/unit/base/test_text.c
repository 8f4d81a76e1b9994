/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unicode text, with the letters of the three languages first, and the bytes of nobody's language
 * last.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <glib.h>
#include <stdio.h>

#include "base/text.h"

static void
well_formed_text_is_told_from_broken(void **state)
{
	(void)state;
	const struct span good[] = {SPAN(""), SPAN("plain"), SPAN("Zażółć gęślą jaźń"),
		SPAN("Tiếng Việt"), SPAN("\xEF\xBF\xBF"), SPAN("\xF4\x8F\xBF\xBF"), SPAN("a\0b"),
		SPAN("eight by\xC3\xA9"), SPAN("\xED\x9F\xBF\xEE\x80\x80")};
	const struct span bad[] = {SPAN("\x80"), SPAN("\xC3"), SPAN("\xC0\x80"), SPAN("\xC1\xBF"),
		SPAN("\xE0\x9F\xBF"), SPAN("\xED\xA0\x80"), SPAN("\xF0\x8F\xBF\xBF"),
		SPAN("\xF4\x90\x80\x80"), SPAN("\xF5\x80\x80\x80"), SPAN("\xE1\xBA"),
		SPAN("\xF0\x9F\x98"), SPAN("sixteen letters.\xFF"), SPAN("\xC3\x28")};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(text_is_utf8(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(text_is_utf8(bad[i]));
}

/* Against GLib's own judge, over every pair of bytes and many longer runs. */
static void
our_judgement_is_the_same_as_glibs(void **state)
{
	(void)state;
	unsigned char bytes[5];

	for (unsigned seed = 1; seed < 400000; seed++) {
		uint32_t noise = seed * 2654435761u;
		bytes[0] = (unsigned char)(0xC0 | noise >> 26);
		bytes[1] = (unsigned char)(0x80 ^ (noise >> 18 & 0xFF) >> (seed % 3));
		bytes[2] = (unsigned char)(0x80 | (noise >> 12 & 0x7F) >> (seed % 2));
		bytes[3] = (unsigned char)(0x80 | (noise >> 4 & 0x7F) >> (seed % 2));
		for (size_t size = 1; size <= 4; size++) {
			if (memchr(bytes, 0, size) != NULL)
				continue; /* GLib takes a NUL for the end */
			struct span s = {(const char *)bytes, size};
			assert_int_equal(
				text_is_utf8(s), g_utf8_validate(s.at, (gssize)size, NULL));
		}
	}
}

static void
both_spellings_of_a_letter_become_one(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	bool is_mended = true;

	assert_string_equal(text_clean(SPAN("z\xCC\x87o\xCC\x81\xC5\x82"), a, &is_mended), "żół");
	assert_false(is_mended);
	/* circumflex and acute, in either order of the marks below and above */
	assert_string_equal(text_clean(SPAN("Vi"
					    "e\xCC\x82\xCC\xA3t"),
				    a, NULL),
		"Việt");
	assert_string_equal(text_clean(SPAN("Vi"
					    "e\xCC\xA3\xCC\x82t"),
				    a, NULL),
		"Việt");
	assert_string_equal(text_clean(SPAN("Vi\xE1\xBA\xB9\xCC\x82t"), a, NULL), "Việt");
}

static void
broken_bytes_become_replacement_letters(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	bool is_mended = false;

	assert_string_equal(text_clean(SPAN("caf\xE9 \xFF\xFEż"), a, &is_mended), "caf� ��ż");
	assert_true(is_mended);
	assert_string_equal(text_clean(SPAN("a\0b"), a, &is_mended), "a�b");
	assert_true(is_mended);
	assert_string_equal(text_clean(SPAN("\xE1\xBA"), a, &is_mended), "��");
	assert_string_equal(text_clean(SPAN(""), a, &is_mended), "");
	assert_false(is_mended);
}

static void
lengths_count_letters_and_columns(void **state)
{
	(void)state;

	assert_int_equal(text_length("Tiếng Việt"), 10);
	assert_int_equal(text_length(""), 0);
	assert_int_equal(text_columns(SPAN("Tiếng Việt")), 10);
	assert_int_equal(text_columns(SPAN("e\xCC\x81")), 1);
	assert_int_equal(text_columns(SPAN("支票")), 4);
	assert_int_equal(text_columns(SPAN("\xFF\xFE")), 2);
}

static void
small_letters_by_unicode(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	assert_string_equal(text_lower("ZAŻÓŁĆ GĘŚLĄ JAŹŃ", a), "zażółć gęślą jaźń");
	assert_string_equal(text_lower("ĐỔI SÉC LẤY TIỀN", a), "đổi séc lấy tiền");
	assert_string_equal(text_lower("TITLE", a), "title");
	assert_string_equal(text_lower("\xC8\xBA", a), "\xE2\xB1\xA5"); /* grows by a byte */
	assert_string_equal(text_lower("E\xCC\x81", a), "é");
}

static void
a_slug_keeps_polish_and_vietnamese_letters_readable(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);

	assert_string_equal(text_slug("Przyjęcie gościa", a), "przyjecie-goscia");
	assert_string_equal(text_slug("Zażółć GĘŚLĄ jaźń", a), "zazolc-gesla-jazn");
	assert_string_equal(text_slug("Đổi séc lấy tiền", a), "doi-sec-lay-tien");
	assert_string_equal(text_slug("đường Nguyễn Huệ", a), "duong-nguyen-hue");
	assert_string_equal(text_slug("  T02 Check -- confirmation (of) receipt!", a),
		"t02-check-confirmation-of-receipt");
	assert_string_equal(text_slug("Straße Øresund æ", a), "strasse-oresund-ae");
	assert_string_equal(text_slug("支票", a), "");
	assert_string_equal(text_slug("a支b", a), "a-b");
	assert_string_equal(text_slug("--", a), "");
}

static void
hashes_tell_apart_what_differs_a_little(void **state)
{
	(void)state;
	char text[40] = {0};
	enum { BUCKETS = 4096, KEYS = 40960 };
	static unsigned char filled[BUCKETS];

	assert_int_equal(text_hash(SPAN("case-1")), text_hash(SPAN("case-1")));
	for (size_t size = 0; size < sizeof text; size++)
		assert_true(text_hash((struct span){text, size}) !=
			    text_hash((struct span){text, size + 1}));
	for (int i = 0; i < KEYS; i++) {
		snprintf(text, sizeof text, "case-%d", i);
		unsigned char *bucket = &filled[text_hash(span_of(text)) % BUCKETS];
		*bucket += *bucket < 255;
	}
	for (int i = 0; i < BUCKETS; i++)
		assert_in_range(filled[i], 0, 40); /* ten expected; 40 is nine deviations */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_text_is_told_from_broken),
		cmocka_unit_test(our_judgement_is_the_same_as_glibs),
		cmocka_unit_test(both_spellings_of_a_letter_become_one),
		cmocka_unit_test(broken_bytes_become_replacement_letters),
		cmocka_unit_test(lengths_count_letters_and_columns),
		cmocka_unit_test(small_letters_by_unicode),
		cmocka_unit_test(a_slug_keeps_polish_and_vietnamese_letters_readable),
		cmocka_unit_test(hashes_tell_apart_what_differs_a_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
