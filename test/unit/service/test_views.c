/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What views give has the shape that views.def tells, whatever state the hall is in; and says what
 * is true there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counter_hall.h"
#include "service/shapes.h"

/* ---- Shapes ---- */

static void shape_is(const json_t *object, enum shape_id id, const char *where);

static bool
fits(const json_t *value, enum field_type type)
{
	switch (type) {
	case FIELD_ID:
	case FIELD_NUMBER:
	case FIELD_TIME:
	case FIELD_SPAN_US:
		return json_is_null(value) || json_is_integer(value);
	case FIELD_REAL:
		return json_is_null(value) || json_is_number(value);
	case FIELD_FLAG:
		return json_is_boolean(value);
	case FIELD_IDS:
	case FIELD_MANY:
		return json_is_array(value);
	case FIELD_TITLE:
	case FIELD_ONE:
		return json_is_null(value) || json_is_object(value);
	default:
		return json_is_null(value) || json_is_string(value);
	}
}

static void
field_is(const json_t *value, const struct service_field *field, const char *where)
{
	char at[200];
	json_t *item;
	size_t i;

	(void)snprintf(at, sizeof at, "%s.%s", where, field->name);
	if (value == NULL || !fits(value, field->type))
		fail_msg("%s is %s", at, value == NULL ? "not there" : "of another type");
	if (field->type == FIELD_ONE && !json_is_null(value))
		shape_is(value, (enum shape_id)field->shape, at);
	if (field->type == FIELD_MANY)
		json_array_foreach(value, i, item) shape_is(item, (enum shape_id)field->shape, at);
}

static void
shape_is(const json_t *object, enum shape_id id, const char *where)
{
	const struct service_fields *fields = &service_shape(id)->fields;

	assert_true(json_is_object(object));
	for (size_t i = 0; i < fields->n; i++)
		field_is(
			json_object_get(object, fields->fields[i].name), &fields->fields[i], where);
	if (json_object_size(object) != fields->n)
		fail_msg("%s has %zu fields, not %zu", where, json_object_size(object), fields->n);
}

/* ---- Looking ---- */

static json_t *
look(struct counter_hall *h, enum view_id view, const void *in)
{
	json_t *seen = home_view(h->home, &h->staff, view, in);

	if (seen == NULL)
		fail_msg("%s: %s", service_view_about(view)->name, h->home->fault.notes[0]);
	shape_is(seen, service_view_about(view)->shape, service_view_about(view)->name);
	return seen;
}

static json_t *
look_at_branch(struct counter_hall *h, enum view_id view)
{
	/* kiosk, display and today ask for nothing but the branch. */
	return look(h, view, &(const struct today_view){.branch = h->branch});
}

static json_t *
look_at_desk(struct counter_hall *h, const char *counter)
{
	return look(h, VIEW_desk,
		&(const struct desk_view){.counter = counter_hall_counter(h, counter)});
}

static json_t *
look_at_ticket(struct counter_hall *h, int64_t ticket)
{
	return look(h, VIEW_ticket, &(const struct ticket_view){.ticket = ticket});
}

static const char *
text_of(const json_t *object, const char *field)
{
	const char *text = json_string_value(json_object_get(object, field));

	return text != NULL ? text : "";
}

static int64_t
number_of(const json_t *object, const char *field)
{
	return json_integer_value(json_object_get(object, field));
}

