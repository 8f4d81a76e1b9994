/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workspace read from files into a model that never changes again: the organisation, its service
 * cycles as customers live them, procedures, surveys, rating guides. doc/workspace.md describes the
 * files; fields.def is the master list of what they may hold.
 *
 * map_load reads everything and reports every problem in one pass, each with its place; a map with
 * errors is not given out. All of a map lives in its own arena; map_free ends it. Everything
 * reachable from a struct map is borrowed, frozen, and may be read from any thread.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/duration.h"
#include "base/fault.h"
#include "base/language.h"
#include "map/edit.h"
#include "map/scenario.h"
#include "map/wording.h"

/* One or more names of events: event kinds of the live service or activities of an imported log. */
struct event_names {
	const char *const *names;
	size_t names_n;
	enum event_side {
		EVENT_SIDE_OWN,	   /* begins: at the activity's start; ends: at its completion */
		EVENT_SIDE_AFTER,  /* {after: X}: when X is complete */
		EVENT_SIDE_BEFORE, /* {before: X}: when X starts */
	} side;
};

/* X(id, word in files, meaning) */
#define STANDARD_MEASURE_TABLE(X)                                                                  \
	X(DURATION, "duration", "from the moment's beginning to its end")                          \
	X(WAIT, "wait", "from the customer's first sign to the moment's beginning")                \
	X(OUTCOME, "outcome", "the share of the moment's passages that end positive")              \
	X(SCORE, "score", "what customers answer to the survey item asked about the moment")       \
	X(COUNT, "count", "how often the moment occurs in a journey")

enum standard_measure {
#define X(id, word, meaning) STANDARD_##id,
	STANDARD_MEASURE_TABLE(X)
#undef X
		STANDARD__COUNT
};

/* How customers who left before the end count (domain: service level, treatments A to E). */
#define TREATMENT_TABLE(X)                                                                         \
	X(DROP_WITHIN, "drop-within",                                                              \
		"C: who left within the limit is not counted, who left later is missed")           \
	X(IGNORE, "ignore", "A: who left is not counted")                                          \
	X(MISS, "miss", "B: who left is missed")                                                   \
	X(KEEP_WITHIN, "keep-within",                                                              \
		"D: who left within the limit is kept, who left later is missed")                  \
	X(DROP_SHORT, "drop-short",                                                                \
		"E: who left within the short limit is not counted, others are missed")

enum treatment {
#define X(id, word, meaning) TREATMENT_##id,
	TREATMENT_TABLE(X)
#undef X
		TREATMENT__COUNT
};

/* What a standard serves. X(id, word in files) */
#define SOURCE_TABLE(X)                                                                            \
	X(EXPECTATION, "expectation")                                                              \
	X(VALUE, "value")                                                                          \
	X(STAKEHOLDER, "stakeholder")                                                              \
	X(GUIDE, "guide")

enum source_kind {
#define X(id, word) SOURCE_##id,
	SOURCE_TABLE(X)
#undef X
		SOURCE__COUNT
};

struct source {
	enum source_kind kind;
	const char *name; /* the expectation, value, stakeholder or guide */
	const char *line; /* of a guide: the standard's name in it, or NULL */
};

struct standard {
	const char *name;
	struct wording promise;
	enum standard_measure measure;
	bool has_at_most, has_at_least;
	struct duration at_most;		/* DURATION, WAIT */
	double at_most_number, at_least_number; /* OUTCOME (share), SCORE, COUNT */
	double target;		     /* the share of passages that must keep the limit, 0 … 1 */
	enum treatment left;	     /* how those who left count */
	struct duration short_limit; /* DROP_SHORT */
	struct source source;
	bool has_source;
	struct place place;
};

struct response {
	const char *procedure; /* or NULL */
	const char *tell;      /* the role or department that is told, or NULL */
	struct wording say;
};

struct ask {
	const char *survey, *item; /* NULL when the moment has none */
};

/* X(id, word, meaning) */
#define CHANNEL_TABLE(X)                                                                           \
	X(COUNTER, "counter", "in person")                                                         \
	X(TELEPHONE, "telephone", "by telephone")                                                  \
	X(EMAIL, "email", "by e-mail")                                                             \
	X(FAX, "fax", "by fax")                                                                    \
	X(WEB, "web", "on the web")                                                                \
	X(KIOSK, "kiosk", "at a machine")                                                          \
	X(DISPLAY, "display", "by screen or loudspeaker")                                          \
	X(PAPER, "paper", "on paper")                                                              \
	X(ONSITE, "onsite", "where the customer is")

enum channel {
#define X(id, word, meaning) CHANNEL_##id,
	CHANNEL_TABLE(X)
#undef X
		CHANNEL__COUNT
};

