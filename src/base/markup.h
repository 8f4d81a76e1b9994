/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text inside XML and HTML, between tags and in quoted attributes.
 */
#pragma once

#include <stdio.h>

#include "base/text.h"

/* What has a meaning in markup is written as a reference, so are line ends and tabs, which
 * attributes would lose; other control characters, which XML cannot hold, become U+FFFD. */
void markup_text(FILE *out, struct span text);
