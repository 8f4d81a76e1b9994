/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of measures, made from measures.def, and its lookup.
 */
#include "measures/measures.h"

#include <string.h>

#include "measures/functions.h"

const struct measure measures[] = {
#define MEASURE(name_, grain_, needs_, title_, definition_)                                        \
	{                                                                                          \
		.name = #name_,                                                                    \
		.title = title_,                                                                   \
		.definition = definition_,                                                         \
		.grain = grain_,                                                                   \
		.needs = needs_,                                                                   \
		.function = measure_##name_,                                                       \
	},
#include "measures/measures.def"
#undef MEASURE
};

const size_t measures_n = array_length(measures);

const struct measure *
measure_find(const char *name)
{
	for (size_t i = 0; i < measures_n; i++)
		if (strcmp(measures[i].name, name) == 0)
			return &measures[i];
	return NULL;
}

const char *
measure_nearest(const char *name)
{
	const char *names[array_length(measures)];
	for (size_t i = 0; i < measures_n; i++)
		names[i] = measures[i].name;
	return text_nearest(name, names, measures_n);
}
