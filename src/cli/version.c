/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cykl version: one line, for people and for bug reports. */
#include "cli/command.h"

static enum fault_code
run(struct request *request, const void *choices, struct fault *f)
{
	(void)choices; /* there are none */
	(void)f;       /* nothing can go wrong */
	fputs("cykl " CYKL_VERSION "\n", request->out);
	return FAULT_NONE;
}

const struct command_body command_version = {
	.about = "Cykl is free software under the GNU General Public License, version 3 or later.",
	.run = run,
};
