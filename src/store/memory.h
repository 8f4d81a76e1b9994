/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the writer's connection remembers of the rows in the store; store.h says when it is true.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store_connection;
struct remembered;
struct remembered_lock;
struct store_part;

struct memory {
	struct remembered *rows; /* by key */
	struct remembered *owed; /* those that are not yet written */
	bool by_locks;		 /* PostgreSQL */
	struct remembered_lock *locks;
	struct remembered *loose; /* of no lock */
	size_t size;		  /* bytes of all */
	uint32_t version;	  /* of the file when all of it was true */
	uint64_t transaction;	  /* they are counted */
};

/* The transaction has begun: forgets what somebody else may have changed since the last one. */
void memory_begin(struct store_connection *c);
/* Writes what is owed; faults stay in the transaction. */
void memory_settle(struct store_connection *c);
/* The same of one part, before it is asked. */
void memory_settle_part(struct store_connection *c, const struct store_part *part);
/* It is committed, and what is remembered is what the store holds. */
void memory_commit(struct store_connection *c);
/* Something was undone, or the connection ends. */
void memory_clear(struct store_connection *c);
