/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl user: the staff of a store, from the command line – for the first day, and for the day when
 * nobody can sign in any more. */
#include <string.h>

#include "cli/options.h"
#include "cli/tending.h"

struct user_choices {
	const char *role, *title;
	struct texts branches;
	const char *language;
};

static const struct option own_options[] = {
	OPTION(TEXT, user_choices, role, "--role", "ROLE",
		"Of somebody new: agent, lead, manager or administrator; agent when left out"),
	OPTION(TEXT, user_choices, title, "--title", "TEXT",
		"What somebody new is called; the name when left out"),
	OPTION(LIST, user_choices, branches, "--branch", "NAME,…",
		"Where somebody new works: names of branches; everywhere when left out"),
	OPTION(TEXT, user_choices, language, "--language", "TAG",
		"The language of their screens: en, pl or vi"),
};

static const struct option_table tables[] = {
	{.heading = "Of somebody new",
		.options = own_options,
		.options_n = array_length(own_options)},
};

/* One call of the command. */
struct user_call {
	struct request *request;
	const struct user_choices *choices;
	struct tending t;
	json_t *people, *house;
	const char *name; /* NULL when left out */
};

static void
call_end(struct user_call *call)
{
	json_decref(call->people);
	json_decref(call->house);
	tending_guard(&call->t);
}

/* ---- Branches by name ---- */

static int64_t
branch_find(const json_t *house, const char *name)
{
	const json_t *workspace, *found;
	size_t i;

	json_array_foreach(json_object_get(house, "workspaces"), i, workspace)
	{
		found = tending_named(json_object_get(workspace, "branches"), name);
		if (found != NULL)
			return json_integer_value(json_object_get(found, "branch"));
	}
	return 0;
}

static const char *
branch_name(const json_t *house, json_int_t id)
{
	const json_t *workspace, *branch;
	size_t w, b;

	json_array_foreach(json_object_get(house, "workspaces"), w, workspace)
		json_array_foreach(json_object_get(workspace, "branches"), b,
			branch) if (json_integer_value(json_object_get(branch, "branch")) ==
				    id) return json_string_value(json_object_get(branch, "name"));
	return "a branch that has ended";
}

static enum fault_code
branches_take(const struct user_call *call, struct service_ids *ret, struct fault *f)
{
	const struct texts *names = &call->choices->branches;
	int64_t *ids = ARENA_ARRAY(call->request->arena, int64_t, names->items_n);

	for (size_t i = 0; i < names->items_n; i++) {
		ids[i] = branch_find(call->house, names->items[i]);
		if (ids[i] == 0)
			return fault_set(
				f, FAULT_NOT_FOUND, "there is no branch \"%s\"", names->items[i]);
	}
	*ret = (struct service_ids){ids, names->items_n};
	return FAULT_NONE;
}

/* ---- What can be done ---- */

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static const char *
branches_text(const struct user_call *call, const json_t *person)
{
	const json_t *ids = json_object_get(person, "branches"), *id;
	const char *text = "";
	size_t i;

	json_array_foreach((json_t *)ids, i, id) text = arena_printf(call->request->arena, "%s%s%s",
		text, i > 0 ? ", " : "", branch_name(call->house, json_integer_value(id)));
	return json_array_size(ids) > 0 ? text : "everywhere";
}

static enum fault_code
list(struct user_call *call, struct fault *f)
{
	const json_t *person;
	size_t i;

	(void)f;
	json_array_foreach(json_object_get(call->people, "staff"), i, person) fprintf(
		call->request->out, "%-20s %-14s %s, %s%s\n", text_of(person, "name"),
		text_of(person, "role"), text_of(person, "title"), branches_text(call, person),
		json_is_true(json_object_get(person, "is_invited"))
			? ", with a link that was not used yet"
			: "");
	return FAULT_NONE;
}

