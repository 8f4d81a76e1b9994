/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a mapping's fields must be to each other, and the members that more than one key decides.
 * Each function runs once its mapping's fields have been read; a field that was wrong has been
 * reported by then, so these look at nodes and say nothing more about what is not there.
 */
#include "map/reader.h"

#include <string.h>

#include "base/number.h"

/* A scalar's node, or NULL. */
static const struct node *
scalar_find(const struct node *node, const char *key)
{
	const struct node *found = map_node_find(node, key);
	return found != NULL && found->kind == NODE_SCALAR ? found : NULL;
}

/* The pair's key, for reports about a key that should not be there. */
static const struct node *
key_find(const struct node *node, const char *key)
{
	for (size_t i = 0; i < node->pairs_n; i++)
		if (node->pairs[i].key->kind == NODE_SCALAR &&
			strcmp(node->pairs[i].key->text, key) == 0)
			return node->pairs[i].key;
	return NULL;
}

static void
branch_finish(struct reader *r, const struct node *node, struct branch *branch)
{
	const struct node *calendar = scalar_find(node, "calendar");

	for (size_t i = 0; i < r->calendars_n && branch->calendar == NULL; i++) {
		const struct calendar_entry *entry = &r->calendars[i];
		if (calendar != NULL &&
			(entry->name == NULL || strcmp(entry->name, calendar->text) != 0))
			continue;
		branch->calendar = entry->calendar;
		branch->calendar_name = entry->name;
	}
}

static void
class_finish(struct reader *r, const struct node *node, const struct priority_class *class)
{
	if (class->up_to < 0)
		map_error_at(r, map_node_find(node, "up_to"),
			"\"up_to\" is %d; expected how many are called in turn, or 0 for all",
			class->up_to);
}

static void
service_finish(struct reader *r, const struct node *node, const struct service *service)
{
	if (service->capacity < 0)
		map_error_at(r, map_node_find(node, "capacity"),
			"\"capacity\" is %d; expected how many may wait, or 0 for any number",
			service->capacity);
}

/* What the files leave out has its usual value; with no mapping at all, everything. */
static void
queue_finish(const struct node *node, struct queue_times *queue)
{
	const struct {
		const char *key;
		int64_t *us, usual_us;
	} times[] = {
		{"comes_within", &queue->comes_within_us, 3 * DURATION_MINUTE_US},
		{"returns_within", &queue->returns_within_us, 30 * DURATION_MINUTE_US},
		{"closes_after", &queue->closes_after_us, 60 * DURATION_MINUTE_US},
		{"appointments_kept", &queue->appointments_kept_us, 15 * DURATION_MINUTE_US},
		{"appointments_early", &queue->appointments_early_us, 5 * DURATION_MINUTE_US},
	};

	for (size_t i = 0; i < array_length(times); i++)
		if (node == NULL || map_node_find(node, times[i].key) == NULL)
			*times[i].us = times[i].usual_us;
}

static void
organisation_finish(struct reader *r, const struct node *node, struct organisation_file *file)
{
	const char **names = ARENA_ARRAY(r->a, const char *, file->calendars_n);
	const struct node *queue = map_node_find(node, "queue"),
			  *classes = key_find(node, "classes");

	if (file->it.zone == NULL)
		file->it.zone = zone_utc();
	file->it.main_language = r->main_language;
	for (size_t i = 0; i < file->calendars_n; i++)
		if (file->calendars[i].name != NULL)
			names[file->it.calendars_n++] = file->calendars[i].name;
	file->it.calendar_names = names;
	if (file->calendars_n > 0)
		file->it.calendar = file->calendars[0].calendar;
	if (queue == NULL || queue->kind != NODE_MAPPING)
		queue_finish(NULL, &file->it.queue);
	if (file->it.classes_n > MAP_CLASSES_MOST)
		map_error_at(r, classes, "there are %zu classes; expected at most %d",
			file->it.classes_n, MAP_CLASSES_MOST);
}

static void
cycle_finish(struct cycle *cycle)
{
	for (size_t s = 0; s < cycle->stages_n; s++) {
		const struct stage *stage = &cycle->stages[s];
		for (size_t m = 0; m < stage->moments_n; m++) {
			/* The array is the reader's own until the map is given out. */
			struct moment *moment = (struct moment *)&stage->moments[m];
			moment->stage = (unsigned)s;
			moment->index = (unsigned)cycle->moments_n++;
		}
	}
}

static void
moment_finish(struct reader *r, const struct node *node)
{
	const struct node *ends = key_find(node, "ends");

	if (ends != NULL && map_node_find(node, "begins") == NULL)
		map_error_at(r, ends,
			"this moment has \"ends\" and no \"begins\"; say what begins it, or leave "
			"both out and staff will mark it");
}

