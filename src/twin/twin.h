/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twin of a branch: what it is like (fit.h), played on with changes (trial.h), from this very
 * minute (whatif.h), and whether it may be believed (trust.h).
 */
#pragma once

#include "twin/fit.h"
#include "twin/trial.h"
#include "twin/trust.h"
#include "twin/whatif.h"
