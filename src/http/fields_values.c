/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each type of field accepts. One function a kind of value; all faults name the field and say
 * what was expected, never what was sent when it may be a secret.
 */
#include "http/fields_values.h"

/* Control characters of ASCII and of Latin 1 (U+0080 … U+009F, in UTF-8 C2 80 … C2 9F). */
static bool
has_control(struct span s)
{
	for (size_t i = 0; i < s.size; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (c < 0x20 || c == 0x7f)
			return true;
		if (c == 0xc2 && i + 1 < s.size && (unsigned char)s.at[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static bool
is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
has_only(struct span s, const char *others)
{
	for (size_t i = 0; i < s.size; i++)
		if (!is_letter_or_digit(s.at[i]) &&
			(s.at[i] == '\0' || strchr(others, s.at[i]) == NULL))
			return false;
	return true;
}

const char *
field_wants(enum field_type type)
{
	switch (type) {
	case FIELD_ID:
		return "the number of a thing, 1 or more";
	case FIELD_IDS:
		return "a list of numbers of things";
	case FIELD_NUMBER:
		return "a whole number";
	case FIELD_FLAG:
		return "true or false";
	case FIELD_TIME:
		return "a time: microseconds since 1970 as a whole number";
	case FIELD_SPAN_US:
		return "a length of time: microseconds as a whole number";
	case FIELD_WORD:
		return "a word: letters, digits and - _ . without accents";
	case FIELD_OBJECT:
		return "an object";
	case FIELD_TITLE:
		return "a text, or an object of texts by language: en, pl, vi";
	case FIELD_SECRET:
		return "a word as it was given: letters, digits, - and _";
	default:
		return "a text";
	}
}

enum fault_code
field_put_number(const struct field_value *v, int64_t number, struct fault *f)
{
	const char *name = v->field->name;

	if (number > FIELD_NUMBER_MOST || number < -FIELD_NUMBER_MOST)
		return fault_field(f, FAULT_BAD_INPUT, name,
			"%s is beyond 9007199254740991, the largest number here", name);
	if (v->field->type == FIELD_ID && number < 1)
		return fault_field(f, FAULT_BAD_INPUT, name, "%s is %lld; expected %s", name,
			(long long)number, field_wants(FIELD_ID));
	if (v->field->type != FIELD_TIME && number < 0)
		return fault_field(f, FAULT_BAD_INPUT, name, "%s is negative; expected %s", name,
			field_wants(v->field->type));
	*(int64_t *)v->at = number;
	return FAULT_NONE;
}

static enum fault_code
text_check(const char *name, struct span text, size_t most, struct fault *f)
{
	if (text.size > most)
		return fault_field(f, FAULT_BAD_INPUT, name,
			"%s has %zu bytes; at most %zu are taken", name, text.size, most);
	if (!text_is_utf8(text))
		return fault_field(f, FAULT_BAD_INPUT, name, "%s is not well-formed UTF-8", name);
	if (has_control(text))
		return fault_field(f, FAULT_BAD_INPUT, name, "%s has a control character", name);
	return FAULT_NONE;
}

/* In normal form C, without blanks at the ends. */
static enum fault_code
people_text(struct span *ret, const struct field_value *v, struct span text, struct fault *f)
{
	const char *name = v->field->name;

	if (text_check(name, text, SERVICE_TEXT_MOST, f))
		return f->code;
	*ret = span_trim(span_of(text_clean(text, v->arena, NULL)));
	if (ret->size > SERVICE_TEXT_MOST)
		return fault_field(f, FAULT_BAD_INPUT, name,
			"%s has %zu bytes; at most %d are taken", name, ret->size,
			SERVICE_TEXT_MOST);
	if (ret->size == 0 && v->field->is_needed)
		return fault_field(f, FAULT_BAD_INPUT, name, "%s is empty; expected %s", name,
			v->field->meaning);
	return FAULT_NONE;
}

static enum fault_code
word_check(const struct field_value *v, struct span text, struct fault *f)
{
	bool is_secret = v->field->type == FIELD_SECRET;
	const char *name = v->field->name;

	if (text_check(name, text, is_secret ? FIELD_SECRET_MOST : FIELD_WORD_MOST, f))
		return f->code;
	if (text.size == 0 || !has_only(text, is_secret ? "-_" : "-_."))
		return fault_field(f, FAULT_BAD_INPUT, name, "%s is %s; expected %s", name,
			text.size == 0 ? "empty" : "no word", field_wants(v->field->type));
	return FAULT_NONE;
}

enum fault_code
field_put_span(const struct field_value *v, struct span text, struct fault *f)
{
	struct span kept = {0};

	if (v->field->type == FIELD_TEXT) {
		if (people_text(&kept, v, text, f))
			return f->code;
	} else {
		if (word_check(v, text, f))
			return f->code;
		kept = (struct span){arena_text_n(v->arena, text.at, text.size), text.size};
	}
	*(struct span *)v->at = kept;
	return FAULT_NONE;
}

enum fault_code
field_put_wording(
	const struct field_value *v, enum language language, struct span text, struct fault *f)
{
	struct wording *w = v->at;
	struct span kept = {0};
	const char *words;

	if (people_text(&kept, v, text, f))
		return f->code;
	if (kept.size == 0)
		return fault_field(f, FAULT_BAD_INPUT, v->field->name, "%s is empty; expected %s",
			v->field->name, v->field->meaning);
	words = arena_text_n(v->arena, kept.at, kept.size);
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (language == LANGUAGE__COUNT || l == language) {
			w->in[l] = words;
			w->has_own[l] = true;
		}
	return FAULT_NONE;
}

void
field_fill_wording(const struct field_value *v)
{
	struct wording *w = v->at;
	const char *first = NULL;

	for (unsigned l = 0; l < LANGUAGE__COUNT && first == NULL; l++)
		first = w->has_own[l] ? w->in[l] : NULL;
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (!w->has_own[l])
			w->in[l] = first;
}

enum fault_code
field_put_ids(const struct field_value *v, const int64_t *ids, size_t n, struct fault *f)
{
	const char *name = v->field->name;

	if (n > FIELD_IDS_MOST)
		return fault_field(f, FAULT_BAD_INPUT, name,
			"%s has %zu items; at most %d are taken", name, n, FIELD_IDS_MOST);
	if (n == 0 && v->field->is_needed)
		return fault_field(f, FAULT_BAD_INPUT, name, "%s is empty; expected %s", name,
			v->field->meaning);
	for (size_t i = 0; i < n; i++)
		if (ids[i] < 1 || ids[i] > FIELD_NUMBER_MOST)
			return fault_field(f, FAULT_BAD_INPUT, name,
				"item %zu of %s is no number of a thing", i + 1, name);
	*(struct service_ids *)v->at = (struct service_ids){.ids = ids, .n = n};
	return FAULT_NONE;
}
