/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * espeak-ng hands the samples of a sentence to a callback, piece by piece; they are gathered behind
 * a WAV header. A few dozen recordings are kept; the one that was not asked for the longest gives
 * way.
 *
 * The library brings some thirty others along (it could play aloud), which would be half of what
 * starting the program takes; so it is fetched when a voice is opened, and stays.
 */
#include "http/voice.h"

#include <dlfcn.h>
#include <espeak-ng/speak_lib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attributes.h"

#define HEADER_SIZE	44
#define BYTES_A_SAMPLE	2
#define WORDS_A_MINUTE	140
#define PITCH		50
#define LOUDNESS	120 /* % of espeak-ng's own; its peaks stay under full scale */
#define FULL_RECORDING	1   /* for espeak-ng: stop */
#define GO_ON_RECORDING 0

static const char *const voices[LANGUAGE__COUNT] = {"en-gb", "pl", "vi"};

/* A recording being made. */
struct tape {
	unsigned char *bytes;
	size_t size, room, most;
	bool is_too_long;
};

struct recording {
	enum language language;
	char *text;
	unsigned char *bytes;
	size_t size;
	uint64_t used; /* when, as a count of questions */
};

/* What is used of the library; espeak-ng 1.50 and later keep to this name. */
#define ESPEAK_LIBRARY "libespeak-ng.so.1"
#define ESPEAK_FUNCTIONS(X)                                                                        \
	X(Initialize)                                                                              \
	X(SetSynthCallback)                                                                        \
	X(SetParameter)                                                                            \
	X(SetVoiceByProperties)                                                                    \
	X(Synth)                                                                                   \
	X(Terminate)

struct espeak {
#define X(name) __typeof__(&espeak_##name) name;
	ESPEAK_FUNCTIONS(X)
#undef X
};

struct voice {
	struct espeak espeak;
	int samples_a_second;
	struct recording kept[VOICE_KEPT_MOST];
	size_t kept_n;
	uint64_t asked;
};

static void
tape_add(struct tape *tape, const short *samples, int samples_n)
{
	size_t size = (size_t)samples_n * BYTES_A_SAMPLE;

	if (tape->size + size > tape->most) {
		tape->is_too_long = true;
		return;
	}
	if (tape->size + size > tape->room) {
		tape->room = 2 * (tape->size + size);
		tape->bytes = realloc(tape->bytes, tape->room);
		if (tape->bytes == NULL)
			abort();
	}
	for (int i = 0; i < samples_n; i++) {
		uint16_t sample = (uint16_t)samples[i];
		tape->bytes[tape->size++] = (unsigned char)(sample & 0xff);
		tape->bytes[tape->size++] = (unsigned char)(sample >> 8);
	}
}

/* Called by espeak-ng, on our own thread. */
static int
samples_came(short *samples, int samples_n, espeak_EVENT *events)
{
	struct tape *tape = events->user_data;

	if (samples != NULL && samples_n > 0)
		tape_add(tape, samples, samples_n);
	return tape->is_too_long ? FULL_RECORDING : GO_ON_RECORDING;
}

static void
number_put(unsigned char *at, uint32_t number, int bytes_n)
{
	for (int i = 0; i < bytes_n; i++)
		at[i] = (unsigned char)(number >> (8 * i));
}

static void
header_put(unsigned char *at, size_t size, int samples_a_second)
{
	memcpy(at, "RIFF....WAVEfmt ....................data....", HEADER_SIZE);
	number_put(at + 4, (uint32_t)(size - 8), 4);
	number_put(at + 16, 16, 4); /* size of what follows until "data" */
	number_put(at + 20, 1, 2);  /* plain samples */
	number_put(at + 22, 1, 2);  /* channels */
	number_put(at + 24, (uint32_t)samples_a_second, 4);
	number_put(at + 28, (uint32_t)samples_a_second * BYTES_A_SAMPLE, 4);
	number_put(at + 32, BYTES_A_SAMPLE, 2);
	number_put(at + 34, 8 * BYTES_A_SAMPLE, 2);
	number_put(at + 40, (uint32_t)(size - HEADER_SIZE), 4);
}

static enum fault_code
function_fetch(void *ret_function, void *library, const char *name, struct fault *f)
{
	void *function = dlsym(library, name);

	if (function == NULL)
		return fault_set(f, FAULT_BROKEN, "%s has no %s", ESPEAK_LIBRARY, name);
	memcpy(ret_function, &function, sizeof function);
	return FAULT_NONE;
}

