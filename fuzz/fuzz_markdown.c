/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of a procedure: whatever Markdown it is, purpose and steps are clean text.
 */
#include "input.h"
#include "map/markdown.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct markdown found;

	if (!text_is_utf8(fuzz_span(bytes, size)) ||
		!map_markdown_read(&found, fuzz_span(bytes, size), a))
		return 0;
	MUST_HOLD(text_is_utf8(span_of(found.purpose)));
	for (size_t i = 0; i < found.steps_n; i++)
		MUST_HOLD(text_is_utf8(span_of(found.steps[i])));
	return 0;
}
