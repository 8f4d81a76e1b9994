/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the edge's own routes take and give, in the same form as the rows of commands.def, so that
 * one reader reads them and the API's description knows them.
 */
#include "http/access_fields.h"

#define TAKES(owner, field, type, need, meaning)                                                   \
	{                                                                                          \
#field, (meaning), FIELD_##type, (need), offsetof(struct owner, field), -1         \
	}
#define FIELDS(array, owner)                                                                       \
	{                                                                                          \
		(array), array_length(array), sizeof(struct owner)                                 \
	}

static const struct service_field sign_in[] = {
	TAKES(sign_in_body, name, WORD, true, "the name to sign in with"),
	TAKES(sign_in_body, password, TEXT, true, "the password"),
};
const struct service_fields access_sign_in_fields = FIELDS(sign_in, sign_in_body);

static const struct service_field invitation[] = {
	TAKES(invitation_body, invitation, SECRET, true, "the word of the link"),
	TAKES(invitation_body, password, TEXT, true, "the new password, 10 letters or more"),
};
const struct service_fields access_invitation_fields = FIELDS(invitation, invitation_body);

static const struct service_field password[] = {
	TAKES(password_body, old, TEXT, true, "the password so far"),
	TAKES(password_body, password, TEXT, true, "the new password, 10 letters or more"),
};
const struct service_fields access_password_fields = FIELDS(password, password_body);

static const struct service_field signed_in[] = {
	TAKES(signed_in, staff, ID, true, "who it is"),
};
const struct service_fields access_signed_in_fields = FIELDS(signed_in, signed_in);

static const struct service_field cycles[] = {
	TAKES(cycles_query, workspace, ID, true, "the workspace"),
};
const struct service_fields access_cycles_fields = FIELDS(cycles, cycles_query);

static const struct service_field stream[] = {
	TAKES(stream_query, branch, ID, true, "the branch"),
	TAKES(stream_query, from, NUMBER, false, "go on after this number of the branch's events"),
};
const struct service_fields access_stream_fields = FIELDS(stream, stream_query);

static const struct service_field voice[] = {
	TAKES(voice_query, branch, ID, true, "the branch"),
	TAKES(voice_query, ticket, ID, true, "a ticket that is being called"),
	TAKES(voice_query, language, WORD, true, "en, pl or vi"),
};
const struct service_fields access_voice_fields = FIELDS(voice, voice_query);

static const struct service_field forecast[] = {
	TAKES(forecast_query, branch, ID, true, "the branch"),
	TAKES(forecast_query, days, NUMBER, false,
		"how many days from today on, 1 to 56; left out: 7"),
};
const struct service_fields access_forecast_fields = FIELDS(forecast, forecast_query);

static const struct service_field staffing[] = {
	TAKES(staffing_query, branch, ID, true, "the branch"),
	TAKES(staffing_query, day, WORD, false,
		"a day like 2026-11-23; left out: the next one that is open"),
	TAKES(staffing_query, within_us, SPAN_US, false,
		"called within so long; left out: 10 minutes"),
	TAKES(staffing_query, target, WORD, false,
		"the share that is to be called within it; left out: 0.8"),
	TAKES(staffing_query, max_occupancy, WORD, false,
		"at most this share of their time people are to be at work with customers"),
	TAKES(staffing_query, counters, NUMBER, false,
		"at most so many at work at once; left out: as many as there are counters"),
	TAKES(staffing_query, min_shift_us, SPAN_US, false, "no shift is shorter; left out: 4 h"),
	TAKES(staffing_query, max_shift_us, SPAN_US, false, "no shift is longer; left out: 8 h"),
	TAKES(staffing_query, break_us, SPAN_US, false,
		"a long shift has a break of this length; left out: 30 minutes"),
	TAKES(staffing_query, break_after_us, SPAN_US, false,
		"a shift of this length is a long one; left out: 6 h"),
	TAKES(staffing_query, has_no_breaks, FLAG, false, "shifts have no breaks"),
	TAKES(staffing_query, pays_breaks, FLAG, false, "breaks are paid"),
	TAKES(staffing_query, rate, WORD, false, "what a paid hour costs"),
	TAKES(staffing_query, runs, NUMBER, false,
		"so many times the day is played, 2 to 500; left out: 100"),
	TAKES(staffing_query, seed, NUMBER, false, "another number, other chances"),
};
const struct service_fields access_staffing_fields = FIELDS(staffing, staffing_query);

static const struct service_field simulate[] = {
	TAKES(simulate_body, branch, ID, true, "the branch"),
	TAKES(simulate_body, day, WORD, false,
		"the branch's local day, such as 2026-11-27; left out: the next one that is open"),
	TAKES(simulate_body, scenario, OBJECT, false,
		"what would be different: the keys of a scenario file (doc/workspace.md)"),
	TAKES(simulate_body, runs, NUMBER, false,
		"how often the day is played, 1 to 500; left out: 50"),
	TAKES(simulate_body, seed, NUMBER, false, "where chance begins; left out: 1"),
};
const struct service_fields access_simulate_fields = FIELDS(simulate, simulate_body);

static const struct service_field fit[] = {
	TAKES(fit_query, branch, ID, true, "the branch"),
};
const struct service_fields access_fit_fields = FIELDS(fit, fit_query);

static const struct service_field whatif[] = {
	TAKES(whatif_query, branch, ID, true, "the branch"),
	TAKES(whatif_query, limit_us, SPAN_US, false,
		"the wait that is asked about; left out: the map's limit for the branch's main "
		"service, else 15 minutes"),
	TAKES(whatif_query, hours, NUMBER, false, "how far to look ahead, 1 to 8; left out: 2"),
};
const struct service_fields access_whatif_fields = FIELDS(whatif, whatif_query);

static const struct service_field nothing[] = {{0}};
const struct service_fields access_no_fields = {nothing, 0, 0};
