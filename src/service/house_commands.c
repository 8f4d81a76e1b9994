/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maps loaded whole.
 */
#include "service/house_version.h"

enum fault_code
command_map_load(
	struct command *c, const struct map_load *in, struct map_load_result *out, struct fault *f)
{
	struct version_put put;

	if (house_version_put(c, &in->files, &put, f))
		return f->code;
	*out = (struct map_load_result){
		.workspace = put.workspace, .version = put.version, .is_new = put.is_new};
	return FAULT_NONE;
}
