/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embed_folder NAME FOLDER OUTPUT: writes the files of a folder as a table `struct http_assets
 * NAME` (src/http/assets.h), each with its type, a hash, and its bytes also compressed when that is
 * worth it, so that the program carries its pages in itself. Without a folder ("-") the table is
 * empty. The same files give the same bytes. Runs while building; nothing it makes is kept in git.
 */
/* For nftw: a tool of the building machine gets no arguments of the project. */
#define _XOPEN_SOURCE 700

#include <ftw.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define FILES_MOST 2000
#define FILE_MOST  (64L << 20)
#define LINE	   40 /* bytes a line of a literal */
#define GZIP	   16 /* added to the window's bits: a gzip head instead of zlib's */

struct file {
	char *name, *path; /* in the file system, and as it is asked for */
	unsigned char *plain, *packed;
	size_t plain_size, packed_size;
};

/* nftw gives its function no context. */
static struct file files[FILES_MOST];
static size_t files_n;

static const struct {
	const char *suffix, *type;
} types[] = {
	{".html", "text/html; charset=utf-8"},
	{".js", "text/javascript; charset=utf-8"},
	{".css", "text/css; charset=utf-8"},
	{".svg", "image/svg+xml"},
	{".json", "application/json"},
	{".webmanifest", "application/manifest+json"},
	{".woff2", "font/woff2"},
	{".png", "image/png"},
	{".ico", "image/x-icon"},
	{".txt", "text/plain; charset=utf-8"},
	{".mp3", "audio/mpeg"},
	{".ogg", "audio/ogg"},
	{".wav", "audio/wav"},
};

static bool
ends(const char *text, const char *with)
{
	const size_t size = strlen(text), end = strlen(with);

	return size >= end && strcmp(text + size - end, with) == 0;
}

static const char *
type_of(const char *path)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (ends(path, types[i].suffix))
			return types[i].type;
	return NULL;
}

static int
found(const char *name, const struct stat *about, int kind, struct FTW *where)
{
	(void)about, (void)where;
	if (kind != FTW_F)
		return 0;
	if (files_n == FILES_MOST || type_of(name) == NULL) {
		fprintf(stderr, "embed_folder: %s: too many files, or no known type\n", name);
		return 1;
	}
	files[files_n++].name = strdup(name);
	return 0;
}

static unsigned char *
bytes_new(size_t size)
{
	unsigned char *bytes = malloc(size + 1);

	if (bytes == NULL)
		abort();
	return bytes;
}

static bool
file_read(struct file *file)
{
	FILE *in = fopen(file->name, "rb");
	long size;
	bool is_read = false;

	if (in != NULL && fseek(in, 0, SEEK_END) == 0 && (size = ftell(in)) >= 0 &&
		size <= FILE_MOST) {
		rewind(in);
		file->plain_size = (size_t)size;
		file->plain = bytes_new(file->plain_size);
		is_read = fread(file->plain, 1, file->plain_size, in) == file->plain_size;
	}
	if (in != NULL)
		fclose(in);
	if (!is_read)
		perror(file->name);
	return is_read;
}

/* Keeps the compressed bytes when they are at least a tenth fewer. */
static void
file_pack(struct file *file)
{
	z_stream z = {0};

	if (deflateInit2(&z, 9, Z_DEFLATED, GZIP + 15, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	const size_t room = deflateBound(&z, file->plain_size);
	file->packed = bytes_new(room);
	z.next_in = file->plain;
	z.avail_in = (uInt)file->plain_size;
	z.next_out = file->packed;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < file->plain_size / 10 * 9)
		file->packed_size = z.total_out;
	(void)deflateEnd(&z);
}

/* "/desk" for FOLDER/desk.html, "/" for FOLDER/index.html, "/assets/a.js" for FOLDER/assets/a.js */
static void
file_place(struct file *file, size_t folder_size)
{
	file->path = strdup(file->name + folder_size);
	if (file->path == NULL)
		abort();
	if (!ends(file->path, ".html"))
		return;
	file->path[strlen(file->path) - strlen(".html")] = 0;
	if (ends(file->path, "/index"))
		file->path[strlen(file->path) - strlen("index")] = 0;
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void
literal_write(FILE *out, const char *kind, size_t i, const unsigned char *bytes, size_t size)
{
	fprintf(out, "static const unsigned char %s_%zu[] =", kind, i);
	for (size_t at = 0; at < size || at == 0; at += LINE) {
		fputs("\n\t\"", out);
		for (size_t j = at; j < size && j < at + LINE; j++)
			fprintf(out, "\\%03o", bytes[j]);
		fputc('"', out);
	}
	fputs(";\n", out);
}

static uint64_t
hash_of(const struct file *file)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */

	for (size_t i = 0; i < file->plain_size; i++)
		hash = (hash ^ file->plain[i]) * UINT64_C(0x100000001B3);
	return hash;
}

static void
table_write(FILE *out, const char *name)
{
	fputs("#include \"http/assets.h\"\n\n", out);
	for (size_t i = 0; i < files_n; i++) {
		literal_write(out, "plain", i, files[i].plain, files[i].plain_size);
		if (files[i].packed_size > 0)
			literal_write(out, "packed", i, files[i].packed, files[i].packed_size);
	}
	fputs("\nstatic const struct http_asset all[] = {\n", out);
	for (size_t i = 0; i < files_n; i++) {
		const struct file *file = &files[i];
		fprintf(out, "\t{\"%s\", \"%s\", \"%016llx\", plain_%zu, ", file->path,
			type_of(file->name), (unsigned long long)hash_of(file), i);
		if (file->packed_size > 0)
			fprintf(out, "packed_%zu, ", i);
		else
			fputs("NULL, ", out);
		fprintf(out, "%zu, %zu, %s},\n", file->plain_size, file->packed_size,
			strncmp(file->path, "/assets/", 8) == 0 ? "true" : "false");
	}
	fputs("\t{\"\", \"\", \"\", NULL, NULL, 0, 0, false},\n};\n", out);
	fprintf(out, "\nconst struct http_assets %s = {all, %zu};\n", name, files_n);
}

int
main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: embed_folder NAME FOLDER OUTPUT\n");
		return 2;
	}
	if (strcmp(argv[2], "-") != 0 && nftw(argv[2], found, 16, FTW_PHYS) != 0) {
		fprintf(stderr, "embed_folder: cannot read the folder %s\n", argv[2]);
		return 2;
	}
	for (size_t i = 0; i < files_n; i++) {
		if (!file_read(&files[i]))
			return 2;
		file_pack(&files[i]);
		file_place(&files[i], strlen(argv[2]));
	}
	qsort(files, files_n, sizeof *files, by_path);
	FILE *out = fopen(argv[3], "wb");
	if (out == NULL) {
		perror(argv[3]);
		return 2;
	}
	table_write(out, argv[1]);
	const bool failed = ferror(out) != 0;
	if (fclose(out) != 0 || failed) {
		perror(argv[3]);
		return 2;
	}
	return 0;
}
