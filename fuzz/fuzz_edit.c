/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An organisation.yaml of any bytes is changed in every way: each change gives a text or says why
 * not, and a text has the words that were put into it.
 */
#include <string.h>

#include "input.h"
#include "map/map.h"

/* As in fuzz_yaml.c. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libfyaml";
}

static void
made_look(enum fault_code code, struct span made, const char *words, const struct fault *fault)
{
	if (code != FAULT_NONE) {
		MUST_HOLD(fault->notes_n > 0);
		return;
	}
	MUST_HOLD(made.at != NULL);
	MUST_HOLD(text_is_utf8(made));
	MUST_HOLD(words == NULL || memmem(made.at, made.size, words, strlen(words)) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct map_spot spots[] = {{MAP_BRANCHES, "a", NULL},
		{MAP_SERVICES, "a", NULL}, {MAP_DEPARTMENTS, "a", NULL}, {MAP_COUNTERS, "b", "a"}};
	static const struct map_value value = {"title", "{en: \"Words put in\"}"};
	const struct span text = {(const char *)bytes, size};

	for (size_t i = 0; i < array_length(spots); i++) {
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct span made = {0};
		struct fault fault = {0};

		made_look(map_spot_add(&made, text, &spots[i], &value, 1, a, &fault), made,
			"Words put in", &fault);
		made_look(map_spot_set(&made, text, &spots[i], &value, a, &fault), made,
			"Words put in", &fault);
		made_look(map_spot_remove(&made, text, &spots[i], a, &fault), made, NULL, &fault);
	}
	return 0;
}
