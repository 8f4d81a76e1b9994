/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl forecast: how many will come. What is forecast ends where the log does, or today: the day
 * that is still going on teaches nothing.
 */
#include "cli/command.h"
#include "cli/forecast_hours.h"
#include "cli/json.h"
#include "cli/now.h"
#include "cli/reading.h"
#include "cli/table.h"
#include "forecast/forecast.h"

#define DAYS_USUAL  7
#define GROUPS_MOST 50
#define TICKETS	    "ticket.taken" /* what a store counts when nothing else is asked */

enum forecast_format {
	FORECAST_TEXT,
	FORECAST_CSV,
	FORECAST_JSON,
};

struct forecast_choices {
	struct reading reading;
	const char *map, *branch, *service, *activity;
	unsigned by, step, format;
	uint64_t days;
};

/* clang-format off */
static const struct option own_options[] = {
	OPTION(WORD, forecast_choices, by, "--by", "all|branch|service", "A forecast each for every branch or service"),
	OPTION(TEXT, forecast_choices, branch, "--branch", "B", "Only this branch"),
	OPTION(TEXT, forecast_choices, service, "--service", "S", "Only this service"),
	OPTION(WORD, forecast_choices, step, "--step", "day|hour|15 min", "How finely; the models are judged at this step"),
	OPTION(NUMBER, forecast_choices, days, "--days", "N", "How many days ahead, 1 to 56; left out: 7"),
	OPTION(TEXT, forecast_choices, activity, "--activity", "A",
		"Count these events; left out: journeys when they begin, of a store tickets taken"),
	OPTION(TEXT, forecast_choices, map, "--map", "FILE|FOLDER", "The map whose opening hours and holidays count; left out: a store's own"),
	OPTION(WORD, forecast_choices, format, "--format", "text|csv|json", "How to print the answer"),
};
/* clang-format on */

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	READING_TABLE(forecast_choices, reading),
};

struct asking {
	struct request *request;
	const struct forecast_choices *choices;
	const struct columns *columns;
	const struct map *map; /* or NULL */
	int64_t from_day;
	const char *activity;
	struct forecast_group *groups;
	size_t groups_n, groups_room;
};

/* ---- What is asked ---- */

static enum fault_code
map_take(struct map **ret, struct asking *k, struct fault *f)
{
	const char *path = k->choices->map;
	struct problems problems = {0};
	struct date today = now_day();

	if (path == NULL)
		return FAULT_NONE;
	if (map_load(ret, &problems, path, &today, k->request->arena, f))
		return fault_note(f, "loading the map %s", path);
	return FAULT_NONE;
}

/* The branch's own hours, else those of the organisation. */
static enum fault_code
calendar_choose(struct forecast_wish *wish, const struct asking *k, struct fault *f)
{
	const struct branch *branch;

	wish->zone = k->choices->reading.zone;
	if (k->map == NULL)
		return FAULT_NONE;
	wish->calendar = k->map->organisation.calendar;
	if (wish->branch != NULL) {
		branch = map_branch_find(k->map, wish->branch);
		if (branch == NULL && k->choices->map != NULL)
			return fault_set(f, FAULT_NOT_FOUND, "the map %s has no branch \"%s\"",
				k->choices->map, wish->branch);
		if (branch != NULL)
			wish->calendar = branch->calendar;
	}
	if (wish->zone == NULL && wish->calendar == NULL)
		wish->zone = k->map->organisation.zone;
	return FAULT_NONE;
}

static int64_t
last_event_us(const struct columns *c)
{
	int64_t last = INT64_MIN;

	for (uint64_t i = 0; i < c->events_n; i++)
		last = c->time_us[i] > last ? c->time_us[i] : last;
	return last;
}

static int64_t
day_in(const struct forecast_wish *wish, int64_t us)
{
	const struct zone *zone = wish->zone;

	if (zone == NULL)
		zone = wish->calendar != NULL ? calendar_zone(wish->calendar) : zone_utc();
	return zone_day(zone, us);
}

/* A store goes on to today; a log ends where it ends, or today. */
static int64_t
from_day_choose(const struct asking *k, const struct forecast_wish *wish)
{
	const int64_t today = day_in(wish, now_us());
	const int64_t last = day_in(wish, last_event_us(k->columns));
	const bool is_store = k->columns->numbers_n > 0;

	if (last >= today || (is_store && today - last <= FORECAST_AHEAD_MOST))
		return today;
	return FORECAST_NEXT_DAY;
}

static enum fault_code
wish_make(struct forecast_wish *ret, const struct asking *k, const char *branch,
	const char *service, struct fault *f)
{
	static const enum forecast_step steps[] = {
		FORECAST_STEP_DAY, FORECAST_STEP_HOUR, FORECAST_STEP_QUARTER};
	const uint64_t days = k->choices->days == 0 ? DAYS_USUAL : k->choices->days;

	*ret = (struct forecast_wish){.branch = branch,
		.service = service,
		.activity = k->activity,
		.days = days > FORECAST_DAYS_MOST ? FORECAST_DAYS_MOST + 1 : (unsigned)days,
		.step = steps[k->choices->step]};
	if (calendar_choose(ret, k, f))
		return f->code;
	ret->from_day = from_day_choose(k, ret);
	return FAULT_NONE;
}

/* ---- The forecasts ---- */

static enum fault_code
group_add(struct asking *k, const char *name, const char *branch, const char *service,
	struct fault *f)
{
	struct forecast_group group = {.name = name};
	struct forecast_wish wish;
	struct forecast *forecast;

	if (wish_make(&wish, k, branch, service, f) ||
		forecast_make(&forecast, NULL, k->columns, &wish, k->request->arena, f))
		return f->code;
	group.forecast = forecast;
	*ARENA_PUSH(k->request->arena, k->groups, k->groups_n, k->groups_room) = group;
	return FAULT_NONE;
}

