/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An event as bytes, and the hash that links it to the one before (doc/formats/journal.md).
 */
#pragma once

#include "journal/journal.h"

enum {
#define SQL(name, mode, takes, gives, text) SQL_##name,
#include "journal/journal_sql.def"
#undef SQL
};

/* What the writer remembers: a branch's head; and, by nothing, a pen with events in it. */
enum { KEPT_HEAD, KEPT_PEN };

#define CHAIN_VERSION 1

/* The hash of an event whose number is set, after the hash `before`. */
void chain_hash(unsigned char ret[static JOURNAL_HASH_SIZE],
	const unsigned char before[static JOURNAL_HASH_SIZE], const struct journal_event *event);

/* Writes fields as a body; returns its size, or 0 and a fault – an empty body is size 0 without
 * one. */
MUST_USE enum fault_code body_write(char into[static JOURNAL_BODY_MOST], size_t *ret_size,
	const struct event_about *about, const struct store_value *fields, size_t fields_n,
	struct fault *f);
/* Cuts one field off a body; false at its end, or where it is damaged. */
bool body_cut(struct span *body, struct store_value *ret);
