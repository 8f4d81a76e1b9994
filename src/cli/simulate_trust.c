/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl simulate --trust: the last days of each branch, hidden and played again, against what really
 * happened. The answer is "no" when a branch's twin is not to be trusted.
 */
#include "cli/json.h"
#include "cli/now.h"
#include "cli/options.h"
#include "cli/simulate.h"
#include "cli/table.h"

static json_t *
trust_json(const char *branch, const struct trust *trust, const struct frame *frame)
{
	json_t *reasons = json_array();

	for (size_t i = 0; i < trust->reasons_n; i++)
		(void)json_array_append_new(reasons,
			json_pack("{s:s, s:s}", "reason", trust_reason_word(trust->reasons[i].kind),
				"text", trust->reasons[i].text));
	return json_pack("{s:s?, s:s, s:b, s:o, s:I, s:o}", "branch", branch, "grade",
		trust_grade_word(trust->grade), "is_trusted", trust->is_trusted, "reasons", reasons,
		"learnt_days", (json_int_t)trust->learnt_n, "frame", frame_json(frame));
}

/* One branch; `into` NULL: for people. */
static enum fault_code
branch_answer(struct request *request, const struct simulate_trust_wish *wish, const char *branch,
	json_t *into, struct fault *f)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct trust_wish asked = {.map = wish->map,
		.branch = branch,
		.zone = wish->zone,
		.now_us = now_us(),
		.hands = wish->hands};
	const struct table_choices table = {.zone = wish->zone};
	struct frame *frame = NULL;
	struct trust trust;

	if (twin_trust(&trust, wish->columns, &asked, a, f) ||
		twin_trust_frame(&frame, &trust, a, f))
		return fault_note(f, "asking whether the twin may be believed");
	request->answer_is_no |= !trust.is_trusted;
	if (into != NULL) {
		(void)json_array_append_new(into, trust_json(branch, &trust, frame));
		return FAULT_NONE;
	}
	if (branch != NULL)
		fprintf(request->out, "Branch %s\n", branch);
	table_print(request->out, &request->out_terminal, frame, &table, a);
	return FAULT_NONE;
}

/* Those of the map, else those that the log names. */
static void
branches_find(struct texts *ret, const struct simulate_trust_wish *wish, struct arena *a)
{
	const struct organisation *o = wish->map != NULL ? &wish->map->organisation : NULL;
	const struct column *column = columns_find(wish->columns, "branch");

	for (size_t i = 0; o != NULL && i < o->branches_n; i++)
		*ARENA_PUSH(a, ret->items, ret->items_n, ret->room) = o->branches[i].name;
	for (uint64_t i = 0; o == NULL && column != NULL && i < column->words.words_n; i++) {
		const struct span word = words_at(&column->words, i);
		if (word.size > 0)
			*ARENA_PUSH(a, ret->items, ret->items_n, ret->room) =
				arena_text_n(a, word.at, word.size);
	}
}

static enum fault_code
branches_answer(struct request *request, const struct simulate_trust_wish *wish, json_t *into,
	struct fault *f)
{
	struct texts branches = {0};

	if (wish->branch != NULL)
		return branch_answer(request, wish, wish->branch, into, f);
	branches_find(&branches, wish, request->arena);
	if (branches.items_n == 0)
		return branch_answer(request, wish, NULL, into, f);
	for (size_t i = 0; i < branches.items_n; i++) {
		if (i > 0 && into == NULL)
			fputc('\n', request->out);
		if (branch_answer(request, wish, branches.items[i], into, f))
			return f->code;
	}
	return FAULT_NONE;
}

enum fault_code
simulate_trust_answer(
	struct request *request, const struct simulate_trust_wish *wish, struct fault *f)
{
	json_t *branches;

	if (wish->columns == NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"--trust looks at what happened: give a store or a log");
	if (!wish->is_json)
		return branches_answer(request, wish, NULL, f);
	branches = json_array();
	if (branches_answer(request, wish, branches, f)) {
		json_decref(branches);
		return f->code;
	}
	return json_print(request->out, json_pack("{s:o}", "branches", branches), 0, f);
}
