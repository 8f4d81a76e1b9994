/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all changes of the house do: begin with the text in force, change it, make it the new
 * version, and find the id of what is new.
 */
#include "service/house_change.h"

#include "service/people.h"

#define NAME_MOST 100

/* ---- Fields ---- */

enum fault_code
change_name_check(struct span name, struct fault *f)
{
	bool is_good = name.size > 0 && name.size <= NAME_MOST && name.at[0] != '-';

	for (size_t i = 0; is_good && i < name.size; i++)
		is_good = (name.at[i] >= 'a' && name.at[i] <= 'z') ||
			  (name.at[i] >= '0' && name.at[i] <= '9') || name.at[i] == '-';
	return is_good ? FAULT_NONE
		       : fault_field(f, FAULT_BAD_INPUT, "name",
				 "a name has 1 to %d small letters a–z, digits and hyphens",
				 NAME_MOST);
}

static bool
title_is_given(const struct wording *title)
{
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (title->has_own[l])
			return true;
	return false;
}

enum fault_code
change_title_check(const struct wording *title, bool is_needed, struct fault *f)
{
	if (is_needed && !title_is_given(title))
		return fault_field(f, FAULT_BAD_INPUT, "title", "\"title\" has no text");
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (title->has_own[l] && people_title_check("title", span_of(title->in[l]), f))
			return f->code;
	return FAULT_NONE;
}

enum fault_code
change_services(const struct change *ch, struct service_ids ids, const char **ret, struct fault *f)
{
	struct arena *a = ch->c->arena;
	const char **names = ARENA_ARRAY(a, const char *, ids.n);

	for (size_t i = 0; i < ids.n; i++) {
		const struct house_service *service = house_service(ch->c->house, ids.ids[i]);

		if (service == NULL || service->workspace != ch->workspace)
			return fault_field(f, FAULT_NOT_FOUND, "services",
				"there is no service %lld here", (long long)ids.ids[i]);
		names[i] = service->name;
	}
	*ret = map_yaml_names(names, ids.n, a);
	return FAULT_NONE;
}

/* ---- The text ---- */

static const struct house_workspace *
workspace_of(const struct house *house, int64_t id)
{
	for (size_t i = 0; i < house->workspaces_n; i++)
		if (house->workspaces[i].id == id)
			return &house->workspaces[i];
	return NULL;
}

enum fault_code
change_begin(struct change *ret, struct command *c, int64_t workspace, struct fault *f)
{
	struct store_rows *rows = store_ask(
		c->tx, &house_part, SQL_WORKSPACE_LOCK, STORE_VALUES(store_int(workspace)));
	const int64_t version = store_next(rows) ? store_row_int(rows, 0) : 0;
	struct service_files files;

	store_end(rows);
	*ret = (struct change){.c = c, .workspace = workspace_of(c->house, workspace)};
	if (ret->workspace == NULL || version == 0)
		return fault_field(f, FAULT_NOT_FOUND, "workspace", "there is no such workspace");
	if (house_files_read(c->tx, version, &files, c->arena, f))
		return f->code;
	ret->files = ARENA_ARRAY(c->arena, struct service_file, files.n);
	ret->files_n = files.n;
	for (size_t i = 0; i < files.n; i++) {
		ret->files[i] = files.files[i];
		if (span_is(files.files[i].path, SPAN("organisation.yaml")))
			ret->organisation = &ret->files[i];
	}
	return ret->organisation != NULL
		       ? FAULT_NONE
		       : fault_set(f, FAULT_BROKEN, "the map has no organisation.yaml");
}

enum fault_code
change_begin_here(struct change *ret, struct command *c, const struct house_branch **ret_branch,
	struct fault *f)
{
	*ret_branch = house_branch(c->house, c->branch);
	if (*ret_branch == NULL)
		return fault_field(f, FAULT_NOT_FOUND, "branch", "there is no such branch");
	return change_begin(ret, c, (*ret_branch)->workspace->id, f);
}

enum fault_code
change_set(struct change *ch, const struct map_spot *spot, const char *key, const char *yaml,
	struct fault *f)
{
	const struct map_value value = {key, yaml};

	return map_spot_set(&ch->organisation->content, ch->organisation->content, spot, &value,
		ch->c->arena, f);
}

enum fault_code
change_end(struct change *ch, struct fault *f)
{
	const struct service_files files = {ch->files, ch->files_n};
	struct version_put put;

	return house_version_put(ch->c, &files, &put, f);
}

enum fault_code
change_add(struct change *ch, const struct map_spot *spot, const struct map_value *values,
	size_t values_n, int64_t *ret, struct fault *f)
{
	static const enum place_kind kinds[] = {[MAP_BRANCHES] = PLACE_KIND_BRANCH,
		[MAP_SERVICES] = PLACE_KIND_SERVICE,
		[MAP_DEPARTMENTS] = PLACE_KIND_DEPARTMENT};
	struct command *c = ch->c;
	const bool is_counter = spot->list == MAP_COUNTERS;
	const struct place_row *row;
	struct place_rows rows;

	if (map_spot_add(&ch->organisation->content, ch->organisation->content, spot, values,
		    values_n, c->arena, f) ||
		change_end(ch, f) ||
		(is_counter ? house_counters_read(c->tx, c->branch, &rows, c->arena, f)
			    : house_places_read(c->tx, kinds[spot->list], &rows, c->arena, f)))
		return f->code;
	row = house_row_named(&rows, is_counter ? c->branch : ch->workspace->id, spot->name);
	if (row == NULL)
		return fault_set(f, FAULT_BROKEN, "\"%s\" was added and is not there", spot->name);
	*ret = row->id;
	return FAULT_NONE;
}

enum fault_code
change_name_is_free(bool is_taken, const char *what, struct span name, struct fault *f)
{
	return is_taken ? fault_field(f, FAULT_CONFLICT, "name", "there is a %s \"%.*s\" already",
				  what, SPAN_PRINT(name))
			: FAULT_NONE;
}

enum fault_code
change_title(struct change *ch, const struct map_spot *spot, const struct wording *title,
	struct fault *f)
{
	return title_is_given(title)
		       ? change_set(ch, spot, "title", map_yaml_wording(title, ch->c->arena), f)
		       : FAULT_NONE;
}

enum fault_code
change_remove(struct change *ch, const struct map_spot *spot, struct fault *f)
{
	return map_spot_remove(
		&ch->organisation->content, ch->organisation->content, spot, ch->c->arena, f);
}
