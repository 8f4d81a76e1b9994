/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store on the command line: opened with every part that this program knows, its address said
 * without a password.
 */
#pragma once

#include "service/service.h"
#include "store/store.h"

/* The readers that a live service and a server together want. */
#define KEEPING_READERS 6

/* Faults: of store_open, with what to do when there is no store yet. */
MUST_USE enum fault_code keeping_open(struct store **ret, const char *address, unsigned readers_n,
	bool may_create, struct fault *f);
/* For ON_EXIT. */
void keeping_guard(struct store **store);
