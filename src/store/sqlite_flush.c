/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The writer need not stand still while the disk takes what it has committed: a commit writes its
 * pages to the log and returns, and whoever answers has the log flushed first – one flush for all
 * that was committed meanwhile.
 *
 *	the writer      COMMIT 1 · COMMIT 2 · COMMIT 3 · …
 *	who answers              flush of 1 · answers · flush of 2 and 3 · answers
 *
 * After a loss of power SQLite reads the log as far as its check sums go: what was flushed, whole
 * commits beyond it, or none. Checkpoints flush the log themselves before they move anything, and
 * the log's first bytes are flushed before anything goes behind them, as ever (sqlite_gather.c).
 *
 * A flush that failed is not tried again: the system has dropped the pages that it could not write,
 * and would say of the rest that all is well.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "store/connection.h"

static void
log_open(struct store *s)
{
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof path, "%s-wal", s->address.text) < sizeof path)
		s->flush_file = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
}

bool
store_flush_apart(struct store *s, bool is_apart)
{
	if (is_apart && s->writer->gather != NULL && s->flush_file < 0)
		log_open(s);
	s->is_flushed_apart = is_apart && s->flush_file >= 0;
	return s->is_flushed_apart;
}

bool
sqlite_is_flush_lost(const struct store *s, struct fault *f)
{
	const bool is = __atomic_load_n(&s->is_flush_lost, __ATOMIC_RELAXED);

	if (is)
		fault_set(f, FAULT_BROKEN,
			"the disk did not take what was written; it must be opened again");
	return is;
}

enum fault_code
store_flush(struct store *s, struct fault *f)
{
	if (!s->is_flushed_apart)
		return FAULT_NONE;
	if (sqlite_is_flush_lost(s, f))
		return f->code;
	/* What is committed from here on is owed again. */
	if (!__atomic_exchange_n(&s->is_flush_owed, false, __ATOMIC_ACQ_REL) ||
		fdatasync(s->flush_file) == 0)
		return FAULT_NONE;
	__atomic_store_n(&s->is_flush_lost, true, __ATOMIC_RELAXED);
	(void)fault_errno(f, "the disk did not take what was written");
	f->code = FAULT_BROKEN;
	return f->code;
}

void
sqlite_flush_end(struct store *s)
{
	if (s->flush_file >= 0)
		(void)close(s->flush_file); /* what was to be flushed was flushed */
	s->flush_file = -1;
}
