/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls in words: the sentences and numbers that people of each language say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "base/spoken.h"

struct said {
	unsigned long number;
	const char *words[LANGUAGE__COUNT];
};

static void
numbers_are_said_as_people_say_them(void **state)
{
	static const struct said table[] = {
		{0, {"zero", "zero", "không"}},
		{1, {"one", "jeden", "một"}},
		{4, {"four", "cztery", "bốn"}},
		{5, {"five", "pięć", "năm"}},
		{10, {"ten", "dziesięć", "mười"}},
		{11, {"eleven", "jedenaście", "mười một"}},
		{14, {"fourteen", "czternaście", "mười bốn"}},
		{15, {"fifteen", "piętnaście", "mười lăm"}},
		{20, {"twenty", "dwadzieścia", "hai mươi"}},
		{21, {"twenty-one", "dwadzieścia jeden", "hai mươi mốt"}},
		{24, {"twenty-four", "dwadzieścia cztery", "hai mươi tư"}},
		{25, {"twenty-five", "dwadzieścia pięć", "hai mươi lăm"}},
		{27, {"twenty-seven", "dwadzieścia siedem", "hai mươi bảy"}},
		{40, {"forty", "czterdzieści", "bốn mươi"}},
		{44, {"forty-four", "czterdzieści cztery", "bốn mươi tư"}},
		{55, {"fifty-five", "pięćdziesiąt pięć", "năm mươi lăm"}},
		{91, {"ninety-one", "dziewięćdziesiąt jeden", "chín mươi mốt"}},
		{100, {"one hundred", "sto", "một trăm"}},
		{101, {"one hundred and one", "sto jeden", "một trăm linh một"}},
		{105, {"one hundred and five", "sto pięć", "một trăm linh năm"}},
		{110, {"one hundred and ten", "sto dziesięć", "một trăm mười"}},
		{115, {"one hundred and fifteen", "sto piętnaście", "một trăm mười lăm"}},
		{121, {"one hundred and twenty-one", "sto dwadzieścia jeden",
			      "một trăm hai mươi mốt"}},
		{200, {"two hundred", "dwieście", "hai trăm"}},
		{555, {"five hundred and fifty-five", "pięćset pięćdziesiąt pięć",
			      "năm trăm năm mươi lăm"}},
		{999, {"nine hundred and ninety-nine", "dziewięćset dziewięćdziesiąt dziewięć",
			      "chín trăm chín mươi chín"}},
		{1000, {"one thousand", "tysiąc", "một nghìn"}},
		{1005, {"one thousand and five", "tysiąc pięć", "một nghìn không trăm linh năm"}},
		{2300, {"two thousand three hundred", "dwa tysiące trzysta", "hai nghìn ba trăm"}},
		{12015, {"twelve thousand and fifteen", "dwanaście tysięcy piętnaście",
				"mười hai nghìn không trăm mười lăm"}},
		{22000, {"twenty-two thousand", "dwadzieścia dwa tysiące", "hai mươi hai nghìn"}},
		{1000027, {"one zero zero zero zero two seven",
				  "jeden zero zero zero zero dwa siedem",
				  "một không không không không hai bảy"}},
	};
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < array_length(table); i++)
		for (enum language l = 0; l < LANGUAGE__COUNT; l++)
			assert_string_equal(
				spoken_number(table[i].number, l, a), table[i].words[l]);
	arena_free(a);
}

static void
no_two_numbers_below_a_thousand_sound_the_same(void **state)
{
	struct arena *a = arena_new(1 << 22);
	const char *words[1000];

	(void)state;
	for (enum language l = 0; l < LANGUAGE__COUNT; l++) {
		for (unsigned n = 0; n < 1000; n++) {
			words[n] = spoken_number(n, l, a);
			assert_null(strstr(words[n], "  "));
			assert_int_not_equal(words[n][strlen(words[n]) - 1], ' ');
			for (unsigned other = 0; other < n; other++)
				assert_string_not_equal(words[n], words[other]);
		}
	}
	arena_free(a);
}

