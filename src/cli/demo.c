/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cykl demo: a living service to look at. The bank, the hotel and the hospital in one store, some
 * weeks of history that a seeded crowd has lived through with the real commands, and the crowd
 * going on while somebody looks. It begins on a working morning, whatever the real clock says: a
 * bank at midnight would show nothing.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/figure.h"
#include "cli/now.h"
#include "cli/serving.h"
#include "demo/demo.h"

#define SECOND_US      INT64_C(1000000)
#define HOUR_US	       (3600 * SECOND_US)
#define DAY_US	       (24 * HOUR_US)
#define MORNING_US     (10 * HOUR_US + HOUR_US / 2) /* on the wall clock of the first branch */
#define EVENING_US     (15 * HOUR_US)
#define SPARED	       "wroclaw-arcade"	     /* the branch that is the visitor's */
#define HANDED_OVER_US (SECOND_US * 60 * 25) /* so long before somebody looks */
#define WEEKS	       2
#define WEEKS_MOST     20
#define SPEED_MOST     1000
#define LOOK_AGAIN_MS  500

struct demo_choices {
	struct serving_options serving;
	const char *keep;
	uint64_t seed, weeks, speed;
};

static const struct option own_options[] = {
	OPTION(NUMBER, demo_choices, speed, "--speed", "X",
		"How many times as fast as a clock the demo's clock runs, at most 1000; 1 when "
		"left out"),
	OPTION(NUMBER, demo_choices, weeks, "--weeks", "N",
		"Weeks of history, at most 20; 2 when left out"),
	OPTION(NUMBER, demo_choices, seed, "--seed", "N", "Other people, with another number"),
	OPTION(TEXT, demo_choices, keep, "--keep", "FILE",
		"Keep the store in this new file; left out: it is thrown away at the end"),
};

static const struct option_table tables[] = {
	{.heading = "Options", .options = own_options, .options_n = array_length(own_options)},
	SERVING_TABLE(demo_choices, serving),
};

static const struct actor house = {.role = ROLE_HOUSE};

/* ---- The demo's clock ---- */

struct demo_clock {
	int64_t began_us; /* what it shows at `since` */
	struct timespec since;
	int64_t speed;
};

static int64_t
demo_now_us(void *with)
{
	const struct demo_clock *clock = with;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return clock->began_us +
	       clock->speed * ((now.tv_sec - clock->since.tv_sec) * SECOND_US +
				      (now.tv_nsec - clock->since.tv_nsec) / 1000);
}

static void
demo_clock_set(struct demo_clock *clock, int64_t at_us)
{
	clock->began_us = at_us;
	clock_gettime(CLOCK_MONOTONIC, &clock->since);
}

/* Now, if it is a working hour in Wrocław; else half past ten of the last working day. */
static int64_t
morning_us(void)
{
	const struct zone *zone = zone_find("Europe/Warsaw");
	const int64_t local_us = zone_to_local(zone != NULL ? zone : zone_utc(), now_us());
	int64_t day = local_us / DAY_US;
	const int64_t of_day_us = local_us - day * DAY_US;

	if (date_weekday(day) < 5 && of_day_us >= MORNING_US && of_day_us < EVENING_US)
		return now_us();
	if (of_day_us < MORNING_US)
		day--;
	while (date_weekday(day) >= 5)
		day--;
	return zone_to_utc(zone != NULL ? zone : zone_utc(), day * DAY_US + MORNING_US);
}

/* ---- The store ---- */

/* A file of its own in a folder of its own, for as long as the demo lasts. */
struct demo_place {
	char folder[64];
	const char *path;
};

static enum fault_code
place_make(struct demo_place *place, const char *keep, struct arena *a, struct fault *f)
{
	place->path = keep;
	if (keep != NULL && access(keep, F_OK) == 0)
		return fault_set(
			f, FAULT_CONFLICT, "%s is there already; --keep wants a new file", keep);
	if (keep != NULL)
		return FAULT_NONE;
	(void)snprintf(place->folder, sizeof place->folder, "/tmp/cykl-demo-XXXXXX");
	if (mkdtemp(place->folder) == NULL) {
		place->folder[0] = '\0';
		return fault_errno(f, "making a folder for the demo");
	}
	place->path = arena_printf(a, "%s/demo.db", place->folder);
	return FAULT_NONE;
}

