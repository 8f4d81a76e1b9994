/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the hall hears and prints: a call as a recording, and the address of a ticket's page as a
 * code.
 *
 * Only a call that the display shows is spoken, so the words are the house's own. The recording is
 * made on a thread for voices; there is one voice.
 */
#include "base/spoken.h"
#include "http/access_fields.h"
#include "http/code.h"
#include "http/site.h"
#include "http/voice.h"

struct speaking {
	struct job job;
	struct http *http;
	struct http_request *r;
	const char *words;
	enum language language;
};

/* The voice is opened when it is first asked for: a house without one is still a house. */
static enum fault_code
voice_ready(struct http *http, struct fault *f)
{
	struct fault fault = {0};

	if (http->voice != NULL)
		return FAULT_NONE;
	if (!http->has_no_voice && voice_open(&http->voice, &fault) == FAULT_NONE)
		return FAULT_NONE;
	if (!http->has_no_voice)
		site_log_fault(http, &fault);
	http->has_no_voice = true;
	return fault_set(f, FAULT_NOT_FOUND, "no voice is installed here");
}

static void
speak_job(struct job *job)
{
	struct speaking *s = (struct speaking *)job;
	struct fault fault = {0};
	struct span wav;

	if (voice_ready(s->http, &fault) ||
		voice_say(s->http->voice, s->words, s->language, s->r->arena, &wav, &fault)) {
		http_reply_fault(s->r, &fault);
	} else {
		http_reply(s->r, 200, "audio/wav", wav);
		http_reply_cache(s->r, "private, max-age=60");
	}
	http_finish(s->r);
}

/* The call of a ticket among those that the display shows; borrowed. */
static json_t *
call_find(json_t *display, int64_t ticket)
{
	json_t *call;
	size_t i;

	json_array_foreach(json_object_get(display, "calls"), i,
		call) if (json_integer_value(json_object_get(call, "ticket")) ==
			  ticket) return call;
	return NULL;
}

static struct span
text_of(json_t *text)
{
	return json_is_string(text)
		       ? (struct span){json_string_value(text), json_string_length(text)}
		       : SPAN("");
}

/* The words of a call, in the request's arena. */
static enum fault_code
words_find(struct speaking *s, const struct voice_query *query, struct fault *f)
{
	const struct display_view in = {.branch = query->branch};
	json_t *display = NULL, *call;

	if (service_view(s->http->service, s->http->reader_net, &access_who(s->r)->actor,
		    VIEW_display, &in, &display, f))
		return f->code;
	call = call_find(display, query->ticket);
	if (call != NULL)
		s->words = spoken_call(text_of(json_object_get(call, "label")),
			text_of(json_object_get(
				json_object_get(call, "counter_title"), language_tag(s->language))),
			s->language, s->r->arena);
	json_decref(display);
	return call != NULL ? FAULT_NONE
			    : fault_field(f, FAULT_NOT_FOUND, "ticket",
				      "no such ticket is being called");
}

static enum fault_code
query_read(struct http_request *r, struct voice_query *in, enum language *ret_language,
	struct fault *f)
{
	struct field_reader reader;

	field_reader_init(&reader, &access_voice_fields, in, r->arena);
	if (site_path_read(&reader, r, f) || site_query_read(&reader, r, f) ||
		field_reader_finish(&reader, f))
		return f->code;
	*ret_language = language_find(arena_text_n(r->arena, in->language.at, in->language.size));
	return *ret_language != LANGUAGE__COUNT
		       ? FAULT_NONE
		       : fault_field(f, FAULT_BAD_INPUT, "language", "language wants en, pl or vi");
}

enum fault_code
api_voice(struct http_request *r, void *context, struct fault *f)
{
	struct speaking *s = ARENA_NEW(r->arena, struct speaking);
	struct voice_query query = {0};

	s->http = context;
	s->r = r;
	s->job.run = speak_job;
	if (query_read(r, &query, &s->language, f) || words_find(s, &query, f))
		return f->code;
	site_work(r, s->http->voices, &s->job);
	return FAULT_NONE;
}

enum fault_code
api_ticket_qr(struct http_request *r, void *context, struct fault *f)
{
	const struct http *http = context;
	const char *address;
	struct span svg;

	if (http->site.base_url != NULL)
		address = http->site.base_url;
	else
		address = arena_printf(r->arena, "%s://%.*s", r->is_secure ? "https" : "http",
			SPAN_PRINT(http_header(r, "host")));
	address = arena_printf(r->arena, "%s/t/%.*s", address, SPAN_PRINT(access_who(r)->secret));
	if (code_svg(&svg, span_of(address), r->arena, f))
		return f->code;
	http_reply(r, 200, "image/svg+xml", svg);
	return FAULT_NONE;
}
