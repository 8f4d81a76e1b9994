/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounds from their table: what is usual, and what is sensible at all.
 */
#include "http/server.h"

void
http_settings_init(struct http_settings *settings)
{
#define SETTING(name, usual, least, most, about) settings->name = INT64_C(usual);
#include "http/settings.def"
#undef SETTING
}

enum fault_code
http_settings_check(const struct http_settings *settings, struct fault *f)
{
	static const struct {
		const char *name;
		int64_t least, most;
	} rows[] = {
#define SETTING(name_, usual, least_, most_, about) {#name_, INT64_C(least_), INT64_C(most_)},
#include "http/settings.def"
#undef SETTING
	};
	const int64_t values[] = {
#define SETTING(name, usual, least, most, about) settings->name,
#include "http/settings.def"
#undef SETTING
	};

	for (size_t i = 0; i < array_length(rows); i++)
		if (values[i] < rows[i].least || values[i] > rows[i].most)
			return fault_set(f, FAULT_BAD_INPUT,
				"the setting %s is %lld; it must be from %lld to %lld",
				rows[i].name, (long long)values[i], (long long)rows[i].least,
				(long long)rows[i].most);
	return FAULT_NONE;
}
