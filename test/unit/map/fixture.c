/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. The folder is made in $TMPDIR or /tmp and removed afterwards. */
#include "fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
fixture_setup(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	const char *place = getenv("TMPDIR");

	assert_non_null(x);
	snprintf(x->folder, sizeof x->folder, "%s/cykl-map-XXXXXX",
		place != NULL && strlen(place) < 40 ? place : "/tmp");
	assert_non_null(mkdtemp(x->folder));
	x->a = arena_new(ARENA_UNLIMITED);
	*state = x;
	return 0;
}

static int
entry_remove(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)kind;
	(void)where;
	return remove(path);
}

int
fixture_teardown(void **state)
{
	struct fixture *x = *state;

	nftw(x->folder, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
	map_free(x->map);
	arena_free(x->a);
	free(x);
	return 0;
}

void
fixture_write_n(struct fixture *x, const char *inside, const char *text, size_t size)
{
	char *path = arena_printf(x->a, "%s/%s", x->folder, inside);

	for (char *slash = path + strlen(x->folder) + 1; (slash = strchr(slash, '/')) != NULL;
		slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, size, out), size);
	assert_int_equal(fclose(out), 0);
}

void
fixture_write(struct fixture *x, const char *inside, const char *text)
{
	fixture_write_n(x, inside, text, strlen(text));
}

void
fixture_write_good(struct fixture *x)
{
	fixture_write(x, "organisation.yaml",
		"organisation: shop\n"
		"title: The shop\n"
		"languages: [en]\n"
		"calendars:\n"
		"  - {calendar: town, open: {mon-fri: [09:00-17:00]}}\n"
		"branches:\n"
		"  - {branch: square, title: On the square, counters: [{counter: one, title: "
		"One}]}\n"
		"departments:\n"
		"  - {department: workshop, title: Workshop}\n"
		"expectations:\n"
		"  - {expectation: speed, title: Quick service}\n");
	fixture_write(x, "cycles/repair.yaml",
		"cycle: repair\n"
		"title: A repair\n"
		"closes: {satisfied: journey.satisfied}\n"
		"closing: {survey: after, item: overall}\n"
		"stages:\n"
		"  - stage: counter\n"
		"    title: At the counter\n"
		"    moments:\n"
		"      - moment: greeting\n"
		"        title: Greeting\n"
		"        critical: true\n"
		"        owner: workshop\n"
		"        waits_from: ticket.taken\n"
		"        begins: ticket.called\n"
		"        ends: service.finished\n"
		"        procedure: greet\n"
		"        ask: {survey: after, item: overall}\n"
		"        standards:\n"
		"          - standard: soon\n"
		"            promise: You are called within ten minutes.\n"
		"            measure: wait\n"
		"            at_most: 10 min\n"
		"            target: 90 %\n"
		"            source: {expectation: speed}\n");
	fixture_write(x, "surveys/after.yaml",
		"survey: after\n"
		"kind: csat\n"
		"title: After the repair\n"
		"items:\n"
		"  - {item: overall, kind: rating, ask: All in all?, from: 1, to: 5}\n");
	fixture_write(x, "procedures/greet.md",
		"---\n"
		"procedure: greet\n"
		"title: Greet the customer\n"
		"version: 1.0\n"
		"---\n"
		"So that nobody feels like a number.\n"
		"\n"
		"1. Look up.\n"
		"2. Say *good* morning.\n");
}

void
fixture_moment(struct fixture *x, const char *lines)
{
	fixture_write(x, "found.yaml",
		arena_printf(x->a,
			"cycle: found\ntitle: Found\nstages:\n  - stage: talk\n    title: Talk\n   "
			" moments:\n"
			"      - moment: hello\n        title: Hello\n%s",
			lines));
	fixture_load(x, "found.yaml");
}

const struct moment *
fixture_found(const struct fixture *x)
{
	assert_non_null(x->map);
	return &x->map->cycles[0].stages[0].moments[0];
}

void
fixture_load_path(struct fixture *x, const char *path)
{
	const struct date today = {.year = 2026, .month = 11, .day = 21};

	map_free(TAKE(x->map));
	x->fault = (struct fault){0};
	x->code = map_load(&x->map, &x->problems, path, &today, x->a, &x->fault);
	assert_true((x->code == FAULT_NONE) == (x->map != NULL));
}

void
fixture_load(struct fixture *x, const char *inside)
{
	fixture_load_path(
		x, inside[0] == '\0' ? x->folder : arena_printf(x->a, "%s/%s", x->folder, inside));
}

static bool
ends_with(const char *text, const char *end)
{
	size_t text_n = strlen(text), end_n = strlen(end);
	return text_n >= end_n && strcmp(text + text_n - end_n, end) == 0;
}

static void
problems_print(const struct fixture *x)
{
	for (size_t i = 0; i < x->problems.items_n; i++) {
		const struct problem *p = &x->problems.items[i];
		print_error("%s:%u:%u: %s%s\n", p->file, p->line, p->column,
			p->is_warning ? "warning: " : "", p->what);
	}
}

void
fixture_expect(const struct fixture *x, const char *inside, unsigned line, unsigned column,
	const char *words)
{
	for (size_t i = 0; i < x->problems.items_n; i++) {
		const struct problem *p = &x->problems.items[i];
		if (p->line == line && p->column == column && ends_with(p->file, inside) &&
			strstr(p->what, words) != NULL)
			return;
	}
	problems_print(x);
	fail_msg("no problem at %s:%u:%u with the words: %s", inside, line, column, words);
}

void
fixture_expect_n(const struct fixture *x, size_t errors_n, size_t warnings_n)
{
	if (x->problems.errors_n != errors_n || x->problems.warnings_n != warnings_n) {
		problems_print(x);
		fail_msg("%zu errors and %zu warnings, not %zu and %zu", x->problems.errors_n,
			x->problems.warnings_n, errors_n, warnings_n);
	}
}
