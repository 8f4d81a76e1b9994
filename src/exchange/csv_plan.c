/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the heading row to a plan: which delimiter, which column is the case, the activity, the
 * time, and which others are kept under which name. Columns are taken by what people asked for,
 * else by customary.def; nothing is guessed from the rows.
 */
#include <stdio.h>

#include "exchange/csv.h"

#define SNIFF_LINES 12

static const char delimiters[] = ",;\t|";
static const char *const delimiter_names[] = {"comma", "semicolon", "tab", "pipe"};

/* ---- What separates ---- */

static char
line_end_of(struct span head)
{
	return memchr(head.at, '\n', head.size) == NULL && memchr(head.at, '\r', head.size) != NULL
		       ? '\r'
		       : '\n';
}

static struct span
head_text(struct span head)
{
	if (span_begins(head, SPAN("\xEF\xBB\xBF")))
		return (struct span){.at = head.at + 3, .size = head.size - 3};
	return head;
}

/* How well a delimiter cuts the head: lines with as many fields as the heading, then fields. */
static unsigned
delimiter_score(struct span head, char delimiter, char line_end)
{
	const struct csv_plan plan = {.delimiter = delimiter, .line_end = line_end};
	struct csv_rows rows;
	uint32_t heading_n = 0;
	unsigned alike_n = 0;

	csv_rows_init(&rows, &plan, NULL, 0);
	rows.at = head.at;
	rows.end = head.at + head.size;
	rows.is_last = head.size < HEAD_SIZE - 4;
	for (unsigned i = 0; i < SNIFF_LINES; i++) {
		enum csv_step step = csv_rows_next(&rows);
		if (step == CSV_MORE || step == CSV_END)
			break;
		if (i == 0)
			heading_n = rows.fields_n;
		else if (step == CSV_ROW)
			alike_n += rows.fields_n == heading_n;
	}
	if (heading_n < 2)
		return 0;
	return alike_n * (CSV_FIELDS_MOST + 1) +
	       (heading_n < CSV_FIELDS_MOST ? heading_n : CSV_FIELDS_MOST);
}

/* A first line of Excel: "sep=;". Its length with the line end, or 0. */
static size_t
separator_line(struct span text, char *ret_delimiter)
{
	if (text.size < 6 || !span_is_like((struct span){.at = text.at, .size = 4}, SPAN("sep=")))
		return 0;
	size_t end = text.at[5] == '\r' && text.size > 6 && text.at[6] == '\n' ? 6 : 5;
	if (text.at[end] != '\n' && text.at[end] != '\r')
		return 0;
	*ret_delimiter = text.at[4];
	return end + 1;
}

bool
csv_delimiter_find(struct span head, char *ret_delimiter, char *ret_line_end)
{
	struct span text = head_text(head);
	char line_end = line_end_of(text), delimiter = '\0';
	unsigned best = 0;

	if (separator_line(text, &delimiter) == 0)
		for (size_t i = 0; delimiters[i] != '\0'; i++) {
			unsigned score = delimiter_score(text, delimiters[i], line_end);
			if (score > best) {
				best = score;
				delimiter = delimiters[i];
			}
		}
	if (delimiter == '\0')
		return false;
	if (ret_delimiter != NULL)
		*ret_delimiter = delimiter;
	if (ret_line_end != NULL)
		*ret_line_end = line_end;
	return true;
}

/* ---- The heading ---- */

static enum fault_code
heading_read(struct csv_plan *plan, struct log_input *in, struct fault *f)
{
	struct span text = head_text(in->head);
	char delimiter;
	struct csv_rows rows;
	struct csv_field *fields = ARENA_ARRAY(in->arena, struct csv_field, CSV_FIELDS_MOST);

	size_t skipped = separator_line(text, &delimiter);
	csv_rows_init(&rows, plan, fields, CSV_FIELDS_MOST);
	rows.at = text.at + skipped;
	rows.end = text.at + text.size;
	rows.is_last = in->head.size < HEAD_SIZE;
	enum csv_step step = csv_rows_next(&rows);
	if (step == CSV_BAD)
		return fault_set(f, FAULT_BAD_INPUT, "line 1: the heading: %s", rows.problem);
	if (step != CSV_ROW)
		return fault_set(f, FAULT_BAD_INPUT, "line 1: the heading is longer than %u bytes",
			HEAD_SIZE);
	if (rows.fields_n > CSV_FIELDS_MOST)
		return fault_set(f, FAULT_BAD_INPUT,
			"line 1: there are %u columns, at most %u can be", rows.fields_n,
			CSV_FIELDS_MOST);
	struct span *headings = ARENA_ARRAY(in->arena, struct span, rows.fields_n);
	for (uint32_t i = 0; i < rows.fields_n; i++) {
		char *into = arena_alloc(in->arena, fields[i].size + 1);
		struct span heading = csv_field_value(&fields[i], into);
		headings[i] = span_of(text_clean(span_trim(heading), in->arena, NULL));
	}
	plan->headings = headings;
	plan->fields_n = rows.fields_n;
	plan->rows_at = (uint64_t)(rows.at - in->head.at);
	return FAULT_NONE;
}

