/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A forecast's steps as people read them: a row a time of the wall clock, a column a day. At most
 * the first seven days; all of them are in CSV and JSON.
 */
#pragma once

#include "forecast/forecast.h"

struct frame *forecast_hours_frame(const struct forecast *forecast, struct arena *a);
