/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of text: whatever the bytes are, the columns hold together or a fault says why there are
 * none.
 */
#include "log.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	fuzz_log_all_ways("csv", NULL, bytes, size);
	return 0;
}