static void
look_everywhere(struct counter_hall *h, int64_t ticket, int64_t journey)
{
	const struct appointments_view day = {.branch = h->branch,
		.from_us = COUNTER_HALL_MONDAY_US,
		.to_us = COUNTER_HALL_MONDAY_US + INT64_C(86400000000)};

	json_decref(look_at_branch(h, VIEW_kiosk));
	json_decref(look_at_branch(h, VIEW_display));
	json_decref(look_at_branch(h, VIEW_today));
	json_decref(look_at_desk(h, "one"));
	json_decref(look_at_desk(h, "two"));
	json_decref(look(h, VIEW_appointments, &day));
	json_decref(look(h, VIEW_house, &(const struct house_view){}));
	json_decref(look(h, VIEW_people, &(const struct people_view){}));
	json_decref(look(h, VIEW_me, &(const struct me_view){}));
	json_decref(look(h, VIEW_search, &(const struct search_view){.text = SPAN("M-1")}));
	json_decref(look(h, VIEW_customers, &(const struct customers_view){.text = SPAN("An")}));
	if (ticket != 0)
		json_decref(look_at_ticket(h, ticket));
	if (journey != 0)
		json_decref(
			look(h, VIEW_journey, &(const struct journey_view){.journey = journey}));
}

/* ---- The tests ---- */

static void
every_view_has_its_shape_at_every_step_of_a_visit(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t customer = counter_hall_customer(h, "Anna Nowak");
	struct ticket_take_result taken;

	look_everywhere(h, 0, 0);
	taken = counter_hall_take_for(h, "mend sell", customer);
	(void)counter_hall_take(h, "sell", "gold");
	look_everywhere(h, taken.ticket, taken.journey);
	(void)counter_hall_next(h, "two");
	look_everywhere(h, taken.ticket, taken.journey);
	counter_hall_begin(h, counter_hall_counter_row(h, "two").ticket);
	look_everywhere(h, taken.ticket, taken.journey);
	(void)counter_hall_finish(h, counter_hall_counter_row(h, "two").ticket, "negative");
	look_everywhere(h, taken.ticket, taken.journey);
	counter_hall_wait(h, INT64_C(3600000000));
	(void)counter_hall_tick(h);
	look_everywhere(h, taken.ticket, taken.journey);
}

static void
the_display_shows_who_is_called_where_and_who_is_next(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const struct ticket_take_result first = counter_hall_take(h, "mend", NULL);
	json_t *seen, *call;

	(void)counter_hall_take(h, "sell", NULL);
	(void)counter_hall_take(h, "mend", "platinum");
	seen = look_at_branch(h, VIEW_display);
	assert_string_equal(text_of(seen, "next"), "M-2 M-1 S-1");
	assert_int_equal(number_of(seen, "waiting"), 3);
	json_decref(seen);
	assert_int_not_equal(counter_hall_next(h, "one"), first.ticket);
	seen = look_at_branch(h, VIEW_display);
	assert_string_equal(text_of(seen, "next"), "M-1 S-1");
	call = json_array_get(json_object_get(seen, "calls"), 0);
	assert_string_equal(text_of(call, "label"), "M-2");
	assert_string_equal(text_of(call, "state"), "called");
	assert_int_equal(number_of(call, "counter"), counter_hall_counter(h, "one"));
	json_decref(seen);
}

static void
the_desk_lists_whom_it_may_call_in_the_order_in_which_it_would(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	json_t *seen, *waiting;

	(void)counter_hall_take(h, "sell", NULL);
	(void)counter_hall_take(h, "mend", NULL);
	(void)counter_hall_take(h, "mend", "gold");
	seen = look_at_desk(h, "one"); /* which only mends */
	waiting = json_object_get(seen, "waiting");
	assert_int_equal(json_array_size(waiting), 2);
	assert_string_equal(text_of(json_array_get(waiting, 0), "label"), "M-2");
	assert_string_equal(text_of(json_array_get(waiting, 1), "label"), "M-1");
	assert_int_equal(number_of(seen, "next"), number_of(json_array_get(waiting, 0), "ticket"));
	assert_int_equal(counter_hall_next(h, "one"), number_of(seen, "next"));
	json_decref(seen);
	seen = look_at_desk(h, "one");
	assert_string_equal(text_of(json_object_get(seen, "visit"), "label"), "M-2");
	assert_string_equal(text_of(json_object_get(seen, "visit"), "state"), "called");
	json_decref(seen);
}

