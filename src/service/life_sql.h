/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of the rows of life.def. Private to the files that own them: writer.c, repeats.c,
 * service.c, follower.c.
 */
#pragma once

#define SQL(name, mode, takes, gives, text) SQL_##name,
enum {
#include "service/life.def"
};
#undef SQL
