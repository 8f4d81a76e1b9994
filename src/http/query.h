/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies in an address: %41, name=value pairs, cookies. Everything is bounded, UTF-8, and free
 * of control characters, or it is refused.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

#define HTTP_PAIRS_MOST 64

struct http_pair {
	struct span name, value;
};

/* Undoes %XX, and + when it stands for a blank; the piece itself when there is nothing to undo.
 * False for a broken %, a control character, or what is not UTF-8. */
bool http_decode(struct span *ret, struct span piece, bool plus_is_blank, struct arena *a);
/* "a=1&b=2", also a form's body. False when a piece does not decode or there are too many. */
bool http_pairs(struct http_pair **ret, size_t *ret_n, struct span text, struct arena *a);
/* The value of a cookie in a Cookie header, or .at NULL. */
struct span http_cookie_find(struct span header, struct span name);