/* ---- Which column is what ---- */

#define KEYS_MOST 64

/* One "key=column+column" of --columns. */
struct named {
	struct span key;
	enum custom custom;
	struct csv_source source;
};

struct picking {
	struct csv_plan *plan;
	struct log_input *in;
	struct fault *fault;
	struct csv_source customs[CUSTOM__COUNT];
	bool *is_used; /* fields */
	struct named named[KEYS_MOST];
	size_t named_n;
};

static uint32_t
heading_find(const struct csv_plan *plan, struct span name)
{
	for (uint32_t i = 0; i < plan->fields_n; i++)
		if (span_is(plan->headings[i], name))
			return i;
	for (uint32_t i = 0; i < plan->fields_n; i++)
		if (span_is_like(plan->headings[i], name))
			return i;
	return CSV_NOT_THERE;
}

static const char *
headings_list(const struct csv_plan *plan, struct arena *a)
{
	const char *list = "";
	for (uint32_t i = 0; i < plan->fields_n && strlen(list) < FAULT_NOTE_SIZE; i++)
		list = arena_printf(
			a, "%s%s%.*s", list, i > 0 ? ", " : "", SPAN_PRINT(plan->headings[i]));
	return list;
}

static enum fault_code
column_missing(const struct picking *p, struct span name)
{
	const struct csv_plan *plan = p->plan;
	const char **words = ARENA_ARRAY(p->in->arena, const char *, plan->fields_n);
	for (uint32_t i = 0; i < plan->fields_n; i++)
		words[i] = plan->headings[i].at;
	const char *nearest =
		text_nearest(arena_text_n(p->in->arena, name.at, name.size), words, plan->fields_n);
	return fault_set(p->fault, FAULT_BAD_INPUT,
		"there is no column \"%.*s\"%s%s%s; there are: %s", SPAN_PRINT(name),
		nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
		nearest != NULL ? "\"" : "", headings_list(plan, p->in->arena));
}

/* "column" or "column+column". */
static enum fault_code
source_find(struct csv_source *ret, const struct picking *p, struct span value)
{
	uint32_t whole = heading_find(p->plan, value);
	if (whole != CSV_NOT_THERE) {
		*ret = (struct csv_source){.fields = {whole}, .fields_n = 1};
		return FAULT_NONE;
	}
	struct csv_source source = {.fields_n = 0};
	for (struct span rest = value, part; span_cut(&rest, '+', &part);) {
		part = span_trim(part);
		uint32_t field = heading_find(p->plan, part);
		if (field == CSV_NOT_THERE)
			return column_missing(p, part);
		if (source.fields_n == CSV_JOINED_MOST)
			return fault_set(p->fault, FAULT_BAD_INPUT,
				"at most %d columns can make one value", CSV_JOINED_MOST);
		source.fields[source.fields_n++] = field;
	}
	if (source.fields_n == 0)
		return fault_set(p->fault, FAULT_BAD_INPUT, "a column is named by nothing");
	*ret = source;
	return FAULT_NONE;
}

static void
source_use(struct picking *p, const struct csv_source *source)
{
	for (unsigned i = 0; i < source->fields_n; i++)
		p->is_used[source->fields[i]] = true;
}

static enum fault_code
named_read(struct picking *p, struct span pair)
{
	struct span rest = pair, key;

	if (!span_cut(&rest, '=', &key) || key.size == pair.size)
		return fault_set(p->fault, FAULT_BAD_INPUT,
			"\"%.*s\" names no column; expected name=column", SPAN_PRINT(pair));
	if (p->named_n == KEYS_MOST)
		return fault_set(
			p->fault, FAULT_BAD_INPUT, "more than %d columns are named", KEYS_MOST);
	struct named *named = &p->named[p->named_n];
	named->key = span_trim(key);
	named->custom =
		span_is_like(named->key, SPAN("end")) ? CUSTOM_TIME : custom_of_key(named->key);
	if (named->key.size == 0)
		return fault_set(p->fault, FAULT_BAD_INPUT,
			"\"%.*s\" has no name before the =", SPAN_PRINT(pair));
	if (source_find(&named->source, p, span_trim(rest)))
		return p->fault->code;
	p->named_n++;
	source_use(p, &named->source);
	if (named->custom != CUSTOM__COUNT)
		p->customs[named->custom] = named->source;
	return FAULT_NONE;
}

