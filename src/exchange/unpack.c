/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of a log, unpacked on the way by zlib where it is gzip. Several gzip members one after
 * another are one stream; zeroes after the last one are passed over, other bytes there are a
 * problem.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <zlib.h>

#include "exchange/reader.h"

#define PIECE_MOST  (1u << 30)	       /* zlib counts in unsigned int */
#define BEHIND_MOST ((size_t)64 << 20) /* bytes read that may stay in memory */

struct unpacker {
	const char *at;
	size_t size, place, behind;
	bool is_gzip, is_over;
	const char *problem;
	z_stream stream;
};

struct unpacker *
unpack_new(const struct log_input *in)
{
	struct unpacker *u = calloc(1, sizeof *u);
	if (u == NULL)
		abort();
	u->at = in->map.at;
	u->size = in->map.size;
	u->is_gzip = in->is_gzip;
	if (u->is_gzip && inflateInit2(&u->stream, 16 + MAX_WBITS) != Z_OK)
		abort();
	return u;
}

void
unpack_free(struct unpacker *u)
{
	if (u == NULL)
		return;
	if (u->is_gzip)
		(void)inflateEnd(&u->stream); /* only fails when misused */
	free(u);
}

void
unpack_guard(struct unpacker **u)
{
	unpack_free(*u);
}

/* Lets go of what has been read of a mapped file, which begins on a page: it is in the page cache
 * still, but no longer in this process. Only a hint, so what comes of it does not matter. */
static void
let_go(struct unpacker *u)
{
	if (u->place - u->behind < BEHIND_MOST)
		return;
	(void)madvise((void *)(uintptr_t)(u->at + u->behind), BEHIND_MOST, MADV_DONTNEED);
	u->behind += BEHIND_MOST;
}

static size_t
plain_next(struct unpacker *u, char *into, size_t size)
{
	size_t left = u->size - u->place;
	if (size > left)
		size = left;
	memcpy(into, u->at + u->place, size);
	u->place += size;
	let_go(u);
	return size;
}

static void
end_with(struct unpacker *u, const char *problem)
{
	u->is_over = true;
	u->problem = problem;
}

/* After a member: another one, padding, or the end. */
static void
member_next(struct unpacker *u)
{
	while (u->place < u->size && u->at[u->place] == '\0')
		u->place++;
	if (u->place == u->size)
		u->is_over = true;
	else if (u->at[u->place] != '\x1F' || inflateReset(&u->stream) != Z_OK)
		end_with(u, "there are bytes after the end of the gzip data");
}

static void
piece_inflate(struct unpacker *u)
{
	size_t left = u->size - u->place;
	u->stream.next_in = (Bytef *)(uintptr_t)(u->at + u->place);
	u->stream.avail_in = (uInt)(left < PIECE_MOST ? left : PIECE_MOST);
	int status = inflate(&u->stream, Z_NO_FLUSH);
	u->place = (size_t)((const char *)u->stream.next_in - u->at);
	if (status == Z_STREAM_END)
		member_next(u);
	else if (status == Z_BUF_ERROR ||
		 (status == Z_OK && u->place == u->size && u->stream.avail_out > 0))
		end_with(u, "the gzip data end too early");
	else if (status == Z_MEM_ERROR)
		abort();
	else if (status != Z_OK)
		end_with(u, "the gzip data are damaged");
}

size_t
unpack_next(struct unpacker *u, char *into, size_t size)
{
	if (!u->is_gzip)
		return plain_next(u, into, size);
	if (size > PIECE_MOST)
		size = PIECE_MOST;
	u->stream.next_out = (Bytef *)into;
	u->stream.avail_out = (uInt)size;
	while (!u->is_over && u->stream.avail_out > 0)
		piece_inflate(u);
	return size - u->stream.avail_out;
}

uint64_t
unpack_place(const struct unpacker *u)
{
	return u->place;
}

const char *
unpack_problem(const struct unpacker *u)
{
	return u->problem;
}
