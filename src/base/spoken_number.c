/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole numbers as words, in groups of three digits. Polish has its own forms for a thousand by the
 * number before it; Vietnamese says one, four and five otherwise after a ten, and fills a missing
 * ten with "linh" and a missing hundred with "không trăm".
 */
#include <stdio.h>

#include "base/spoken.h"

static const char *const english[20] = {"zero", "one", "two", "three", "four", "five", "six",
	"seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
	"sixteen", "seventeen", "eighteen", "nineteen"};
static const char *const english_tens[10] = {
	"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
static const char *const polish[20] = {"zero", "jeden", "dwa", "trzy", "cztery", "pięć", "sześć",
	"siedem", "osiem", "dziewięć", "dziesięć", "jedenaście", "dwanaście", "trzynaście",
	"czternaście", "piętnaście", "szesnaście", "siedemnaście", "osiemnaście", "dziewiętnaście"};
static const char *const polish_tens[10] = {"", "", "dwadzieścia", "trzydzieści", "czterdzieści",
	"pięćdziesiąt", "sześćdziesiąt", "siedemdziesiąt", "osiemdziesiąt", "dziewięćdziesiąt"};
static const char *const polish_hundreds[10] = {"", "sto", "dwieście", "trzysta", "czterysta",
	"pięćset", "sześćset", "siedemset", "osiemset", "dziewięćset"};
static const char *const vietnamese[10] = {
	"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"};

static const char *
english_below_hundred(unsigned n, struct arena *a)
{
	if (n < 20)
		return english[n];
	if (n % 10 == 0)
		return english_tens[n / 10];
	return arena_printf(a, "%s-%s", english_tens[n / 10], english[n % 10]);
}

static const char *
english_group(unsigned n, struct arena *a)
{
	const char *rest = english_below_hundred(n % 100, a);

	if (n < 100)
		return rest;
	if (n % 100 == 0)
		return arena_printf(a, "%s hundred", english[n / 100]);
	return arena_printf(a, "%s hundred and %s", english[n / 100], rest);
}

static const char *
english_number(unsigned n, struct arena *a)
{
	const char *rest = english_group(n % 1000, a);

	if (n < 1000)
		return rest;
	const char *thousands = english_group(n / 1000, a);
	if (n % 1000 == 0)
		return arena_printf(a, "%s thousand", thousands);
	return arena_printf(a, "%s thousand%s %s", thousands, n % 1000 < 100 ? " and" : "", rest);
}

static const char *
polish_group(unsigned n, struct arena *a)
{
	unsigned below = n % 100;
	const char *hundreds = polish_hundreds[n / 100],
		   *tens = below < 20 ? "" : polish_tens[below / 10];
	unsigned ones = below < 20 ? below : below % 10;
	const char *last = ones == 0 && n > 0 ? "" : polish[ones];

	return arena_printf(a, "%s%s%s%s%s", hundreds,
		hundreds[0] != '\0' && (tens[0] != '\0' || last[0] != '\0') ? " " : "", tens,
		tens[0] != '\0' && last[0] != '\0' ? " " : "", last);
}

static const char *
polish_number(unsigned n, struct arena *a)
{
	unsigned thousands = n / 1000, ones = thousands % 10, tens = thousands / 10 % 10;
	const char *word = ones >= 2 && ones <= 4 && tens != 1 ? "tysiące" : "tysięcy";
	const char *head = thousands == 1
				   ? "tysiąc"
				   : arena_printf(a, "%s %s", polish_group(thousands, a), word);

	if (n < 1000)
		return polish_group(n, a);
	if (n % 1000 == 0)
		return head;
	return arena_printf(a, "%s %s", head, polish_group(n % 1000, a));
}

static const char *
vietnamese_one(unsigned ones, unsigned tens)
{
	if (ones == 5 && tens > 0)
		return "lăm";
	if (ones == 1 && tens > 1)
		return "mốt";
	if (ones == 4 && tens > 1)
		return "tư";
	return vietnamese[ones];
}

static const char *
vietnamese_below_hundred(unsigned n, bool is_after_hundred, struct arena *a)
{
	unsigned tens = n / 10, ones = n % 10;
	const char *last = vietnamese_one(ones, tens);

	if (tens == 0)
		return is_after_hundred ? arena_printf(a, "linh %s", last) : last;
	const char *head = tens == 1 ? "mười" : arena_printf(a, "%s mươi", vietnamese[tens]);
	return ones == 0 ? head : arena_printf(a, "%s %s", head, last);
}

static const char *
vietnamese_group(unsigned n, bool is_whole, struct arena *a)
{
	if (n < 100 && !is_whole)
		return vietnamese_below_hundred(n, false, a);
	if (n % 100 == 0)
		return arena_printf(a, "%s trăm", vietnamese[n / 100]);
	return arena_printf(
		a, "%s trăm %s", vietnamese[n / 100], vietnamese_below_hundred(n % 100, true, a));
}

static const char *
vietnamese_number(unsigned n, struct arena *a)
{
	if (n < 1000)
		return vietnamese_group(n, false, a);
	const char *thousands = vietnamese_group(n / 1000, false, a);
	if (n % 1000 == 0)
		return arena_printf(a, "%s nghìn", thousands);
	return arena_printf(a, "%s nghìn %s", thousands, vietnamese_group(n % 1000, true, a));
}

static const char *
number_in(unsigned n, enum language language, struct arena *a)
{
	switch (language) {
	case LANGUAGE_PL:
		return polish_number(n, a);
	case LANGUAGE_VI:
		return vietnamese_number(n, a);
	default:
		return english_number(n, a);
	}
}

const char *
spoken_number(unsigned long number, enum language language, struct arena *a)
{
	char digits[24];
	const char *words = "";

	if (number <= SPOKEN_NUMBER_MOST)
		return number_in((unsigned)number, language, a);
	snprintf(digits, sizeof(digits), "%lu", number);
	for (const char *digit = digits; *digit != '\0'; digit++)
		words = arena_printf(a, "%s%s%s", words, words[0] == '\0' ? "" : " ",
			number_in((unsigned)(*digit - '0'), language, a));
	return words;
}
