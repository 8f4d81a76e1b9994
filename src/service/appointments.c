/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Agreed times. There are as many at once for a service as counters serve it; each has a code of
 * digits, which its customer types at the kiosk. A time that is agreed goes before all others when
 * it has come (queue.h), and is missed when nobody has come appointment_us after it.
 */
#include "service/tickets_write.h"

#define USUAL_US    (15 * DURATION_MINUTE_US) /* where the service does not tell */
#define AHEAD_MOST  (INT64_C(366) * DURATION_DAY_US)
#define CODE_DIGITS 6
#define CODE_TRIES  50

/* ---- The time ---- */

static int64_t
counters_serving(const struct house_branch *branch, int64_t service)
{
	int64_t n = 0;

	for (size_t i = 0; i < branch->counters_n; i++)
		n += !branch->counters[i].is_removed &&
		     house_counter_serves(&branch->counters[i], service);
	return n;
}

static int64_t
agreed_at(struct hall *h, const struct appointment_row *appointment)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_APPOINTMENTS_AT,
		STORE_VALUES(store_int(h->branch->id), store_int(appointment->service),
			store_int(appointment->from_us), store_int(appointment->to_us),
			store_int(appointment->id)));

	return store_next(rows) ? store_row_int(rows, 0) : 0;
}

static enum fault_code
time_want(struct hall *h, struct appointment_row *appointment, int64_t from_us, struct fault *f)
{
	const struct house_service *service = house_service(h->c->house, appointment->service);
	const int64_t usual_us =
		service != NULL && service->usual_us > 0 ? service->usual_us : USUAL_US;

	if (from_us < h->c->at_us)
		return fault_field(f, FAULT_BAD_INPUT, "from_us", "the time has passed");
	if (from_us > h->c->at_us + AHEAD_MOST)
		return fault_field(
			f, FAULT_BAD_INPUT, "from_us", "the time is more than a year ahead");
	if (!hours_are_open(h->branch, from_us))
		return fault_field(f, FAULT_CONFLICT, "from_us", "%s is closed then",
			title_for(h, &h->branch->title));
	appointment->from_us = from_us;
	appointment->to_us = from_us + usual_us;
	if (agreed_at(h, appointment) >= counters_serving(h->branch, appointment->service))
		return fault_field(
			f, FAULT_CONFLICT, "from_us", "all counters that serve it are taken then");
	command_due(h->c, from_us + h->rules->appointment_us);
	return store_fault(h->c->tx, f);
}

/* ---- The code ---- */

static bool
code_is_used(struct hall *h, const char *code)
{
	ON_EXIT(store_rows_guard)
	struct store_rows *rows = store_ask(h->c->tx, &queue_part, SQL_APPOINTMENT_OF_CODE,
		STORE_VALUES(store_int(h->branch->id), store_text(span_of(code))));
	struct appointment_row found = {0};

	if (store_next(rows))
		appointment_row_of(&found, rows, h->c->arena);
	/* A code of a time that is past may be given again. */
	return found.state == APPOINTMENT_AGREED;
}

static enum fault_code
code_make(struct hall *h, struct appointment_row *appointment, struct fault *f)
{
	for (int i = 0; i < CODE_TRIES; i++) {
		appointment->code = arena_printf(h->c->arena, "%0*llu", CODE_DIGITS,
			(unsigned long long)command_random(h->c, 1000000));
		if (!code_is_used(h, appointment->code))
			return FAULT_NONE;
	}
	return fault_set(f, FAULT_TOO_BIG, "too many times are agreed in this branch");
}

/* ---- The commands ---- */

static enum fault_code
appointment_get(struct hall *h, int64_t id, struct appointment_row *ret, struct fault *f)
{
	if (service_branch_of(id) != h->branch->id ||
		!appointment_find(ret, h->c->tx, id, h->c->arena)) {
		if (store_fault(h->c->tx, f))
			return f->code;
		return fault_field(
			f, FAULT_NOT_FOUND, "appointment", "there is no such time agreed");
	}
	if (ret->state == APPOINTMENT_AGREED)
		return FAULT_NONE;
	if (ret->state == APPOINTMENT_ARRIVED)
		return fault_field(
			f, FAULT_CONFLICT, "appointment", "the customer has come already");
	return fault_field(f, FAULT_CONFLICT, "appointment", "the agreed time was %s",
		appointment_state_slug(ret->state));
}

enum fault_code
command_appointment_make(struct command *c, const struct appointment_make *in,
	struct appointment_make_result *out, struct fault *f)
{
	struct appointment_row appointment = {
		.service = in->service, .customer = in->customer, .state = APPOINTMENT_AGREED};
	const struct house_service *service;
	struct customer_wishes known;
	struct hall h;

	if (hall_enter(&h, c, f) || hall_service(&h, in->service, "service", &service, f) ||
		service_want_served(&h, service, f) || customer_want(&h, in->customer, &known, f) ||
		time_want(&h, &appointment, in->from_us, f) || code_make(&h, &appointment, f) ||
		command_id_next(c, &appointment.id, f))
		return f->code;
	store_do(c->tx, &queue_part, SQL_APPOINTMENT_ADD,
		STORE_VALUES(store_int(h.branch->id), store_int(appointment.id),
			store_int(appointment.service), store_int(appointment.from_us),
			store_int(appointment.to_us), store_int(appointment.state),
			store_text(span_of(appointment.code)), store_int(appointment.customer),
			store_int(0)));
	if (command_event(c, EVENT_APPOINTMENT_MADE, 0, appointment.id,
		    STORE_VALUES(store_int(appointment.service), store_int(appointment.from_us),
			    store_int(appointment.to_us),
			    in->customer != 0 ? store_int(in->customer) : store_none()),
		    f))
		return f->code;
	out->appointment = appointment.id;
	out->code = span_of(appointment.code);
	return hall_leave(&h, f);
}

enum fault_code
command_appointment_move(struct command *c, const struct appointment_move *in,
	struct appointment_move_result *out, struct fault *f)
{
	struct appointment_row appointment;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || appointment_get(&h, in->appointment, &appointment, f) ||
		time_want(&h, &appointment, in->from_us, f))
		return f->code;
	appointment_save(&h, &appointment);
	if (command_event(c, EVENT_APPOINTMENT_MOVED, 0, appointment.id,
		    STORE_VALUES(store_int(appointment.from_us), store_int(appointment.to_us)), f))
		return f->code;
	return hall_leave(&h, f);
}

enum fault_code
command_appointment_cancel(struct command *c, const struct appointment_cancel *in,
	struct appointment_cancel_result *out, struct fault *f)
{
	struct appointment_row appointment;
	struct hall h;

	(void)out;
	if (hall_enter(&h, c, f) || appointment_get(&h, in->appointment, &appointment, f))
		return f->code;
	appointment.state = APPOINTMENT_CANCELLED;
	appointment_save(&h, &appointment);
	if (command_event(c, EVENT_APPOINTMENT_CANCELLED, 0, appointment.id, STORE_NO_VALUES, f))
		return f->code;
	return hall_leave(&h, f);
}
