/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The memory behind columns: large pieces taken straight from the system, small ones from the heap,
 * a mapped file perhaps. All of it lives as long as the columns and goes at once.
 *
 * Private to columns/. One thread adds; afterwards nothing changes.
 */
#pragma once

#include <stddef.h>

#include "base/file.h"

struct columns_owner;

struct columns_owner *owner_new(void);
/* One more who must free it; from any thread. */
void owner_share(struct columns_owner *o);
/* Calls let_go(thing) when the owner goes; size is what it counts for. */
void owner_take_thing(
	struct columns_owner *o, void (*let_go)(void *thing), void *thing, size_t size);
void owner_free(struct columns_owner *o);
/* n × size bytes, zeroed, for the owner's life. Never NULL. */
void *owner_array(struct columns_owner *o, size_t n, size_t size);
/* Takes memory of malloc; size is what it counts for. */
void owner_take(struct columns_owner *o, void *memory, size_t size);
char *owner_text(struct columns_owner *o, const char *text);
/* Takes a mapped file; it is not counted. */
void owner_take_map(struct columns_owner *o, struct file_map map);
size_t owner_memory(const struct columns_owner *o);

/* Large memory by itself: zeroed, in huge pages where the system has them. */
void *pages_new(size_t size);
void pages_free(void *at, size_t size);
