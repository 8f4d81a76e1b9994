/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events as text, numbered, in a ring of bytes: a new one takes the place of the oldest. Readers
 * keep a number and ask for what follows; a number that has left the ring tells that they are
 * behind.
 *
 * Not locked: streams.c has one lock for its ring.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "http/streams.h"

struct http_ring;

struct http_event {
	struct span text;
	uint64_t mask; /* a bit for each topic, see http_topics_mask */
	uint64_t topics[HTTP_EVENT_TOPICS];
	unsigned topics_n;
	bool is_ending; /* closes the streams of the owner topics[0] */
};

struct http_ring *http_ring_new(size_t events_n, size_t size);
void http_ring_free(struct http_ring *ring);
/* Numbers begin at 1. The ring copies the text, which must be neither empty nor longer than the
 * ring. */
uint64_t http_ring_add(struct http_ring *ring, const struct http_event *event);
/* The oldest number it still has, and the one that will come next; equal when there are none. */
uint64_t http_ring_first(const struct http_ring *ring);
uint64_t http_ring_next(const struct http_ring *ring);
/* first ≤ number < next */
const struct http_event *http_ring_at(const struct http_ring *ring, uint64_t number);

/* A bit a topic: two sets that share no bit share no topic. */
uint64_t http_topics_mask(const uint64_t *topics, size_t n);
/* Is one of the event's topics among these? */
bool http_event_meets(const struct http_event *event, const uint64_t *topics, size_t n);
