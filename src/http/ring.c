/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts lie one after the other and never across the end, so each is one span; what lies in a new
 * one's way is always the oldest.
 *
 *	[ newest texts … | write → …  oldest … ]
 */
#include "http/ring.h"

#include <assert.h>
#include <stdlib.h>

struct http_ring {
	char *bytes;
	size_t size, write;
	struct http_event *events; /* number % events_n */
	size_t events_n;
	uint64_t first, next;
};

struct http_ring *
http_ring_new(size_t events_n, size_t size)
{
	struct http_ring *ring = calloc(1, sizeof *ring);

	if (ring == NULL)
		abort();
	ring->bytes = malloc(size);
	ring->events = calloc(events_n, sizeof *ring->events);
	if (ring->bytes == NULL || ring->events == NULL)
		abort();
	ring->size = size;
	ring->events_n = events_n;
	ring->first = ring->next = 1;
	return ring;
}

void
http_ring_free(struct http_ring *ring)
{
	if (ring == NULL)
		return;
	free(ring->bytes);
	free(ring->events);
	free(ring);
}

static size_t
oldest_at(const struct http_ring *ring)
{
	return (size_t)(ring->events[ring->first % ring->events_n].text.at - ring->bytes);
}

/* Makes room for so many bytes, in one piece. */
static char *
place(struct http_ring *ring, size_t size)
{
	assert(size > 0 && size <= ring->size);
	if (ring->size - ring->write < size) {
		while (ring->first < ring->next && oldest_at(ring) >= ring->write)
			ring->first++;
		ring->write = 0;
	}
	while (ring->first < ring->next && oldest_at(ring) >= ring->write &&
		oldest_at(ring) < ring->write + size)
		ring->first++;
	ring->write += size;
	return ring->bytes + ring->write - size;
}

uint64_t
http_ring_add(struct http_ring *ring, const struct http_event *event)
{
	struct http_event *slot = &ring->events[ring->next % ring->events_n];

	if (ring->next - ring->first == ring->events_n)
		ring->first++;
	char *text = place(ring, event->text.size);
	*slot = *event;
	slot->text.at = text;
	memcpy(text, event->text.at, event->text.size);
	return ring->next++;
}

uint64_t
http_ring_first(const struct http_ring *ring)
{
	return ring->first;
}

uint64_t
http_ring_next(const struct http_ring *ring)
{
	return ring->next;
}

const struct http_event *
http_ring_at(const struct http_ring *ring, uint64_t number)
{
	assert(number >= ring->first && number < ring->next);
	return &ring->events[number % ring->events_n];
}

uint64_t
http_topics_mask(const uint64_t *topics, size_t n)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < n; i++)
		mask |= UINT64_C(1) << (topics[i] * UINT64_C(0x9E3779B97F4A7C15) >> 58);
	return mask;
}

bool
http_event_meets(const struct http_event *event, const uint64_t *topics, size_t n)
{
	for (size_t i = 0; i < event->topics_n; i++)
		for (size_t j = 0; j < n; j++)
			if (event->topics[i] == topics[j])
				return true;
	return false;
}
