/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The call's sentence. A place ends with a number more often than not ("Okienko 3"); then the
 * sentence can be made as people say it: Polish puts the place into the genitive, which is known
 * for the customary words, and says the plain name after a colon for any other.
 */
#include "base/spoken.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/attributes.h"

struct letter {
	char letter;
	const char *names[LANGUAGE__COUNT];
};

/* English letters stay letters: with a hyphen behind they are read by name, and "A" is no article.
 */
static const struct letter letters[] = {
	{'A', {"A", "a", "a"}},
	{'B', {"B", "be", "bê"}},
	{'C', {"C", "ce", "xê"}},
	{'D', {"D", "de", "dê"}},
	{'E', {"E", "e", "e"}},
	{'F', {"F", "ef", "ép"}},
	{'G', {"G", "gie", "gờ"}},
	{'H', {"H", "ha", "hát"}},
	{'I', {"I", "i", "i"}},
	{'J', {"J", "jot", "gi"}},
	{'K', {"K", "ka", "ca"}},
	{'L', {"L", "el", "e lờ"}},
	{'M', {"M", "em", "em mờ"}},
	{'N', {"N", "en", "en nờ"}},
	{'O', {"O", "o", "o"}},
	{'P', {"P", "pe", "pê"}},
	{'Q', {"Q", "ku", "quy"}},
	{'R', {"R", "er", "e rờ"}},
	{'S', {"S", "es", "ét sì"}},
	{'T', {"T", "te", "tê"}},
	{'U', {"U", "u", "u"}},
	{'V', {"V", "fau", "vê"}},
	{'W', {"W", "wu", "vê kép"}},
	{'X', {"X", "iks", "ích"}},
	{'Y', {"Y", "igrek", "i dài"}},
	{'Z', {"Z", "zet", "dét"}},
};

/* Polish words for places, and their genitive. */
static const char *const polish_places[][2] = {
	{"okienko", "okienka"},
	{"stanowisko", "stanowiska"},
	{"gabinet", "gabinetu"},
	{"pokój", "pokoju"},
	{"kasa", "kasy"},
	{"biurko", "biurka"},
	{"punkt", "punktu"},
	{"boks", "boksu"},
	{"sala", "sali"},
	{"lada", "lady"},
	{"recepcja", "recepcji"},
	{"rejestracja", "rejestracji"},
};

/* Words with one blank between them. */
static const char *
joined(const char *first, const char *second, struct arena *a)
{
	if (first[0] == '\0' || second[0] == '\0')
		return first[0] == '\0' ? second : first;
	return arena_printf(a, "%s %s", first, second);
}

static const char *
letter_name(char letter, enum language language)
{
	for (size_t i = 0; i < array_length(letters); i++)
		if (letters[i].letter == toupper((unsigned char)letter))
			return letters[i].names[language];
	return "";
}

/* The digits at the head of s, as words. */
static const char *
digits_taken(struct span *s, enum language language, struct arena *a)
{
	unsigned long number = 0;

	while (s->size > 0 && isdigit((unsigned char)s->at[0])) {
		if (number <= SPOKEN_NUMBER_MOST)
			number = number * 10 + (unsigned long)(s->at[0] - '0');
		s->at++, s->size--;
	}
	return spoken_number(number, language, a);
}

const char *
spoken_label(struct span label, enum language language, struct arena *a)
{
	const char *words = "";
	bool after_letter = false;

	while (label.size > 0) {
		const char *word;
		bool is_digit = isdigit((unsigned char)label.at[0]);
		if (is_digit) {
			word = digits_taken(&label, language, a);
		} else {
			word = letter_name(label.at[0], language);
			label.at++, label.size--;
		}
		if (word[0] == '\0')
			continue;
		words = language == LANGUAGE_EN && after_letter && words[0] != '\0'
				? arena_printf(a, "%s- %s", words, word)
				: joined(words, word, a);
		after_letter = !is_digit;
	}
	return words;
}

/* The name without what stands in brackets; its number at the end, if it has one, cut off. */
struct place {
	struct span name;
	const char *number; /* in words, or "" */
};

static struct place
place_of(struct span text, enum language language, struct arena *a)
{
	struct place place = {.number = ""};
	size_t digits = 0;

	for (size_t i = 0; i < text.size; i++)
		if (text.at[i] == '(')
			text.size = i;
	text = span_trim(text);
	while (digits < text.size && isdigit((unsigned char)text.at[text.size - 1 - digits]))
		digits++;
	if (digits > 0) {
		struct span number = {.at = text.at + text.size - digits, .size = digits};
		place.number = digits_taken(&number, language, a);
	}
	text.size -= digits;
	place.name = span_trim(text);
	return place;
}

/* "Window" within a sentence is "window"; an abbreviation stays as it is. */
static const char *
within_sentence(struct span name, struct arena *a)
{
	char *text = arena_text_n(a, name.at, name.size);

	if (isupper((unsigned char)text[0]) && !isupper((unsigned char)text[1]) &&
		text[1] != '\0' && text[1] != ' ')
		text[0] = (char)tolower((unsigned char)text[0]);
	return text;
}

static const char *
call_in_english(const char *label, struct place place, struct arena *a)
{
	if (place.name.size == 0 && place.number[0] == '\0')
		return arena_printf(a, "Ticket %s, please come to the counter.", label);
	return arena_printf(a, "Ticket %s, please go to %s%s.", label,
		place.number[0] == '\0' ? "the " : "",
		joined(within_sentence(place.name, a), place.number, a));
}

static const char *
polish_genitive(const char *name)
{
	for (size_t i = 0; i < array_length(polish_places); i++)
		if (span_is(span_of(polish_places[i][0]), span_of(name)))
			return polish_places[i][1];
	return NULL;
}

static const char *
call_in_polish(const char *label, struct place place, struct arena *a)
{
	const char *name = within_sentence(place.name, a), *genitive = polish_genitive(name);
	const char *number =
		place.number[0] == '\0' ? "" : arena_printf(a, "numer %s", place.number);

	if (name[0] == '\0' && number[0] == '\0')
		return arena_printf(a, "Numer %s, proszę podejść.", label);
	if (genitive == NULL)
		return arena_printf(
			a, "Numer %s, proszę podejść: %s.", label, joined(name, number, a));
	return arena_printf(
		a, "Numer %s, proszę podejść do %s.", label, joined(genitive, number, a));
}

static const char *
call_in_vietnamese(const char *label, struct place place, struct arena *a)
{
	const char *name = within_sentence(place.name, a);
	const char *number = place.number[0] == '\0' ? "" : arena_printf(a, "số %s", place.number);

	if (name[0] == '\0')
		name = "quầy";
	return arena_printf(a, "Mời số %s đến %s.", label, joined(name, number, a));
}

const char *
spoken_call(struct span label, struct span place, enum language language, struct arena *a)
{
	const char *said = spoken_label(label, language, a);
	struct place at = place_of(place, language, a);

	switch (language) {
	case LANGUAGE_PL:
		return call_in_polish(said, at, a);
	case LANGUAGE_VI:
		return call_in_vietnamese(said, at, a);
	default:
		return call_in_english(said, at, a);
	}
}