static void
place_guard(struct demo_place *place)
{
	static const char *const ends[] = {"", "-wal", "-shm"};

	for (size_t i = 0; place->folder[0] != '\0' && i < array_length(ends); i++) {
		char path[96];

		(void)snprintf(path, sizeof path, "%s/demo.db%s", place->folder, ends[i]);
		(void)unlink(path); /* what is not there need not go */
	}
	if (place->folder[0] != '\0')
		(void)rmdir(place->folder);
}

/* ---- The house ---- */

static enum fault_code
examples_load(struct serving *serving, int64_t at_us, struct arena *a, struct fault *f)
{
	static const char *const names[] = {"bank", "hotel", "hospital"};

	for (size_t i = 0; i < array_length(names); i++) {
		const struct example_load load = {.example = span_of(names[i])};
		struct example_load_result loaded = {0};

		if (service_do_at(serving->service, at_us, &house, COMMAND_example_load, &load,
			    &loaded, a, f))
			return fault_note(f, "loading the example %s", names[i]);
	}
	return service_settle(serving->service, f);
}

static enum fault_code
branch_get(struct serving *serving, const char *name, int64_t *ret, struct fault *f)
{
	const struct house_view everything = {};
	json_t *seen = NULL, *workspace, *branch;
	size_t i, k;

	if (service_view(serving->service, SERVING_READER_OWN, &house, VIEW_house, &everything,
		    &seen, f))
		return fault_note(f, "looking for the branch %s", name);
	*ret = 0;
	json_array_foreach(json_object_get(seen, "workspaces"), i, workspace) json_array_foreach(
		json_object_get(workspace, "branches"), k,
		branch) if (strcmp(json_string_value(json_object_get(branch, "name")), name) ==
			    0) *ret = json_integer_value(json_object_get(branch, "branch"));
	json_decref(seen);
	return *ret != 0 ? FAULT_NONE
			 : fault_set(f, FAULT_NOT_FOUND,
				   "no example has the branch %s, which the demo leaves to whoever "
				   "looks",
				   name);
}

/* A kiosk, a display and a poster in the visitor's branch. */
static enum fault_code
devices_pair(struct serving *serving, int64_t branch, const char *ret_links[3], struct arena *a,
	struct fault *f)
{
	static const struct {
		const char *kind, *title, *page;
	} devices[] = {{"kiosk", "Kiosk at the entrance", "kiosk"},
		{"display", "Display above the windows", "display"},
		{"poster", "Code beside the door", "visit"}};

	for (size_t i = 0; i < array_length(devices); i++) {
		const struct device_pair pair = {.branch = branch,
			.kind = span_of(devices[i].kind),
			.title = span_of(devices[i].title)};
		struct device_pair_result paired = {0};

		if (service_do(serving->service, &house, COMMAND_device_pair, &pair, &paired, a, f))
			return fault_note(f, "pairing a %s", devices[i].kind);
		ret_links[i] =
			arena_printf(a, "%s/%.*s", devices[i].page, SPAN_PRINT(paired.secret));
	}
	return service_settle(serving->service, f);
}

/* ---- History ---- */

static enum fault_code
history_live(struct request *request, struct crowd *crowd, int64_t from_us, int64_t until_us,
	struct serving *serving, struct fault *f)
{
	for (int64_t day_us = from_us; day_us < until_us; day_us += DAY_US) {
		const int64_t end_us = day_us + DAY_US < until_us ? day_us + DAY_US : until_us;

		if (crowd_run(crowd, end_us, false, f) || service_settle(serving->service, f))
			return f->code;
		if (request->err_terminal.is_terminal)
			fprintf(request->err, "\rliving through %d of %d days ",
				(int)((end_us - from_us + DAY_US - 1) / DAY_US),
				(int)((until_us - from_us + DAY_US - 1) / DAY_US));
	}
	if (request->err_terminal.is_terminal)
		fputs("\r                              \r", request->err);
	return FAULT_NONE;
}

