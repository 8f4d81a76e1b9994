/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a model one that can be run? Each fault names the thing by kind, number and name, and says
 * what is wrong with it. What is let through here cannot make a run fail but by its size.
 */
#include "simulate/inside.h"

#include <math.h>

#define CHECK(condition, ...)                                                                      \
	do {                                                                                       \
		if (!(condition))                                                                  \
			return fault_set(f, FAULT_BAD_INPUT, __VA_ARGS__);                         \
	} while (0)

static bool
is_time(int64_t us)
{
	return us >= -TIME_MOST_US && us <= TIME_MOST_US;
}

static bool
is_chance(double chance)
{
	return chance >= 0 && chance <= 1;
}

static bool
is_up_to(double x, double least, double most)
{
	return isfinite(x) && x >= least && x <= most;
}

/* ---- Parts of things ---- */

static enum fault_code
spans_check(const struct simulate_span *spans, size_t n, const char *what, struct fault *f)
{
	for (size_t i = 0; i < n; i++) {
		CHECK(is_time(spans[i].from_us) && is_time(spans[i].until_us),
			"%s %zu is out of range", what, i + 1);
		CHECK(spans[i].from_us <= spans[i].until_us, "%s %zu ends before it begins", what,
			i + 1);
		CHECK(i == 0 || spans[i - 1].until_us <= spans[i].from_us,
			"%s %zu begins before the one before it has ended", what, i + 1);
	}
	return FAULT_NONE;
}

static enum fault_code
values_check(const struct draw *d, const char *what, struct fault *f)
{
	CHECK(d->values_n > 0 && d->values_us != NULL, "the %s has no values to draw from", what);
	for (size_t i = 0; i < d->values_n; i++)
		CHECK(d->values_us[i] >= (i > 0 ? d->values_us[i - 1] : 0) &&
				d->values_us[i] <= LASTS_MOST_US,
			"value %zu of the %s is less than the one before it, or out of range",
			i + 1, what);
	return FAULT_NONE;
}

static enum fault_code
draw_check(const struct draw *d, const char *what, struct fault *f)
{
	CHECK(d->kind < DRAW__COUNT, "the %s has an unknown distribution", what);
	if (d->kind == DRAW_NONE)
		return FAULT_NONE;
	CHECK(is_up_to(d->mean_us, 0, (double)LASTS_MOST_US), "the mean of the %s is out of range",
		what);
	if (d->kind == DRAW_EMPIRICAL)
		return values_check(d, what, f);
	CHECK(d->kind != DRAW_ERLANG || (d->phases >= 1 && d->phases <= 1000000),
		"the %s has %u phases; 1 to 1,000,000 are possible", what, d->phases);
	CHECK(d->kind != DRAW_GAMMA || is_up_to(d->variation, 1e-6, 1e3),
		"the variation of the %s is out of range", what);
	CHECK(d->kind != DRAW_LOGNORMAL || is_up_to(d->variation, 0, 1e3),
		"the variation of the %s is out of range", what);
	return FAULT_NONE;
}

static enum fault_code
routes_check(
	const struct simulate_service *service, const struct simulate_model *model, struct fault *f)
{
	double chances = 0;

	for (size_t i = 0; i < service->routes_n; i++) {
		const struct simulate_route *route = &service->routes[i];

		CHECK(is_chance(route->chance), "the chance of route %zu is not in 0 to 1", i + 1);
		CHECK(route->service == SIMULATE_NONE || route->service < model->services_n,
			"route %zu leads to a service that there is not", i + 1);
		chances += route->chance;
	}
	CHECK(chances <= 1 + 1e-9, "the chances of its routes add up to more than 1");
	return FAULT_NONE;
}

static enum fault_code
rates_check(
	const struct simulate_source *source, const struct simulate_model *model, struct fault *f)
{
	double expected = 0;

	for (size_t i = 0; i < source->rates_n; i++) {
		const struct simulate_rate *rate = &source->rates[i];
		const int64_t until_us =
			i + 1 < source->rates_n ? source->rates[i + 1].from_us : model->until_us;

		CHECK(is_time(rate->from_us), "rate %zu is out of range", i + 1);
		CHECK(is_up_to(rate->per_us, 0, 1e3), "rate %zu is negative or out of range",
			i + 1);
		CHECK(i == 0 || source->rates[i - 1].from_us < rate->from_us,
			"rate %zu does not begin after the one before it", i + 1);
		if (until_us > rate->from_us)
			expected += rate->per_us * (double)(until_us - rate->from_us);
	}
	if (expected > (double)CUSTOMERS_MOST)
		return fault_set(f, FAULT_TOO_BIG, "%.3g customers would come; %.3g are possible",
			expected, (double)CUSTOMERS_MOST);
	return FAULT_NONE;
}