/* What people named in --columns. */
static enum fault_code
named_pick(struct picking *p)
{
	struct span rest = span_of(p->in->wish->columns != NULL ? p->in->wish->columns : "");

	for (struct span pair; span_cut(&rest, ',', &pair);)
		if (named_read(p, pair))
			return fault_note(p->fault, "the columns that are named");
	return FAULT_NONE;
}

/* The rest by customary names. */
static void
customary_pick(struct picking *p)
{
	const struct csv_plan *plan = p->plan;
	bool is_time_named = p->customs[CUSTOM_TIME].fields_n > 0;

	for (enum custom c = 0; c < CUSTOM__COUNT; c++) {
		int best = -1;
		if (p->customs[c].fields_n > 0 || (c == CUSTOM_START && is_time_named))
			continue;
		for (uint32_t i = 0; i < plan->fields_n; i++) {
			int rank = p->is_used[i] ? -1 : custom_rank(c, plan->headings[i]);
			if (rank < 0 || (best >= 0 && rank >= best))
				continue;
			best = rank;
			p->customs[c] = (struct csv_source){.fields = {i}, .fields_n = 1};
		}
		source_use(p, &p->customs[c]);
	}
}

static enum fault_code
needed_take(struct picking *p)
{
	static const enum custom needed[] = {CUSTOM_CASE, CUSTOM_ACTIVITY, CUSTOM_TIME};
	struct csv_plan *plan = p->plan;

	if (p->customs[CUSTOM_TIME].fields_n == 0) {
		p->customs[CUSTOM_TIME] = p->customs[CUSTOM_START];
		p->customs[CUSTOM_START].fields_n = 0;
	}
	for (size_t i = 0; i < array_length(needed); i++)
		if (p->customs[needed[i]].fields_n == 0)
			return fault_set(p->fault, FAULT_BAD_INPUT,
				"no column is known as the %s; name it by --columns %s=…; there "
				"are: %s",
				custom_name(needed[i]), custom_name(needed[i]),
				headings_list(plan, p->in->arena));
	if (p->customs[CUSTOM_TIME].fields_n > 1 || p->customs[CUSTOM_START].fields_n > 1)
		return fault_set(p->fault, FAULT_BAD_INPUT, "a time is one column, not several");
	plan->journey = p->customs[CUSTOM_CASE];
	plan->activity = p->customs[CUSTOM_ACTIVITY];
	plan->time = p->customs[CUSTOM_TIME].fields[0];
	plan->end = CSV_NOT_THERE;
	if (p->customs[CUSTOM_START].fields_n > 0) {
		plan->end = plan->time;
		plan->time = p->customs[CUSTOM_START].fields[0];
	}
	return FAULT_NONE;
}

/* ---- Extra columns ---- */

struct extras {
	const char **names;
	struct csv_source *sources;
	size_t n;
};

static void
extra_add(struct extras *e, const char *name, const struct csv_source *source)
{
	for (size_t i = 0; i < e->n; i++)
		if (strcmp(e->names[i], name) == 0)
			return;
	e->names[e->n] = name;
	e->sources[e->n++] = *source;
}

/* A column that is wished by name: named in --columns, customary, or of the heading. */
static enum fault_code
extra_wished(struct extras *e, const struct picking *p, const char *name)
{
	for (size_t i = 0; i < p->named_n; i++)
		if (span_is_like(p->named[i].key, span_of(name))) {
			extra_add(e, name, &p->named[i].source);
			return FAULT_NONE;
		}
	enum custom custom = custom_of_key(span_of(name));
	struct csv_source source = {.fields_n = 0};
	if (custom != CUSTOM__COUNT && p->customs[custom].fields_n > 0)
		source = p->customs[custom];
	else if ((source.fields[0] = heading_find(p->plan, span_of(name))) == CSV_NOT_THERE)
		return column_missing(p, span_of(name));
	else
		source.fields_n = 1;
	extra_add(e, name, &source);
	return FAULT_NONE;
}

static void
extras_customary(struct extras *e, const struct picking *p)
{
	for (enum custom c = CUSTOM_EXTRA; c < CUSTOM__COUNT; c++)
		if (p->customs[c].fields_n > 0)
			extra_add(e, custom_name(c), &p->customs[c]);
	for (size_t i = 0; i < p->named_n; i++)
		if (p->named[i].custom == CUSTOM__COUNT)
			extra_add(e,
				arena_text_n(
					p->in->arena, p->named[i].key.at, p->named[i].key.size),
				&p->named[i].source);
	for (uint32_t i = 0; p->in->wish->keeps_all && i < p->plan->fields_n; i++)
		if (!p->is_used[i] && p->plan->headings[i].size > 0)
			extra_add(e, p->plan->headings[i].at,
				&(struct csv_source){.fields = {i}, .fields_n = 1});
}