struct moment {
	const char *name;
	struct wording title, summary, needs, say, backstage;
	bool is_critical, is_optional, may_repeat;
	uint32_t channels;				      /* 1 << enum channel */
	const char *owner;				      /* a department, or NULL */
	struct event_names waits_from, begins, ends, left_by; /* names_n 0 = not given */
	const struct standard *standards;
	size_t standards_n;
	const char *procedure; /* or NULL */
	struct response response;
	struct ask ask;
	struct place place;
	unsigned stage, index; /* its stage in the cycle, its number over the whole cycle */
};

struct stage {
	const char *name;
	struct wording title;
	const struct moment *moments;
	size_t moments_n;
	struct place place;
};

/* How a journey closes. */
#define OUTCOME_TABLE(X)                                                                           \
	X(SATISFIED, "satisfied")                                                                  \
	X(DISSATISFIED, "dissatisfied")                                                            \
	X(ABANDONED, "abandoned")

enum outcome {
#define X(id, word) OUTCOME_##id,
	OUTCOME_TABLE(X)
#undef X
		OUTCOME__COUNT
};

struct cycle {
	const char *name;
	struct wording title, summary;
	int64_t comes_back_within_us; /* 0 = not given */
	struct event_names closes[OUTCOME__COUNT];
	struct ask closing; /* the question when the journey ends */
	const struct stage *stages;
	size_t stages_n, moments_n;
	struct place place;
};

struct named { /* an expectation, a value, a stakeholder, a department, a service */
	const char *name, *kind; /* kind: of a stakeholder, else NULL */
	struct wording title, says;
	struct place place;
};

struct service {
	const char *name, *cycle, *letter;
	struct wording title;
	int64_t usual_us;     /* the usual time at the counter, 0 = not given */
	int capacity;	      /* how many may wait in a branch, 0 = any number */
	int64_t last_call_us; /* no tickets so long before closing, 0 = until closing */
	struct place place;
};

/* A priority class; the first goes first. */
struct priority_class {
	const char *name;
	struct wording title;
	int up_to;     /* calls in turn before the next class has its turn; 0: all of them */
	bool is_asked; /* customers may ask for it at the kiosk */
	struct place place;
};

#define MAP_CLASSES_MOST 16

/* How tickets are handled. What the files leave out has its usual value. */
struct queue_times {
	int64_t comes_within_us;       /* 3 min; 0: staff say when somebody does not come */
	int64_t returns_within_us;     /* 30 min */
	int64_t closes_after_us;       /* 60 min */
	int64_t appointments_kept_us;  /* 15 min */
	int64_t appointments_early_us; /* 5 min */
};

struct counter {
	const char *name;
	struct wording title;
	const char *const *services; /* none = all */
	size_t services_n;
};

struct branch {
	const char *name;
	struct wording title;
	const struct calendar *calendar;
	const char *calendar_name; /* NULL when the organisation has none */
	const struct counter *counters;
	size_t counters_n;
	struct place place;
};

struct organisation {
	const char *name;
	struct wording title, mission, vision;
	bool languages[LANGUAGE__COUNT];
	enum language main_language;
	const struct zone *zone;
	const struct calendar *calendar; /* of the first calendar, NULL when there is none */
	const char *const *calendar_names;
	const struct priority_class *classes;
	struct queue_times queue;
	const struct branch *branches;
	const struct service *services;
	const struct named *departments, *values, *expectations, *stakeholders;
	size_t calendars_n, classes_n;
	size_t branches_n, services_n, departments_n, values_n, expectations_n, stakeholders_n;
};

struct procedure_step {
	struct wording text;
};

struct procedure {
	const char *name, *owner;
	struct wording title, purpose;
	const char *version;
	struct date review_by;
	bool has_review_by;
	const struct procedure_step *steps;
	size_t steps_n;
	struct place place;
};

struct survey_item {
	const char *name, *dimension;
	struct wording ask;
	enum item_kind { ITEM_RATING, ITEM_CHOICE, ITEM_TEXT } kind;
	int from, to; /* of a rating */
	bool is_reversed;
	struct wording from_label, to_label;
	const struct named *choices;
	size_t choices_n;
};

struct survey {
	const char *name, *kind; /* csat nps ces servqual custom */
	struct wording title, introduction, thanks;
	const struct survey_item *items;
	size_t items_n;
	struct place place;
};

struct guide_line {
	const char *name, *cycle, *moment; /* the moment it is about, or NULL */
	struct wording requires;
	int points;
	bool is_essential;
};

struct guide {
	const char *name;
	struct wording title, publisher;
	const struct guide_line *lines;
	size_t lines_n;
	struct place place;
};

