/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A branch whose truth is known is learnt: each parameter within four standard errors.
 */
#include <math.h>

#include "twin/twin.h"
#include "made_branch.h"

#define assert_within(value, truth, error)                                                         \
	do {                                                                                       \
		if (fabs((value) - (truth)) > 4 * (error))                                         \
			fail_msg("%s is %g, not %g ± %g", #value, (double)(value),                 \
				(double)(truth), 4 * (error));                                     \
	} while (0)

static struct fit_branch *
learnt(const struct columns *columns, const struct fit_wish *wish, struct arena *a)
{
	struct fit_branch *fit = NULL;
	struct fault fault = {0};
	char sentence[500];

	if (twin_fit(&fit, columns, wish, a, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
	return fit;
}

static bool
assumes(const struct fit_branch *fit, const char *part)
{
	for (size_t i = 0; i < fit->assumed_n; i++)
		if (strstr(fit->assumed[i].text, part) != NULL)
			return true;
	return false;
}

static void
durations_walks_and_rests_are_found(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct fit_branch *fit = learnt(c, &(struct fit_wish){.branch = "town"}, a);

	assert_int_equal(fit->services_n, 2);
	for (int s = 0; s < 2; s++) {
		const struct fit_draw *d = &fit->services[s].duration;
		const double truth = made_usual.duration_us[s], cv = made_usual.variation[s];
		const double n = (double)d->n;
		assert_true(d->n > 500);
		assert_within(d->draw.mean_us, truth, truth * cv / sqrt(n));
		/* A good family is near: Kolmogorov's 0.1 % point. */
		assert_true(d->distance < 1.95 / sqrt(n));
	}
	/* A gamma of variation 0.5 is an Erlang of four phases, and one of variation 1 exponential.
	 */
	assert_int_equal(fit->services[0].duration.draw.kind, DRAW_ERLANG);
	assert_int_equal(fit->services[0].duration.draw.phases, 4);
	assert_int_equal(fit->services[1].duration.draw.kind, DRAW_EXPONENTIAL);
	assert_within(fit->services[0].walking.draw.mean_us, made_usual.walking_us,
		made_usual.walking_us / sqrt((double)fit->services[0].walking.n));
	assert_int_equal(fit->services[0].walking.draw.kind, DRAW_EXPONENTIAL);
	assert_true(fit->services[0].rest.n > 300);
	assert_within(fit->services[0].rest.draw.mean_us, made_usual.rest_us,
		made_usual.rest_us / sqrt((double)fit->services[0].rest.n));
}

static void
patience_is_found_though_most_are_called_before_it_ends(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct fit_branch *fit = learnt(c, &(struct fit_wish){.branch = "town"}, a);

	for (int s = 0; s < 2; s++) {
		const struct fit_draw *p = &fit->services[s].patience;
		assert_true(p->n > 40);
		assert_int_equal(p->draw.kind, DRAW_EXPONENTIAL);
		assert_within(p->draw.mean_us, made_usual.patience_us,
			made_usual.patience_us / sqrt((double)p->n));
		assert_true(p->distance < 0.15);
	}
	assert_true(assumes(fit, "patient"));
}

static void
shares_and_routes_are_found(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct fit_branch *fit = learnt(c, &(struct fit_wish){.branch = "town"}, a);
	const struct fit_service *first = &fit->services[0];
	const double n = (double)first->called_n;

	assert_within(first->no_show, 0.05, sqrt(0.05 * 0.95 / n));
	assert_int_equal(first->comes_within_us, 2 * MADE_MINUTE);
	assert_int_equal(first->routes_n, 1);
	assert_int_equal(first->routes[0].service, 1);
	assert_within(first->routes[0].chance, 0.1, sqrt(0.1 * 0.9 / (double)first->duration.n));
	assert_int_equal(fit->services[1].routes_n, 0);
}

static double
expected_between(const struct fit_branch *fit, uint32_t service, int weekday, int from, int until)
{
	double sum = 0;

	for (size_t i = 0; i < fit->sources_n; i++)
		for (int q = from * 4; fit->sources[i].service == service && q < until * 4; q++)
			sum += (double)fit->sources[i].per_day[weekday][q];
	return sum;
}

static void
arrivals_are_found_by_weekday_and_quarter_hour(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct fit_branch *fit = learnt(c, &(struct fit_wish){.branch = "town"}, a);
	const double days = made_usual.weeks_n;

	assert_int_equal(fit->days_n, 5 * made_usual.weeks_n);
	assert_int_equal(fit->sources_n, 2);
	for (int w = 0; w < 5; w++) {
		assert_within(expected_between(fit, 0, w, 9, 13), 48, sqrt(48 / days));
		assert_within(expected_between(fit, 0, w, 13, 17), 24, sqrt(24 / days));
		assert_within(expected_between(fit, 1, w, 9, 17), 18, sqrt(18 / days));
		/* One quarter hour: three customers. */
		assert_within(expected_between(fit, 0, w, 10, 11) / 4, 3, sqrt(3 / days / 4));
	}
	for (int w = 0; w < 7; w++) {
		assert_true(expected_between(fit, 0, w, 0, 8) == 0);
		assert_true(expected_between(fit, 0, w, 18, 24) == 0);
	}
	assert_true(expected_between(fit, 0, 5, 0, 24) == 0);
	/* Poisson days: variance over mean is 1, its error √(2 / 45). */
	assert_within(fit->sources[0].dispersion, 1, sqrt(2.0 / 45));
}

static void
counters_are_open_while_they_serve_and_when_nobody_waits(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	const struct fit_branch *fit = learnt(c, &(struct fit_wish){.branch = "town"}, a);

	assert_int_equal(fit->counters_n, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(fit->counters[i].services_n, 2);
		for (int w = 0; w < 5; w++)
			for (int q = 40; q < 64; q++)
				assert_true(fit->counters[i].open[w][q] > 0.6f);
		assert_true(fit->counters[i].open[2][8] == 0);
		assert_true(fit->counters[i].open[6][48] == 0);
	}
	assert_true(assumes(fit, "from whom they call"));
}

static void
a_branch_of_the_map_has_its_services_hours_and_classes(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	struct calendar *calendar = calendar_new(zone_utc(), a);
	static const char *const only[] = {"advice"};
	const struct service services[] = {{.name = "cheque", .usual_us = 6 * MADE_MINUTE},
		{.name = "large-cheque", .capacity = 15},
		{.name = "advice", .usual_us = 20 * MADE_MINUTE}};
	const struct priority_class classes[] = {
		{.name = "priority", .up_to = 2}, {.name = "normal"}};
	const struct counter counters[] = {{.name = "window-1"}, {.name = "window-2"},
		{.name = "window-3", .services = only, .services_n = 1}};
	const struct branch branch = {
		.name = "town", .calendar = calendar, .counters = counters, .counters_n = 3};
	const struct map map = {.organisation = {.services = services,
					.services_n = 3,
					.classes = classes,
					.classes_n = 2,
					.branches = &branch,
					.branches_n = 1}};
	struct fault fault = {0};

	for (int w = 0; w < 6; w++)
		assert_int_equal(calendar_weekday(calendar, w, (struct opening){540, 1020}, &fault),
			FAULT_NONE);
	/* A holiday, on which nobody came; and the map's hours of Saturday, when nobody ever comes.
	 */
	assert_int_equal(calendar_ready(calendar, &fault), FAULT_NONE);
	const struct fit_branch *fit =
		learnt(c, &(struct fit_wish){.map = &map, .branch = "town"}, a);

	assert_ptr_equal(fit->calendar, calendar);
	assert_int_equal(fit->rules.classes_n, 2);
	assert_int_equal(fit->rules.up_to[0], 2);
	assert_string_equal(fit->classes[1], "normal");
	assert_int_equal(fit->sources[0].class_, 1);
	assert_int_equal(fit->services_n, 3);
	assert_int_equal(fit->services[1].capacity, 15);
	assert_string_equal(fit->services[2].name, "advice");
	assert_true(fabs(fit->services[2].duration.draw.mean_us - 20 * 60e6) < 1);
	assert_true(assumes(fit, "advice: nobody was served"));
	assert_int_equal(fit->counters_n, 3);
	assert_int_equal(fit->counters[2].services_n, 1);
	assert_int_equal(fit->counters[2].services[0], 2);
	assert_true(fit->counters[2].open[0][44] == 0);
	assert_true(assumes(fit, "1 counters never called"));
	assert_true(assumes(fit, "nobody came: they are taken as closed"));
	/* A map that does not know the branch tells nothing of it, its classes neither. */
	const struct branch village = {.name = "village"};
	struct map other = map;
	other.organisation.branches = &village;
	const struct fit_branch *unknown =
		learnt(c, &(struct fit_wish){.map = &other, .branch = "town"}, a);
	assert_int_equal(unknown->services_n, 2);
	assert_int_equal(unknown->rules.classes_n, 1);
	assert_int_equal(unknown->sources[0].class_, 0);
	assert_true(assumes(unknown, "The map has no branch town"));
	assert_true(fit->sources[0].per_day[0][4] == 0);
}

static void
of_a_branch_without_history_the_map_alone_tells(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct service services[] = {{.name = "cheque", .usual_us = 6 * MADE_MINUTE}};
	const struct counter counters[] = {{.name = "window-1"}};
	const struct branch branches[] = {
		{.name = "town", .counters = counters, .counters_n = 1}, {.name = "village"}};
	const struct map map = {.organisation = {.services = services,
					.services_n = 1,
					.branches = branches,
					.branches_n = 2}};
	struct fit_branch *fit = NULL;
	struct fault fault = {0};

	assert_int_equal(twin_fit_of_map(&fit, &map, "town", a, &fault), FAULT_NONE);
	assert_int_equal(fit->sources_n, 0);
	assert_int_equal(fit->counters_n, 1);
	assert_true(fit->counters[0].open[6][95] == 1);
	assert_true(fabs(fit->services[0].duration.draw.mean_us - 6 * 60e6) < 1);
	assert_int_equal(fit->services[0].patience.draw.kind, DRAW_NONE);
	assert_true(assumes(fit, "Nothing has happened yet"));
	assert_int_equal(twin_fit_of_map(&fit, &map, NULL, a, &fault), FAULT_BAD_INPUT);
	assert_int_equal(twin_fit_of_map(&fit, &map, "moon", a, &fault), FAULT_NOT_FOUND);
}

static void
of_few_values_the_mean_is_drawn_to_what_is_usual(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	struct made_truth few = made_usual;
	const struct service services[] = {{.name = "cheque", .usual_us = 6 * MADE_MINUTE},
		{.name = "large-cheque", .usual_us = 60 * MADE_MINUTE}};
	const struct branch branch = {.name = "town"};
	const struct map map = {.organisation = {.services = services,
					.services_n = 2,
					.branches = &branch,
					.branches_n = 1}};

	few.weeks_n = 1;
	few.goes_on = 0;
	ON_EXIT(columns_guard) struct columns *c = made_branch(&few);
	const struct fit_branch *fit = learnt(c,
		&(struct fit_wish){.map = &map,
			.branch = "town",
			.from_us = MADE_MONDAY,
			.until_us = MADE_MONDAY + MADE_DAY},
		a);
	const struct fit_draw *d = &fit->services[1].duration;

	assert_in_range(d->n, 1, 29);
	assert_int_equal(d->draw.kind, DRAW_GAMMA);
	assert_true(d->draw.mean_us > 12 * 60e6 && d->draw.mean_us < 60 * 60e6);
	assert_true(assumes(fit, "large-cheque: only"));
	assert_int_equal(fit->days_n, 1);
}

/* Every ten minutes two come at once; anna does what they want in five minutes each. */
static struct columns *
plain_log(bool has_ends)
{
	static const char *const extra[] = {"resource"};
	struct columns_builder *b = columns_builder_new(&(struct columns_plan){
		.extra = extra, .extra_n = 1, .lanes_n = 1, .hands = 1, .has_ends = has_ends});
	struct columns *columns = NULL;
	struct fault fault = {0};

	for (int i = 0; i < 120; i++) {
		char name[20];
		const struct span nobody = SPAN(""), anna = SPAN("anna");
		const int64_t came_us = MADE_MONDAY + i / 2 * 10 * MADE_MINUTE;
		const int64_t begun_us = came_us + i % 2 * 5 * MADE_MINUTE;
		snprintf(name, sizeof name, "%d", i);
		const struct columns_row rows[] = {
			{span_of(name), SPAN("come"), came_us, came_us, &nobody},
			{span_of(name), SPAN("help"),
				has_ends ? begun_us : begun_us + 5 * MADE_MINUTE,
				begun_us + 5 * MADE_MINUTE, &anna},
		};
		columns_lane_rows(columns_builder_lane(b, 0), rows, 2);
	}
	assert_int_equal(columns_builder_finish(&columns, b, &fault), FAULT_NONE);
	columns_builder_free(b);
	return columns;
}

static void
a_plain_log_has_its_activities_as_services_and_its_people_as_counters(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *points = plain_log(false);
	ON_EXIT(columns_guard) struct columns *instances = plain_log(true);
	const struct fit_branch *fit = learnt(points, &(struct fit_wish){0}, a);
	const struct fit_service *help = &fit->services[1];

	assert_string_equal(help->name, "help");
	assert_int_equal(help->duration.n, 120);
	assert_int_equal(help->duration.draw.kind, DRAW_CONSTANT);
	assert_true(fabs(help->duration.draw.mean_us - 5 * 60e6) < 1);
	assert_int_equal(fit->counters_n, 1);
	assert_string_equal(fit->counters[0].name, "anna");
	assert_int_equal(fit->counters[0].services_n, 1);
	assert_int_equal(fit->sources_n, 1);
	assert_int_equal(fit->sources[0].service, 1);
	assert_int_equal(fit->sources[0].n, 120);
	assert_true(assumes(fit, "knows no tickets"));
	assert_true(assumes(fit, "Events are points"));
	assert_true(assumes(fit, "one customer at a time"));
	/* With beginnings and ends the first event is a service itself, and leads to the next. */
	fit = learnt(instances, &(struct fit_wish){0}, a);
	assert_true(fabs(fit->services[1].duration.draw.mean_us - 5 * 60e6) < 1);
	assert_int_equal(fit->services[0].routes_n, 1);
	assert_true(fit->services[0].routes[0].chance == 1);
	assert_false(assumes(fit, "Events are points"));
}

static void
an_unknown_branch_and_a_log_of_nothing_are_faults(void **state)
{
	(void)state;
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	ON_EXIT(columns_guard) struct columns *c = made_branch(&made_usual);
	struct fit_branch *fit = NULL;
	struct fault fault = {0};

	assert_int_equal(twin_fit(&fit, c, &(struct fit_wish){.branch = "moon"}, a, &fault),
		FAULT_NOT_FOUND);
	assert_non_null(strstr(fault.notes[0], "moon"));
	assert_int_equal(twin_fit(&fit, c,
				 &(struct fit_wish){.branch = "town",
					 .from_us = MADE_MONDAY - 9 * MADE_DAY,
					 .until_us = MADE_MONDAY - MADE_DAY},
				 a, &fault),
		FAULT_BAD_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_walks_and_rests_are_found),
		cmocka_unit_test(patience_is_found_though_most_are_called_before_it_ends),
		cmocka_unit_test(shares_and_routes_are_found),
		cmocka_unit_test(arrivals_are_found_by_weekday_and_quarter_hour),
		cmocka_unit_test(counters_are_open_while_they_serve_and_when_nobody_waits),
		cmocka_unit_test(a_branch_of_the_map_has_its_services_hours_and_classes),
		cmocka_unit_test(of_a_branch_without_history_the_map_alone_tells),
		cmocka_unit_test(of_few_values_the_mean_is_drawn_to_what_is_usual),
		cmocka_unit_test(
			a_plain_log_has_its_activities_as_services_and_its_people_as_counters),
		cmocka_unit_test(an_unknown_branch_and_a_log_of_nothing_are_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
