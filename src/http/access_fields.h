/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bodies and queries of the edge's own routes, as structs and their descriptors. Private to http/.
 */
#pragma once

#include "http/fields.h"

struct sign_in_body {
	struct span name, password;
};

struct invitation_body {
	struct span invitation, password;
};

struct password_body {
	struct span old, password;
};

struct signed_in {
	int64_t staff;
};

struct cycles_query {
	int64_t workspace;
};

struct stream_query {
	int64_t branch, from;
};

struct whatif_query {
	int64_t branch, limit_us, hours;
};

struct voice_query {
	int64_t branch, ticket;
	struct span language;
};

struct forecast_query {
	int64_t branch, days;
};

struct staffing_query {
	int64_t branch, within_us, counters, min_shift_us, max_shift_us, break_us, break_after_us;
	int64_t runs, seed;
	struct span day, target, max_occupancy, rate;
	bool pays_breaks, has_no_breaks;
	bool has_within; /* read apart: 0 is a time, too */
};

struct simulate_body {
	int64_t branch, runs, seed;
	struct span day;
	void *scenario; /* json_t, or NULL */
};

struct fit_query {
	int64_t branch;
};

extern const struct service_fields access_forecast_fields, access_staffing_fields;
extern const struct service_fields access_simulate_fields, access_fit_fields;
extern const struct service_fields access_sign_in_fields, access_invitation_fields,
	access_password_fields, access_signed_in_fields, access_cycles_fields, access_stream_fields,
	access_voice_fields, access_whatif_fields, access_no_fields;
