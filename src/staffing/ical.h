/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A calendar as other programs read it: iCalendar (RFC 5545). Times are written in UTC, so no time
 * zone needs to be described; lines end in CR LF and are folded after 75 octets, never inside a
 * letter. Part of the door staffing.h.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

struct ical_event {
	const char *uid; /* the same for the same thing whenever it is written; ASCII */
	int64_t from_us, until_us;
	const char *summary, *description, *location; /* NULL: left out */
};

/* The whole file, in `a`. name: of the calendar; stamp_us: when it was written. */
struct span ical_write(const char *name, int64_t stamp_us, const struct ical_event *events,
	size_t events_n, struct arena *a);
