/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agreed times of some days, in order, with the names of those customers who are known. */
#include "service/shapes.h"
#include "service/tickets.h"

#define APPOINTMENTS_MOST 2000
#define LENGTH_MOST_US	  (INT64_C(31) * 86400 * 1000000)

static enum fault_code
appointment_json(
	struct view_call *v, const struct appointment_row *row, json_t **ret, struct fault *f)
{
	json_t *customer = NULL;

	if (row->customer != 0 && people_customer_json(v, row->customer, &customer, f))
		return f->code;
	*ret = json_pack("{sI so so so ss so so so}", "appointment", (json_int_t)row->id, "service",
		shape_id(row->service), "from_us", shape_time(row->from_us), "to_us",
		shape_time(row->to_us), "state", appointment_state_slug(row->state), "code",
		shape_text(row->code), "customer", shape_id(row->customer), "customer_title",
		shape_text(json_string_value(json_object_get(customer, "title"))));
	json_decref(customer);
	return FAULT_NONE;
}

enum fault_code
view_appointments(
	struct view_call *v, const struct appointments_view *in, json_t **ret, struct fault *f)
{
	struct appointment_rows rows;
	json_t *list, *one = NULL;

	if (in->to_us <= in->from_us || in->to_us - in->from_us > LENGTH_MOST_US)
		return fault_field(f, FAULT_BAD_INPUT, "to_us",
			"\"to_us\" is after \"from_us\", by 31 days at most");
	rows = appointment_list(
		v->tx, v->branch, in->from_us, in->to_us, APPOINTMENTS_MOST, v->arena);
	list = json_array();
	for (size_t i = 0; i < rows.n; i++) {
		if (appointment_json(v, &rows.rows[i], &one, f)) {
			json_decref(list);
			return f->code;
		}
		json_array_append_new(list, one);
	}
	*ret = json_pack("{so}", "appointments", list);
	return FAULT_NONE;
}
