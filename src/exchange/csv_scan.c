/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds what separates fields and rows, 64 bytes at a time: each 64 bytes become three masks with a
 * bit a byte, and the set bits become positions. The processor is asked once which of the three
 * ways it can go; all give the same.
 */
#include "exchange/csv.h"

#define STRIDE 64u

/* What 64 bytes hold, a bit a byte. */
struct masks {
	uint64_t separators, line_ends, troubles;
};

/* Writes the positions of the set bits. Three or four bits are usual, so four are always written
 * and further ones only when there are. */
static inline uint32_t *
positions_write(uint32_t *into, uint32_t offset, struct masks m)
{
	uint64_t bits = m.separators;
	unsigned n = (unsigned)__builtin_popcountll(bits);

	for (unsigned i = 0; i < 4; i++) {
		unsigned bit = bits == 0 ? 0 : (unsigned)__builtin_ctzll(bits);
		into[i] = (offset + bit) << 1 | (uint32_t)(m.line_ends >> bit & 1);
		bits &= bits - 1;
	}
	for (unsigned i = 4; bits != 0 && i < n; i++) {
		unsigned bit = (unsigned)__builtin_ctzll(bits);
		into[i] = (offset + bit) << 1 | (uint32_t)(m.line_ends >> bit & 1);
		bits &= bits - 1;
	}
	return into + n;
}

/* The bytes of `eight` that are zero, as one bit each in the lowest byte's order. */
static inline uint64_t
zero_bytes(uint64_t eight)
{
	const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
	uint64_t high = ~(((eight & low) + low) | eight | low); /* 0x80 in each zero byte */
	return (high >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static struct masks
masks_portable(const char *at, char delimiter, char line_end)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	struct masks m = {0};

	for (unsigned i = 0; i < STRIDE; i += 8) {
		uint64_t eight = 0;
		for (unsigned k = 0; k < 8; k++)
			eight |= (uint64_t)(unsigned char)at[i + k] << 8 * k;
		uint64_t ends = zero_bytes(eight ^ ones * (unsigned char)line_end);
		m.line_ends |= ends << i;
		m.separators |= (ends | zero_bytes(eight ^ ones * (unsigned char)delimiter)) << i;
		m.troubles |= (zero_bytes(eight ^ ones * '"') | zero_bytes(eight)) << i;
	}
	return m;
}

/* Both ways walk in the same steps; `look` is one of the functions here. The last bytes are looked
 * at in a copy that is filled up with a harmless letter. */
#define SCAN_BODY(look)                                                                            \
	uint32_t *into = positions;                                                                \
	uint64_t troubles = 0;                                                                     \
	size_t i = 0;                                                                              \
	for (; i + STRIDE <= size; i += STRIDE) {                                                  \
		struct masks m = look(at + i, delimiter, line_end);                                \
		troubles |= m.troubles;                                                            \
		into = positions_write(into, (uint32_t)i, m);                                      \
	}                                                                                          \
	if (i < size) {                                                                            \
		char rest[STRIDE];                                                                 \
		memset(rest, 'x', sizeof rest);                                                    \
		memcpy(rest, at + i, size - i);                                                    \
		struct masks m = look(rest, delimiter, line_end);                                  \
		troubles |= m.troubles;                                                            \
		into = positions_write(into, (uint32_t)i, m);                                      \
	}                                                                                          \
	*ret_is_plain = troubles == 0;                                                             \
	return (uint32_t)(into - positions);

static uint32_t
scan_portable(uint32_t *positions, bool *ret_is_plain, const char *at, size_t size, char delimiter,
	char line_end){SCAN_BODY(masks_portable)}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))

WIDE static inline uint64_t equal_bits(__m256i low, __m256i high, __m256i wanted)
{
	uint64_t below = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
	uint64_t above = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
	return above << 32 | below;
}

WIDE static inline struct masks
masks_wide(const char *at, char delimiter, char line_end)
{
	__m256i low = _mm256_loadu_si256((const __m256i_u *)(const void *)at);
	__m256i high = _mm256_loadu_si256((const __m256i_u *)(const void *)(at + 32));
	uint64_t ends = equal_bits(low, high, _mm256_set1_epi8(line_end));
	return (struct masks){
		.separators = ends | equal_bits(low, high, _mm256_set1_epi8(delimiter)),
		.line_ends = ends,
		.troubles = equal_bits(low, high, _mm256_set1_epi8('"')) |
			    equal_bits(low, high, _mm256_setzero_si256()),
	};
}

WIDE static uint32_t
scan_wide(uint32_t *positions, bool *ret_is_plain, const char *at, size_t size, char delimiter,
	char line_end)
{
	SCAN_BODY(masks_wide)
}

#define WIDEST                                                                                     \
	__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,bmi2,popcnt,lzcnt")))

/* Where there are instructions that take the positions of bits by themselves. */
WIDEST static inline uint32_t *
widest_write(uint32_t *into, uint32_t offset, uint64_t separators, uint64_t line_ends)
{
	const __m512i places = _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51,
		50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30,
		29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9,
		8, 7, 6, 5, 4, 3, 2, 1, 0);
	__m512i doubled = _mm512_add_epi8(places, places);
	__m512i flagged = _mm512_mask_add_epi8(doubled, line_ends, doubled, _mm512_set1_epi8(1));
	__m512i found = _mm512_maskz_compress_epi8(separators, flagged);
	unsigned n = (unsigned)__builtin_popcountll(separators);
	const __m512i begin = _mm512_set1_epi32((int)(offset << 1));

	_mm512_storeu_si512(
		into, _mm512_add_epi32(begin, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found))));
	if (__builtin_expect(n > 16, 0)) {
		_mm512_storeu_si512(into + 16,
			_mm512_add_epi32(
				begin, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 1))));
		_mm512_storeu_si512(into + 32,
			_mm512_add_epi32(
				begin, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 2))));
		_mm512_storeu_si512(into + 48,
			_mm512_add_epi32(
				begin, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 3))));
	}
	return into + n;
}

WIDEST static uint32_t
scan_widest(uint32_t *positions, bool *ret_is_plain, const char *at, size_t size, char delimiter,
	char line_end)
{
	const __m512i delimiters = _mm512_set1_epi8(delimiter);
	const __m512i line_ends = _mm512_set1_epi8(line_end);
	const __m512i quotes = _mm512_set1_epi8('"');
	uint32_t *into = positions;
	uint64_t troubles = 0;

	for (size_t i = 0; i < size; i += STRIDE) {
		uint64_t there = size - i < STRIDE ? (UINT64_C(1) << (size - i)) - 1 : ~UINT64_C(0);
		__m512i bytes = _mm512_maskz_loadu_epi8(there, at + i);
		uint64_t ends = _mm512_mask_cmpeq_epi8_mask(there, bytes, line_ends);
		uint64_t separators = ends | _mm512_mask_cmpeq_epi8_mask(there, bytes, delimiters);
		troubles |= _mm512_mask_cmpeq_epi8_mask(there, bytes, quotes) |
			    _mm512_mask_testn_epi8_mask(there, bytes, bytes);
		into = widest_write(into, (uint32_t)i, separators, ends);
	}
	*ret_is_plain = troubles == 0;
	return (uint32_t)(into - positions);
}
#endif

csv_scanner *
csv_scanner_portable(void)
{
	return scan_portable;
}

csv_scanner *
csv_scanner_wide(void)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
		__builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt"))
		return scan_wide;
#endif
	return scan_portable;
}

csv_scanner *
csv_scanner_best(void)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
		__builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2"))
		return scan_widest;
#endif
	return csv_scanner_wide();
}
