/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hot rows of the queue as the writer remembers them (store.h: store_recall): those of open
 * tickets, journeys, counters and of the day, and the line of a branch in order. tickets_read.c
 * looks here first and tells what it read; hall.c tells what it writes. A reader remembers nothing,
 * so that views always ask the store. Private to the queue's part of service/.
 */
#pragma once

#include "service/tickets_write.h"

/* Of what is remembered here: its branch (store.h: lock_of). */
int64_t kept_lock_of(unsigned kind, int64_t id);

/* False: ask the store. Texts are in the arena. */
bool ticket_recall(struct ticket_row *ret, struct store_tx *tx, int64_t id, struct arena *a);
void ticket_remember(struct store_tx *tx, const struct ticket_row *ticket);
void ticket_forget(struct store_tx *tx, int64_t id);
/* Also writes it, before the transaction ends, and puts it into the line or takes it out. */
void ticket_keep(struct store_tx *tx, const struct ticket_row *ticket, bool is_new);
/* As one that is over, at once. */
void ticket_write_past(struct store_tx *tx, const struct ticket_row *ticket);

bool journey_recall(struct journey_row *ret, struct store_tx *tx, int64_t id, struct arena *a);
/* Those whose tickets are open usually are. */
bool journey_is_remembered(struct store_tx *tx, int64_t id);
void journey_remember(struct store_tx *tx, const struct journey_row *journey);
void journey_forget(struct store_tx *tx, int64_t id);
void journey_keep(struct store_tx *tx, const struct journey_row *journey, bool is_new);
void journey_write_past(struct store_tx *tx, const struct journey_row *journey);

bool day_recall(struct day_row *ret, struct store_tx *tx, int64_t branch);
void day_remember(struct store_tx *tx, const struct day_row *day);
/* Also writes it, before the transaction ends. */
void day_save(struct store_tx *tx, struct day_row *day);

/* The last number of a letter on a day, and how many of its numbers were carried over to the day.
 */
struct label_last {
	int64_t date, number, carried_n;
};
bool label_recall(struct label_last *ret, struct store_tx *tx, int64_t branch, const char *letter);
/* Also writes it, before the transaction ends. */
void label_save(struct store_tx *tx, int64_t branch, const char *letter, struct label_last *last);

bool counter_recall(struct counter_row *ret, struct store_tx *tx, int64_t counter, struct arena *a);
/* It was read. */
void counter_remember(struct store_tx *tx, const struct counter_row *counter);
/* Also writes it, before the transaction ends. */
void counter_keep(struct store_tx *tx, const struct counter_row *counter);
/* All of a branch that were ever opened. */
bool counters_recall(
	struct counter_rows *ret, struct store_tx *tx, int64_t branch, struct arena *a);
void counters_remember(struct store_tx *tx, int64_t branch, const struct counter_rows *counters);

/* Those who wait in a branch, all of them, by place. Borrowed until anything is remembered. */
bool line_recall(
	struct store_tx *tx, int64_t branch, const struct queue_ticket **ret, size_t *ret_n);
void line_remember(struct store_tx *tx, int64_t branch, const struct queue_ticket *line, size_t n);
/* A line that is not remembered, from the store: the first `most` after this one (NULL: of all). */
size_t line_ask(struct store_tx *tx, int64_t branch, const struct queue_ticket *after, size_t most,
	struct queue_ticket *ret);
/* The ticket came, changed, or went: it stands in the line, or does not. */
void line_change(struct store_tx *tx, const struct ticket_row *ticket);
