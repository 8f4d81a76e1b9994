/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wiring only: the process begins and ends here. */
#include <signal.h>
#include <stdio.h>

#include "cli/cli.h"

int
main(int argc, char **argv)
{
	/* Whoever reads our answer may stop reading: then we stop too, quietly, whatever our parent
	 * set. */
	signal(SIGPIPE, SIG_DFL);
	return cli_run(argc, argv, stdout, stderr);
}
