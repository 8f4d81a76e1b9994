/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of the service: who asks (roles, actors), what an id tells, and what can be asked – the
 * rows of commands.def and views.def as structs, enums and descriptors. Plain values, no function
 * that does anything. Part of service's door (service.h includes it).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/language.h"
#include "base/text.h"
#include "map/map.h"

/* ---- Who ---- */

/* X(id, slug, meaning) */
#define ROLE_TABLE(X)                                                                              \
	X(STRANGER, "stranger", "somebody who has shown nothing")                                  \
	X(CUSTOMER, "customer", "who holds a ticket's secret, for that ticket")                    \
	X(POSTER, "poster", "a customer's own phone, by a code on the wall")                       \
	X(KIOSK, "kiosk", "a machine where customers take tickets")                                \
	X(DISPLAY, "display", "a screen that shows who is called")                                 \
	X(AGENT, "agent", "serves customers")                                                      \
	X(LEAD, "lead", "an agent who also runs the branch's day")                                 \
	X(MANAGER, "manager", "a lead who also answers for people, places and the map")            \
	X(ADMINISTRATOR, "administrator", "may do everything")                                     \
	X(HOUSE, "house", "the program itself: its timers, and its command line")

enum role {
#define X(id, slug, meaning) ROLE_##id,
	ROLE_TABLE(X)
#undef X
		ROLE__COUNT
};

#define ROLE_BIT(id) (1u << ROLE_##id)

const char *role_slug(enum role role);
bool role_find(enum role *ret, struct span slug);

#define ACTOR_BRANCHES_MOST 64

struct actor {
	enum role role;
	int64_t staff, device, key, ticket; /* who, as the role has it; 0: not that */
	int64_t branches[ACTOR_BRANCHES_MOST];
	size_t branches_n; /* 0: everywhere */
	bool reads_only;   /* an API key that may change nothing */
	bool is_due;	   /* a session whose word is old: the edge gives it a new one
			      (session.rotate) */
	enum language language;
};

/* ---- Ids ---- */

/* A thing of a branch carries its branch's number in the upper half, so that any id tells where its
 * row is; things of the house are below 2^32, and a branch's id is its number. Below 2^53 all in
 * all, so that pages can hold them. */
#define SERVICE_ID_BITS 32
static inline int64_t
service_branch_of(int64_t id)
{
	return id >> SERVICE_ID_BITS;
}

/* ---- Commands and views, from their tables ---- */

struct service_ids {
	const int64_t *ids;
	size_t n;
};

struct service_file {
	struct span path, content; /* the path inside the workspace, with '/' */
};

struct service_files {
	const struct service_file *files;
	size_t n;
};

/* X(id, C type, JSON word) */
#define FIELD_TYPE_TABLE(X)                                                                        \
	X(ID, int64_t, "id")                                                                       \
	X(IDS, struct service_ids, "ids")                                                          \
	X(NUMBER, int64_t, "number")                                                               \
	X(REAL, double, "real")                                                                    \
	X(FLAG, bool, "flag")                                                                      \
	X(TIME, int64_t, "time")                                                                   \
	X(SPAN_US, int64_t, "span_us")                                                             \
	X(WORD, struct span, "word")                                                               \
	X(TEXT, struct span, "text")                                                               \
	X(TITLE, struct wording, "title")                                                          \
	X(SECRET, struct span, "secret")                                                           \
	X(FILES, struct service_files, "files")                                                    \
	X(OBJECT, void *, "object") /* json_t, borrowed: of routes of the edge alone */

enum field_type {
#define X(id, c, word) FIELD_##id,
	FIELD_TYPE_TABLE(X)
#undef X
		FIELD_ONE,
	FIELD_MANY
};

#define SERVICE_TEXT_MOST 2000

/* One field of a command's or a view's struct, or of a shape. */
struct service_field {
	const char *name, *meaning;
	enum field_type type;
	bool is_needed;
	size_t offset; /* in the struct; not of shapes */
	int shape;     /* enum shape_id of FIELD_ONE and FIELD_MANY, else −1 */
};

