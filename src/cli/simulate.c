/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl simulate: what a branch is like, learnt from its history or told by its map alone, played
 * many times as it is and as a scenario would have it.
 */
#include "cli/simulate.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/json.h"
#include "cli/now.h"
#include "cli/problem_list.h"
#include "cli/reading.h"
#include "cli/trusting.h"

struct simulate_choices {
	struct reading reading;
	const char *scenario, *branch, *map, *day, *log;
	uint64_t days, runs, seed;
	bool is_fit, is_trust, is_untrusted, is_json;
};

/* clang-format off */
static const struct option own_options[] = {
	OPTION(TEXT, simulate_choices, scenario, "--scenario", "FILE|NAME", "What would be different: a scenario file, or the name of one of the map's"),
	OPTION(TEXT, simulate_choices, branch, "--branch", "B", "The branch; left out: the scenario's, or the only one"),
	OPTION(TEXT, simulate_choices, day, "--day", "D", "The first day that is played, such as 2026-11-27; left out: the next one that is open"),
	OPTION(NUMBER, simulate_choices, days, "--days", "N", "How many days are played, 1 to 31; left out: 1"),
	OPTION(NUMBER, simulate_choices, runs, "--runs", "N", "How many times, up to 500; left out: the scenario's, or 50"),
	OPTION(NUMBER, simulate_choices, seed, "--seed", "N", "Where chance begins; the same seed gives the same figures"),
	OPTION(FLAG, simulate_choices, is_fit, "--fit", NULL, "Print what was learnt and what was assumed, and play nothing"),
	OPTION(FLAG, simulate_choices, is_trust, "--trust", NULL, "Play the last days again that happened, and tell whether the twin may be believed"),
	OPTION(FLAG, simulate_choices, is_untrusted, "--untrusted", NULL, "Play also when the twin was judged and failed; every figure is marked"),
	OPTION(TEXT, simulate_choices, map, "--map", "FILE|FOLDER", "The map of a log; left out: a store's own, of several the one that has the branch"),
	OPTION(FLAG, simulate_choices, is_json, "--json", NULL, "Print JSON: frames, quarter hours, the visits of one run"),
	OPTION(TEXT, simulate_choices, log, "--log", "FILE", "Also write one run as a log (CSV) that \"cykl report\" reads"),
};
/* clang-format on */

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	READING_TABLE(simulate_choices, reading),
};

/* Everything that is held while a simulation is asked. */
struct simulating {
	struct request *request;
	const struct simulate_choices *choices;
	const struct map *map; /* or NULL */
	const struct scenario *scenario;
	const char *branch; /* or NULL */
	struct fit_branch *fit;
	struct trust trust;
	bool has_history;
	/* owned: */
	struct map *own_map, *scenario_map;
	struct log_answer log;
};

static void
simulating_guard(struct simulating *s)
{
	map_free(s->own_map);
	map_free(s->scenario_map);
	log_answer_guard(&s->log);
}

/* ---- What is simulated ---- */

static enum fault_code
map_read(struct map **ret, struct simulating *s, const char *path, struct fault *f)
{
	struct problems problems = {0};
	const struct date today = now_day();

	if (map_load(ret, &problems, path, &today, s->request->arena, f) == FAULT_NONE)
		return FAULT_NONE;
	problem_list_print(s->request->err, &s->request->err_terminal, &problems, false);
	return fault_note(f, "loading the map %s", path);
}

static bool
is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* All branches may be asked for trust; else one is meant, or the map is named. */
static enum fault_code
store_read(struct simulating *s, const struct log_wish *wish, struct fault *f)
{
	struct request *r = s->request;
	const struct simulate_choices *c = s->choices;

	if (c->map != NULL || (c->is_trust && c->branch == NULL))
		return reading_logs(&s->log, r, &c->reading, r->arguments, r->arguments_n, wish, f);
	return reading_branch(&s->log, c->branch, r, &c->reading, wish, f);
}

static enum fault_code
history_read(struct simulating *s, const char *path, struct fault *f)
{
	const struct log_wish wish = {.keeps_all = true};

	if (is_folder(path)) {
		if (s->choices->map != NULL)
			return fault_set(f, FAULT_BAD_INPUT,
				"--map is for a log; %s is a workspace itself", path);
		if (map_read(&s->own_map, s, path, f))
			return f->code;
		s->map = s->own_map;
		return FAULT_NONE;
	}
	s->has_history = true;
	if ((s->choices->map != NULL && map_read(&s->own_map, s, s->choices->map, f)) ||
		store_read(s, &wish, f))
		return f->code;
	s->map = s->own_map != NULL ? s->own_map : s->log.map;
	return FAULT_NONE;
}

/* A scenario file names what is in it. */
static const struct scenario *
scenario_of_file(const struct map *map, const char *path, struct arena *a)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;

	if (map->scenarios_n == 1)
		return &map->scenarios[0];
	return map_scenario_find(map, arena_text_n(a, name, strcspn(name, ".")));
}

