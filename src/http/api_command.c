/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command over HTTP: its fields from the path and the body, then to the writer, and back.
 *
 * 	net thread   fields, the actor's right, suspend, submit
 * 	writer       the command, with others in one transaction
 * 	done()       the result becomes JSON; the request goes back to the net thread
 */
#include "http/access_fields.h"
#include "http/site.h"

#define KEY_MOST 100

struct commanding {
	struct service_request request;
	struct http *http;
	struct http_request *r;
};

/* Commands that may take rights away: what is remembered of who may what is forgotten. */
static bool
changes_rights(enum command_id command)
{
	switch (command) {
	case COMMAND_staff_change:
	case COMMAND_staff_remove:
	case COMMAND_sessions_close:
	case COMMAND_key_remove:
	case COMMAND_device_remove:
	case COMMAND_branch_remove:
		return true;
	default:
		return false;
	}
}

static void
done(struct service_request *request)
{
	struct commanding *c = request->with;

	if (changes_rights(request->command->id))
		access_forget(c->http->access);
	atomic_store_explicit(
		&c->http->cannot_write, request->fault.code == FAULT_BROKEN, memory_order_relaxed);
	if (request->fault.code != FAULT_NONE) {
		if (request->fault.code == FAULT_BROKEN && c->http->site.log != NULL)
			site_log_fault(c->http, &request->fault);
		http_reply_fault(c->r, &request->fault);
	} else {
		if (request->is_repeat)
			http_reply_header(c->r, "Idempotency-Replayed", "true");
		http_reply(c->r, 200, "application/json",
			fields_write(&request->command->gives, request->out, c->r->arena));
	}
	http_finish(c->r);
}

static enum fault_code
key_read(struct span *ret, const struct http_request *r, struct fault *f)
{
	struct span key = http_header(r, "idempotency-key");
	bool is_good = key.size > 0 && key.size <= KEY_MOST;

	if (key.at == NULL)
		return FAULT_NONE;
	for (size_t i = 0; i < key.size; i++)
		is_good &= key.at[i] > ' ' && key.at[i] <= '~';
	if (!is_good)
		return fault_field(f, FAULT_BAD_INPUT, "Idempotency-Key",
			"the header Idempotency-Key must have 1 to %d letters of ASCII without "
			"blanks",
			KEY_MOST);
	*ret = key;
	return FAULT_NONE;
}

/* The branch where the command acts: its first field tells it. */
static int64_t
branch_of(const struct command_about *about, const void *in)
{
	int64_t id;

	if (about->place == PLACE_HOUSE)
		return 0;
	memcpy(&id, (const char *)in + about->takes.fields[0].offset, sizeof(id));
	return id >> SERVICE_ID_BITS > 0 ? service_branch_of(id) : id;
}

enum fault_code
site_path_read(struct field_reader *reader, const struct http_request *r, struct fault *f)
{
	struct span rest = span_of(r->route->path), name;

	for (size_t part = 0; http_route_name(&rest, &name); part++) {
		const char *field = arena_text_n(r->arena, name.at, name.size);
		if (field_is_known(reader->fields, field) &&
			field_read_text(reader, field, r->parts[part], f))
			return f->code;
	}
	return FAULT_NONE;
}

static enum fault_code
command_fields(struct http_request *r, const struct site_row *row, void *in, struct fault *f)
{
	const struct command_about *about = service_command(row->command);
	struct field_reader reader;
	json_t *body = NULL;

	field_reader_init(&reader, &about->takes, in, r->arena);
	if (row->kind == ROW_OWN_COMMAND)
		field_put_id(&reader, "ticket", access_who(r)->actor.ticket);
	if (site_path_read(&reader, r, f) || (r->body.size > 0 && field_body_read(r, &body, f)) ||
		field_read_object(&reader, body, f) || field_reader_finish(&reader, f))
		return f->code;
	return FAULT_NONE;
}

static void
submit(struct commanding *c)
{
	struct fault *fault = &c->request.fault; /* nobody else's when it is not taken */

	http_suspend(c->r);
	if (service_submit(c->http->service, &c->request, fault)) {
		http_reply_fault(c->r, fault);
		http_finish(c->r);
	}
}

enum fault_code
api_command(struct http_request *r, void *context, struct fault *f)
{
	struct http *http = context;
	const struct site_row *row = site_row_of(http, r);
	const struct command_about *about = service_command(row->command);
	struct commanding *c = ARENA_NEW(r->arena, struct commanding);
	const struct who *who = access_who(r);
	void *in = arena_alloc(r->arena, about->takes.size);

	c->http = http;
	c->r = r;
	/* One by one: the rest is zero as the arena gave it, and most of it is room for a fault. */
	c->request.command = about;
	c->request.actor = who->actor;
	c->request.in = in;
	c->request.out = arena_alloc(r->arena, about->gives.size);
	c->request.arena = r->arena;
	c->request.done = done;
	c->request.with = c;
	if (command_fields(r, row, in, f) || key_read(&c->request.key, r, f) ||
		service_may(&who->actor, about->roles, about->place, branch_of(about, in), f))
		return f->code;
	submit(c);
	return FAULT_NONE;
}
