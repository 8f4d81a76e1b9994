/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading one value of a known form. Nearly all logs write 2026-11-21T09:30:00 with or without a
 * fraction and an offset, so that shape has a path of its own: eight bytes are checked and turned
 * into numbers at once. Every other spelling goes through a cursor that takes one piece after
 * another; what the quick path refuses, the cursor judges, so both accept the same.
 *
 * What a value may hold after its date: nothing, or a time of day (09:30, 9:30:05, 09:30:05.25,
 * 9:30 PM, 093005 after a date without hyphens), and after that an offset (Z, UTC, +01:00, +0100,
 * +01). 24:00:00 is the next midnight; second 60 is the second after it.
 */
#include "base/time.h"

#include <endian.h>

#define SECOND_US   INT64_C(1000000)
#define MINUTE_US   (60 * SECOND_US)
#define HOUR_US	    (60 * MINUTE_US)
#define DAY_US	    (24 * HOUR_US)
#define EARLIEST_US (INT64_C(-719162) * DAY_US)	    /* 0001-01-01 */
#define LATEST_US   (INT64_C(2932897) * DAY_US - 1) /* the end of 9999 */
#define QUICK_SIZE  19

/* What was read: a wall clock's reading, and its offset when the value carried one. */
struct reading {
	int64_t local_us, offset_us;
	bool has_offset;
};

static bool
reading_finish(int64_t *ret_us, const struct reading *r, const struct zone *zone)
{
	int64_t us = r->local_us;

	if (r->has_offset)
		us -= r->offset_us;
	else if (zone != NULL)
		us = zone_to_utc(zone, us);
	if (us < EARLIEST_US || us > LATEST_US)
		return false;
	*ret_us = us;
	return true;
}

/* ---- The quick path ---- */

/* Eight bytes against a pattern such as "0000-00-": digits where it has 0, the same byte elsewhere.
 * Afterwards byte i of *ret is ten times digit i plus digit i + 1. */
static bool
eight_read(const char *at, const char pattern[static 9], uint64_t *ret)
{
	const uint64_t high_bits = UINT64_C(0x8080808080808080);
	uint64_t bytes, form, room = 0;

	memcpy(&bytes, at, sizeof bytes);
	memcpy(&form, pattern, sizeof form);
	bytes = le64toh(bytes) ^ le64toh(form);
	for (unsigned i = 0; i < 8; i++)
		room |= (uint64_t)(pattern[i] == '0' ? 0x76 : 0x7F) << 8 * i;
	if (((bytes | (bytes + room)) & high_bits) != 0)
		return false;
	*ret = bytes * 10 + (bytes >> 8);
	return true;
}

static int
byte_of(uint64_t bytes, unsigned i)
{
	return (int)(bytes >> 8 * i & 0xFF);
}