static const char *
measure_word(enum standard_measure measure)
{
	return map_words_of(WORDS_MEASURE).items[measure];
}

static bool
measure_is_time(enum standard_measure measure)
{
	return measure == STANDARD_DURATION || measure == STANDARD_WAIT;
}

static void
limit_read_time(struct reader *r, const struct node *node, struct standard *standard)
{
	struct fault f = {0};

	if (duration_parse(&standard->at_most, span_of(node->text), &f))
		map_error_at(r, node, "\"at_most\": %s", map_fault_reason(&f));
	else
		standard->has_at_most = true;
}

static bool
limit_read_number(struct reader *r, const struct node *node, const char *key,
	const struct standard *standard, double *ret)
{
	if (number_real(span_of(node->text), ret))
		return true;
	map_error_at(r, node, "\"%s\" is %s; expected a number, since the measure is \"%s\"", key,
		map_quote(r, node->text), measure_word(standard->measure));
	return false;
}

static void
outcome_limits_check(struct reader *r, const struct node *node)
{
	static const char *const keys[] = {"at_most", "at_least"};

	for (size_t i = 0; i < array_length(keys); i++) {
		const struct node *key = key_find(node, keys[i]);
		if (key != NULL)
			map_error_at(r, key,
				"\"%s\" has no place here: for the measure \"outcome\" the target "
				"alone says what "
				"share must end positive",
				keys[i]);
	}
}

static void
time_limits_read(struct reader *r, const struct node *node, struct standard *standard)
{
	const struct node *at_most = map_node_find(node, "at_most");
	const struct node *at_least = key_find(node, "at_least");

	if (at_least != NULL)
		map_error_at(r, at_least,
			"\"at_least\" has no place here: the measure \"%s\" has a limit from "
			"above, "
			"\"at_most\"",
			measure_word(standard->measure));
	if (at_most == NULL)
		map_error_at(r, node,
			"this standard lacks \"at_most\": the measure \"%s\" needs a limit such as "
			"10 "
			"min",
			measure_word(standard->measure));
	else if (at_most->kind == NODE_SCALAR)
		limit_read_time(r, at_most, standard);
}

static void
number_limits_read(struct reader *r, const struct node *node, struct standard *standard)
{
	const struct node *at_most = map_node_find(node, "at_most");
	const struct node *at_least = map_node_find(node, "at_least");

	if (at_most == NULL && at_least == NULL)
		map_error_at(r, node,
			"this standard lacks \"at_least\" or \"at_most\": the measure \"%s\" needs "
			"a "
			"limit, a number",
			measure_word(standard->measure));
	if (at_most != NULL && at_most->kind == NODE_SCALAR)
		standard->has_at_most = limit_read_number(
			r, at_most, "at_most", standard, &standard->at_most_number);
	if (at_least != NULL && at_least->kind == NODE_SCALAR)
		standard->has_at_least = limit_read_number(
			r, at_least, "at_least", standard, &standard->at_least_number);
	if (standard->has_at_most && standard->has_at_least &&
		standard->at_least_number > standard->at_most_number)
		map_error_at(r, at_least,
			"\"at_least\" is more than \"at_most\", so nothing could ever keep it");
}

static void
leaving_check(struct reader *r, const struct node *node, const struct standard *standard)
{
	const struct node *left = key_find(node, "left"), *brief = key_find(node, "short");
	bool is_short = standard->left == TREATMENT_DROP_SHORT;

	if (left != NULL && !measure_is_time(standard->measure))
		map_error_at(r, left,
			"\"left\" has no place here: who leaves counts only for the measures "
			"\"duration\" and \"wait\"");
	if (brief != NULL && !is_short)
		map_error_at(
			r, brief, "\"short\" has no place here: only \"left: drop-short\" uses it");
	if (brief == NULL && is_short)
		map_error_at(
			r, left, "\"left: drop-short\" needs \"short\", a duration such as 5 s");
}

/* The measure is not known, so the limit is held against both forms: one pass reports all. */
static void
limit_check_any(struct reader *r, const struct node *node)
{
	const struct node *at_most = map_node_find(node, "at_most");
	struct duration duration;
	struct fault f = {0};
	double number;

	if (at_most == NULL || at_most->kind != NODE_SCALAR ||
		number_real(span_of(at_most->text), &number))
		return;
	if (duration_parse(&duration, span_of(at_most->text), &f))
		map_error_at(r, at_most, "\"at_most\": %s", map_fault_reason(&f));
}

