/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of the house's statements. Private to house*.c.
 */
#pragma once

#include "service/asks.h"

enum {
#define SQL(name, mode, takes, gives, text) SQL_##name,
#include "service/house_sql.def"
#undef SQL
};