static enum fault_code
scenario_take(struct simulating *s, struct fault *f)
{
	const char *wanted = s->choices->scenario;

	if (wanted == NULL)
		return FAULT_NONE;
	if (s->map != NULL)
		s->scenario = map_scenario_find(s->map, wanted);
	if (s->scenario != NULL)
		return FAULT_NONE;
	if (access(wanted, R_OK) != 0 && strchr(wanted, '/') == NULL && strchr(wanted, '.') == NULL)
		return fault_set(f, FAULT_NOT_FOUND,
			"the map has no scenario \"%s\", and there is no such file (of a store "
			"with several workspaces, --branch or --map tells which one is meant)",
			wanted);
	if (map_read(&s->scenario_map, s, wanted, f))
		return f->code;
	s->scenario = scenario_of_file(s->scenario_map, wanted, s->request->arena);
	if (s->scenario == NULL)
		return fault_set(f, FAULT_BAD_INPUT, "%s holds no scenario", wanted);
	return FAULT_NONE;
}

static enum fault_code
fit_make(struct simulating *s, struct fault *f)
{
	if (s->branch == NULL && s->scenario != NULL)
		s->branch = s->scenario->branch;
	if (!s->has_history)
		return twin_fit_of_map(&s->fit, s->map, s->branch, s->request->arena, f);
	return twin_fit(&s->fit, s->log.columns,
		&(struct fit_wish){
			.map = s->map, .branch = s->branch, .zone = s->choices->reading.zone},
		s->request->arena, f);
}

/* ---- When ---- */

static enum fault_code
day_choose(int64_t *ret, const struct simulating *s, struct fault *f)
{
	const struct fit_branch *fit = s->fit;
	const int64_t learnt = s->has_history ? zone_day(fit->zone, fit->until_us - 1) : 0;
	const int64_t today = zone_day(fit->zone, now_us());
	struct date date;

	if (s->choices->day != NULL) {
		if (!date_parse(&date, span_of(s->choices->day)))
			return fault_set(f, FAULT_BAD_INPUT,
				"--day is \"%s\"; expected a day such as 2026-11-27",
				s->choices->day);
		*ret = date_days(date);
		return FAULT_NONE;
	}
	*ret = twin_day_open(fit, (learnt > today ? learnt : today) + 1);
	return FAULT_NONE;
}

/* ---- The answer ---- */

static void
columns_close(struct columns **c)
{
	columns_free(*c);
}

static enum fault_code
log_print(const struct simulating *s, const struct trial_side *side, struct fault *f)
{
	const char *path = s->choices->log;
	ON_EXIT(columns_close) struct columns *columns = NULL;
	ON_EXIT(file_guard) FILE *out = NULL;

	if (twin_run_columns(&columns, &side->run, &side->model, s->fit, NULL, f))
		return f->code;
	out = fopen(path, "w");
	if (out == NULL)
		return fault_errno(f, "cannot write %s", path);
	if (log_write(out, "csv", columns, f) || fflush(out) != 0)
		return fault_note(f, "writing %s", path);
	return FAULT_NONE;
}

static enum fault_code
json_answer(struct simulating *s, json_t *answer, struct fault *f)
{
	(void)json_object_set_new(answer, "trust", twin_trust_json(&s->trust));
	if (s->choices->is_untrusted && trust_grade_refuses(s->trust.grade))
		(void)json_object_set_new(answer, "is_untrusted", json_true());
	return json_print(s->request->out, answer, 0, f);
}

/* A twin that was judged and failed. */
static enum fault_code
refusal_answer(struct simulating *s, int64_t day, struct fault *f)
{
	s->request->answer_is_no = true;
	if (s->choices->is_json)
		return json_answer(s, twin_trial_refused_json(s->fit, day), f);
	trusting_refusal_print(s->request, s->fit->name, &s->trust);
	return FAULT_NONE;
}

static enum fault_code
trial_answer(struct simulating *s, const struct trial *trial, struct fault *f)
{
	const struct scenario *scenario = s->scenario;
	const struct trial_side *side = &trial->sides[trial->sides[1].is_there ? 1 : 0];

	if (s->choices->log != NULL && log_print(s, side, f))
		return f->code;
	if (s->choices->is_json)
		return json_answer(s, twin_trial_json(trial, s->fit), f);
	simulate_trial_print(s->request, trial, s->fit, &s->trust,
		scenario != NULL ? wording_in(&scenario->title, LANGUAGE_EN) : NULL);
	return FAULT_NONE;
}

static enum fault_code
fit_answer(struct simulating *s, struct fault *f)
{
	if (s->choices->is_json)
		return json_print(s->request->out, twin_fit_json(s->fit), 0, f);
	simulate_fit_print(s->request, s->fit);
	return FAULT_NONE;
}

