/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of queue_log: whatever the bytes are, the columns hold together or a fault says why not.
 */
#include "log.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	fuzz_log_all_ways("queue_log", NULL, bytes, size);
	return 0;
}
