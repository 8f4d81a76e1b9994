/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table that tools/embed_folder.c makes of the folder `pages`, against the files themselves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "http/assets.h"

extern const struct http_assets test_pages;

static const struct {
	const char *path, *file, *type;
	bool is_packed, is_lasting;
} wanted[] = {
	{"/", "index.html", "text/html; charset=utf-8", false, false},
	{"/assets/desk-1a2b.js", "assets/desk-1a2b.js", "text/javascript; charset=utf-8", true,
		true},
	{"/assets/icon-3c4d.svg", "assets/icon-3c4d.svg", "image/svg+xml", false, true},
	{"/desk", "desk.html", "text/html; charset=utf-8", false, false},
};

static void
every_file_is_in_the_table_byte_by_byte(void **state)
{
	struct arena *a = arena_new(ARENA_UNLIMITED);
	struct fault fault = {0};

	(void)state;
	assert_int_equal(test_pages.n, array_length(wanted));
	for (size_t i = 0; i < array_length(wanted); i++) {
		const struct http_asset *asset = &test_pages.at[i];
		struct span bytes;
		assert_string_equal(asset->path, wanted[i].path);
		assert_string_equal(asset->type, wanted[i].type);
		assert_int_equal(asset->is_lasting, wanted[i].is_lasting);
		assert_int_equal(strlen(asset->hash), 16);
		const char *name = arena_printf(a, "%s/%s", TEST_PAGES, wanted[i].file);
		assert_int_equal(file_read(&bytes, name, 1 << 20, a, &fault), FAULT_NONE);
		assert_int_equal(asset->plain_size, bytes.size);
		assert_memory_equal(asset->plain, bytes.at, bytes.size);
	}
	assert_string_not_equal(test_pages.at[0].hash, test_pages.at[3].hash);
	arena_free(a);
}

static void
what_shrinks_is_there_compressed_too(void **state)
{
	(void)state;
	for (size_t i = 0; i < test_pages.n; i++) {
		const struct http_asset *asset = &test_pages.at[i];
		unsigned char plain[8192];
		z_stream z = {0};
		assert_int_equal(asset->packed != NULL, wanted[i].is_packed);
		if (asset->packed == NULL)
			continue;
		assert_true(asset->packed_size < asset->plain_size / 2);
		assert_int_equal(inflateInit2(&z, 16 + 15), Z_OK);
		z.next_in = (unsigned char *)(uintptr_t)asset->packed;
		z.avail_in = (unsigned)asset->packed_size;
		z.next_out = plain;
		z.avail_out = sizeof plain;
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		assert_int_equal(z.total_out, asset->plain_size);
		assert_memory_equal(plain, asset->plain, asset->plain_size);
		inflateEnd(&z);
	}
}

static void
an_asset_is_found_by_its_whole_path(void **state)
{
	static const char *const none[] = {"", "//", "/des", "/desks", "/assets", "/assets/",
		"/index.html", "/desk.html", "/assets/../desk", "/zzz"};
	const struct http_assets empty = {NULL, 0};

	(void)state;
	for (size_t i = 0; i < test_pages.n; i++)
		assert_ptr_equal(http_asset_find(&test_pages, span_of(test_pages.at[i].path)),
			&test_pages.at[i]);
	for (size_t i = 0; i < array_length(none); i++)
		assert_null(http_asset_find(&test_pages, span_of(none[i])));
	assert_null(http_asset_find(&empty, SPAN("/")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_in_the_table_byte_by_byte),
		cmocka_unit_test(what_shrinks_is_there_compressed_too),
		cmocka_unit_test(an_asset_is_found_by_its_whole_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