struct service_fields {
	const struct service_field *fields;
	size_t n, size; /* size: of the struct */
};

#define FIELD_C_ID	int64_t
#define FIELD_C_IDS	struct service_ids
#define FIELD_C_NUMBER	int64_t
#define FIELD_C_REAL	double
#define FIELD_C_FLAG	bool
#define FIELD_C_TIME	int64_t
#define FIELD_C_SPAN_US int64_t
#define FIELD_C_WORD	struct span
#define FIELD_C_TEXT	struct span
#define FIELD_C_TITLE	struct wording
#define FIELD_C_SECRET	struct span
#define FIELD_C_FILES	struct service_files
#define FIELD_C_OBJECT	void *

enum command_id {
#define COMMAND(id, name, place, roles, text) COMMAND_##id,
#define TAKES(id, field, type, need, meaning)
#define GIVES(id, field, type, meaning)
#define DONE(id)
#include "service/commands.def"
#undef COMMAND
#undef TAKES
#undef GIVES
#undef DONE
	COMMAND__COUNT
};

#define COMMAND(id, name, place, roles, text) struct id {
#define TAKES(id, field, type, need, meaning) FIELD_C_##type field;
#define GIVES(id, field, type, meaning)
#define DONE(id)                                                                                   \
	}                                                                                          \
	;
#include "service/commands.def"
#undef COMMAND
#undef TAKES
#undef GIVES
#undef DONE

#define COMMAND(id, name, place, roles, text) struct id##_result {
#define TAKES(id, field, type, need, meaning)
#define GIVES(id, field, type, meaning) FIELD_C_##type field;
#define DONE(id)                                                                                   \
	}                                                                                          \
	;
#include "service/commands.def"
#undef COMMAND
#undef TAKES
#undef GIVES
#undef DONE

enum service_place { PLACE_HOUSE, PLACE_BRANCH };

struct command_about {
	enum command_id id;
	const char *name, *text;
	enum service_place place;
	unsigned roles; /* of ROLE_BIT */
	struct service_fields takes, gives;
};

const struct command_about *service_command(enum command_id id);
/* NULL when there is none of that name. */
const struct command_about *service_command_find(struct span name);

enum shape_id {
#define SHAPE(id, meaning) SHAPE_##id,
#define HAS(id, field, type, meaning)
#define ONE(id, field, other, meaning)
#define MANY(id, field, other, meaning)
#define END(id)
#define VIEW(id, name, place, roles, shape, text)
#define ASKS(id, field, type, need, meaning)
#define SHOWN(id)
#include "service/views.def"
#undef SHAPE
#undef VIEW
#undef ASKS
#undef SHOWN
	SHAPE__COUNT
};

enum view_id {
#define SHAPE(id, meaning)
#define VIEW(id, name, place, roles, shape, text) VIEW_##id,
#define ASKS(id, field, type, need, meaning)
#define SHOWN(id)
#include "service/views.def"
#undef VIEW
#undef ASKS
#undef SHOWN
	VIEW__COUNT
};

#define VIEW(id, name, place, roles, shape, text) struct id##_view {
#define ASKS(id, field, type, need, meaning)	  FIELD_C_##type field;
#define SHOWN(id)                                                                                  \
	}                                                                                          \
	;
#include "service/views.def"
#undef SHAPE
#undef HAS
#undef ONE
#undef MANY
#undef END
#undef VIEW
#undef ASKS
#undef SHOWN

struct shape_about {
	const char *name, *meaning;
	struct service_fields fields;
};

struct view_about {
	enum view_id id;
	const char *name, *text;
	enum service_place place;
	unsigned roles;
	enum shape_id shape;
	struct service_fields asks;
};

const struct shape_about *service_shape(enum shape_id id);
const struct view_about *service_view_about(enum view_id id);
