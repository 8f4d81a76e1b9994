/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of languages, and how a tag finds its row: the language part decides ("pl-PL" is "pl"),
 * whatever the case.
 */
#include "base/language.h"

#include "base/text.h"

static const struct {
	const char *tag, *name;
} languages[LANGUAGE__COUNT] = {
#define X(id, tag_, name_) [LANGUAGE_##id] = {.tag = tag_, .name = name_},
	LANGUAGE_TABLE(X)
#undef X
};

const char *
language_tag(enum language language)
{
	return language < LANGUAGE__COUNT ? languages[language].tag : "";
}

const char *
language_name(enum language language)
{
	return language < LANGUAGE__COUNT ? languages[language].name : "";
}

enum language
language_find(const char *tag)
{
	struct span main_part = {.at = tag, .size = strcspn(tag, "-_")};

	for (enum language i = 0; i < LANGUAGE__COUNT; i++)
		if (span_is_like(main_part, span_of(languages[i].tag)))
			return i;
	return LANGUAGE__COUNT;
}
