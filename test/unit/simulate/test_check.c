/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model that cannot be run is refused, with the thing and the reason; nothing is run. */
#include "plain.h"

#include <math.h>

static void
good_fill(struct plain *p)
{
	plain_fill(p, 2);
	plain_rate(p, 1, 100);
	p->service.duration = (struct draw){.kind = DRAW_EXPONENTIAL, .mean_us = 1e6};
}

static void
refuse(const struct plain *p, const struct simulate_start *start, enum fault_code code,
	const char *says)
{
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	const struct simulate_wish wish = {.seed = 1};
	struct simulate_run run = {.events_n = 77};
	struct fault fault = {0};
	char sentence[1000];

	assert_int_equal(simulate_run(&run, &p->model, start, &wish, a, &fault), code);
	fault_sentence(&fault, sentence, sizeof sentence);
	if (strstr(sentence, says) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", says, sentence);
	assert_int_equal(run.events_n, 77);
}

#define BAD(change, says)                                                                          \
	do {                                                                                       \
		struct plain p;                                                                    \
		good_fill(&p);                                                                     \
		change;                                                                            \
		refuse(&p, NULL, FAULT_BAD_INPUT, says);                                           \
	} while (0)

static void
a_bad_model_is_refused_with_its_reason(void **state)
{
	static const struct simulate_span backwards[] = {{5, 3}}, crossed[] = {{0, 9}, {5, 20}};
	static const struct simulate_rate falling[] = {{9, 1}, {3, 1}}, endless[] = {{0, NAN}};
	static const int64_t falling_times[] = {9, 3}, zero[] = {0};
	static const struct simulate_route much[] = {{.7, SIMULATE_NONE, false}, {.7, 0, false}},
					   nowhere[] = {{.5, 9, false}};
	static const uint32_t strange[] = {4};

	(void)state;
	BAD(p.model.until_us = -1, "the model ends before it begins");
	BAD(p.model.from_us = INT64_MIN, "out of range");
	BAD(p.place.rules.classes_n = 17, "place 1, hall: it has 17 classes");
	BAD(p.place.rules.up_to[0] = -1, "calls in turn");
	BAD((p.place.open = backwards, p.place.open_n = 1), "opening span 1 ends before it begins");
	BAD((p.place.open = crossed, p.place.open_n = 2), "opening span 2 begins before");
	BAD(p.service.place = 3, "service 1, help: its place");
	BAD(p.service.no_show = 1.5, "not coming");
	BAD(p.service.no_show = NAN, "not coming");
	BAD(p.service.capacity = -1, "fewer than nobody");
	BAD(p.service.comes_within_us = -1, "out of range");
	BAD((p.service.routes = much, p.service.routes_n = 2), "add up to more than 1");
	BAD((p.service.routes = nowhere, p.service.routes_n = 1), "route 1 leads to a service");
	BAD(p.service.duration.kind = DRAW__COUNT, "unknown distribution");
	BAD(p.service.duration.mean_us = -1, "the mean of the duration");
	BAD(p.service.patience = ((struct draw){.kind = DRAW_GAMMA, .mean_us = 1}),
		"the variation of the patience");
	BAD(p.service.walking = ((struct draw){.kind = DRAW_ERLANG, .mean_us = 1}), "0 phases");
	BAD(p.service.walking = ((struct draw){.kind = DRAW_EMPIRICAL}), "no values");
	BAD(p.service.walking = ((struct draw){
		    .kind = DRAW_EMPIRICAL, .values_us = falling_times, .values_n = 2}),
		"value 2 of the walking time");
	BAD((p.counters[1].services = strange, p.counters[1].services_n = 1),
		"counter 2: its service 1");
	BAD(p.counters[1].pace = NAN, "counter 2: its pace");
	BAD(p.counters[0].place = 1, "counter 1: its place");
	BAD((p.counters[1].shifts = crossed, p.counters[1].shifts_n = 2), "shift 2 begins before");
	BAD(p.source.service = 1, "source 1: its service");
	BAD(p.source.class_ = -1, "class is negative");
	BAD((p.source.rates = falling, p.source.rates_n = 2), "rate 2 does not begin after");
	BAD((p.source.rates = endless, p.source.rates_n = 1), "source 1, help: rate 1");
	BAD((p.source.times_us = zero, p.source.times_n = 1), "rates and times");
	BAD((p.source.rates_n = 0, p.source.times_us = falling_times, p.source.times_n = 2),
		"time 2 is before");
	BAD((p.source.rates_n = 0, p.source.times_us = zero, p.source.times_n = 1,
		    p.source.is_agreed = true),
		"agreed time 1");
	BAD(p.source.is_agreed = true, "times, not rates");
}

static void
too_many_customers_and_runs_without_end_are_too_big(void **state)
{
	static const struct simulate_route again = {1, 0, false};
	struct plain p;

	(void)state;
	good_fill(&p);
	p.rate.per_us = 1000;
	p.model.until_us = INT64_C(1) << 40;
	refuse(&p, NULL, FAULT_TOO_BIG, "customers would come");
	/* Round and round. */
	good_fill(&p);
	p.service.routes = &again;
	p.service.routes_n = 1;
	refuse(&p, NULL, FAULT_TOO_BIG, "never ends");
	p.service.duration = (struct draw){0};
	refuse(&p, NULL, FAULT_TOO_BIG, "never ends");
	good_fill(&p);
	p.service.duration.mean_us = 0x1p52;
	p.model.counters_n = 1;
	plain_rate(&p, 100, 100);
	p.service.capacity = 1000000;
	refuse(&p, NULL, FAULT_TOO_BIG, "never ends");
}

static void
a_place_has_no_more_services_than_bits(void **state)
{
	static struct simulate_service services[SIMULATE_SERVICES_MOST + 1];
	struct plain p;

	(void)state;
	good_fill(&p);
	p.model.services = services;
	p.model.services_n = array_length(services);
	refuse(&p, NULL, FAULT_BAD_INPUT, "place 1 has 65 services");
}

#define BAD_START(change, says)                                                                    \
	do {                                                                                       \
		struct plain p;                                                                    \
		struct simulate_waiting waiting = {                                                \
			.ticket = 1, .for_counter = SIMULATE_NONE, .came_us = -5};                 \
		struct simulate_serving serving[] = {                                              \
			{.counter = 0, .came_us = -9, .called_us = -7, .began_us = -6},            \
			{.counter = 1, .came_us = -9, .called_us = -7}};                           \
		struct queue_turn turn = {{0}};                                                    \
		const struct simulate_start start = {&waiting, serving, 1, 2, &turn};              \
		good_fill(&p);                                                                     \
		change;                                                                            \
		refuse(&p, &start, FAULT_BAD_INPUT, says);                                         \
	} while (0)

static void
a_bad_start_is_refused_with_its_reason(void **state)
{
	(void)state;
	BAD_START(waiting.service = 1, "waiting in place 1: waits for a service");
	BAD_START(waiting.for_counter = 2, "waits for a counter");
	BAD_START(waiting.came_us = 1, "came after");
	BAD_START(waiting.class_ = -1, "class is negative");
	BAD_START(waiting.ticket = -1, "ticket");
	BAD_START(serving[1].counter = 0, "counter 1 serves two");
	BAD_START(serving[1].counter = 5, "customer 2 at a counter");
	BAD_START(serving[0].began_us = -8, "began before being called");
	BAD_START(serving[0].called_us = -10, "called before coming");
	BAD_START(turn.calls[3] = -1, "round of place 1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bad_model_is_refused_with_its_reason),
		cmocka_unit_test(too_many_customers_and_runs_without_end_are_too_big),
		cmocka_unit_test(a_place_has_no_more_services_than_bits),
		cmocka_unit_test(a_bad_start_is_refused_with_its_reason),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
