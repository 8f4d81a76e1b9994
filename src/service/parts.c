/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of a store that the live service needs, in the order in which they build on each other.
 */
#include "base/attributes.h"
#include "service/asks.h"
#include "service/clock.h"
#include "service/life.h"
#include "service/pace.h"
#include "service/tickets.h"

const struct store_part *const service_parts[] = {
	&journal_part,
	&life_part,
	&house_part,
	&people_part,
	&queue_part,
	&clocks_part,
	&pace_part,
};
const size_t service_parts_n = array_length(service_parts);
