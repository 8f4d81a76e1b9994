/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Live streams for those who ask. Who comes back with Last-Event-ID goes on where they were (the
 * engine keeps what followed); who comes with ?from=NUMBER, which a view gave them, first gets what
 * the journal has after it. An event that both hold comes twice with the same number, and pages
 * pass it over.
 *
 * Who is too far behind, or comes from another node with an id that tells no place in the journal,
 * hears "reload": look at everything again.
 */
#include "base/clock.h"
#include "http/access_fields.h"
#include "http/site.h"

#define CATCH_UP_MOST 2000
#define FROM_NOW      (-1) /* nothing is wanted of what happened before */

struct catching_up {
	struct http *http;
	struct store_tx *tx;
	enum live_audience audience;
	struct arena *arena;
	json_t *happenings; /* an array; made into texts when the reading is over */
	size_t n;
};

static enum fault_code
event_visit(const struct journal_event *event, void *with, struct fault *f)
{
	struct catching_up *c = with;
	json_t *happening = NULL;

	c->n++;
	if (service_event_json(c->http->service, c->tx, event, &happening, f))
		return f->code;
	(void)json_array_append_new(c->happenings, happening);
	return FAULT_NONE;
}

static struct span
join(struct span a, struct span b, struct arena *arena)
{
	char *at = arena_alloc(arena, a.size + b.size + 1);

	if (a.size > 0)
		memcpy(at, a.at, a.size);
	if (b.size > 0)
		memcpy(at + a.size, b.at, b.size);
	return (struct span){at, a.size + b.size};
}

static struct span
catch_up_text(const struct catching_up *c)
{
	struct span all = {0};
	json_t *happening;
	size_t i;

	json_array_foreach(c->happenings, i, happening)
	{
		struct span text = http_live_event_text(happening, c->audience, c->arena);
		const char *kind = json_string_value(json_object_get(happening, "kind"));
		if (text.at != NULL)
			all = join(all, http_event_text(kind, text, c->arena), c->arena);
	}
	return all;
}

static struct span
reload_text(struct http_request *r)
{
	return http_event_text("reload", SPAN("{\"kind\":\"reload\"}"), r->arena);
}

/* What happened in a branch after a number, as events. */
static enum fault_code
catch_up(struct http *http, struct http_request *r, int64_t branch, int64_t from,
	struct http_opening *opening, struct fault *f)
{
	ON_EXIT(store_tx_guard)
	struct store_tx *tx = store_begin(store_reader(http->site.store, http->reader_net));
	struct catching_up c = {.http = http,
		.tx = tx,
		.audience = http_live_audience_of(access_who(r)->actor.role),
		.arena = r->arena,
		.happenings = json_array()};
	enum fault_code code =
		journal_read(tx, branch, &from, CATCH_UP_MOST + 1, event_visit, &c, f);

	if (code == FAULT_NONE)
		opening->catch_up = c.n > CATCH_UP_MOST ? reload_text(r) : catch_up_text(&c);
	opening->mark = (uint64_t)from;
	json_decref(c.happenings);
	return code;
}

static enum fault_code
stream_fields(struct http_request *r, struct stream_query *in, struct fault *f)
{
	struct field_reader reader;

	field_reader_init(&reader, &access_stream_fields, in, r->arena);
	if (in->branch != 0)
		field_put_id(&reader, "branch", in->branch);
	if (site_path_read(&reader, r, f) || site_query_read(&reader, r, f) ||
		field_reader_finish(&reader, f))
		return f->code;
	return FAULT_NONE;
}

static enum fault_code
stream_open(
	struct http *http, struct http_request *r, int64_t branch, int64_t from, struct fault *f)
{
	const enum live_audience audience = http_live_audience_of(access_who(r)->actor.role);
	const uint64_t topics[] = {
		http_live_topic(audience, branch), http_live_topic(audience, 0), LIVE_TOPIC_RELOAD};
	struct http_opening opening = {
		.topics = {topics, array_length(topics)}, .owner = access_owner(access_who(r))};
	uint64_t mark = 0;

	/* From here on events are published, before the journal is read. */
	atomic_store(&http->listened_us, clock_steady_us());
	const bool comes_back = http_stream_mark(r, &mark) && !http_stream_resumes(r);
	if (mark > 0)
		from = (int64_t)mark;
	if (from >= 0 && !http_stream_resumes(r) && catch_up(http, r, branch, from, &opening, f))
		return fault_note(f, "reading what has happened since");
	if (from < 0 && comes_back)
		opening.catch_up = reload_text(r);
	http_stream(r, &opening);
	return FAULT_NONE;
}

enum fault_code
api_stream_branch(struct http_request *r, void *context, struct fault *f)
{
	struct stream_query in = {.from = FROM_NOW};

	if (stream_fields(r, &in, f) ||
		service_may(&access_who(r)->actor, r->route->roles, PLACE_BRANCH, in.branch, f))
		return f->code;
	return stream_open(context, r, in.branch, in.from, f);
}

enum fault_code
api_stream_ticket(struct http_request *r, void *context, struct fault *f)
{
	struct stream_query in = {
		.branch = service_branch_of(access_who(r)->actor.ticket), .from = FROM_NOW};

	if (stream_fields(r, &in, f))
		return f->code;
	return stream_open(context, r, in.branch, in.from, f);
}

enum fault_code
api_stream_house(struct http_request *r, void *context, struct fault *f)
{
	const struct actor *actor = &access_who(r)->actor;
	uint64_t topics[ACTOR_BRANCHES_MOST + 2] = {LIVE_TOPIC_ALL, LIVE_TOPIC_RELOAD};
	struct http_opening opening = {.topics = {topics, 2}, .owner = access_owner(access_who(r))};
	struct http *http = context;
	uint64_t mark;

	(void)f; /* nothing is read */
	if (http_stream_mark(r, &mark) && !http_stream_resumes(r))
		opening.catch_up =
			reload_text(r); /* marks are branches', and this is all of them */
	atomic_store(&http->listened_us, clock_steady_us());
	if (actor->branches_n > 0) {
		topics[0] = http_live_topic(LIVE_STAFF, 0);
		for (size_t i = 0; i < actor->branches_n; i++)
			topics[i + 2] = http_live_topic(LIVE_STAFF, actor->branches[i]);
		opening.topics.n = actor->branches_n + 2;
	}
	http_stream(r, &opening);
	return FAULT_NONE;
}
