/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Faults: the order of the notes, their bounds, and that nobody's bytes reach a terminal through
 * them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"

static const char *
sentence(const struct fault *f)
{
	static char into[FAULT_NOTES * (FAULT_NOTE_SIZE + 2)];

	return fault_sentence(f, into, sizeof into);
}

static void
the_outermost_note_comes_first(void **state)
{
	(void)state;
	struct fault f = {0};

	assert_int_equal(fault_set(&f, FAULT_BAD_INPUT, "line %d: no colon", 12), FAULT_BAD_INPUT);
	assert_int_equal(fault_note(&f, "reading %s", "bank.yaml"), FAULT_BAD_INPUT);
	assert_int_equal(fault_note(&f, "loading the map"), FAULT_BAD_INPUT);
	assert_string_equal(sentence(&f), "loading the map: reading bank.yaml: line 12: no colon");
}

static void
a_new_fault_forgets_the_old_one(void **state)
{
	(void)state;
	struct fault f = {0};

	fault_set(&f, FAULT_BROKEN, "old");
	fault_note(&f, "older");
	fault_set(&f, FAULT_CONFLICT, "new");
	assert_int_equal(f.code, FAULT_CONFLICT);
	assert_string_equal(sentence(&f), "new");
}

static void
the_innermost_notes_are_kept(void **state)
{
	(void)state;
	struct fault f = {0};

	fault_set(&f, FAULT_BROKEN, "0");
	for (int i = 1; i < 9; i++)
		fault_note(&f, "%d", i);
	assert_int_equal(f.notes_n, FAULT_NOTES);
	assert_string_equal(sentence(&f), "3: 2: 1: 0");
}

static void
a_long_note_is_cut_at_a_whole_letter(void **state)
{
	(void)state;
	char words[3 * FAULT_NOTE_SIZE + 1] = "";

	for (size_t shift = 0; shift < 3; shift++) {
		struct fault f = {0};
		memset(words, 'a', shift);
		for (size_t i = shift; i + 3 < sizeof words; i += 3)
			memcpy(words + i, "ế", 4);
		fault_set(&f, FAULT_BAD_INPUT, "%s", words);
		assert_true(strlen(f.notes[0]) < FAULT_NOTE_SIZE);
		assert_true(strlen(f.notes[0]) > FAULT_NOTE_SIZE - 10);
		assert_true(text_is_utf8(span_of(f.notes[0])));
		assert_true(span_ends(span_of(f.notes[0]), SPAN("ế…")));
	}
}

static void
control_characters_and_broken_bytes_become_question_marks(void **state)
{
	(void)state;
	struct fault f = {0};

	fault_set(&f, FAULT_BAD_INPUT, "a\x1B[2J\n\x7F \xC2\x9B \xFF\xC0\x80 \xE1\xBA ż");
	assert_string_equal(sentence(&f), "a?[2J?? ?? ??? ?? ż");
}

static void
errno_chooses_the_code(void **state)
{
	(void)state;
	struct fault f = {0};

	errno = ENOENT;
	assert_int_equal(fault_errno(&f, "cannot open %s", "x"), FAULT_NOT_FOUND);
	assert_string_equal(sentence(&f), "cannot open x: No such file or directory");
	errno = EACCES;
	assert_int_equal(fault_errno(&f, "cannot open x"), FAULT_BAD_INPUT);
	errno = EIO;
	assert_int_equal(fault_errno(&f, "cannot open x"), FAULT_BROKEN);
}

static void
every_code_has_a_row(void **state)
{
	(void)state;

	for (enum fault_code code = 0; code < FAULT__COUNT; code++) {
		const struct fault_kind *kind = fault_kind(code);
		assert_true(strlen(kind->slug) > 0 && strlen(kind->text) > 0);
		assert_true(kind->http >= 200 && kind->http < 600);
		for (enum fault_code other = 0; other < code; other++)
			assert_string_not_equal(kind->slug, fault_kind(other)->slug);
	}
	assert_ptr_equal(fault_kind(FAULT__COUNT), fault_kind(FAULT_BROKEN));
}

static void
a_short_buffer_is_never_overrun(void **state)
{
	(void)state;
	struct fault f = {0};
	char into[12];

	fault_set(&f, FAULT_BAD_INPUT, "the inner reason");
	fault_note(&f, "the outer task");
	for (size_t size = 1; size <= sizeof into; size++) {
		memset(into, 'x', sizeof into);
		fault_sentence(&f, into, size);
		assert_int_equal(strlen(into), size - 1);
		assert_memory_equal(into, "the outer ta", size - 1);
	}
}

static void
printing_names_the_kind(void **state)
{
	(void)state;
	struct fault f = {0};
	char *text = NULL;
	size_t size = 0;

	fault_set(&f, FAULT_TOO_BIG, "a line of 2 GB");
	FILE *out = open_memstream(&text, &size);
	fault_print(&f, out);
	fclose(out);
	assert_string_equal(text, "cykl: too-big: a line of 2 GB\n");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_outermost_note_comes_first),
		cmocka_unit_test(a_new_fault_forgets_the_old_one),
		cmocka_unit_test(the_innermost_notes_are_kept),
		cmocka_unit_test(a_long_note_is_cut_at_a_whole_letter),
		cmocka_unit_test(control_characters_and_broken_bytes_become_question_marks),
		cmocka_unit_test(errno_chooses_the_code),
		cmocka_unit_test(every_code_has_a_row),
		cmocka_unit_test(a_short_buffer_is_never_overrun),
		cmocka_unit_test(printing_names_the_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
