/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts for people, and where in the files something stands. Part of the map's door.
 */
#pragma once

#include <stdbool.h>

#include "base/language.h"

/* A text for people: one string a language. A language that was not given holds the text of the
 * first that was, so that no screen is ever empty; has_own tells. NULL pointers only in a text left
 * out. */
struct wording {
	const char *in[LANGUAGE__COUNT];
	bool has_own[LANGUAGE__COUNT];
};

/* Where in the files something stands, for notes that come later ("cycles/cheque.yaml:12:9"). */
struct place {
	const char *file; /* relative to the workspace */
	unsigned line, column;
};
