/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What SQLite does by itself, without anything of ours: BEGIN IMMEDIATE, one row, COMMIT, with a
 *log and synchronous=FULL. A commit that makes the log's file longer and one that writes over it
 *differ by half or more, so both are measured:
 *
 *	grows    nobody checkpoints while commits go on, and the log begins with nothing in each
 *round usual    SQLite's defaults: after 1,000 pages it checkpoints inside a commit and begins
 *again
 *
 * One thread's. A failure ends the program: it is a measurement, and has nobody to tell.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct plain;

/* A new file at the path. */
struct plain *plain_open(const char *path, bool grows);
/* Commits a second, for so long. */
double plain_rate(struct plain *plain, int64_t lasts_us);
/* Removes the file. NULL is fine. */
void plain_close(struct plain *plain);
