/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A place for one test's store: a file in a folder of its own, or – when CYKL_POSTGRESQL holds an
 * address (test/edge/with_postgresql) – a schema of its own there. Gone afterwards.
 */
#pragma once

#include <stdbool.h>

#include "store/store.h"

struct store_place {
	char folder[64], path[96], address[512];
	char schema[64]; /* "" with SQLite */
	struct store *store;
};

bool place_is_postgresql(void);
/* cmocka's setup and teardown; *state is the place. The teardown closes the store. */
int place_make(void **state);
int place_clear(void **state);
/* Statements straight to the database, past the store. Fails the test when one does not run. */
void place_run(const struct store_place *p, const char *statements);
/* Until the database knows that every process which had a store open is gone. */
void place_wait_alone(void);

/* A shop: `thing` (id, name, price, weight, picture) and `note`, whose thing must exist. */
#define SQL(name, mode, takes, gives, text) SHOP_##name,
enum {
#include "shop.def"
};
#undef SQL
extern const struct store_part shop_part;
/* What is remembered of things 0 to 99 belongs to lock 0, of 100 to 199 to lock 1, …; of this kind,
 * to none. */
#define SHOP_LOCK_THINGS 100
#define SHOP_KIND_LOOSE	 9
/* Opens p->store, or fails the test. */
struct store *place_open(struct store_place *p, unsigned readers_n);
