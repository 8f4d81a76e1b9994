/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of columns: those named in --columns, then the customary ones, then – when all are
 * wished for – the others in the order of the log.
 */
#include "exchange/fields.h"

#include <stdio.h>

#define KEYS_SHOWN   20
#define BYTES_SHOWN  80
#define CASE_PENALTY 100 /* a key of the event is more customary than the same key of its trace */

static const struct span of_case = {"case:", 5};

/* "a, b, c …" for a fault. */
static const char *
keys_text(const struct fields *s)
{
	const char *text = "";

	for (uint32_t i = 0; i < s->keys->names_n && i < KEYS_SHOWN; i++)
		text = arena_printf(s->arena, "%s%s%.*s", text, i > 0 ? ", " : "",
			SPAN_PRINT(span_shown(s->keys->names[i])));
	return s->keys->names_n > KEYS_SHOWN ? arena_printf(s->arena, "%s, …", text) : text;
}

static enum fault_code
fault_no_key(const struct fields *s, struct span key, struct fault *f)
{
	return fault_set(f, FAULT_BAD_INPUT, "there is no \"%.*s\" in the log; there are: %s",
		SPAN_PRINT(span_shown(key)), keys_text(s));
}

/* A key as people name it; "case:" may be left out. */
static uint32_t
key_find(const struct fields *s, struct span name)
{
	const uint32_t key = numbered_find(s->keys, name);

	if (key != NUMBERED_NONE)
		return key;
	return numbered_find(
		s->keys, span_of(arena_printf(s->arena, "case:%.*s", SPAN_PRINT(name))));
}

/* The key that is most customary for a meaning, or NUMBERED_NONE. */
static uint32_t
key_customary(const struct fields *s, enum custom custom)
{
	uint32_t best = NUMBERED_NONE;
	int best_rank = -1;

	for (uint32_t i = 0; i < s->keys->names_n; i++) {
		struct span key = s->keys->names[i];
		int rank = custom_rank(custom, key);

		if (rank < 0 && span_begins(key, of_case)) {
			key = (struct span){key.at + of_case.size, key.size - of_case.size};
			rank = custom_rank(custom, key);
			rank = rank < 0 ? -1 : rank + CASE_PENALTY;
		}
		if (rank >= 0 && (best_rank < 0 || rank < best_rank)) {
			best = i;
			best_rank = rank;
		}
	}
	return best;
}

static bool
has_name(const struct fields *s, const char *name)
{
	for (size_t i = 0; i < s->fields_n; i++)
		if (strcmp(s->names[i], name) == 0)
			return true;
	return false;
}

static bool
has_key(const struct fields *s, uint32_t key)
{
	for (size_t i = 0; i < s->fields_n; i++)
		if (s->of_key[i] == key)
			return true;
	return false;
}

/* A name that is taken already gets a number behind it. */
static enum fault_code
add(struct fields *s, struct span name, uint32_t key, struct fault *f)
{
	const char *own = arena_text_n(s->arena, name.at, name.size);
	size_t names_n = s->fields_n;

	if (s->fields_n == FIELDS_MOST)
		return fault_set(f, FAULT_TOO_BIG,
			"the log says more than %d different things; name the columns you want",
			FIELDS_MOST);
	for (int i = 2; has_name(s, own); i++)
		own = arena_printf(s->arena, "%.*s_%d", SPAN_PRINT(name), i);
	*ARENA_PUSH(s->arena, s->names, names_n, s->names_room) = own;
	*ARENA_PUSH(s->arena, s->of_key, s->fields_n, s->of_key_room) = key;
	return FAULT_NONE;
}

/* "a+b" for an activity. */
static enum fault_code
choose_activity(struct fields *s, struct span keys, struct fault *f)
{
	uint32_t whole = key_find(s, keys);

	s->activity_n = 0;
	if (whole != NUMBERED_NONE) {
		s->activity[s->activity_n++] = whole;
		return FAULT_NONE;
	}
	for (struct span part; span_cut(&keys, '+', &part);) {
		if (s->activity_n == FIELDS_PARTS_MOST)
			return fault_set(f, FAULT_BAD_INPUT,
				"an activity is made of %d keys at most", FIELDS_PARTS_MOST);
		s->activity[s->activity_n] = key_find(s, part);
		if (s->activity[s->activity_n++] == NUMBERED_NONE)
			return fault_no_key(s, part, f);
	}
	return FAULT_NONE;
}

/* One "name=key" of --columns. */
static enum fault_code
choose_named(struct fields *s, struct span name, struct span key, enum fields_free is_free,
	struct fault *f)
{
	const enum custom custom = custom_of_key(name);

	if (custom == CUSTOM_START)
		return fault_set(f, FAULT_BAD_INPUT,
			"a beginning beside the end is read from tables only: leave out start=");
	if (custom < CUSTOM_EXTRA && is_free != FIELDS_FREE_ALL_PARTS)
		return fault_set(f, FAULT_BAD_INPUT,
			"this format settles what is journey, activity and time: leave out %.*s=",
			SPAN_PRINT(name));
	if (custom == CUSTOM_ACTIVITY)
		return choose_activity(s, key, f);

	const uint32_t number = key_find(s, key);

	if (number == NUMBERED_NONE)
		return fault_no_key(s, key, f);
	if (custom == CUSTOM_CASE)
		s->journey = number;
	else if (custom == CUSTOM_TIME)
		s->time = number;
	else
		return add(s, name, number, f);
	return FAULT_NONE;
}

