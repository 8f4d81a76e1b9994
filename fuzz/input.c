/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inputs as files that live in memory, and the end of a run whose condition does not hold.
 */
#include "input.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

_Noreturn void
fuzz_broken(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: this must hold and does not: %s\n", file, line, condition);
	abort();
}

void
fuzz_file_open(struct fuzz_file *ret, const uint8_t *bytes, size_t size)
{
	ret->descriptor = memfd_create("input", MFD_CLOEXEC);
	MUST_HOLD(ret->descriptor >= 0);
	for (size_t done = 0; done < size;) {
		ssize_t put = write(ret->descriptor, bytes + done, size - done);
		MUST_HOLD(put > 0);
		done += (size_t)put;
	}
	snprintf(ret->path, sizeof ret->path, "/proc/self/fd/%d", ret->descriptor);
}

void
fuzz_file_close(struct fuzz_file *file)
{
	close(file->descriptor);
}