static void
standard_finish(struct reader *r, const struct node *node, struct standard *standard)
{
	const struct node *measure = scalar_find(node, "measure");

	standard->has_source = standard->source.name != NULL;
	if (measure == NULL ||
		map_words_find(map_words_of(WORDS_MEASURE), measure->text) == STANDARD__COUNT) {
		limit_check_any(r, node);
		return;
	}
	if (standard->measure == STANDARD_OUTCOME)
		outcome_limits_check(r, node);
	else if (measure_is_time(standard->measure))
		time_limits_read(r, node, standard);
	else
		number_limits_read(r, node, standard);
	leaving_check(r, node, standard);
}

static void
source_finish(struct reader *r, const struct node *node, struct source *source)
{
	struct words words = map_words_of(WORDS_SOURCE);
	const struct node *line = key_find(node, "line");
	size_t found = 0;

	for (size_t i = 0; i < words.items_n; i++) {
		const struct node *key = key_find(node, words.items[i]);
		const struct node *value = map_node_find(node, words.items[i]);
		if (key == NULL)
			continue;
		if (++found > 1)
			map_error_at(
				r, key, "a source is one thing; \"%s\" is a second one", key->text);
		source->kind = (enum source_kind)i;
		source->name = value->kind == NODE_SCALAR ? arena_text(r->a, value->text) : NULL;
	}
	if (found == 0 && line == NULL)
		map_error_at(r, node,
			"this source names nothing; expected one of: expectation, value, "
			"stakeholder, guide");
}

static void
rating_check(struct reader *r, const struct node *node, const struct survey_item *item)
{
	const struct node *to = scalar_find(node, "to");

	if (map_node_find(node, "from") == NULL || map_node_find(node, "to") == NULL)
		map_error_at(r, node,
			"this item lacks \"from\" or \"to\": a rating needs its lowest and highest "
			"number");
	else if (to != NULL && item->from >= item->to)
		map_error_at(r, to, "\"to\" is %s; expected more than \"from\", which is %d",
			map_quote(r, to->text), item->from);
}

static void
item_finish(struct reader *r, const struct node *node, const struct survey_item *item)
{
	static const char *const of_ratings[] = {
		"from", "to", "from_label", "to_label", "reversed"};
	const struct node *kind = scalar_find(node, "kind"), *choices = key_find(node, "choices");

	if (kind == NULL || map_words_find(map_words_of(WORDS_ITEM), kind->text) ==
				    map_words_of(WORDS_ITEM).items_n)
		return;
	if (item->kind == ITEM_RATING)
		rating_check(r, node, item);
	for (size_t i = 0; item->kind != ITEM_RATING && i < array_length(of_ratings); i++) {
		const struct node *key = key_find(node, of_ratings[i]);
		if (key != NULL)
			map_error_at(r, key, "\"%s\" has no place here: only a rating has it",
				of_ratings[i]);
	}
	if (item->kind == ITEM_CHOICE && choices == NULL)
		map_error_at(r, node, "this item lacks \"choices\": the answers to choose from");
	if (item->kind != ITEM_CHOICE && choices != NULL)
		map_error_at(r, choices,
			"\"choices\" has no place here: only \"kind: choice\" has them");
}

static void
line_finish(const struct node *node, struct guide_line *line)
{
	if (map_node_find(node, "points") == NULL)
		line->points = 1;
}

void
mapping_finish(struct reader *r, enum mapping_id id, const struct node *node, void *item)
{
	switch (id) {
	case MAPPING_ORGANISATION:
		organisation_finish(r, node, item);
		break;
	case MAPPING_CALENDAR:
		map_calendar_finish(r, node, item);
		break;
	case MAPPING_CLASS:
		class_finish(r, node, item);
		break;
	case MAPPING_QUEUE:
		queue_finish(node, item);
		break;
	case MAPPING_SERVICE:
		service_finish(r, node, item);
		break;
	case MAPPING_BRANCH:
		branch_finish(r, node, item);
		break;
	case MAPPING_CYCLE:
		cycle_finish(item);
		break;
	case MAPPING_MOMENT:
		moment_finish(r, node);
		break;
	case MAPPING_STANDARD:
		standard_finish(r, node, item);
		break;
	case MAPPING_SOURCE:
		source_finish(r, node, item);
		break;
	case MAPPING_ITEM:
		item_finish(r, node, item);
		break;
	case MAPPING_LINE:
		line_finish(node, item);
		break;
	case MAPPING_CHANGE:
		map_change_finish(r, node, item);
		break;
	case MAPPING_SCENARIO:
		map_scenario_finish(r, node, item);
		break;
	default:
		break;
	}
}
