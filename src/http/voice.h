/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The house's voice: a sentence in, a recording (WAV, 16 bit, one channel) out, by the espeak-ng
 * library and without a network. Recordings are kept, since several screens ask for the same call;
 * their number and size are bounded.
 *
 * espeak-ng keeps its state in globals: there is one voice in a program, and one thread at a time
 * uses it (voice_open may be another).
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "base/language.h"
#include "base/text.h"

#define VOICE_TEXT_SIZE_MOST 600
#define VOICE_SECONDS_MOST   40
#define VOICE_KEPT_MOST	     64

struct voice;

/* Faults: BROKEN when espeak-ng, its data or one of the languages is not installed. */
MUST_USE enum fault_code voice_open(struct voice **ret, struct fault *f);
/* NULL is fine. */
void voice_close(struct voice *voice);
/* The recording, in the arena. Faults: BAD_INPUT for a text that is empty or no UTF-8, TOO_BIG. */
MUST_USE enum fault_code voice_say(struct voice *voice, const char *text, enum language language,
	struct arena *a, struct span *ret_wav, struct fault *f);
