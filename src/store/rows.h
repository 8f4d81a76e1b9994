/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a transaction needs to know of cursors: before it ends, none may be left open.
 */
#pragma once

#include "store/connection.h"

void rows_end_all(struct store_connection *c);