struct map {
	const char *folder;
	struct organisation organisation;
	const struct cycle *cycles;
	const struct procedure *procedures;
	const struct survey *surveys;
	const struct guide *guides;
	const struct scenario *scenarios;
	size_t cycles_n, procedures_n, surveys_n, guides_n, scenarios_n;
	struct arena *arena; /* owned */
	atomic_int holders;  /* besides the first; private */
};

/* A problem of the files: an error keeps the map from being used, a warning says what a good map
 * has. */
struct problem {
	const char
		*file; /* as the caller named the folder or file, joined with what is inside it */
	unsigned line, column; /* 1 …; 0 when the whole file is meant */
	bool is_warning;
	const char
		*what; /* one sentence: what is wrong, what was expected, the nearest right word */
};

struct problems {
	const struct problem *items; /* in the order of files and lines */
	size_t items_n, errors_n, warnings_n;
};

/* Reads a workspace folder. Or one cycle file: then the workspace above it is read when there is
 * one (the folder that holds organisation.yaml, at most two levels up), and the map's cycles are
 * that one alone. A cycle with no workspace above it is a map of its own; what it refers to is not
 * looked up. `today` decides which reviews are overdue; NULL: none is. *ret_problems is written in
 * any case (in `a`); *ret_map only when there are no errors. Warnings are no fault. Faults:
 * NOT_FOUND and BROKEN for the files themselves; BAD_INPUT "N problems" when there are errors;
 * TOO_BIG over 10,000 files or 1,000 problems (a file over 16 MiB is a problem among the others).
 */
MUST_USE enum fault_code map_load(struct map **ret_map, struct problems *ret_problems,
	const char *path, const struct date *today, struct arena *a, struct fault *f);
/* The same from memory: the files of one workspace, by their paths inside it
 * ("cycles/cheque.yaml"); those of other paths are passed over as in a folder. `name` is how
 * problems call the folder. */
struct map_source {
	struct span path, content;
};
MUST_USE enum fault_code map_load_sources(struct map **ret_map, struct problems *ret_problems,
	const char *name, const struct map_source *sources, size_t sources_n,
	const struct date *today, struct arena *a, struct fault *f);
/* Is it the path of a file that a workspace has? */
bool map_path_is_known(struct span path);

/* A loaded map may be shared: each holder frees it, the last one really. From any thread. */
const struct map *map_share(const struct map *map);
void map_free(const struct map *map);
void map_guard(struct map **map);

/* The workspaces that `path` means, sorted: itself when it is a file or holds organisation.yaml,
 * else the folders in it that do, at most three levels down. Paths for map_load, in `a`; none is no
 * fault. Faults: NOT_FOUND, BROKEN, TOO_BIG over 10,000 folders. */
MUST_USE enum fault_code map_workspaces_find(const char *const **ret_paths, size_t *ret_paths_n,
	const char *path, struct arena *a, struct fault *f);

/* NULL when there is none of that name. */
const struct cycle *map_cycle_find(const struct map *map, const char *name);
const struct moment *cycle_moment_find(const struct cycle *cycle, const char *name);
const struct branch *map_branch_find(const struct map *map, const char *name);
const struct scenario *map_scenario_find(const struct map *map, const char *name);
/* The cycle's moments in the order of the map, index 0 … moments_n − 1. */
const struct moment *cycle_moment(const struct cycle *cycle, size_t index);

/* The text in a language, "" when the text was left out. */
const char *wording_in(const struct wording *w, enum language language);

/* What a page needs of a cycle: names, titles per language, critical, standards, events. A new
 * reference. doc/formats/report.md describes it. */
json_t *map_cycle_json(const struct map *map, const struct cycle *cycle);

/* A scenario from JSON, with the keys of a scenario file; `scenario` and `title` may be left out,
 * and `branch` is the one given (NULL: any). All of it lives in `a`. Faults: BAD_INPUT with the
 * field, such as "changes[0].times", and what is wrong; TOO_BIG. */
MUST_USE enum fault_code map_scenario_of_json(const struct scenario **ret, const struct map *map,
	const char *branch, const json_t *json, struct arena *a, struct fault *f);
/* The same back: a new reference. */
json_t *map_scenario_json(const struct scenario *scenario);

/* The kinds of files; the words are the keys of doc/schema/<word>.json. */
enum file_kind {
	FILE_ORGANISATION,
	FILE_CYCLE,
	FILE_PROCEDURE,
	FILE_SURVEY,
	FILE_GUIDE,
	FILE_SCENARIO,
	FILE_KIND__COUNT
};
const char *file_kind_word(enum file_kind kind);
/* The JSON Schema (2020-12) of a kind, made from fields.def. A new reference. */
json_t *map_schema(enum file_kind kind);