static enum fault_code
add(struct user_call *call, struct fault *f)
{
	const struct user_choices *choices = call->choices;
	struct staff_add in = {.name = span_of(call->name),
		.title = span_of(choices->title != NULL ? choices->title : call->name),
		.role = span_of(choices->role != NULL ? choices->role : "agent"),
		.language = span_of(choices->language != NULL ? choices->language : "")};
	struct staff_add_result out;

	if (branches_take(call, &in.branches, f) ||
		tending_do(&call->t, COMMAND_staff_add, &in, &out, call->request->arena, f) ||
		tending_finish(&call->t, f))
		return f->code;
	tending_link_say(call->request, "/invitation", call->name, out.invitation);
	return FAULT_NONE;
}

/* The person's id, or a fault. */
static enum fault_code
person_find(const struct user_call *call, int64_t *ret, struct fault *f)
{
	const json_t *staff = json_object_get(call->people, "staff"),
		     *found = tending_named(staff, call->name);

	if (found == NULL)
		return fault_set(f, FAULT_NOT_FOUND, "nobody signs in as \"%s\"", call->name);
	*ret = json_integer_value(json_object_get(found, "staff"));
	return FAULT_NONE;
}

static enum fault_code
invite(struct user_call *call, struct fault *f)
{
	struct staff_invite in;
	struct staff_invite_result out;

	if (person_find(call, &in.staff, f) ||
		tending_do(&call->t, COMMAND_staff_invite, &in, &out, call->request->arena, f) ||
		tending_finish(&call->t, f))
		return f->code;
	tending_link_say(call->request, "/invitation", call->name, out.invitation);
	return FAULT_NONE;
}

static enum fault_code
remove_person(struct user_call *call, struct fault *f)
{
	struct staff_remove in;

	if (person_find(call, &in.staff, f) ||
		tending_do(&call->t, COMMAND_staff_remove, &in, NULL, call->request->arena, f) ||
		tending_finish(&call->t, f))
		return f->code;
	fprintf(call->request->out, "%s can no longer sign in\n", call->name);
	return FAULT_NONE;
}

static const char actions[] = "list|add|invite|remove";
static enum fault_code (*const functions[])(struct user_call *call, struct fault *f) = {
	list, add, invite, remove_person};

static enum fault_code
run(struct request *request, const void *given, struct fault *f)
{
	ON_EXIT(call_end)
	struct user_call call = {.request = request,
		.choices = given,
		.name = request->arguments_n > 2 ? request->arguments[2] : NULL};
	const unsigned action = word_find(actions, span_of(request->arguments[0]));

	if (action >= array_length(functions))
		return fault_set(f, FAULT_BAD_INPUT,
			"\"%s\" cannot be done; expected list, add, invite or remove",
			request->arguments[0]);
	if (call.name == NULL && action > 0)
		return fault_set(
			f, FAULT_BAD_INPUT, "whom? \"%s\" needs a NAME", request->arguments[0]);
	if (tending_open(&call.t, request->arguments[1], false, f) ||
		tending_view(&call.t, VIEW_people, &call.people, f) ||
		tending_view(&call.t, VIEW_house, &call.house, f))
		return f->code;
	return functions[action](&call, f);
}

const struct command_body command_user = {
	.about = "ACTION is list, add, invite or remove. \"add\" and \"invite\" print a link that "
		 "works once, "
		 "within three days, and with which the person sets their own password. Somebody "
		 "who "
		 "is removed "
		 "is signed out at once; their name stays with what they did. The last "
		 "administrator "
		 "who can "
		 "sign in cannot be removed.",
	.examples =
		"cykl user list shop.db\n"
		"cykl user add shop.db anna --role lead --title \"Anna Nowak\" --branch old-town\n"
		"cykl user invite shop.db anna\n"
		"cykl user remove shop.db anna",
	.tables = tables,
	.tables_n = array_length(tables),
	.choices_size = sizeof(struct user_choices),
	.run = run,
};
