/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading logs, the same for every command that does: the options, progress on a terminal, what was
 * left out on standard error, several logs as one.
 */
#pragma once

#include "cli/command.h"
#include "columns/columns.h"
#include "exchange/exchange.h"
#include "map/map.h"

/* The choices of the shared table. */
struct reading {
	const char *columns, *time_format, *format, *object_type;
	unsigned order; /* enum log_order */
	bool is_strict;
	const struct zone *zone;
	uint64_t threads;
};

#define READING_OPTIONS_N 8
extern const struct option reading_options[READING_OPTIONS_N];
#define READING_TABLE(owner, field)                                                                \
	{                                                                                          \
		.heading = "Reading the log", .options = reading_options,                          \
		.options_n = READING_OPTIONS_N, .at = offsetof(struct owner, field)                \
	}

/* One log and what was found in it. */
struct log_source {
	const char *path;
	struct log_findings findings;
};

struct log_answer {
	struct columns *columns; /* owned: log_answer_guard */
	const struct map *map;	 /* in force in the first store that was read, or NULL; owned */
	struct log_source *sources;
	size_t sources_n;
};

/* Reads the logs that `paths` name, as one. wish: which columns to keep; the rest of it is filled
 * from the choices. */
MUST_USE enum fault_code reading_logs(struct log_answer *ret, struct request *request,
	const struct reading *reading, const char *const *paths, size_t paths_n,
	const struct log_wish *wish, struct fault *f);
/* The same for what is asked of one branch: of a store with several workspaces the map is that of
 * the one that has it. branch: NULL when none was named. Faults: BAD_INPUT several could be meant,
 * with the choices; NOT_FOUND. */
MUST_USE enum fault_code reading_branch(struct log_answer *ret, const char *branch,
	struct request *request, const struct reading *reading, const struct log_wish *wish,
	struct fault *f);
void log_answer_guard(struct log_answer *answer);

unsigned reading_hands(const struct reading *reading);
