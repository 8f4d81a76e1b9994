/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * routes.def as rows: for the engine, with the roles that the service's own tables give, and for
 * the handlers, with what each address stands for. The two arrays have the same order.
 */
#include "http/access_fields.h"
#include "http/site.h"

#define ANYBODY		   ((1u << ROLE__COUNT) - 1)
#define CUSTOMER	   ROLE_BIT(CUSTOMER)
#define POSTER		   ROLE_BIT(POSTER)
#define KIOSK		   ROLE_BIT(KIOSK)
#define DISPLAY		   ROLE_BIT(DISPLAY)
#define ONLY_ADMINISTRATOR (ROLE_BIT(ADMINISTRATOR) | ROLE_BIT(HOUSE))
#define FROM_MANAGER	   (ROLE_BIT(MANAGER) | ONLY_ADMINISTRATOR)
#define FROM_LEAD	   (ROLE_BIT(LEAD) | FROM_MANAGER)
#define FROM_AGENT	   (ROLE_BIT(AGENT) | FROM_LEAD)

/* clang-format off */
const struct site_row site_rows[] = {
#define COMMAND_ROUTE(verb, path, command_) {.kind = ROW_COMMAND, .command = COMMAND_##command_, .name = #command_},
#define OWN_ROUTE(verb, path, command_) {.kind = ROW_OWN_COMMAND, .command = COMMAND_##command_, .name = #command_},
#define VIEW_ROUTE(path, view_) {.kind = ROW_VIEW, .view = VIEW_##view_, .name = #view_},
#define OWN_VIEW_ROUTE(path, view_) {.kind = ROW_OWN_VIEW, .view = VIEW_##view_, .name = #view_},
#define OTHER_ROUTE(verb, path, function, roles, text) {.kind = ROW_OTHER, .name = #function},
#define PAGE_ROUTE(path, page, text) {.kind = ROW_PAGE, .name = #page},
#include "http/routes.def"
#undef COMMAND_ROUTE
#undef OWN_ROUTE
#undef VIEW_ROUTE
#undef OWN_VIEW_ROUTE
#undef OTHER_ROUTE
#undef PAGE_ROUTE
};
const size_t site_rows_n = array_length(site_rows);

static const struct http_route routes[] = {
#define COMMAND_ROUTE(verb, path, command) {HTTP_##verb, path, api_command, 0, NULL},
#define OWN_ROUTE(verb, path, command) {HTTP_##verb, path, api_command, 0, NULL},
#define VIEW_ROUTE(path, view) {HTTP_GET, path, api_view, 0, NULL},
#define OWN_VIEW_ROUTE(path, view) {HTTP_GET, path, api_view, 0, NULL},
#define OTHER_ROUTE(verb, path, function, roles, text) {HTTP_##verb, path, api_##function, roles, text},
#define PAGE_ROUTE(path, page, text) {HTTP_GET, path, api_page, ANYBODY, text},
#include "http/routes.def"
#undef COMMAND_ROUTE
#undef OWN_ROUTE
#undef VIEW_ROUTE
#undef OWN_VIEW_ROUTE
#undef OTHER_ROUTE
#undef PAGE_ROUTE
};
/* clang-format on */

/* What a row of the service's tables says of who may. A customer's own ticket is the customer's. */
static unsigned
roles_of(const struct site_row *row, unsigned own)
{
	switch (row->kind) {
	case ROW_COMMAND:
		return service_command(row->command)->roles;
	case ROW_OWN_COMMAND:
		return service_command(row->command)->roles & CUSTOMER;
	case ROW_VIEW:
		return service_view_about(row->view)->roles;
	case ROW_OWN_VIEW:
		return service_view_about(row->view)->roles & CUSTOMER;
	default:
		return own;
	}
}

static const char *
text_of(const struct site_row *row, const char *own)
{
	switch (row->kind) {
	case ROW_COMMAND:
	case ROW_OWN_COMMAND:
		return service_command(row->command)->text;
	case ROW_VIEW:
	case ROW_OWN_VIEW:
		return service_view_about(row->view)->text;
	default:
		return own;
	}
}

struct http_route *
site_routes_new(struct arena *a)
{
	struct http_route *copy = ARENA_ARRAY(a, struct http_route, site_rows_n);

	for (size_t i = 0; i < site_rows_n; i++) {
		copy[i] = routes[i];
		copy[i].roles = roles_of(&site_rows[i], routes[i].roles);
		copy[i].about = text_of(&site_rows[i], routes[i].about);
	}
	return copy;
}

const struct site_row *
site_row_of(const struct http *http, const struct http_request *r)
{
	return &site_rows[r->route - http->routes];
}

/* X(function, fields) */
#define OTHER_FIELDS(X)                                                                            \
	X(session_open, access_sign_in_fields)                                                     \
	X(invitation_use, access_invitation_fields)                                                \
	X(password_change, access_password_fields)                                                 \
	X(forecast, access_forecast_fields)                                                        \
	X(staffing, access_staffing_fields)                                                        \
	X(staffing_calendar, access_staffing_fields)                                               \
	X(cycles, access_cycles_fields)                                                            \
	X(simulate, access_simulate_fields)                                                        \
	X(fit, access_fit_fields)                                                                  \
	X(scenarios, access_cycles_fields)                                                         \
	X(whatif, access_whatif_fields)                                                            \
	X(voice, access_voice_fields)                                                              \
	X(stream_branch, access_stream_fields)

const struct service_fields *
site_row_fields(const struct site_row *row)
{
	switch (row->kind) {
	case ROW_COMMAND:
	case ROW_OWN_COMMAND:
		return &service_command(row->command)->takes;
	case ROW_VIEW:
	case ROW_OWN_VIEW:
		return &service_view_about(row->view)->asks;
	case ROW_PAGE: /* may be called as its data is */
		return &access_no_fields;
	default:
		break;
	}
#define X(function, fields)                                                                        \
	if (strcmp(row->name, #function) == 0)                                                     \
		return &fields;
	OTHER_FIELDS(X)
#undef X
	return &access_no_fields;
}
