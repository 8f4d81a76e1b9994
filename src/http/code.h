/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text as a QR code, drawn as SVG: black squares on white with the quiet margin that readers
 * need, so that it can be read in a dark page, too.
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "base/text.h"

#define CODE_TEXT_SIZE_MOST 400

/* Level M (15 % of it may be lost). Faults: BAD_INPUT for an empty text, TOO_BIG. */
MUST_USE enum fault_code code_svg(
	struct span *ret, struct span text, struct arena *a, struct fault *f);
