/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The voice: recordings are looked at sample by sample – loud where there are words, quiet at the
 * end, as long as people need – and the sounds that espeak-ng makes of our words are the right
 * ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <espeak-ng/speak_lib.h>
#include <math.h>

#include "base/spoken.h"
#include "http/voice.h"

struct heard {
	double seconds, loudness; /* root of the mean square, of full scale */
	double last_loudness;	  /* of the last twentieth of a second */
	int peak;
};

static uint32_t
number_at(const unsigned char *at, int bytes_n)
{
	uint32_t number = 0;

	for (int i = 0; i < bytes_n; i++)
		number |= (uint32_t)at[i] << (8 * i);
	return number;
}

static int16_t
sample_at(const unsigned char *samples, size_t i)
{
	return (int16_t)number_at(samples + 2 * i, 2);
}

static double
loudness_of(const unsigned char *samples, size_t from, size_t to)
{
	double sum = 0;

	for (size_t i = from; i < to; i++)
		sum += (double)sample_at(samples, i) * sample_at(samples, i);
	return sqrt(sum / (double)(to - from)) / 32768;
}

static struct heard
hear(struct span wav)
{
	const unsigned char *at = (const unsigned char *)wav.at;
	struct heard heard = {0};

	assert_true(wav.size > 44);
	assert_memory_equal(at, "RIFF", 4);
	assert_memory_equal(at + 8, "WAVEfmt ", 8);
	assert_memory_equal(at + 36, "data", 4);
	assert_int_equal(number_at(at + 4, 4), wav.size - 8);
	assert_int_equal(number_at(at + 40, 4), wav.size - 44);
	assert_int_equal(number_at(at + 22, 2), 1);
	assert_int_equal(number_at(at + 34, 2), 16);
	size_t rate = number_at(at + 24, 4), n = (wav.size - 44) / 2;
	assert_in_range(rate, 8000, 48000);
	heard.seconds = (double)n / (double)rate;
	heard.loudness = loudness_of(at + 44, 0, n);
	heard.last_loudness = loudness_of(at + 44, n - rate / 20, n);
	for (size_t i = 0; i < n; i++)
		if (abs(sample_at(at + 44, i)) > heard.peak)
			heard.peak = abs(sample_at(at + 44, i));
	return heard;
}

static int
voice_begin(void **state)
{
	struct voice *voice;
	struct fault f = {0};

	assert_int_equal(voice_open(&voice, &f), FAULT_NONE);
	*state = voice;
	return 0;
}

static int
voice_end(void **state)
{
	voice_close(*state);
	return 0;
}

static void
a_call_can_be_heard_in_each_language(void **state)
{
	static const char *const places[LANGUAGE__COUNT] = {"Window 3", "Okienko 3", "Quầy 3"};
	struct arena *a = arena_new(1 << 24);
	struct fault f = {0};
	struct span wav;

	for (enum language l = 0; l < LANGUAGE__COUNT; l++) {
		const char *text = spoken_call(SPAN("A-127"), span_of(places[l]), l, a);
		assert_int_equal(voice_say(*state, text, l, a, &wav, &f), FAULT_NONE);
		struct heard heard = hear(wav);
		assert_true(heard.seconds > 2 && heard.seconds < 9);
		assert_true(heard.loudness > 0.03);
		assert_true(heard.last_loudness < 0.01);
		assert_in_range(heard.peak, 6000, 32767);
	}
	arena_free(a);
}

static void
longer_words_take_longer(void **state)
{
	struct arena *a = arena_new(1 << 24);
	struct fault f = {0};
	struct span one, many;

	assert_int_equal(voice_say(*state, "siedem", LANGUAGE_PL, a, &one, &f), FAULT_NONE);
	assert_int_equal(
		voice_say(*state, "siedemset siedemdziesiąt siedem", LANGUAGE_PL, a, &many, &f),
		FAULT_NONE);
	assert_true(hear(many).seconds > 1.5 * hear(one).seconds);
	arena_free(a);
}

