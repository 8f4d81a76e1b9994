/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fields and shapes as JSON Schema. Private to openapi*.c. Every function gives a new reference.
 */
#pragma once

#include <jansson.h>

#include "service/service.h"

/* As it may be sent. */
json_t *openapi_field_in(const struct service_field *field);
/* What a command gives. */
json_t *openapi_fields_out(const struct service_fields *fields);
/* All shapes of views.def by name, and the frame of a measure. */
json_t *openapi_shapes(void);