static void
a_label_is_letters_by_name_and_a_number(void **state)
{
	struct arena *a = arena_new(1 << 16);

	(void)state;
	assert_string_equal(spoken_label(SPAN("A-27"), LANGUAGE_EN, a), "A- twenty-seven");
	assert_string_equal(spoken_label(SPAN("A-27"), LANGUAGE_PL, a), "a dwadzieścia siedem");
	assert_string_equal(spoken_label(SPAN("W-15"), LANGUAGE_VI, a), "vê kép mười lăm");
	assert_string_equal(spoken_label(SPAN("v 5"), LANGUAGE_PL, a), "fau pięć");
	assert_string_equal(spoken_label(SPAN("AB-1"), LANGUAGE_EN, a), "A- B- one");
	assert_string_equal(spoken_label(SPAN("H007"), LANGUAGE_VI, a), "hát bảy");
	assert_string_equal(spoken_label(SPAN("27"), LANGUAGE_EN, a), "twenty-seven");
	assert_string_equal(spoken_label(SPAN(""), LANGUAGE_EN, a), "");
	assert_string_equal(spoken_label(SPAN("\xc5\x81\xff-#"), LANGUAGE_PL, a), "");
	arena_free(a);
}

struct call {
	const char *label, *place;
	enum language language;
	const char *words;
};

static void
a_call_is_a_sentence_of_its_language(void **state)
{
	static const struct call calls[] = {
		{"A-27", "Window 3", LANGUAGE_EN,
			"Ticket A- twenty-seven, please go to window three."},
		{"A-27", "Okienko 3", LANGUAGE_PL,
			"Numer a dwadzieścia siedem, proszę podejść do okienka numer trzy."},
		{"A-27", "Quầy 3", LANGUAGE_VI, "Mời số a hai mươi bảy đến quầy số ba."},
		{"B-105", "Window 3 (private)", LANGUAGE_EN,
			"Ticket B- one hundred and five, please go to window three."},
		{"B-105", "Okienko 3 (osobny pokój)", LANGUAGE_PL,
			"Numer be sto pięć, proszę podejść do okienka numer trzy."},
		{"B-105", "Quầy 3 (phòng riêng)", LANGUAGE_VI,
			"Mời số bê một trăm linh năm đến quầy số ba."},
		{"C-1", "Gabinet wstępnej oceny 1", LANGUAGE_PL,
			"Numer ce jeden, proszę podejść: gabinet wstępnej oceny numer jeden."},
		{"C-1", "Recepcja", LANGUAGE_PL, "Numer ce jeden, proszę podejść do recepcji."},
		{"C-1", "Phòng phân loại 1", LANGUAGE_VI,
			"Mời số xê một đến phòng phân loại số một."},
		{"C-1", "Emergency desk", LANGUAGE_EN,
			"Ticket C- one, please go to the emergency desk."},
		{"C-1", "VIP room 2", LANGUAGE_EN, "Ticket C- one, please go to VIP room two."},
		{"C-1", "12", LANGUAGE_PL, "Numer ce jeden, proszę podejść: numer dwanaście."},
		{"C-1", "", LANGUAGE_EN, "Ticket C- one, please come to the counter."},
		{"C-1", " (x)", LANGUAGE_PL, "Numer ce jeden, proszę podejść."},
		{"C-1", "", LANGUAGE_VI, "Mời số xê một đến quầy."},
	};
	struct arena *a = arena_new(1 << 16);

	(void)state;
	for (size_t i = 0; i < array_length(calls); i++)
		assert_string_equal(spoken_call(span_of(calls[i].label), span_of(calls[i].place),
					    calls[i].language, a),
			calls[i].words);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_said_as_people_say_them),
		cmocka_unit_test(no_two_numbers_below_a_thousand_sound_the_same),
		cmocka_unit_test(a_label_is_letters_by_name_and_a_number),
		cmocka_unit_test(a_call_is_a_sentence_of_its_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
