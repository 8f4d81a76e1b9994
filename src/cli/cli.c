/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

int
cli_run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 2;
}
