/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The customary names of columns, read from customary.def.
 */
#include "exchange/reader.h"

#define NAMES_MOST 26

static const struct {
	const char *name;
	const char *customary[NAMES_MOST];
} customs[CUSTOM__COUNT] = {
#define CUSTOM(id, name_, ...) [CUSTOM_##id] = {.name = name_, .customary = {__VA_ARGS__}},
#include "exchange/customary.def"
#undef CUSTOM
};

const char *
custom_name(enum custom custom)
{
	return customs[custom].name;
}

/* As names are compared: small letters, "_" for what separates words. */
static char
letter_plain(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + ('a' - 'A'));
	return c == ' ' || c == '-' || c == '.' ? '_' : c;
}

static bool
is_called(struct span name, const char *customary)
{
	name = span_trim(name);
	for (size_t i = 0; i < name.size; i++)
		if (letter_plain(name.at[i]) != customary[i] || customary[i] == '\0')
			return false;
	return customary[name.size] == '\0';
}

int
custom_rank(enum custom custom, struct span name)
{
	for (int i = 0; i < NAMES_MOST && customs[custom].customary[i] != NULL; i++)
		if (is_called(name, customs[custom].customary[i]))
			return i;
	return -1;
}

enum custom
custom_find(struct span name)
{
	for (enum custom c = 0; c < CUSTOM__COUNT; c++)
		if (custom_rank(c, name) >= 0)
			return c;
	return CUSTOM__COUNT;
}

enum custom
custom_of_key(struct span key)
{
	for (enum custom c = 0; c < CUSTOM__COUNT; c++)
		if (is_called(key, customs[c].name))
			return c;
	return CUSTOM__COUNT;
}