static void
the_same_call_is_the_same_recording_also_after_many_others(void **state)
{
	struct arena *a = arena_new(1 << 26);
	struct fault f = {0};
	struct span first, again, other;

	assert_int_equal(voice_say(*state, "one", LANGUAGE_EN, a, &first, &f), FAULT_NONE);
	for (unsigned n = 0; n < VOICE_KEPT_MOST + 5; n++) {
		struct arena_mark mark = arena_mark(a);
		const char *text = arena_printf(a, "%c %c", 'a' + n % 26, 'a' + n / 26);
		assert_int_equal(voice_say(*state, text, LANGUAGE_EN, a, &other, &f), FAULT_NONE);
		arena_rewind(a, mark);
	}
	assert_int_equal(voice_say(*state, "one", LANGUAGE_EN, a, &again, &f), FAULT_NONE);
	assert_true(hear(again).loudness > 0.02);
	assert_true(fabs(hear(again).seconds - hear(first).seconds) < 0.05);
	assert_int_equal(voice_say(*state, "one", LANGUAGE_PL, a, &other, &f), FAULT_NONE);
	assert_false(span_is(other, again));
	arena_free(a);
}

static void
what_cannot_be_said_is_a_fault(void **state)
{
	struct arena *a = arena_new(1 << 24);
	struct fault f = {0};
	struct span wav;
	char text[VOICE_TEXT_SIZE_MOST + 2];

	assert_int_equal(voice_say(*state, "", LANGUAGE_EN, a, &wav, &f), FAULT_BAD_INPUT);
	assert_int_equal(voice_say(*state, "\xff", LANGUAGE_EN, a, &wav, &f), FAULT_BAD_INPUT);
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(voice_say(*state, text, LANGUAGE_EN, a, &wav, &f), FAULT_TOO_BIG);
	memset(text, '1', VOICE_TEXT_SIZE_MOST);
	for (size_t i = 1; i < VOICE_TEXT_SIZE_MOST; i += 2)
		text[i] = ' ';
	text[VOICE_TEXT_SIZE_MOST] = '\0';
	assert_int_equal(voice_say(*state, text, LANGUAGE_VI, a, &wav, &f), FAULT_TOO_BIG);
	assert_int_equal(voice_say(*state, "one", LANGUAGE_EN, a, &wav, &f), FAULT_NONE);
	arena_free(a);
}

static const char *
sounds_of(const char *text, const char *language, struct arena *a)
{
	espeak_VOICE wanted = {.languages = language};
	const void *rest = text;
	const char *all = "";

	assert_int_equal(espeak_SetVoiceByProperties(&wanted), EE_OK);
	while (rest != NULL)
		all = arena_printf(
			a, "%s%s", all, espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, 0));
	return all;
}

/* Left to itself espeak-ng reads "A 27" as an article and the Vietnamese 15 as "mười năm". */
static void
letters_and_numbers_sound_as_they_should(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_non_null(strstr(
		sounds_of(spoken_label(SPAN("A-27"), LANGUAGE_EN, a), "en-gb", a), "'eI tw'Enti"));
	assert_non_null(strstr(
		sounds_of(spoken_label(SPAN("H-8"), LANGUAGE_EN, a), "en-gb", a), "'eItS 'eIt"));
	assert_non_null(
		strstr(sounds_of(spoken_label(SPAN("W-15"), LANGUAGE_VI, a), "vi", a), "l'a"));
	assert_non_null(
		strstr(sounds_of(spoken_label(SPAN("V-5"), LANGUAGE_PL, a), "pl", a), "f'aw"));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_can_be_heard_in_each_language),
		cmocka_unit_test(longer_words_take_longer),
		cmocka_unit_test(the_same_call_is_the_same_recording_also_after_many_others),
		cmocka_unit_test(what_cannot_be_said_is_a_fault),
		cmocka_unit_test(letters_and_numbers_sound_as_they_should),
	};

	return cmocka_run_group_tests(tests, voice_begin, voice_end);
}
