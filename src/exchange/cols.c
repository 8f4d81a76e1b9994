/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns that were saved before: mapped as they are. They were ordered and chosen when they were
 * made, so wishes about columns, times and order say nothing here, and a note says so.
 */
#include "exchange/reader.h"

bool
cols_knows(struct span head)
{
	return columns_is_saved(head);
}

enum fault_code
cols_read(struct columns **ret, struct log_input *in, struct fault *f)
{
	const struct log_wish *wish = in->wish;

	if (in->is_gzip)
		return fault_set(f, FAULT_BAD_INPUT,
			"saved columns must not be packed: unpack them with gunzip first");
	if (wish->columns != NULL || wish->time_format != NULL ||
		wish->order != LOG_ORDER_CUSTOMARY || wish->zone != NULL)
		input_note(in, "saved columns are as they were made: wishes about columns, times "
			       "and order are not looked at");
	if (columns_open(ret, in->path, f))
		return f->code;
	in->findings->what = "saved columns";
	in->findings->rows_n = in->findings->events_n = (*ret)->events_n;
	return FAULT_NONE;
}
