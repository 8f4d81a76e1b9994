/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a target over a folder of inputs, in builds without libFuzzer: each file whole, and cut
 * short at up to CUTS places, since half a file is the commonest of broken files. Each input has a
 * block of its own size, so that a sanitizer sees the first byte that is read beyond it. A folder
 * without inputs is a failure: it would mean that nothing is tested.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attributes.h"
#include "base/file.h"
#include "input.h"

#define INPUT_MOST ((size_t)1 << 20)
#define CUTS	   64

static void
input_run(struct span input)
{
	uint8_t *own = malloc(input.size > 0 ? input.size : 1);

	if (own == NULL)
		abort();
	memcpy(own, input.at, input.size);
	(void)LLVMFuzzerTestOneInput(own, input.size);
	free(own);
}

static void
cuts_run(struct span input)
{
	for (size_t i = 0; i < CUTS && i < input.size; i++)
		input_run((struct span){input.at, input.size * i / CUTS});
	input_run(input);
}

static void
folder_guard(DIR **folder)
{
	if (*folder != NULL)
		closedir(*folder);
}

static enum fault_code
folder_run(const char *path, size_t *inputs_n, struct fault *f)
{
	ON_EXIT(folder_guard) DIR *folder = opendir(path);

	if (folder == NULL)
		return fault_errno(f, "cannot open %s", path);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
		struct span input;
		if (file_read(&input, arena_printf(a, "%s/%s", path, entry->d_name), INPUT_MOST, a,
			    f))
			return fault_note(f, "replaying the inputs of %s", path);
		cuts_run(input);
		++*inputs_n;
	}
	return FAULT_NONE;
}

int
main(int argc, char **argv)
{
	struct fault fault = {0};
	size_t inputs_n = 0;

	for (int i = 1; i < argc; i++)
		if (folder_run(argv[i], &inputs_n, &fault)) {
			fault_print(&fault, stderr);
			return EXIT_FAILURE;
		}
	printf("%zu inputs replayed\n", inputs_n);
	return inputs_n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
