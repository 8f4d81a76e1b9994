/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the engine and the listener share: a connection to PostgreSQL, and its faults.
 */
#pragma once

#include <libpq-fe.h>

#include "store/address.h"

/* A connection that says nothing on standard error. Faults: BROKEN with what the server said. */
MUST_USE enum fault_code postgresql_connect(
	PGconn **ret, const struct address *address, struct fault *f);
/* What a result, or the connection when there is none, has to complain of. */
enum fault_code postgresql_fault(
	PGconn *connection, const PGresult *result, const struct address *address, struct fault *f);
