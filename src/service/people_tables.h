/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of the people's statements. Private to people*.c.
 */
#pragma once

#include "service/asks.h"

enum {
#define SQL(name, mode, takes, gives, text) SQL_##name,
#include "service/people_sql.def"
#undef SQL
};