/* One of many that has too little to tell is said and passed over. */
static enum fault_code
groups_add(struct asking *k, const char *by, struct fault *f)
{
	const struct column *column = columns_find(k->columns, by);
	const bool is_branch = strcmp(by, "branch") == 0;
	char sentence[1024];

	if (column == NULL)
		return fault_set(f, FAULT_BAD_INPUT, "the log has no column \"%s\"", by);
	if (column->words.words_n > GROUPS_MOST + 1)
		return fault_set(
			f, FAULT_TOO_BIG, "--by %s is for at most %d of them", by, GROUPS_MOST);
	for (uint64_t i = 0; i < column->words.words_n; i++) {
		const struct span word = words_at(&column->words, i);
		const char *name = arena_text_n(k->request->arena, word.at, word.size);
		struct fault one = {0};
		if (word.size == 0)
			continue;
		if (group_add(k, name, is_branch ? name : k->choices->branch,
			    is_branch ? k->choices->service : name, &one))
			fprintf(k->request->err, "%s is left out: %s\n", name,
				fault_sentence(&one, sentence, sizeof sentence));
	}
	if (k->groups_n == 0)
		return fault_set(f, FAULT_BAD_INPUT, "no %s has enough to learn from", by);
	return FAULT_NONE;
}

/* ---- The answer ---- */

static const char *
subject_of(const struct asking *k)
{
	const struct forecast_choices *c = k->choices;
	struct arena *a = k->request->arena;

	return arena_printf(a, "%s%s%s%s%s",
		k->activity != NULL ? k->activity : "journeys that begin",
		c->branch != NULL ? ", branch " : "", c->branch != NULL ? c->branch : "",
		c->service != NULL ? ", service " : "", c->service != NULL ? c->service : "");
}

static void
text_print(const struct asking *k, struct frame *const *frames, size_t frames_n)
{
	const struct table_choices table = {.zone = k->choices->reading.zone};
	FILE *out = k->request->out;

	fprintf(out, "Counted: %s\n\n", subject_of(k));
	for (size_t i = 0; i < frames_n; i++) {
		if (i > 0)
			fputs("\n\n", out);
		table_print(out, &k->request->out_terminal, frames[i], &table, k->request->arena);
	}
}

static enum fault_code
frames_print(const struct asking *k, struct frame *const *frames, size_t frames_n, struct fault *f)
{
	ON_EXIT(json_guard) json_t *all = json_object();

	if (k->choices->format == FORECAST_TEXT) {
		text_print(k, frames, frames_n);
		return FAULT_NONE;
	}
	for (size_t i = 0; i < frames_n; i++) {
		if (k->choices->format == FORECAST_JSON) {
			json_object_set_new(all, frames[i]->measure, frame_json(frames[i]));
			continue;
		}
		const struct span csv = frame_csv(frames[i], k->request->arena);
		fputs(i > 0 ? "\n" : "", k->request->out);
		fwrite(csv.at, 1, csv.size, k->request->out);
	}
	return k->choices->format == FORECAST_JSON ? json_print(k->request->out, TAKE(all), 0, f)
						   : FAULT_NONE;
}

static enum fault_code
answer(const struct asking *k, const char *by, struct fault *f)
{
	struct arena *a = k->request->arena;
	struct frame *frames[3];
	size_t n = 0;

	frames[n++] = forecast_days_frame(k->groups, k->groups_n, by, a);
	if (k->groups[0].forecast->step != FORECAST_STEP_DAY)
		frames[n++] = k->choices->format == FORECAST_TEXT && k->groups_n == 1
				      ? forecast_hours_frame(k->groups[0].forecast, a)
				      : forecast_steps_frame(k->groups, k->groups_n, by, a);
	frames[n++] = forecast_models_frame(k->groups, k->groups_n, by, a);
	return frames_print(k, frames, n, f);
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	static const char *const by_words[] = {NULL, "branch", "service"};
	const struct forecast_choices *choices = given;
	const char *by = by_words[choices->by];
	const struct log_wish wish = {0};
	struct asking k = {.request = request, .choices = choices};
	ON_EXIT(map_guard) struct map *map = NULL;
	ON_EXIT(log_answer_guard) struct log_answer log = {0};

	if (map_take(&map, &k, f) || reading_logs(&log, request, &choices->reading,
					     request->arguments, request->arguments_n, &wish, f))
		return f->code;
	k.map = map != NULL ? map : log.map;
	k.columns = log.columns;
	k.activity = choices->activity;
	if (k.activity == NULL && log.columns->numbers_n > 0)
		k.activity = TICKETS;
	if (by != NULL ? groups_add(&k, by, f)
		       : group_add(&k, "all", choices->branch, choices->service, f))
		return f->code;
	return answer(&k, by, f);
}

const struct command_body command_forecast = {
	.about = "Counts who came in each quarter of an hour on the branch's own clock and carries "
		 "that "
		 "on: as on the last such weekday, by profiles of the weekdays, by Holt-Winters. "
		 "Each "
		 "model forecasts days that are known from the days before them; the nearest is "
		 "chosen. "
		 "When none beats \"as on the last such weekday\", that is chosen and said.\n\n"
		 "With a map, closed is nobody and holidays are days of their own. JSON is an "
		 "object of "
		 "frames by name: forecast_days, forecast (by the step), forecast_models. CSV is "
		 "these "
		 "tables one after another, an empty line between them.",
	.examples =
		"cykl forecast visits.csv --zone Europe/Warsaw\n"
		"cykl forecast shop.db --branch centre --step \"15 min\" --days 1 --format csv\n"
		"cykl forecast shop.db --by service --format json",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct forecast_choices),
	.run = run,
};
