/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saved columns: any bytes are refused, or can be walked from end to end and saved again.
 */
#include "log.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct columns *c = NULL;
	struct fault fault = {0};
	struct fuzz_file file;

	fuzz_file_open(&file, bytes, size);
	if (columns_open(&c, file.path, &fault) == FAULT_NONE) {
		if (c->events_n > 0)
			fuzz_columns_check(c, false);
		columns_free(c);
	} else {
		MUST_HOLD(fault.code == FAULT_BAD_INPUT && fault.notes_n > 0);
	}
	fuzz_file_close(&file);
	return 0;
}