static enum fault_code
choose_all_named(struct fields *s, const char *columns, enum fields_free is_free, struct fault *f)
{
	struct span rest = span_of(columns != NULL ? columns : "");

	for (struct span key; span_cut(&rest, ',', &key);) {
		struct span name;

		if (!span_cut(&key, '=', &name) || key.size == 0 || span_trim(name).size == 0)
			return fault_set(f, FAULT_BAD_INPUT,
				"columns are named as name=key,name=key; this is not: %.*s",
				SPAN_PRINT(span_shown(name)));
		if (choose_named(s, span_trim(name), span_trim(key), is_free, f))
			return f->code;
	}
	return FAULT_NONE;
}

static enum fault_code
choose_wished(struct fields *s, const struct log_wish *wish, struct fault *f)
{
	for (size_t i = 0; i < wish->extra_n; i++) {
		const struct span name = span_of(wish->extra[i]);
		const enum custom custom = custom_of_key(name);
		uint32_t key = numbered_find(s->keys, name);

		if (has_name(s, wish->extra[i]))
			continue;
		if (key == NUMBERED_NONE && custom != CUSTOM__COUNT && custom >= CUSTOM_EXTRA)
			key = key_customary(s, custom);
		if (key == NUMBERED_NONE)
			key = key_find(s, name);
		if (key == NUMBERED_NONE)
			return fault_no_key(s, name, f);
		if (add(s, name, key, f))
			return f->code;
	}
	return FAULT_NONE;
}

static enum fault_code
choose_customary(struct fields *s, struct fault *f)
{
	for (enum custom custom = CUSTOM_EXTRA; custom < CUSTOM__COUNT; custom++) {
		const uint32_t key = key_customary(s, custom);

		if (key == NUMBERED_NONE || has_name(s, custom_name(custom)))
			continue;
		if (add(s, span_of(custom_name(custom)), key, f))
			return f->code;
	}
	return FAULT_NONE;
}

static bool
is_main_part(const struct fields *s, uint32_t key)
{
	return key == s->journey || key == s->time || (s->activity_n == 1 && key == s->activity[0]);
}

static enum fault_code
choose_rest(struct fields *s, struct fault *f)
{
	for (uint32_t key = 0; key < s->keys->names_n; key++) {
		if (has_key(s, key) || is_main_part(s, key))
			continue;
		if (add(s, s->keys->names[key], key, f))
			return f->code;
	}
	return FAULT_NONE;
}

static enum fault_code
choose_time_form(struct fields *s, const struct log_wish *wish, struct fault *f)
{
	s->zone = wish->zone != NULL ? wish->zone : zone_utc();
	s->time_form = TIME_FORM_ISO;
	s->is_time_form_given = wish->time_format != NULL;
	if (s->is_time_form_given)
		s->time_form = time_form_find(span_of(wish->time_format));
	return s->time_form != TIME_FORM__COUNT
		       ? FAULT_NONE
		       : fault_set(f, FAULT_BAD_INPUT, "there is no time form \"%s\"",
				 wish->time_format);
}

struct span
span_shown(struct span s)
{
	if (s.size <= BYTES_SHOWN)
		return s;
	s.size = BYTES_SHOWN;
	while (s.size > 0 && ((unsigned char)s.at[s.size] & 0xc0) == 0x80)
		s.size--;
	return s;
}

enum fault_code
fields_choose(struct fields *ret, const struct numbered *keys, enum fields_free is_free,
	const struct log_wish *wish, struct arena *a, struct fault *f)
{
	struct fields s = {
		.arena = a, .keys = keys, .journey = NUMBERED_NONE, .time = NUMBERED_NONE};

	if (is_free == FIELDS_FREE_ALL_PARTS) {
		s.journey = numbered_find(keys, SPAN("case:concept:name"));
		s.time = key_customary(&s, CUSTOM_TIME);
		s.activity[0] = key_customary(&s, CUSTOM_ACTIVITY);
		s.activity_n = s.activity[0] != NUMBERED_NONE;
	}
	if (choose_time_form(&s, wish, f))
		return f->code;
	if (choose_all_named(&s, wish->columns, is_free, f))
		return f->code;
	if (wish->extra_n > 0 && choose_wished(&s, wish, f))
		return f->code;
	if (wish->extra_n == 0 && !wish->keeps_none && choose_customary(&s, f))
		return f->code;
	if (wish->keeps_all && choose_rest(&s, f))
		return f->code;
	*ret = s;
	return FAULT_NONE;
}

bool
fields_time(const struct fields *s, int64_t *ret_us, struct span value)
{
	if (time_read(ret_us, value, s->time_form, s->zone))
		return true;
	return !s->is_time_form_given && time_read_any(ret_us, value, s->zone);
}

size_t
fields_add(struct fields *s, const char *name)
{
	size_t names_n = s->fields_n;

	for (size_t i = 0; i < s->fields_n; i++)
		if (strcmp(s->names[i], name) == 0)
			return i;
	*ARENA_PUSH(s->arena, s->names, names_n, s->names_room) = name;
	*ARENA_PUSH(s->arena, s->of_key, s->fields_n, s->of_key_room) = NUMBERED_NONE;
	return s->fields_n - 1;
}