static enum fault_code
trust_answer(struct simulating *s, struct fault *f)
{
	return simulate_trust_answer(s->request,
		&(struct simulate_trust_wish){.columns = s->has_history ? s->log.columns : NULL,
			.map = s->map,
			.branch = s->choices->branch,
			.zone = s->choices->reading.zone,
			.hands = reading_hands(&s->choices->reading),
			.is_json = s->choices->is_json},
		f);
}

static enum fault_code
trust_take(struct simulating *s, struct fault *f)
{
	const struct simulate_choices *c = s->choices;

	if (trusting_ask(&s->trust,
		    &(struct trusting_wish){.columns = s->has_history ? s->log.columns : NULL,
			    .map = s->map,
			    .branch = s->branch,
			    .zone = c->reading.zone,
			    .hands = reading_hands(&c->reading)},
		    s->request->arena, f))
		return f->code;
	if (c->log != NULL && c->is_untrusted && trust_grade_refuses(s->trust.grade))
		return fault_set(f, FAULT_BAD_INPUT,
			"the twin's grade is “%s”, and a log has no place that says so: none is "
			"written",
			trust_grade_word(s->trust.grade));
	return FAULT_NONE;
}

static enum fault_code
trial_play(struct simulating *s, int64_t day, int64_t days, struct fault *f)
{
	const struct simulate_choices *c = s->choices;
	const struct trial_wish wish = {.map = s->map,
		.fit = s->fit,
		.scenario = s->scenario,
		.is_alone = !s->has_history && s->scenario != NULL,
		.from_us = zone_day_begins_us(s->fit->zone, day),
		.until_us = zone_day_begins_us(s->fit->zone, day + days),
		.runs = (unsigned)c->runs,
		.seed = c->seed,
		.hands = reading_hands(&c->reading)};
	struct trial trial;

	if (twin_trial(&trial, &wish, s->request->arena, f))
		return fault_note(f, "simulating %s", s->fit->name);
	if (trust_grade_refuses(s->trust.grade))
		trial_mark(&trial, "Not to be trusted: the twin was judged and failed.");
	return trial_answer(s, &trial, f);
}

static enum fault_code
counts_check(const struct simulate_choices *c, struct fault *f)
{
	if (c->runs > TRIAL_RUNS_MOST)
		return fault_set(f, FAULT_BAD_INPUT, "--runs is %llu; at most %d are played",
			(unsigned long long)c->runs, TRIAL_RUNS_MOST);
	if (c->days > TRIAL_DAYS_MOST)
		return fault_set(f, FAULT_BAD_INPUT, "--days is %llu; at most %d are played",
			(unsigned long long)c->days, TRIAL_DAYS_MOST);
	return FAULT_NONE;
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct simulate_choices *choices = given;
	ON_EXIT(simulating_guard)
	struct simulating s = {.request = request, .choices = choices, .branch = choices->branch};
	const int64_t days = choices->days == 0 ? 1 : (int64_t)choices->days;
	int64_t day = 0;

	if (counts_check(choices, f) || history_read(&s, request->arguments[0], f))
		return f->code;
	if (choices->is_trust)
		return trust_answer(&s, f);
	if (scenario_take(&s, f) || fit_make(&s, f))
		return f->code;
	if (choices->is_fit)
		return fit_answer(&s, f);
	if (day_choose(&day, &s, f) || trust_take(&s, f))
		return f->code;
	if (trust_grade_refuses(s.trust.grade) && !choices->is_untrusted)
		return refusal_answer(&s, day, f);
	return trial_play(&s, day, days, f);
}

const struct command_body command_simulate = {
	.about =
		"Learns from a store's or a log's history who comes when, how long serving takes, "
		"how long people are patient and when counters are open; then plays the day many "
		"times as it is and as the scenario would have it, with the same customers, by the "
		"rules by which the live queue calls. Figures are means over the runs with the 95 "
		"% "
		"interval of the mean; the difference is taken run by run.\n\n"
		"Of a workspace folder there is no history: then the map alone tells (usual times, "
		"counters, hours), and the scenario must say how many come.\n\n"
		"What had to be assumed is said. --fit prints what was learnt.\n\n"
		"Before anything is played the twin is judged: a twin that fails gives its reasons "
		"and no figure, with exit status 1. --untrusted plays all the same and marks every "
		"figure. What is too young to be judged is played, and said to be that.\n\n"
		"--trust hides the last days from what is learnt, plays them again with the "
		"customers who came, and holds that against what happened; exit status 1 when the "
		"twin is not to be trusted.",
	.examples = "cykl simulate shop.db --branch centre --fit\n"
		    "cykl simulate shop.db --scenario third-window --day 2026-11-27\n"
		    "cykl simulate examples/bank --branch wroclaw-arcade --scenario first-day "
		    "--log day.csv",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct simulate_choices),
	.run = run,
};