/* Digits after the point from s[*at], rounded down to microseconds. */
static int64_t
fraction_read(const char *s, size_t size, size_t *at)
{
	static const int scales[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
	int64_t us = 0;
	size_t digits_n = 0;

	for (; *at < size && s[*at] >= '0' && s[*at] <= '9'; (*at)++)
		if (digits_n < 6) {
			us = us * 10 + (s[*at] - '0');
			digits_n++;
		}
	return us * scales[digits_n];
}

/* What follows the seconds, when it is a fraction, Z or +hh:mm. */
static bool
quick_tail(struct span tail, struct reading *r)
{
	size_t at = 0;

	if (tail.size > 1 && tail.at[0] == '.' && tail.at[1] >= '0' && tail.at[1] <= '9') {
		at = 1;
		r->local_us += fraction_read(tail.at, tail.size, &at);
	}
	if (at == tail.size)
		return true;
	const char *offset = tail.at + at;
	size_t size = tail.size - at;
	r->has_offset = true;
	if (offset[0] == 'Z')
		return size == 1;
	if (size != 6 || (offset[0] != '+' && offset[0] != '-') || offset[3] != ':')
		return false;
	unsigned digits[4] = {(unsigned)(offset[1] - '0'), (unsigned)(offset[2] - '0'),
		(unsigned)(offset[4] - '0'), (unsigned)(offset[5] - '0')};
	unsigned hours = digits[0] * 10 + digits[1], minutes = digits[2] * 10 + digits[3];
	if (digits[0] > 9 || digits[1] > 9 || digits[2] > 9 || digits[3] > 9 || hours > 23 ||
		minutes > 59)
		return false;
	r->offset_us = (hours * 60 + minutes) * MINUTE_US;
	if (offset[0] == '-')
		r->offset_us = -r->offset_us;
	return true;
}

static bool
iso_quick(struct span s, struct reading *r)
{
	uint64_t month, day, clock;

	if (s.size < QUICK_SIZE || !eight_read(s.at, "0000-00-", &month) ||
		!eight_read(s.at + 2, "00-00-00", &day) ||
		!eight_read(s.at + 11, "00:00:00", &clock) || (s.at[10] != ' ' && s.at[10] != 'T'))
		return false;
	struct date d = {
		.year = byte_of(month, 0) * 100 + byte_of(month, 2),
		.month = byte_of(month, 5),
		.day = byte_of(day, 6),
	};
	int hours = byte_of(clock, 0), minutes = byte_of(clock, 3), seconds = byte_of(clock, 6);
	if (d.year < 1 || hours > 23 || minutes > 59 || seconds > 59 || !date_is_real(d))
		return false;
	r->local_us = date_days(d) * DAY_US + (hours * 3600 + minutes * 60 + seconds) * SECOND_US;
	return quick_tail((struct span){s.at + QUICK_SIZE, s.size - QUICK_SIZE}, r);
}

/* ---- Piece by piece ---- */

struct cursor {
	struct span s;
	size_t at;
};

static char
peek(const struct cursor *c)
{
	return c->at < c->s.size ? c->s.at[c->at] : '\0';
}

static bool
take(struct cursor *c, char byte)
{
	if (c->at == c->s.size || c->s.at[c->at] != byte)
		return false;
	c->at++;
	return true;
}

static bool
is_at_end(const struct cursor *c)
{
	return c->at == c->s.size;
}

static size_t
digits_ahead(const struct cursor *c)
{
	size_t n = 0;

	while (c->at + n < c->s.size && c->s.at[c->at + n] >= '0' && c->s.at[c->at + n] <= '9')
		n++;
	return n;
}

/* A run of between least and most digits; further digits are left. */
static bool
take_number(struct cursor *c, size_t least, size_t most, int *ret)
{
	size_t n = digits_ahead(c);
	int number = 0;

	if (n > most)
		n = most;
	if (n < least)
		return false;
	for (; n > 0; n--)
		number = number * 10 + (c->s.at[c->at++] - '0');
	*ret = number;
	return true;
}

static bool
take_word(struct cursor *c, struct span word)
{
	struct span rest = {c->s.at + c->at, c->s.size - c->at};

	if (rest.size < word.size || !span_is_like((struct span){rest.at, word.size}, word))
		return false;
	c->at += word.size;
	return true;
}

static bool
take_separator(struct cursor *c, const char *separators, char *ret)
{
	char byte = peek(c);

	if (byte == '\0' || strchr(separators, byte) == NULL)
		return false;
	*ret = byte;
	c->at++;
	return true;
}

/* Year first: separators "-", or "/.". */
static bool
take_year_first(struct cursor *c, const char *separators, struct date *d)
{
	char separator;

	return take_number(c, 4, 4, &d->year) && take_separator(c, separators, &separator) &&
	       take_number(c, 1, 2, &d->month) && take(c, separator) &&
	       take_number(c, 1, 2, &d->day);
}

static bool
take_compact(struct cursor *c, struct date *d)
{
	return digits_ahead(c) == 8 && take_number(c, 4, 4, &d->year) &&
	       take_number(c, 2, 2, &d->month) && take_number(c, 2, 2, &d->day);
}

static bool
take_year_last(struct cursor *c, int *first, int *second, int *year)
{
	char separator;

	return take_number(c, 1, 2, first) && take_separator(c, "./-", &separator) &&
	       take_number(c, 1, 2, second) && take(c, separator) && digits_ahead(c) == 4 &&
	       take_number(c, 4, 4, year);
}

static bool
take_date(struct cursor *c, enum time_form form, struct date *d)
{
	switch (form) {
	case TIME_FORM_ISO:
		return take_compact(c, d) || take_year_first(c, "-", d);
	case TIME_FORM_SLASHED:
		return take_year_first(c, "/.", d);
	case TIME_FORM_DAY_FIRST:
		return take_year_last(c, &d->day, &d->month, &d->year);
	case TIME_FORM_MONTH_FIRST:
		return take_year_last(c, &d->month, &d->day, &d->year);
	default:
		return false;
	}
}

/* AM or PM, when there is one: false when the hour does not suit it. */
static bool
take_half(struct cursor *c, int *hours)
{
	struct cursor ahead = *c;

	while (take(&ahead, ' '))
		;
	bool is_morning = take_word(&ahead, SPAN("AM")) || take_word(&ahead, SPAN("A.M."));
	if (!is_morning && !take_word(&ahead, SPAN("PM")) && !take_word(&ahead, SPAN("P.M.")))
		return true;
	if (*hours < 1 || *hours > 12)
		return false;
	*hours = *hours % 12 + (is_morning ? 0 : 12);
	*c = ahead;
	return true;
}

static bool
take_clock(struct cursor *c, int *hours, int *minutes, int *seconds)
{
	if (digits_ahead(c) == 4 || digits_ahead(c) == 6)
		return take_number(c, 2, 2, hours) && take_number(c, 2, 2, minutes) &&
		       (digits_ahead(c) == 0 || take_number(c, 2, 2, seconds));
	return take_number(c, 1, 2, hours) && take(c, ':') && take_number(c, 2, 2, minutes) &&
	       (!take(c, ':') || take_number(c, 2, 2, seconds));
}

static bool
take_time(struct cursor *c, int64_t *ret_us)
{
	int hours, minutes, seconds = 0;
	int64_t fraction_us = 0;

	if (!take_clock(c, &hours, &minutes, &seconds))
		return false;
	if (take(c, '.') || take(c, ',')) {
		if (digits_ahead(c) == 0)
			return false;
		fraction_us = fraction_read(c->s.at, c->s.size, &c->at);
	}
	if (!take_half(c, &hours) || minutes > 59 || seconds > 60 || hours > 24)
		return false;
	int64_t us = hours * HOUR_US + minutes * MINUTE_US + seconds * SECOND_US + fraction_us;
	if (hours == 24 && us != DAY_US)
		return false;
	*ret_us = us;
	return true;
}

static bool
take_offset(struct cursor *c, struct reading *r)
{
	int hours, minutes = 0;
	char sign;

	while (take(c, ' '))
		;
	r->has_offset = true;
	if (take_word(c, SPAN("Z")) || take_word(c, SPAN("UTC")) || take_word(c, SPAN("GMT")))
		return true;
	if (!take_separator(c, "+-", &sign) || !take_number(c, 2, 2, &hours))
		return false;
	if ((take(c, ':') || !is_at_end(c)) && !take_number(c, 2, 2, &minutes))
		return false;
	if (hours > 23 || minutes > 59)
		return false;
	r->offset_us = hours * HOUR_US + minutes * MINUTE_US;
	if (sign == '-')
		r->offset_us = -r->offset_us;
	return true;
}

static bool
dated_read(struct span s, enum time_form form, struct reading *r)
{
	struct cursor c = {.s = span_trim(s)};
	struct date d = {0};
	int64_t time_us = 0;

	if (!take_date(&c, form, &d) || d.year < 1 || !date_is_real(d))
		return false;
	*r = (struct reading){0};
	bool is_apart = take_word(&c, SPAN("T")) || take(&c, ',');
	while (take(&c, ' '))
		is_apart = true;
	if (is_apart && !take_time(&c, &time_us))
		return false;
	r->local_us = date_days(d) * DAY_US + time_us;
	return is_at_end(&c) || (take_offset(&c, r) && is_at_end(&c));
}

/* ---- Counts since 1970 ---- */

static bool
epoch_read(struct span s, int64_t unit_us, int64_t *ret_us)
{
	struct cursor c = {.s = span_trim(s)};
	int64_t n = 0, part = unit_us, fraction = 0;
	bool is_negative = take(&c, '-'), is_cut = false;

	if (digits_ahead(&c) == 0)
		return false;
	for (size_t digits_n = digits_ahead(&c); digits_n > 0; digits_n--)
		if (__builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, c.s.at[c.at++] - '0', &n))
			return false;
	if (take(&c, '.')) {
		if (digits_ahead(&c) == 0)
			return false;
		for (size_t digits_n = digits_ahead(&c); digits_n > 0; digits_n--) {
			int digit = c.s.at[c.at++] - '0';
			part /= 10;
			fraction += digit * part;
			is_cut = is_cut || (part == 0 && digit > 0);
		}
	}
	if (!is_at_end(&c) || __builtin_mul_overflow(n, unit_us, &n) ||
		__builtin_add_overflow(n, fraction, &n))
		return false;
	n = is_negative ? -n - is_cut : n;
	if (n < EARLIEST_US || n > LATEST_US)
		return false;
	*ret_us = n;
	return true;
}

bool
time_read(int64_t *ret_us, struct span value, enum time_form form, const struct zone *zone)
{
	struct reading r = {0};

	switch (form) {
	case TIME_FORM_ISO:
		if (likely(iso_quick(value, &r)) || dated_read(value, form, &r))
			return reading_finish(ret_us, &r, zone);
		return false;
	case TIME_FORM_EPOCH_S:
		return epoch_read(value, SECOND_US, ret_us);
	case TIME_FORM_EPOCH_MS:
		return epoch_read(value, SECOND_US / 1000, ret_us);
	case TIME_FORM_EPOCH_US:
		return epoch_read(value, 1, ret_us);
	default:
		return dated_read(value, form, &r) && reading_finish(ret_us, &r, zone);
	}
}
