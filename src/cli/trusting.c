/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last days are hidden and played again (twin/trust.h), which takes a second of each processor.
 */
#include "cli/trusting.h"

#include "cli/now.h"

enum fault_code
trusting_ask(struct trust *ret, const struct trusting_wish *wish, struct arena *a, struct fault *f)
{
	const struct trust_wish asked = {.map = wish->map,
		.branch = wish->branch,
		.zone = wish->zone,
		.now_us = now_us(),
		.hands = wish->hands};

	if (wish->columns == NULL) {
		twin_trust_of_nothing(ret, now_us(), a);
		return FAULT_NONE;
	}
	if (twin_trust(ret, wish->columns, &asked, a, f))
		return fault_note(f, "asking whether the twin may be believed");
	return FAULT_NONE;
}

static void
sentence_print(const struct request *request, const char *sentence, size_t indent)
{
	terminal_paragraph(
		request->out, sentence, indent, request->out_terminal.width, request->arena);
}

void
trusting_refusal_print(struct request *request, const char *of, const struct trust *trust)
{
	request->answer_is_no = true;
	sentence_print(request,
		arena_printf(request->arena,
			"%s: no figure. The twin was judged by hidden days, and its grade is “%s”.",
			of, trust_grade_word(trust->grade)),
		0);
	for (size_t i = 0; i < trust->reasons_n; i++)
		sentence_print(
			request, arena_printf(request->arena, "– %s", trust->reasons[i].text), 2);
}

void
trusting_line_print(struct request *request, const struct trust *trust)
{
	const char *why = trust->reasons_n > 0 ? trust->reasons[0].text : "";

	if (trust_grade_refuses(trust->grade))
		sentence_print(request,
			arena_printf(request->arena,
				"NOT TO BE TRUSTED: the twin's grade is “%s”. %s",
				trust_grade_word(trust->grade), why),
			0);
	else if (!trust_grade_is_trusted(trust->grade))
		sentence_print(request, arena_printf(request->arena, "Not yet judged. %s", why), 0);
	else
		sentence_print(request,
			arena_printf(request->arena, "The twin's grade is “%s”. %s",
				trust_grade_word(trust->grade), why),
			0);
	fputc('\n', request->out);
}

const char *
trusting_mark(const struct trust *trust)
{
	return trust_grade_refuses(trust->grade) ? " (untrusted)" : "";
}
