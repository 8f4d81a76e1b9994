/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The columns that follow the journal. They belong to the slow thread. Private to http/.
 */
#pragma once

#include "columns/columns.h"
#include "measures/measures.h"
#include "service/service.h"

struct http;

MUST_USE enum fault_code measuring_open(struct http *http, struct fault *f);
void measuring_close(struct http *http);
/* Reads all that is new. On the slow thread. */
MUST_USE enum fault_code measuring_catch_up(struct http *http, struct fault *f);
/* An ear that lets the columns follow, every few seconds. */
struct service_ear measuring_ear(struct http *http);
/* Reads what there is already, so that the first one who asks need not wait. */
void measuring_warm(struct http *http);
