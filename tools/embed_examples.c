/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embed_examples FOLDER OUTPUT DEPFILE: writes the files of the example workspaces as the table of
 * src/service/examples.h, in the order of their paths, so that the program can begin a store with
 * one of them. The depfile names every file and folder, so that a change is built again. The same
 * files give the same bytes. Runs while building; nothing it makes is kept in git.
 */
/* For nftw: a tool of the building machine gets no arguments of the project. */
#define _XOPEN_SOURCE 700

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATHS_MOST 2000
#define LINE	   40 /* bytes a line of a literal */

/* nftw gives its function no context. */
static struct {
	char *name;
	int is_folder;
} paths[PATHS_MOST];
static size_t paths_n;

static int
found(const char *name, const struct stat *about, int kind, struct FTW *where)
{
	(void)about;
	if ((kind != FTW_F && kind != FTW_D) || name[where->base] == '.')
		return 0;
	if (paths_n == PATHS_MOST) {
		fprintf(stderr, "embed_examples: more than %d files and folders\n", PATHS_MOST);
		return 1;
	}
	paths[paths_n].is_folder = kind == FTW_D;
	paths[paths_n++].name = strdup(name);
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Writes the file's bytes as a literal; its size, or -1. */
static long
literal_write(FILE *out, size_t i)
{
	FILE *in = fopen(paths[i].name, "rb");
	long size = 0;
	int c;

	if (in == NULL)
		return -1;
	fprintf(out, "static const char file_%zu[] =\n\t\"", i);
	for (; (c = getc(in)) != EOF; size++)
		fprintf(out, "%s\\%03o", size > 0 && size % LINE == 0 ? "\"\n\t\"" : "", c);
	fputs("\";\n", out);
	if (ferror(in))
		size = -1;
	fclose(in);
	return size;
}

/* Only what stands in the folder of an example: FOLDER/NAME/… */
static int
is_example(const char *inside)
{
	return strchr(inside, '/') != NULL;
}

static int
table_write(FILE *out, size_t folder_size)
{
	long sizes[PATHS_MOST];

	fputs("#include \"service/examples.h\"\n\n", out);
	for (size_t i = 0; i < paths_n; i++) {
		sizes[i] = 0;
		if (paths[i].is_folder || !is_example(paths[i].name + folder_size))
			continue;
		sizes[i] = literal_write(out, i);
		if (sizes[i] < 0) {
			perror(paths[i].name);
			return -1;
		}
	}
	fputs("\nconst struct example_file example_files[] = {\n", out);
	for (size_t i = 0; i < paths_n; i++)
		if (!paths[i].is_folder && is_example(paths[i].name + folder_size))
			fprintf(out, "\t{\"%s\", file_%zu, %ld},\n", paths[i].name + folder_size, i,
				sizes[i]);
	fputs("};\nconst size_t example_files_n = sizeof example_files / sizeof *example_files;\n",
		out);
	return 0;
}

static void
depfile_write(FILE *out, const char *output)
{
	fprintf(out, "%s:", output);
	for (size_t i = 0; i < paths_n; i++)
		fprintf(out, " \\\n %s", paths[i].name);
	fputc('\n', out);
}

static int
close_well(FILE *file, const char *name)
{
	const int failed = ferror(file);

	if (fclose(file) == 0 && !failed)
		return 0;
	perror(name);
	return 2;
}

int
main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: embed_examples FOLDER OUTPUT DEPFILE\n");
		return 2;
	}
	if (nftw(argv[1], found, 16, FTW_PHYS) != 0) {
		fprintf(stderr, "embed_examples: cannot read the folder %s\n", argv[1]);
		return 2;
	}
	qsort(paths, paths_n, sizeof *paths, by_name);
	FILE *out = fopen(argv[2], "wb"), *depfile = fopen(argv[3], "wb");
	if (out == NULL || depfile == NULL) {
		perror(out == NULL ? argv[2] : argv[3]);
		return 2;
	}
	const int failed = table_write(out, strlen(argv[1]) + 1);
	depfile_write(depfile, argv[2]);
	return failed != 0 ? 2 : close_well(out, argv[2]) | close_well(depfile, argv[3]);
}
