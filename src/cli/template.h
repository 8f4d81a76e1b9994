/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report's page, put into the program by tools/embed.c. */
#pragma once

#include <stddef.h>

extern const unsigned char report_template[];
extern const size_t report_template_size;
