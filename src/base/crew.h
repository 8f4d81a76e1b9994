/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A crew does n like pieces of work on several threads and comes back when all are done. Piece i is
 * the same whichever thread does it, so results do not depend on the number of hands.
 */
#pragma once

#include <stddef.h>

typedef void crew_work(void *shared, size_t piece);

/* The processors this process may use, at least 1, at most 64. */
unsigned crew_hands(void);
/* hands 0 means crew_hands(). The caller's thread is one of the hands. */
void crew_run(unsigned hands, size_t pieces_n, crew_work *work, void *shared);