/* ---- Things ---- */

static enum fault_code
place_check(const struct simulate_place *place, struct fault *f)
{
	const struct queue_rules *rules = &place->rules;

	CHECK(rules->classes_n >= 0 && rules->classes_n <= QUEUE_CLASSES_MOST,
		"it has %d classes; up to %d are possible", rules->classes_n, QUEUE_CLASSES_MOST);
	for (int c = 0; c < rules->classes_n; c++)
		CHECK(rules->up_to[c] >= 0, "class %d has fewer than no calls in turn", c + 1);
	CHECK(rules->early_us >= 0 && rules->early_us <= LASTS_MOST_US,
		"agreed times count from too early");
	return spans_check(place->open, place->open_n, "opening span", f);
}

static enum fault_code
service_check(
	const struct simulate_service *service, const struct simulate_model *model, struct fault *f)
{
	CHECK(service->place < model->places_n, "its place is none of the model's");
	if (draw_check(&service->duration, "duration", f) ||
		draw_check(&service->walking, "walking time", f) ||
		draw_check(&service->rest, "rest", f) ||
		draw_check(&service->patience, "patience", f))
		return f->code;
	CHECK(is_chance(service->no_show), "the chance of not coming is not in 0 to 1");
	CHECK(service->comes_within_us >= 0 && service->comes_within_us <= LASTS_MOST_US,
		"the time to wait for one who was called is out of range");
	CHECK(service->capacity >= 0, "fewer than nobody may wait");
	return routes_check(service, model, f);
}

static enum fault_code
counter_check(
	const struct simulate_counter *counter, const struct simulate_model *model, struct fault *f)
{
	CHECK(counter->place < model->places_n, "its place is none of the model's");
	for (size_t i = 0; i < counter->services_n; i++)
		CHECK(counter->services[i] < model->services_n &&
				model->services[counter->services[i]].place == counter->place,
			"its service %zu is none of its place's", i + 1);
	CHECK(is_up_to(counter->pace, 0, 1000), "its pace is out of range");
	return spans_check(counter->shifts, counter->shifts_n, "shift", f);
}

static enum fault_code
source_check(
	const struct simulate_source *source, const struct simulate_model *model, struct fault *f)
{
	CHECK(source->service < model->services_n, "its service is none of the model's");
	CHECK(source->class_ >= 0, "its class is negative");
	CHECK(source->rates_n == 0 || source->times_n == 0, "it has rates and times");
	CHECK(!source->is_agreed || source->rates_n == 0, "agreed times are times, not rates");
	for (size_t i = 0; i < source->times_n; i++) {
		CHECK(is_time(source->times_us[i]), "time %zu is out of range", i + 1);
		CHECK(i == 0 || source->times_us[i - 1] <= source->times_us[i],
			"time %zu is before the one before it", i + 1);
		CHECK(!source->is_agreed || source->times_us[i] > 0,
			"the agreed time %zu is not after the beginning of time", i + 1);
	}
	if (source->is_agreed) {
		CHECK(is_chance(source->stays_away), "the chance of staying away is not in 0 to 1");
		if (draw_check(&source->early, "time before the agreed one", f))
			return f->code;
	}
	return rates_check(source, model, f);
}

static enum fault_code
services_of_places_check(const struct simulate_model *model, struct fault *f)
{
	for (size_t p = 0; p < model->places_n; p++) {
		size_t n = 0;

		for (size_t i = 0; i < model->services_n; i++)
			n += model->services[i].place == p;
		CHECK(n <= SIMULATE_SERVICES_MOST,
			"place %zu has %zu services; up to %d are possible", p + 1, n,
			SIMULATE_SERVICES_MOST);
	}
	return FAULT_NONE;
}