static enum fault_code
espeak_fetch(struct espeak *ret, struct fault *f)
{
	void *library = dlopen(ESPEAK_LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		return fault_set(f, FAULT_BROKEN, "espeak-ng is not installed: %s", dlerror());
#define X(name)                                                                                    \
	if (function_fetch(&ret->name, library, "espeak_" #name, f))                               \
		return f->code;
	ESPEAK_FUNCTIONS(X)
#undef X
	return FAULT_NONE;
}

static enum fault_code
voice_choose(const struct voice *voice, enum language language, struct fault *f)
{
	espeak_VOICE wanted = {.languages = voices[language]};

	if (voice->espeak.SetVoiceByProperties(&wanted) != EE_OK)
		return fault_set(
			f, FAULT_BROKEN, "espeak-ng has no voice for %s", voices[language]);
	return FAULT_NONE;
}

static enum fault_code
record(struct voice *voice, const char *text, enum language language, struct tape *tape,
	struct fault *f)
{
	static const unsigned char header[HEADER_SIZE];

	if (voice_choose(voice, language, f))
		return f->code;
	tape->most =
		HEADER_SIZE + (size_t)voice->samples_a_second * BYTES_A_SAMPLE * VOICE_SECONDS_MOST;
	tape->room = HEADER_SIZE + (size_t)voice->samples_a_second * BYTES_A_SAMPLE * 6;
	tape->bytes = malloc(tape->room);
	if (tape->bytes == NULL)
		abort();
	memcpy(tape->bytes, header, HEADER_SIZE);
	tape->size = HEADER_SIZE;
	if (voice->espeak.Synth(text, strlen(text) + 1, 0, POS_CHARACTER, 0,
		    espeakCHARS_UTF8 | espeakENDPAUSE, NULL, tape) != EE_OK)
		return fault_set(f, FAULT_BROKEN, "espeak-ng could not say a sentence");
	if (tape->is_too_long)
		return fault_set(f, FAULT_TOO_BIG, "a call takes longer than %d seconds to say",
			VOICE_SECONDS_MOST);
	header_put(tape->bytes, tape->size, voice->samples_a_second);
	return FAULT_NONE;
}

static struct recording *
kept_find(struct voice *voice, const char *text, enum language language)
{
	for (size_t i = 0; i < voice->kept_n; i++)
		if (voice->kept[i].language == language && strcmp(voice->kept[i].text, text) == 0)
			return &voice->kept[i];
	return NULL;
}

static void
recording_forget(struct recording *recording)
{
	free(recording->text);
	free(recording->bytes);
	*recording = (struct recording){0};
}

/* A free place, or that of the recording not asked for the longest. */
static struct recording *
kept_place(struct voice *voice)
{
	struct recording *oldest = &voice->kept[0];

	if (voice->kept_n < VOICE_KEPT_MOST)
		return &voice->kept[voice->kept_n++];
	for (size_t i = 1; i < voice->kept_n; i++)
		if (voice->kept[i].used < oldest->used)
			oldest = &voice->kept[i];
	recording_forget(oldest);
	return oldest;
}

static struct recording *
tape_keep(struct voice *voice, const char *text, enum language language, struct tape *tape)
{
	struct recording *recording = kept_place(voice);

	*recording = (struct recording){
		.language = language,
		.text = strdup(text),
		.bytes = TAKE(tape->bytes),
		.size = tape->size,
	};
	if (recording->text == NULL)
		abort();
	return recording;
}

static enum fault_code
text_check(const char *text, struct fault *f)
{
	if (text[0] == '\0' || !text_is_utf8(span_of(text)))
		return fault_set(f, FAULT_BAD_INPUT, "there is nothing to say");
	if (strlen(text) > VOICE_TEXT_SIZE_MOST)
		return fault_set(
			f, FAULT_TOO_BIG, "a call is longer than %d bytes", VOICE_TEXT_SIZE_MOST);
	return FAULT_NONE;
}

enum fault_code
voice_say(struct voice *voice, const char *text, enum language language, struct arena *a,
	struct span *ret_wav, struct fault *f)
{
	struct tape tape = {0};
	struct recording *recording;

	if (text_check(text, f))
		return f->code;
	recording = kept_find(voice, text, language);
	if (recording == NULL) {
		if (record(voice, text, language, &tape, f)) {
			free(tape.bytes);
			return f->code;
		}
		recording = tape_keep(voice, text, language, &tape);
	}
	recording->used = ++voice->asked;
	*ret_wav = (struct span){
		.at = memcpy(arena_alloc(a, recording->size), recording->bytes, recording->size),
		.size = recording->size,
	};
	return FAULT_NONE;
}

static enum fault_code
espeak_begin(struct voice *voice, struct fault *f)
{
	const struct espeak *espeak = &voice->espeak;

	if (espeak_fetch(&voice->espeak, f))
		return f->code;
	/* Without the flag a missing folder ends the program. */
	voice->samples_a_second =
		espeak->Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, espeakINITIALIZE_DONT_EXIT);
	if (voice->samples_a_second <= 0)
		return fault_set(f, FAULT_BROKEN, "espeak-ng's data is not installed");
	espeak->SetSynthCallback(samples_came);
	(void)espeak->SetParameter(espeakRATE, WORDS_A_MINUTE, 0);
	(void)espeak->SetParameter(espeakPITCH, PITCH, 0);
	(void)espeak->SetParameter(espeakVOLUME, LOUDNESS, 0);
	for (enum language l = 0; l < LANGUAGE__COUNT; l++)
		if (voice_choose(voice, l, f)) {
			(void)espeak->Terminate();
			return f->code;
		}
	return FAULT_NONE;
}

enum fault_code
voice_open(struct voice **ret, struct fault *f)
{
	struct voice *voice = calloc(1, sizeof(*voice));

	if (voice == NULL)
		abort();
	if (espeak_begin(voice, f)) {
		free(voice);
		return f->code;
	}
	*ret = voice;
	return FAULT_NONE;
}

void
voice_close(struct voice *voice)
{
	if (voice == NULL)
		return;
	(void)voice->espeak.Terminate();
	for (size_t i = 0; i < voice->kept_n; i++)
		recording_forget(&voice->kept[i]);
	free(voice);
}
