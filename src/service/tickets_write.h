/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the commands on the customer's way share: the branch at hand, taken once a command; rows as
 * they are written back; the steps of which commands are made. Private to the queue's part of
 * service/ (day.c, tickets*.c, journeys.c, answers.c, appointments.c, repair.c, replay*.c).
 */
#pragma once

#include "service/clocks.h"
#include "service/tickets.h"

enum {
#define SQL(name, mode, takes, gives, text) SQL_##name,
#include "service/tickets_sql.def"
#undef SQL
};

/* Rows of the store's answers, in the order of the columns in tickets_sql.def. */
void ticket_row_of(struct ticket_row *ret, struct store_rows *rows, struct arena *a);
void journey_row_of(struct journey_row *ret, struct store_rows *rows, struct arena *a);
void appointment_row_of(struct appointment_row *ret, struct store_rows *rows, struct arena *a);
void day_row_of(struct day_row *ret, struct store_rows *rows);
/* The turn as a word, "2.1.0", and back; "" when no class has had its turn. */
#define TURN_TEXT_SIZE (QUEUE_CLASSES_MOST * 12)
struct span turn_text(const struct queue_turn *turn, char into[static TURN_TEXT_SIZE]);
void turn_of(struct queue_turn *ret, struct span text);
