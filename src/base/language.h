/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The languages that people read here. One row a language; a text of a workspace is one string for
 * all of them or one for each.
 */
#pragma once

/* X(id, BCP 47 tag, its own name) */
#define LANGUAGE_TABLE(X)                                                                          \
	X(EN, "en", "English")                                                                     \
	X(PL, "pl", "polski")                                                                      \
	X(VI, "vi", "Tiếng Việt")

enum language {
#define X(id, tag, name) LANGUAGE_##id,
	LANGUAGE_TABLE(X)
#undef X
		LANGUAGE__COUNT
};

const char *language_tag(enum language language);
const char *language_name(enum language language);
/* The language of a tag ("pl", "pl-PL"), or LANGUAGE__COUNT. */
enum language language_find(const char *tag);