enum fault_code
simulate_check(const struct simulate_model *model, struct fault *f)
{
	CHECK(is_time(model->from_us) && is_time(model->until_us) &&
			model->from_us <= model->until_us,
		"the model ends before it begins, or its times are out of range");
	CHECK(model->places_n <= THINGS_MOST && model->services_n <= THINGS_MOST &&
			model->counters_n <= THINGS_MOST && model->sources_n <= THINGS_MOST,
		"the model has more than %d things of a kind", THINGS_MOST);
#define CHECK_ALL(things, check, ...)                                                              \
	for (size_t i = 0; i < model->things##s_n; i++)                                            \
		if (check(&model->things##s[i], ##__VA_ARGS__, f))                                 \
			return fault_note(f, #things " %zu%s%s", i + 1,                            \
				THING_NAME(model->things##s[i]) != NULL ? ", " : "",               \
				THING_NAME(model->things##s[i]) != NULL                            \
					? THING_NAME(model->things##s[i])                          \
					: "");
#define THING_NAME(thing) ((thing).name)
	CHECK_ALL(place, place_check)
	CHECK_ALL(service, service_check, model)
	CHECK_ALL(counter, counter_check, model)
#undef THING_NAME
#define THING_NAME(thing)                                                                          \
	((thing).service < model->services_n ? model->services[(thing).service].name : NULL)
	CHECK_ALL(source, source_check, model)
	return services_of_places_check(model, f);
}

/* ---- The start ---- */

static enum fault_code
waiting_check(
	const struct simulate_waiting *waiting, const struct simulate_model *model, struct fault *f)
{
	CHECK(waiting->service < model->services_n, "waits for a service that there is not");
	CHECK(waiting->for_counter == SIMULATE_NONE ||
			(waiting->for_counter < model->counters_n &&
				model->counters[waiting->for_counter].place ==
					model->services[waiting->service].place),
		"waits for a counter that is none of the place's");
	CHECK(is_time(waiting->came_us) && waiting->came_us <= model->from_us &&
			is_time(waiting->place_us) && is_time(waiting->appointment_us),
		"came after the model's beginning, or the times are out of range");
	CHECK(waiting->ticket >= 0 && waiting->ticket <= TIME_MOST_US,
		"the ticket's number is out of range");
	CHECK(waiting->class_ >= 0, "the class is negative");
	return FAULT_NONE;
}

static enum fault_code
serving_check(
	const struct simulate_serving *serving, const struct simulate_model *model, struct fault *f)
{
	CHECK(serving->service < model->services_n, "is served with a service that there is not");
	CHECK(serving->counter < model->counters_n &&
			model->counters[serving->counter].place ==
				model->services[serving->service].place,
		"is at a counter that is none of the place's");
	CHECK(is_time(serving->came_us) && serving->came_us <= serving->called_us &&
			serving->called_us <= model->from_us,
		"was called before coming, or after the model's beginning");
	CHECK(serving->began_us == 0 || (serving->called_us <= serving->began_us &&
						serving->began_us <= model->from_us),
		"began before being called, or after the model's beginning");
	CHECK(serving->class_ >= 0, "the class is negative");
	return FAULT_NONE;
}

enum fault_code
start_check(const struct simulate_start *start, const struct simulate_model *model, struct arena *a,
	struct fault *f)
{
	bool *is_taken;

	if (start == NULL)
		return FAULT_NONE;
	is_taken = ARENA_ARRAY(a, bool, model->counters_n);
	for (size_t i = 0; i < start->waiting_n; i++)
		if (waiting_check(&start->waiting[i], model, f))
			return fault_note(f, "the customer waiting in place %zu", i + 1);
	for (size_t i = 0; i < start->serving_n; i++) {
		if (serving_check(&start->serving[i], model, f))
			return fault_note(f, "the customer %zu at a counter", i + 1);
		CHECK(!is_taken[start->serving[i].counter],
			"counter %u serves two customers at the start",
			start->serving[i].counter + 1);
		is_taken[start->serving[i].counter] = true;
	}
	for (size_t p = 0; start->turns != NULL && p < model->places_n; p++)
		for (int c = 0; c < QUEUE_CLASSES_MOST; c++)
			CHECK(start->turns[p].calls[c] >= 0 && start->turns[p].calls[c] < INT32_MAX,
				"the round of place %zu is out of range", p + 1);
	return FAULT_NONE;
}
