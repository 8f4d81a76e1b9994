/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQLite's log: how it stays short, and how it lies ready. A commit that makes the file longer has
 * the file system write down the new length, too, and takes about twice as long as one that writes
 * over what lies there. So whoever checkpoints puts zeros behind the log's end, in two steps, and
 *the log begins again at its start long before it comes to their end.
 *
 *	a thread of its own     store_checkpoint: moves what was committed · lays out the next step
 *	the writer              the log is long, and little of it was not moved: moves that, and the
 *	                        next transaction begins the log again
 *
 * While commits go on, the thread never comes to the end of the log: only between two transactions
 * of the writer is all of it moved. Without such a thread the writer moves the log when it is
 * most_log_pages long.
 *
 * SQLite ends a log where a frame's salt or check sum is wrong, so zeros behind it are nothing to
 * it. They go to where the file ends at that moment (O_APPEND), under the file's own lock: a commit
 * that makes the file longer meanwhile is never written over. SQLite keeps no locks in this file,
 * so another descriptor of it does no harm.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/connection.h"

#define FRAME_SIZE 4120 /* a page and its head */
/* Parts of most_log_pages, which usually is 32,768. */
#define LONG_PART  8  /* so long a log begins again: 16 MiB */
#define WANTS_PART 16 /* after so much a checkpoint is wanted */
#define REST_PART  64 /* so much the writer moves by itself */
#define AGAIN_PART 64 /* when somebody who reads kept it from beginning again */
#define DISK_PART  16 /* of what is free on the disk, at most that is laid out at once */

static void
descriptor_guard(int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor); /* what was to be flushed was flushed */
}

/* ---- The writer ---- */

int
sqlite_log_noted(void *data, sqlite3 *db, const char *name, int pages)
{
	struct store_connection *c = data;

	(void)db, (void)name;
	if ((unsigned)pages < c->log_pages) { /* it began again */
		__atomic_store_n(&c->store->moved_pages, 0, __ATOMIC_RELAXED);
		c->log_limit = c->log_wanted = 0;
	}
	c->log_pages = (unsigned)pages;
	return SQLITE_OK;
}

static bool
is_to_begin_again(const struct store_connection *c)
{
	const unsigned most = c->store->most_log_pages;
	const unsigned moved = __atomic_load_n(&c->store->moved_pages, __ATOMIC_RELAXED);

	if (c->log_pages <= most / LONG_PART || c->log_pages <= c->log_limit)
		return false;
	return c->log_pages > most ||
	       (moved <= c->log_pages && c->log_pages - moved <= most / REST_PART);
}

/* The writer alone touches the log here, so all of it can be moved. */
int
sqlite_log_ready(struct store_connection *c)
{
	if (!is_to_begin_again(c))
		return SQLITE_OK;
	/* Somebody who reads may keep the log from beginning again for a while. */
	c->log_limit = c->log_pages + c->store->most_log_pages / AGAIN_PART;
	return sqlite3_wal_checkpoint_v2(c->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

bool
store_wants_checkpoint(struct store *s)
{
	struct store_connection *c = s->writer;

	if (s->address.is_postgresql ||
		c->log_pages < c->log_wanted + s->most_log_pages / WANTS_PART)
		return false;
	c->log_wanted = c->log_pages;
	return true;
}

/* ---- The thread that checkpoints ---- */

/* How long the file is to be, seeing how much of it is used: half as much again as a log becomes
 * before it begins again, or a first step. */
static int64_t
size_wanted(const struct store *s, int64_t size, int64_t used)
{
	const int64_t most = (int64_t)s->most_log_pages / LONG_PART * 3 / 2 * FRAME_SIZE;

	return used > most / 8 || size > most / 2 ? most : most / 2;
}

static bool
has_room(int log, int64_t more)
{
	struct statvfs disk;

	return fstatvfs(log, &disk) == 0 &&
	       (uint64_t)disk.f_bavail * disk.f_frsize / DISK_PART >= (uint64_t)more;
}

/* Real zeros: room that is only promised would be written down when it is used. What cannot be
 * written is not missed: commits then make the file longer themselves. */
static void
zeros_add(int log, int64_t more)
{
	static const char zeros[1 << 16];

	while (more > 0) {
		const ssize_t n = write(
			log, zeros, more < (int64_t)sizeof zeros ? (size_t)more : sizeof zeros);

		if (n <= 0)
			break;
		more -= n;
	}
	(void)fdatasync(log);
}

void
sqlite_log_lay_out(const struct store *s, unsigned pages)
{
	char path[PATH_MAX];
	struct stat about;

	if ((size_t)snprintf(path, sizeof path, "%s-wal", s->address.text) >= sizeof path)
		return;
	ON_EXIT(descriptor_guard)
	int log = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);

	if (log < 0 || fstat(log, &about) != 0)
		return;
	const int64_t more =
		size_wanted(s, about.st_size, (int64_t)pages * FRAME_SIZE) - about.st_size;

	if (more > 0 && has_room(log, more))
		zeros_add(log, more);
}
