/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files as bytes. Only regular files are read: a folder, a pipe or a device is refused at the door,
 * without waiting for a pipe's writer. A file that somebody cuts short while it is mapped ends the
 * process (SIGBUS), as with any program that maps files.
 *
 * Writing makes a neighbour, flushes it to the disk and renames it over the file, so that a reader
 * or a power cut finds the old file or the new one. What is no regular file (/dev/stdout) is
 * written straight.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_FIRST	4096
#define NEIGHBOURS_MOST 100

static void
descriptor_guard(int *descriptor)
{
	if (*descriptor >= 0)
		close(*descriptor);
}

void
file_guard(FILE **file)
{
	if (*file != NULL)
		fclose(*file);
}

/* Opens a regular file for reading. */
static enum fault_code
regular_open(int *ret, off_t *ret_size, const char *path, struct fault *f)
{
	ON_EXIT(descriptor_guard) int in = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat about;

	if (in < 0 || fstat(in, &about) != 0)
		return fault_errno(f, "cannot open %s", path);
	if (S_ISDIR(about.st_mode))
		return fault_set(f, FAULT_BAD_INPUT, "%s is a folder; expected a file", path);
	if (!S_ISREG(about.st_mode))
		return fault_set(
			f, FAULT_BAD_INPUT, "%s is a pipe or a device; expected a file", path);
	*ret = in;
	*ret_size = about.st_size;
	in = -1;
	return FAULT_NONE;
}

enum fault_code
file_map_open(struct file_map *ret, const char *path, struct fault *f)
{
	ON_EXIT(descriptor_guard) int in = -1;
	off_t size = 0;

	if (regular_open(&in, &size, path, f))
		return f->code;
	if (size == 0) {
		*ret = (struct file_map){.at = ""};
		return FAULT_NONE;
	}
	void *mapped = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, in, 0);
	if (mapped == MAP_FAILED)
		return fault_errno(f, "cannot map %s", path);
	*ret = (struct file_map){.at = mapped, .size = (size_t)size, .mapped = mapped};
	return FAULT_NONE;
}

void
file_map_close(struct file_map *map)
{
	if (map->mapped != NULL)
		munmap(map->mapped, map->size);
	*map = (struct file_map){.at = ""};
}

/* Reads until the end or until `room` bytes are there. */
static enum fault_code
descriptor_read(
	size_t *ret_size, int in, char *bytes, size_t room, const char *path, struct fault *f)
{
	size_t size = 0;

	while (size < room) {
		ssize_t got = read(in, bytes + size, room - size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_errno(f, "cannot read %s", path);
		if (got == 0)
			break;
		size += (size_t)got;
	}
	*ret_size = size;
	return FAULT_NONE;
}

/* The system's word on the size is only a guess (files in /proc say 0): one byte more than it is
 * asked for, and when that comes too, the room doubles. */
enum fault_code
file_read(struct span *ret, const char *path, size_t most, struct arena *a, struct fault *f)
{
	ON_EXIT(descriptor_guard) int in = -1;
	size_t size = 0, more = 0;
	off_t told = 0;

	if (regular_open(&in, &told, path, f))
		return f->code;
	size_t room = (size_t)told < most ? (size_t)told + 1 : most;
	char *bytes = arena_alloc(a, room + 1);
	for (;;) {
		if (descriptor_read(&more, in, bytes + size, room - size, path, f))
			return f->code;
		size += more;
		if (size < room || room == most)
			break;
		room = room > most / 2 ? most : room < READ_FIRST ? READ_FIRST : room * 2;
		room = room > most ? most : room;
		char *larger = arena_alloc(a, room + 1);
		memcpy(larger, bytes, size);
		bytes = larger;
	}
	char beyond;
	if (size == most && (descriptor_read(&more, in, &beyond, 1, path, f) || more > 0))
		return fault_set(f, FAULT_TOO_BIG, "%s is over %zu bytes", path, most);
	bytes[size] = '\0';
	*ret = (struct span){bytes, size};
	return FAULT_NONE;
}

/* ---- Writing ---- */

static bool
descriptor_write(int out, struct span bytes)
{
	while (bytes.size > 0) {
		ssize_t put = write(out, bytes.at, bytes.size);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes.at += put;
		bytes.size -= (size_t)put;
	}
	return true;
}

static enum fault_code
straight_write(const char *path, struct span bytes, struct fault *f)
{
	ON_EXIT(descriptor_guard) int out = open(path, O_WRONLY | O_CLOEXEC);

	if (out < 0 || !descriptor_write(out, bytes))
		return fault_errno(f, "cannot write %s", path);
	return FAULT_NONE;
}

/* A new file beside `path`, its name in `name`; -1 and errno when it cannot be. */
static int
neighbour_open(const char *path, char name[static PATH_MAX])
{
	for (int i = 0; i < NEIGHBOURS_MOST; i++) {
		int n = snprintf(name, PATH_MAX, "%s.%ld-%d.new", path, (long)getpid(), i);
		if (n >= PATH_MAX) {
			errno = ENAMETOOLONG;
			return -1;
		}
		int out = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (out >= 0 || errno != EEXIST)
			return out;
	}
	return -1;
}

/* The rename itself must reach the disk; a folder that cannot be flushed is no fault of the file.
 */
static void
folder_flush(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t size = slash == NULL ? 0 : (size_t)(slash - path);

	if (size >= sizeof folder)
		return;
	memcpy(folder, path, size);
	folder[size] = '\0';
	const char *name = slash == NULL ? "." : size == 0 ? "/" : folder;
	ON_EXIT(descriptor_guard) int in = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (in >= 0)
		(void)fsync(in);
}

static enum fault_code
replace(const char *path, const struct stat *old, struct span bytes, struct fault *f)
{
	char name[PATH_MAX];
	ON_EXIT(descriptor_guard) int out = neighbour_open(path, name);

	if (out < 0)
		return fault_errno(f, "cannot write %s", path);
	if (old != NULL)
		(void)fchmod(out, old->st_mode & 0777); /* kept where it is ours to keep */
	if (!descriptor_write(out, bytes) || fsync(out) != 0 || rename(name, path) != 0) {
		fault_errno(f, "cannot write %s", path);
		(void)unlink(name);
		return f->code;
	}
	folder_flush(path);
	return FAULT_NONE;
}

enum fault_code
file_write(const char *path, struct span bytes, struct fault *f)
{
	char real[PATH_MAX];
	struct stat about;

	if (stat(path, &about) != 0)
		return replace(path, NULL, bytes, f);
	if (S_ISDIR(about.st_mode))
		return fault_set(f, FAULT_BAD_INPUT, "%s is a folder; expected a file", path);
	if (!S_ISREG(about.st_mode))
		return straight_write(path, bytes, f);
	if (realpath(path, real) == NULL)
		return fault_errno(f, "cannot write %s", path);
	return replace(real, &about, bytes, f);
}
