/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embed NAME INPUT OUTPUT: writes the bytes of a file as a C array NAME and its size NAME_size, so
 * that the program carries the file in itself. Runs while building; nothing it makes is kept in
 * git.
 */
#include <stdio.h>

#define LINE 24 /* bytes a line of the array */

static int
embed(FILE *in, FILE *out, const char *name)
{
	size_t size = 0;

	fprintf(out,
		"#include <stddef.h>\n\nextern const unsigned char %s[];\nextern const size_t "
		"%s_size;\n"
		"const unsigned char %s[] = {",
		name, name, name);
	for (int c; (c = getc(in)) != EOF; size++)
		fprintf(out, "%s%d,", size % LINE == 0 ? "\n" : "", c);
	fprintf(out, "\n0};\nconst size_t %s_size = %zu;\n", name, size);
	return ferror(in) || ferror(out);
}

int
main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: embed NAME INPUT OUTPUT\n");
		return 2;
	}
	FILE *in = fopen(argv[2], "rb"), *out = fopen(argv[3], "wb");
	if (in == NULL || out == NULL) {
		perror(in == NULL ? argv[2] : argv[3]);
		return 2;
	}
	int failed = embed(in, out, argv[1]);
	fclose(in);
	if (fclose(out) != 0 || failed) {
		perror(argv[3]);
		return 2;
	}
	return 0;
}
