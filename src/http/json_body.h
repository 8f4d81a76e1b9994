/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is asked of a JSON text before it is parsed.
 */
#pragma once

#include <stdbool.h>

#include "base/text.h"

/* Is nothing nested more than `most` deep? Brackets in quoted text do not count. */
bool http_json_is_shallow(struct span text, unsigned most);
