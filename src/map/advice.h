/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Warnings for what a good map has and this one lacks.
 */
#pragma once

#include "map/reader.h"
#include "map/workspace.h"

/* Runs when all names are resolved; today may be NULL. */
void map_advice_give(struct reader *r, const struct map *map, const struct workspace *workspace,
	const struct date *today);
