/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks of single values, shared by what comes as JSON and what comes in an address. Private to
 * fields*.c.
 */
#pragma once

#include "http/fields.h"

/* One value to be put at its field's place. */
struct field_value {
	const struct service_field *field;
	void *at;
	struct arena *arena;
};

MUST_USE enum fault_code field_put_number(
	const struct field_value *v, int64_t number, struct fault *f);
/* WORD, TEXT, SECRET. */
MUST_USE enum fault_code field_put_span(
	const struct field_value *v, struct span text, struct fault *f);
/* A text for people, in one language or (LANGUAGE__COUNT) in all. */
MUST_USE enum fault_code field_put_wording(
	const struct field_value *v, enum language language, struct span text, struct fault *f);
/* Fills the languages that were not given. */
void field_fill_wording(const struct field_value *v);
MUST_USE enum fault_code field_put_ids(
	const struct field_value *v, const int64_t *ids, size_t n, struct fault *f);
/* What the field wants, for a fault: "a whole number". */
const char *field_wants(enum field_type type);
