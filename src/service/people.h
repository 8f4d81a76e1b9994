/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of people share. Private to people*.c and house*.c.
 */
#pragma once

#include "service/people_tables.h"

/* All devices of a branch that ends lose their pairing. */
MUST_USE enum fault_code people_devices_end(struct command *c, int64_t branch, struct fault *f);
