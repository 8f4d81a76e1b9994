/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pieces that views are made of: values as JSON, null where there is none, and the shapes of
 * the house that several views show. Each gives a new reference. Private to service/.
 */
#pragma once

#include "service/command.h"

/* 0 is none: an id, a time, a length. */
json_t *shape_id(int64_t id);
json_t *shape_time(int64_t at_us);
json_t *shape_flag(bool flag);
/* NULL and "" are none. */
json_t *shape_text(const char *text);
json_t *shape_ids(const int64_t *ids, size_t n);
/* An object with a text for each language that has its own; null when nothing was written. */
json_t *shape_title(const struct wording *title);
/* The languages of a workspace, the main one first: "pl en vi". */
json_t *shape_languages(const struct house_workspace *workspace, struct arena *a);
/* The workspace's organisation as people call it. */
json_t *shape_house_title(const struct house_workspace *workspace);

json_t *shape_service(const struct house_service *service);
json_t *shape_services(const struct house_workspace *workspace);
json_t *shape_class(const struct house_class *class_);
/* is_asked: only those that customers may ask for. */
json_t *shape_classes(const struct house_workspace *workspace, bool is_asked);