static void
a_ticket_page_says_how_many_are_ahead_and_where_to_go(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	struct ticket_take_result second;
	json_t *seen;

	(void)counter_hall_take(h, "mend", NULL);
	second = counter_hall_take(h, "mend", NULL);
	seen = look_at_ticket(h, second.ticket);
	assert_string_equal(text_of(seen, "state"), "waiting");
	assert_int_equal(number_of(seen, "ahead"), 1);
	assert_true(json_is_null(json_object_get(seen, "counter_title")));
	json_decref(seen);
	counter_hall_serve(h, "one", "positive");
	assert_int_equal(counter_hall_next(h, "one"), second.ticket);
	seen = look_at_ticket(h, second.ticket);
	assert_string_equal(text_of(seen, "state"), "called");
	assert_true(json_is_null(json_object_get(seen, "ahead")));
	assert_true(json_is_object(json_object_get(seen, "counter_title")));
	json_decref(seen);
}

static void
today_counts_what_happened_and_puts_people_on_the_map(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	json_t *seen;

	(void)counter_hall_take(h, "mend", NULL);
	(void)counter_hall_take(h, "mend", NULL);
	(void)counter_hall_take(h, "sell", NULL);
	counter_hall_serve(h, "one", "positive");
	seen = look_at_branch(h, VIEW_today);
	assert_int_equal(number_of(seen, "taken"), 3);
	assert_int_equal(number_of(seen, "served"), 1);
	assert_int_equal(json_array_size(json_object_get(seen, "waiting")), 2);
	assert_int_equal(json_array_size(json_object_get(seen, "counters")), 3);
	json_decref(seen);
}

static void
a_journey_lists_its_own_events_in_order(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const struct ticket_take_result taken = counter_hall_take(h, "mend", NULL);
	json_t *seen, *event;
	int64_t before = 0;
	size_t i;

	for (int other = 0; other < 20; other++)
		(void)counter_hall_take(h, "sell", NULL);
	counter_hall_wait(h, 60000000);
	counter_hall_serve(h, "one", "positive");
	seen = look(h, VIEW_journey, &(const struct journey_view){.journey = taken.journey});
	assert_string_equal(text_of(json_array_get(json_object_get(seen, "events"), 0), "kind"),
		"journey.opened");
	json_array_foreach(json_object_get(seen, "events"), i, event)
	{
		assert_int_equal(number_of(event, "journey"), taken.journey);
		assert_true(number_of(event, "number") > before);
		before = number_of(event, "number");
	}
	assert_true(i >= 5);
	json_decref(seen);
}

static void
what_is_not_there_is_not_found_and_named(void **state)
{
	struct counter_hall *h = counter_hall_open(*state);
	const int64_t nothing = h->branch << SERVICE_ID_BITS | 99999;

	assert_null(home_view(
		h->home, &h->staff, VIEW_ticket, &(const struct ticket_view){.ticket = nothing}));
	home_expect(h->home, FAULT_NOT_FOUND, "ticket", "ticket");
	assert_null(home_view(
		h->home, &h->staff, VIEW_desk, &(const struct desk_view){.counter = nothing}));
	home_expect(h->home, FAULT_NOT_FOUND, "counter", "counter");
	assert_null(home_view(h->home, &h->staff, VIEW_journey,
		&(const struct journey_view){.journey = nothing}));
	home_expect(h->home, FAULT_NOT_FOUND, "journey", "journey");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(every_view_has_its_shape_at_every_step_of_a_visit),
		HOME_TEST(the_display_shows_who_is_called_where_and_who_is_next),
		HOME_TEST(the_desk_lists_whom_it_may_call_in_the_order_in_which_it_would),
		HOME_TEST(a_ticket_page_says_how_many_are_ahead_and_where_to_go),
		HOME_TEST(today_counts_what_happened_and_puts_people_on_the_map),
		HOME_TEST(a_journey_lists_its_own_events_in_order),
		HOME_TEST(what_is_not_there_is_not_found_and_named),
	};

	return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
