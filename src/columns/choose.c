/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Some journeys of columns, and several columns as one. Chosen journeys are copied range by range;
 * merging builds anew, since words and journeys of different sources have different numbers.
 */
#include <stdlib.h>

#include "columns/parts.h"

static void
journeys_copy(struct columns *to, const struct columns *from, const uint32_t *journeys)
{
	uint64_t *first = columns_first(to), place = 0;
	size_t names_size = 0, used = 0;

	for (uint32_t i = 0; i < to->journeys_n; i++) {
		first[i] = place;
		place += from->first[journeys[i] + 1] - from->first[journeys[i]];
		names_size += words_at(&from->journeys, journeys[i]).size;
	}
	first[to->journeys_n] = place;
	uint64_t *ends = owner_array(to->owner, to->journeys_n, sizeof *ends);
	char *bytes = owner_array(to->owner, names_size, 1);
	for (uint32_t i = 0; i < to->journeys_n; i++) {
		struct span name = words_at(&from->journeys, journeys[i]);
		if (name.size > 0)
			memcpy(bytes + used, name.at, name.size);
		used += name.size;
		ends[i] = used;
	}
	to->journeys = (struct words){.words_n = to->journeys_n, .ends = ends, .bytes = bytes};
}

/* One field of the chosen journeys; size: bytes of a value. */
static void
field_copy(void *to, const void *from, size_t size, const struct columns *chosen,
	const struct columns *whole, const uint32_t *journeys)
{
	for (uint32_t i = 0; i < chosen->journeys_n; i++) {
		uint64_t n = chosen->first[i + 1] - chosen->first[i];
		memcpy((char *)to + chosen->first[i] * size,
			(const char *)from + whole->first[journeys[i]] * size, n * size);
	}
}

static struct column
column_copy(const struct column *c, const struct columns *chosen, const struct columns *whole,
	const uint32_t *journeys)
{
	struct column copy = column_like(c, chosen->events_n, chosen->owner);
	field_copy((void *)(uintptr_t)copy.codes, c->codes, c->width, chosen, whole, journeys);
	column_pack_words(&copy, &c->words, chosen->events_n, chosen->owner);
	return copy;
}

enum fault_code
columns_choose(struct columns **ret, const struct columns *c, const uint32_t *journeys,
	uint32_t journeys_n, struct fault *f)
{
	uint64_t events_n = 0;

	for (uint32_t i = 0; i < journeys_n; i++) {
		if (journeys[i] >= c->journeys_n || (i > 0 && journeys[i] <= journeys[i - 1]))
			return fault_set(f, FAULT_BAD_INPUT,
				"journeys that are chosen must be there and ascend");
		events_n += c->first[journeys[i] + 1] - c->first[journeys[i]];
	}
	struct columns *chosen = columns_blank(events_n, journeys_n, c->extra_n);
	chosen->tick_us = c->tick_us;
	journeys_copy(chosen, c, journeys);
	field_copy(columns_times(chosen), c->time_us, sizeof(int64_t), chosen, c, journeys);
	if (c->end_us != NULL) {
		int64_t *ends = owner_array(chosen->owner, events_n, sizeof *ends);
		field_copy(ends, c->end_us, sizeof(int64_t), chosen, c, journeys);
		chosen->end_us = ends;
	}
	chosen->activity = column_copy(&c->activity, chosen, c, journeys);
	for (size_t k = 0; k < c->extra_n; k++)
		*columns_extra(chosen, k) = column_copy(&c->extra[k], chosen, c, journeys);
	*ret = chosen;
	return FAULT_NONE;
}

/* ---- Merging ---- */

struct names {
	const char **at;
	size_t n;
};

/* The names of all extra columns, in the order in which the parts name them. */
static struct names
names_of_all(const struct columns *const *parts, size_t parts_n)
{
	size_t room = 1;
	for (size_t p = 0; p < parts_n; p++)
		room += parts[p]->extra_n;
	struct names names = {.at = malloc(room * sizeof *names.at)};
	if (names.at == NULL)
		abort();
	for (size_t p = 0; p < parts_n; p++)
		for (size_t k = 0; k < parts[p]->extra_n; k++) {
			size_t i = 0;
			while (i < names.n && strcmp(names.at[i], parts[p]->extra[k].name) != 0)
				i++;
			if (i == names.n)
				names.at[names.n++] = parts[p]->extra[k].name;
		}
	return names;
}

static void
part_add(struct columns_lane *lane, const struct columns *part, const struct names *names)
{
	const struct column **extra = malloc((names->n + 1) * sizeof(struct column *));
	struct span *values = calloc(names->n + 1, sizeof *values);
	if (extra == NULL || values == NULL)
		abort();
	for (size_t k = 0; k < names->n; k++)
		extra[k] = columns_find(part, names->at[k]);
	for (uint32_t j = 0; j < part->journeys_n; j++)
		for (uint64_t i = part->first[j]; i < part->first[j + 1]; i++) {
			for (size_t k = 0; k < names->n; k++)
				values[k] = extra[k] == NULL ? (struct span){.at = "", .size = 0}
							     : words_at(&extra[k]->words,
								       column_code(extra[k], i));
			const struct columns_row row = {
				.journey = words_at(&part->journeys, j),
				.activity = words_at(
					&part->activity.words, column_code(&part->activity, i)),
				.time_us = part->time_us[i],
				.end_us = columns_end_us(part, i),
				.extra = values,
			};
			columns_lane_rows(lane, &row, 1);
		}
	free(extra);
	free(values);
}

enum fault_code
columns_merge(
	struct columns **ret, const struct columns *const *parts, size_t parts_n, struct fault *f)
{
	struct names names = names_of_all(parts, parts_n);
	struct columns_plan plan = {.extra = names.at, .extra_n = names.n, .lanes_n = 1};

	for (size_t p = 0; p < parts_n; p++)
		plan.has_ends |= parts[p]->end_us != NULL;
	struct columns_builder *builder = columns_builder_new(&plan);
	for (size_t p = 0; p < parts_n; p++)
		part_add(columns_builder_lane(builder, 0), parts[p], &names);
	enum fault_code code = columns_builder_finish(ret, builder, f);
	columns_builder_free(builder);
	free(names.at);
	return code;
}
