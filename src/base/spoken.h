/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls as they are said aloud: numbers as words, tickets' letters by their names, and the sentence
 * around them, in each language with its own grammar. A voice is given these words and has nothing
 * left to guess: left to itself one reads "A 27" as an article, another says fifteen wrongly.
 *
 *	A-27, Window 3     Ticket A- twenty-seven, please go to window three.
 *	A-27, Okienko 3    Numer a dwadzieścia siedem, proszę podejść do okienka numer trzy.
 *	A-27, Quầy 3       Mời số a hai mươi bảy đến quầy số ba.
 *
 * Pure. Texts are the arena's.
 */
#pragma once

#include "base/arena.h"
#include "base/language.h"
#include "base/text.h"

#define SPOKEN_NUMBER_MOST 999999

/* A whole number in words, 0 … SPOKEN_NUMBER_MOST; a greater one digit by digit. */
const char *spoken_number(unsigned long number, enum language language, struct arena *a);
/* What is on a ticket, "A-27": letters by name, numbers as words, marks between them left out. */
const char *spoken_label(struct span label, enum language language, struct arena *a);
/* The whole call. The place is a counter's name for people in that language: "Window 3 (private)";
 * what stands in brackets is not said. It may be empty. */
const char *spoken_call(
	struct span label, struct span place, enum language language, struct arena *a);
