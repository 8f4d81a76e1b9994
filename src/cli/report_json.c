/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The object of doc/formats/report.md. */
#include "cli/json.h"
#include "cli/problem_list.h"
#include "cli/report.h"

#define WITHIN_USUAL_US (10 * DURATION_MINUTE_US)

static json_t *
texts_json(const char *const *texts, size_t texts_n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < texts_n; i++)
		json_array_append_new(list, json_string(texts[i]));
	return list;
}

static json_t *
bad_json(const struct log_findings *findings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->bad_shown_n; i++) {
		json_t *bad = json_object();
		json_object_set_new(bad, "line", json_integer((json_int_t)findings->bad[i].line));
		json_text_set(bad, "reason", findings->bad[i].reason);
		json_array_append_new(list, bad);
	}
	return list;
}

static json_t *
source_json(const struct report *report)
{
	struct log_findings findings = report_findings(report);
	json_t *source = json_object();

	json_text_set(source, "name", report_source_name(report));
	json_text_set(source, "format", findings.format);
	json_text_set(source, "what", findings.what);
	json_object_set_new(source, "bytes", json_integer((json_int_t)findings.bytes_n));
	json_object_set_new(source, "rows", json_integer((json_int_t)findings.rows_n));
	json_object_set_new(source, "events", json_integer((json_int_t)findings.events_n));
	json_object_set_new(source, "bad", json_integer((json_int_t)findings.bad_n));
	json_object_set_new(source, "bad_shown", bad_json(&findings));
	json_object_set_new(
		source, "notes", texts_json((const char *const *)findings.notes, findings.notes_n));
	return source;
}

static void
time_set(json_t *object, const char *key, int64_t us)
{
	char text[TIME_TEXT_SIZE];
	json_text_set(object, key, us == TIME_NONE ? NULL : time_text(us, text));
}

static json_t *
options_json(const struct report *report)
{
	const struct measure_options *options = report->options;
	int64_t within_us = options->within_us > 0 ? options->within_us : WITHIN_USUAL_US;
	json_t *object = json_object(), *where = json_array();

	json_text_set(object, "zone", zone_name(report->zone));
	json_object_set_new(object, "by_instance", json_boolean(report->by_instance));
	json_object_set_new(object, "within",
		within_us % DURATION_SECOND_US == 0 ? json_integer(within_us / DURATION_SECOND_US)
						    : json_real((double)within_us / 1e6));
	time_set(object, "from", options->from_us);
	time_set(object, "to", options->to_us);
	for (size_t i = 0; i < options->where_n; i++) {
		json_t *one = json_object();
		json_text_set(one, "dimension", options->where[i].dimension);
		json_text_set(one, "value", options->where[i].value);
		json_array_append_new(where, one);
	}
	json_object_set_new(object, "where", where);
	return object;
}

json_t *
report_json(const struct report *report)
{
	json_t *object = json_object(), *frames = json_object();

	json_text_set(object, "cykl", CYKL_VERSION);
	time_set(object, "made", report->made_us);
	json_text_set(object, "language", language_tag(report->options->language));
	json_object_set_new(object, "source", source_json(report));
	json_object_set_new(object, "options", options_json(report));
	json_object_set_new(object, "map",
		report->map != NULL ? map_cycle_json(report->map, report->options->cycle)
				    : json_null());
	json_object_set_new(object, "problems", problem_list_json(report->problems));
	for (size_t i = 0; i < measures_n; i++)
		if (report->frames[i] != NULL)
			json_object_set_new(
				frames, measures[i].name, frame_json(report->frames[i]));
	json_object_set_new(object, "frames", frames);
	return object;
}
