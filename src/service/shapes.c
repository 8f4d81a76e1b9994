/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of the house as JSON. What is not there is null, so that a page need not know how we say
 * "none". */
#include "service/shapes.h"

#include "base/time.h"

json_t *
shape_id(int64_t id)
{
	return id != 0 ? json_integer(id) : json_null();
}

json_t *
shape_time(int64_t at_us)
{
	return at_us != 0 && at_us != INT64_MAX && at_us != TIME_NONE ? json_integer(at_us)
								      : json_null();
}

json_t *
shape_flag(bool flag)
{
	return json_boolean(flag);
}

json_t *
shape_text(const char *text)
{
	return text != NULL && text[0] != '\0' ? json_string(text) : json_null();
}

json_t *
shape_ids(const int64_t *ids, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_integer(ids[i]));
	return list;
}

json_t *
shape_title(const struct wording *title)
{
	json_t *object = json_object();
	bool is_empty = true;

	for (int i = 0; i < LANGUAGE__COUNT; i++) {
		const char *text = title->in[i];

		if (!title->has_own[i] || text == NULL || text[0] == '\0')
			continue;
		json_object_set_new(object, language_tag((enum language)i), json_string(text));
		is_empty = false;
	}
	if (!is_empty)
		return object;
	json_decref(object);
	return json_null();
}

json_t *
shape_languages(const struct house_workspace *workspace, struct arena *a)
{
	const struct organisation *organisation = &workspace->map->organisation;
	const char *text = language_tag(organisation->main_language);

	for (int i = 0; i < LANGUAGE__COUNT; i++)
		if (organisation->languages[i] && i != (int)organisation->main_language)
			text = arena_printf(a, "%s %s", text, language_tag((enum language)i));
	return json_string(text);
}

json_t *
shape_house_title(const struct house_workspace *workspace)
{
	return shape_title(&workspace->title);
}

json_t *
shape_service(const struct house_service *service)
{
	return json_pack("{sI so ss so so so so sI}", "service", (json_int_t)service->id,
		"workspace", shape_id(service->workspace->id), "name", service->name, "title",
		shape_title(&service->title), "letter", shape_text(service->letter), "cycle",
		shape_text(service->cycle != NULL ? service->cycle->name : NULL), "usual_us",
		shape_time(service->usual_us), "capacity", (json_int_t)service->capacity);
}

json_t *
shape_services(const struct house_workspace *workspace)
{
	json_t *list = json_array();

	for (size_t i = 0; i < workspace->services_n; i++)
		if (!workspace->services[i].is_removed)
			json_array_append_new(list, shape_service(&workspace->services[i]));
	return list;
}

json_t *
shape_class(const struct house_class *class_)
{
	return json_pack("{ss so si sb}", "name", class_->name, "title",
		shape_title(&class_->title), "up_to", class_->up_to, "is_asked", class_->is_asked);
}

json_t *
shape_classes(const struct house_workspace *workspace, bool is_asked)
{
	json_t *list = json_array();

	for (size_t i = 0; i < workspace->classes_n; i++)
		if (!is_asked || workspace->classes[i].is_asked)
			json_array_append_new(list, shape_class(&workspace->classes[i]));
	return list;
}
