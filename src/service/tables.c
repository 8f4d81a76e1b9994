/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two tables as arrays: what each command takes and gives, what each view asks and shows, and
 * the functions behind. Everything that speaks of commands from outside – HTTP, the API's
 * description, the types of the pages – reads these and nothing else.
 */
#include "service/tables.h"

#include <stddef.h>

/* ---- The words of the tables ---- */

#define IN_HOUSE	   PLACE_HOUSE
#define IN_BRANCH	   PLACE_BRANCH
#define NEEDED		   true
#define FREE		   false
#define CUSTOMER	   ROLE_BIT(CUSTOMER)
#define POSTER		   ROLE_BIT(POSTER)
#define KIOSK		   ROLE_BIT(KIOSK)
#define DISPLAY		   ROLE_BIT(DISPLAY)
#define ONLY_HOUSE	   ROLE_BIT(HOUSE)
#define ONLY_ADMINISTRATOR (ROLE_BIT(ADMINISTRATOR) | ONLY_HOUSE)
#define FROM_MANAGER	   (ROLE_BIT(MANAGER) | ONLY_ADMINISTRATOR)
#define FROM_LEAD	   (ROLE_BIT(LEAD) | FROM_MANAGER)
#define FROM_AGENT	   (ROLE_BIT(AGENT) | FROM_LEAD)
#define ANYBODY		   ((1u << ROLE__COUNT) - 1)

/* ---- Fields ---- */

/* clang-format off */
#define COMMAND(id, name, place, roles, text) static const struct service_field id##_takes[] = {
#define TAKES(id, field, type, need, meaning) \
	{#field, (meaning), FIELD_##type, (need), offsetof(struct id, field), -1},
#define GIVES(id, field, type, meaning)
#define DONE(id) {0}};
#include "service/commands.def"
#undef COMMAND
#undef TAKES
#undef GIVES
#undef DONE

#define COMMAND(id, name, place, roles, text) static const struct service_field id##_gives[] = {
#define TAKES(id, field, type, need, meaning)
#define GIVES(id, field, type, meaning) \
	{#field, (meaning), FIELD_##type, true, offsetof(struct id##_result, field), -1},
#define DONE(id) {0}};
#include "service/commands.def"
#undef COMMAND
#undef TAKES
#undef GIVES
#undef DONE

#define SHAPE(id, meaning) static const struct service_field id##_has[] = {
#define HAS(id, field, type, meaning) {#field, (meaning), FIELD_##type, true, 0, -1},
#define ONE(id, field, other, meaning) {#field, (meaning), FIELD_ONE, true, 0, SHAPE_##other},
#define MANY(id, field, other, meaning) {#field, (meaning), FIELD_MANY, true, 0, SHAPE_##other},
#define END(id) {0}};
#define VIEW(id, name, place, roles, shape, text) static const struct service_field id##_asks[] = {
#define ASKS(id, field, type, need, meaning) \
	{#field, (meaning), FIELD_##type, (need), offsetof(struct id##_view, field), -1},
#define SHOWN(id) {0}};
#include "service/views.def"
#undef SHAPE
#undef HAS
#undef ONE
#undef MANY
#undef END
#undef VIEW
#undef ASKS
#undef SHOWN

#define FIELDS_OF(array, size_) {(array), array_length(array) - 1, (size_)}

/* ---- Rows ---- */

static const struct command_about commands[COMMAND__COUNT] = {
#define COMMAND(id_, name_, place_, roles_, text_) \
	[COMMAND_##id_] = {COMMAND_##id_, (name_), (text_), (place_), (roles_), \
		FIELDS_OF(id_##_takes, sizeof(struct id_)), FIELDS_OF(id_##_gives, sizeof(struct id_##_result))},
#define TAKES(id, field, type, need, meaning)
#define GIVES(id, field, type, meaning)
#define DONE(id)
#include "service/commands.def"
#undef COMMAND
};

#define HAS(id, field, type, meaning)
#define ONE(id, field, other, meaning)
#define MANY(id, field, other, meaning)
#define END(id)
#define ASKS(id, field, type, need, meaning)
#define SHOWN(id)

static const struct shape_about shapes[SHAPE__COUNT] = {
#define SHAPE(id, meaning_) [SHAPE_##id] = {#id, (meaning_), FIELDS_OF(id##_has, 0)},
#define VIEW(id, name, place, roles, shape, text)
#include "service/views.def"
#undef SHAPE
#undef VIEW
};

static const struct view_about views[VIEW__COUNT] = {
#define SHAPE(id, meaning)
#define VIEW(id_, name_, place_, roles_, shape_, text_) \
	[VIEW_##id_] = {VIEW_##id_, (name_), (text_), (place_), (roles_), SHAPE_##shape_, \
		FIELDS_OF(id_##_asks, sizeof(struct id_##_view))},
#include "service/views.def"
#undef VIEW
};

/* ---- Functions ---- */

enum fault_code
command_run(struct command *c, enum command_id id, const void *in, void *out, struct fault *f)
{
	switch (id) {
#define COMMAND(id, name, place, roles, text) \
	case COMMAND_##id: \
		return command_##id != NULL ? command_##id(c, in, out, f) \
					    : fault_set(f, FAULT_BROKEN, "%s is not in this program", name);
#include "service/commands.def"
#undef COMMAND
	case COMMAND__COUNT:
		break;
	}
	return fault_set(f, FAULT_NOT_FOUND, "there is no command of number %d", (int)id);
}

enum fault_code
view_run(struct view_call *v, enum view_id id, const void *in, json_t **ret, struct fault *f)
{
	switch (id) {
#define VIEW(id, name, place, roles, shape, text) \
	case VIEW_##id: \
		return view_##id != NULL ? view_##id(v, in, ret, f) \
					 : fault_set(f, FAULT_BROKEN, "%s is not in this program", name);
#include "service/views.def"
#undef VIEW
	case VIEW__COUNT:
		break;
	}
	return fault_set(f, FAULT_NOT_FOUND, "there is no view of number %d", (int)id);
}
/* clang-format on */

const struct command_about *
service_command(enum command_id id)
{
	return &commands[id];
}

const struct command_about *
service_command_find(struct span name)
{
	for (size_t i = 0; i < COMMAND__COUNT; i++)
		if (span_is(name, span_of(commands[i].name)))
			return &commands[i];
	return NULL;
}

const struct shape_about *
service_shape(enum shape_id id)
{
	return &shapes[id];
}

const struct view_about *
service_view_about(enum view_id id)
{
	return &views[id];
}

int64_t
fields_branch(enum service_place place, const struct service_fields *fields, const void *in)
{
	int64_t id;

	if (place == PLACE_HOUSE)
		return 0;
	id = *(const int64_t *)((const char *)in + fields->fields[0].offset);
	return id >> SERVICE_ID_BITS > 0 ? service_branch_of(id) : id;
}