static enum fault_code
extras_take(const struct picking *p)
{
	const struct log_wish *wish = p->in->wish;
	size_t room = CUSTOM__COUNT + p->named_n + p->plan->fields_n + wish->extra_n;
	struct extras e = {
		.names = ARENA_ARRAY(p->in->arena, const char *, room),
		.sources = ARENA_ARRAY(p->in->arena, struct csv_source, room),
	};

	for (size_t i = 0; i < wish->extra_n; i++)
		if (extra_wished(&e, p, wish->extra[i]))
			return p->fault->code;
	if (!wish->keeps_none && (wish->extra_n == 0 || wish->keeps_all))
		extras_customary(&e, p);
	p->plan->extra = e.sources;
	p->plan->extra_names = e.names;
	p->plan->extra_n = e.n;
	return FAULT_NONE;
}

/* ---- The whole ---- */

static void
source_mark(bool *is_wanted, const struct csv_source *source)
{
	for (unsigned i = 0; i < source->fields_n; i++)
		is_wanted[source->fields[i]] = true;
}

/* The fields that anybody looks at. */
static void
wanted_take(struct csv_plan *plan, struct arena *a)
{
	bool *is_wanted = ARENA_ARRAY(a, bool, plan->fields_n);
	uint32_t *wanted = ARENA_ARRAY(a, uint32_t, plan->fields_n);

	source_mark(is_wanted, &plan->journey);
	source_mark(is_wanted, &plan->activity);
	for (size_t i = 0; i < plan->extra_n; i++)
		source_mark(is_wanted, &plan->extra[i]);
	is_wanted[plan->time] = true;
	if (plan->end != CSV_NOT_THERE)
		is_wanted[plan->end] = true;
	for (uint32_t i = 0; i < plan->fields_n; i++)
		if (is_wanted[i])
			wanted[plan->wanted_n++] = i;
	plan->wanted = wanted;
	plan->is_simple = plan->end == CSV_NOT_THERE && plan->journey.fields_n == 1 &&
			  plan->activity.fields_n == 1;
	for (size_t i = 0; i < plan->extra_n; i++)
		plan->is_simple &= plan->extra[i].fields_n == 1;
}

enum fault_code
csv_plan_make(struct csv_plan *ret, struct log_input *in, struct fault *f)
{
	struct csv_plan plan = {.zone = in->wish->zone, .form = TIME_FORM__COUNT};

	if (!csv_delimiter_find(in->head, &plan.delimiter, &plan.line_end))
		return fault_set(f, FAULT_BAD_INPUT,
			"line 1: no heading row with commas, semicolons, tabs or pipes");
	if (heading_read(&plan, in, f))
		return f->code;
	struct picking *p = ARENA_NEW(in->arena, struct picking);
	p->plan = &plan;
	p->in = in;
	p->fault = f;
	p->is_used = ARENA_ARRAY(in->arena, bool, plan.fields_n);
	if (named_pick(p))
		return f->code;
	customary_pick(p);
	if (needed_take(p) || extras_take(p))
		return f->code;
	wanted_take(&plan, in->arena);
	*ret = plan;
	return FAULT_NONE;
}

static const char *
source_what(const struct csv_plan *plan, const struct csv_source *source, struct arena *a)
{
	const char *text = "";
	for (unsigned i = 0; i < source->fields_n; i++)
		text = arena_printf(a, "%s%s%.*s", text, i > 0 ? "+" : "",
			SPAN_PRINT(plan->headings[source->fields[i]]));
	return text;
}

const char *
csv_plan_what(const struct csv_plan *plan, struct arena *a)
{
	const char *name = strchr(delimiters, plan->delimiter);
	const char *what = arena_printf(a, "%s-separated; case is %s, activity is %s, time is %.*s",
		name != NULL && *name != '\0' ? delimiter_names[name - delimiters]
					      : arena_printf(a, "\"%c\"", plan->delimiter),
		source_what(plan, &plan->journey, a), source_what(plan, &plan->activity, a),
		SPAN_PRINT(plan->headings[plan->time]));
	if (plan->end != CSV_NOT_THERE)
		what = arena_printf(a, "%s to %.*s", what, SPAN_PRINT(plan->headings[plan->end]));
	what = arena_printf(a, "%s (%s)", what, time_form_name(plan->form));
	for (size_t i = 0; i < plan->extra_n && i < 20; i++)
		what = arena_printf(a, "%s, %s is %s", what, plan->extra_names[i],
			source_what(plan, &plan->extra[i], a));
	return what;
}
