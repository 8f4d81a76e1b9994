/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Faults and problems as JSON, in one place.
 */
#include "http/problem.h"

#include "http/call.h"

#define RETRY_S	      1
#define SENTENCE_SIZE ((FAULT_NOTE_SIZE + 2) * FAULT_NOTES)

static const struct row {
	unsigned status;
	const char *slug;
	bool again;
	const char *message;
} rows[HTTP_PROBLEM__COUNT] = {
#define X(id, status_, slug_, again_, message_) {status_, slug_, again_, message_},
	HTTP_PROBLEM_TABLE(X)
#undef X
};

static void
reply(struct http_request *r, unsigned status, const char *slug, bool again, const char *field,
	const char *message)
{
	json_t *value =
		json_pack("{s:s, s:s, s:b}", "fault", slug, "message", message, "again", again);

	if (value != NULL && field != NULL)
		(void)json_object_set_new(value, "field", json_string(field));
	http_reply_json(r, status, value);
	if (again)
		http_reply_header(r, "Retry-After", "%d", RETRY_S);
}

enum fault_code
http_reply_problem(
	struct http_request *r, enum http_problem problem, const char *field, const char *message)
{
	const struct row *row = &rows[problem];

	reply(r, row->status, row->slug, row->again, field,
		message != NULL ? message : row->message);
	return FAULT_NONE;
}

void
http_field(struct http_request *r, const char *field)
{
	http_call_of(r)->field = field;
}

void
http_reply_fault(struct http_request *r, const struct fault *f)
{
	const struct fault_kind *kind = fault_kind(f->code);
	char sentence[SENTENCE_SIZE];

	if (f->code == FAULT_BROKEN || f->code == FAULT_NONE) {
		(void)http_reply_problem(r, HTTP_PROBLEM_BROKEN, NULL, NULL);
		return;
	}
	reply(r, (unsigned)kind->http, kind->slug, kind->is_worth_retrying,
		f->field[0] != '\0' ? f->field : http_call_of(r)->field,
		fault_sentence(f, sentence, sizeof sentence));
}
