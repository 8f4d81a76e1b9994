/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cursor: for each branch the last number read, sorted by branch. It grows with the number of
 * branches and with nothing else. One that is swept on SQLite is a row's number only.
 */
#include "journal/cursor.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

#define PLACE_TEXT_SIZE 48

struct journal_cursor {
	struct journal_place *places;
	size_t places_n, room;
	int64_t row; /* of one that is swept */
};

struct journal_cursor *
journal_cursor_new(void)
{
	struct journal_cursor *cursor = calloc(1, sizeof *cursor);

	if (cursor == NULL)
		abort();
	return cursor;
}

void
journal_cursor_free(struct journal_cursor *cursor)
{
	if (cursor == NULL)
		return;
	free(cursor->places);
	free(cursor);
}

/* The first place that is not before the branch. */
static size_t
place_find(const struct journal_cursor *cursor, int64_t branch)
{
	size_t low = 0, high = cursor->places_n;

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (cursor->places[middle].branch < branch)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_there(const struct journal_cursor *cursor, size_t i, int64_t branch)
{
	return i < cursor->places_n && cursor->places[i].branch == branch;
}

int64_t
journal_cursor_number(const struct journal_cursor *cursor, int64_t branch)
{
	const size_t i = place_find(cursor, branch);

	return is_there(cursor, i, branch) ? cursor->places[i].number : 0;
}

void
journal_cursor_set(struct journal_cursor *cursor, int64_t branch, int64_t number)
{
	const size_t i = place_find(cursor, branch);

	if (is_there(cursor, i, branch)) {
		cursor->places[i].number = number;
		return;
	}
	if (cursor->places_n == cursor->room) {
		cursor->room = cursor->room == 0 ? 16 : 2 * cursor->room;
		cursor->places = reallocarray(cursor->places, cursor->room, sizeof *cursor->places);
		if (cursor->places == NULL)
			abort();
	}
	memmove(&cursor->places[i + 1], &cursor->places[i],
		(cursor->places_n - i) * sizeof *cursor->places);
	cursor->places[i] = (struct journal_place){branch, number};
	cursor->places_n++;
}

int64_t *
cursor_row(struct journal_cursor *cursor)
{
	assert(cursor->places_n == 0);
	return &cursor->row;
}

const char *
journal_cursor_text(const struct journal_cursor *cursor, struct arena *a)
{
	const size_t room = cursor->places_n * PLACE_TEXT_SIZE + 1;
	char *text = arena_alloc(a, room);
	size_t used = 0;

	for (size_t i = 0; i < cursor->places_n; i++)
		used += (size_t)snprintf(text + used, room - used, "%s%lld:%lld", i > 0 ? "," : "",
			(long long)cursor->places[i].branch, (long long)cursor->places[i].number);
	return text;
}

bool
journal_cursor_parse(struct journal_cursor *cursor, struct span text)
{
	struct span place, branch;
	int64_t branch_id, number, last = INT64_MIN;

	cursor->places_n = 0;
	while (span_cut(&text, ',', &place)) {
		if (!span_cut(&place, ':', &branch) || !number_int(branch, &branch_id) ||
			!number_int(place, &number) || number < 0 ||
			(cursor->places_n > 0 && branch_id <= last)) {
			cursor->places_n = 0;
			return false;
		}
		journal_cursor_set(cursor, branch_id, number);
		last = branch_id;
	}
	return true;
}
