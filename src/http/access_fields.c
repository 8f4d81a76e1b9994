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