static void
welcome(struct request *request, const struct serving *serving, const struct crowd *crowd,
	const char *const links[3], const char *administrator, uint64_t weeks)
{
	const struct crowd_count count = crowd_counted(crowd);
	const char *url = serving_url(serving);

	fprintf(request->out,
		"A bank, a hotel and a hospital, with %s week%s behind them: %s customers.\n\n"
		"  At the door    %s/%s\n"
		"  On the wall    %s/%s\n"
		"  On your phone  %s/%s\n"
		"  Behind the counter and in the office, as their administrator (works once):\n"
		"                 %s\n\n"
		"Nobody serves at Wrocław Arcade: that branch is yours. Take a ticket, open a "
		"window, "
		"call it.\nEverywhere else people come and go. Ctrl-C ends it.\n",
		figure_int((int64_t)weeks, request->arena), weeks == 1 ? "" : "s",
		figure_int((int64_t)count.customers_n, request->arena), url, links[0], url,
		links[1], url, links[2], administrator != NULL ? administrator : url);
	fflush(request->out);
}

static enum fault_code
live(struct serving *serving, struct crowd *crowd, struct fault *f)
{
	while (!serving_is_over(serving, LOOK_AGAIN_MS))
		if (crowd_run(crowd, service_now_us(serving->service), true, f))
			return f->code;
	return FAULT_NONE;
}

static void
crowd_guard(struct crowd **crowd)
{
	crowd_free(*crowd);
}

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	const struct demo_choices *choices = given;
	const uint64_t weeks = choices->weeks > 0 ? choices->weeks : WEEKS;
	ON_EXIT(place_guard) struct demo_place place = {0};
	struct demo_clock clock = {.speed = (int64_t)(choices->speed > 0 ? choices->speed : 1)};
	ON_EXIT(serving_guard) struct serving serving = {0};
	ON_EXIT(crowd_guard) struct crowd *crowd = NULL;
	const int64_t until_us = morning_us(), from_us = until_us - (int64_t)weeks * 7 * DAY_US;
	const char *links[3] = {"", "", ""};
	struct serving_link administrator = {0};
	struct crowd_setup setup = {.seed = choices->seed, .from_us = from_us};

	if (weeks > WEEKS_MOST || choices->speed > SPEED_MOST)
		return fault_set(f, FAULT_BAD_INPUT, "at most %d weeks, and %d times as fast",
			WEEKS_MOST, SPEED_MOST);
	demo_clock_set(&clock, from_us);
	if (place_make(&place, choices->keep, request->arena, f) ||
		serving_open_at(&serving, request, &choices->serving, place.path, true, demo_now_us,
			&clock, f) ||
		examples_load(&serving, from_us, request->arena, f))
		return f->code;
	setup.service = serving.service;
	setup.store = serving.store;
	setup.reader = SERVING_READER_OWN;
	setup.spared_from_us = until_us - HANDED_OVER_US;
	if (branch_get(&serving, SPARED, &setup.spared, f) || crowd_new(&crowd, &setup, f) ||
		history_live(request, crowd, from_us, until_us, &serving, f))
		return f->code;
	demo_clock_set(&clock, until_us);
	if (devices_pair(&serving, setup.spared, links, request->arena, f) ||
		serving_start(&serving, f) ||
		serving_first_link(&serving, &administrator, request->arena, f))
		return f->code;
	welcome(request, &serving, crowd, links, administrator.url, weeks);
	return live(&serving, crowd, f);
}

const struct command_body command_demo = {
	.about = "Makes a store with the three examples, lets a seeded crowd of customers and "
		 "staff live through "
		 "some weeks of it – each command a real one –, and goes on at the pace of the "
		 "clock, so that "
		 "every page shows a service at work. One branch is left to whoever looks.\n\n"
		 "It begins on a working morning. Nobody's data is in it.",
	.examples = "cykl demo\ncykl demo --weeks 6 --speed 10 --listen 127.0.0.1:9000",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct demo_choices),
	.run = run,
};
