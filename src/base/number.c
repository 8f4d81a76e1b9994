/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digits by our own hands, so that no locale can turn a point into a comma. Reals with up to 19
 * significant digits whose value is below 2^53 and whose power of ten is at most 22 are exact in
 * one division or product (both operands are exact doubles); the others go through GLib's strtod.
 */
#include "base/number.h"

#include <glib.h>
#include <math.h>

#define TEXT_MOST     400
#define EXACT_MOST    (UINT64_C(1) << 53)
#define EXACT_POWER   22
#define EXPONENT_MOST 9999

static const double powers[EXACT_POWER + 1] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* A decimal taken apart: digits × 10^exponent. */
struct decimal {
	uint64_t digits;
	int exponent;
	bool is_negative, is_exact; /* is_exact: all digits are in `digits` */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
sign_take(struct span *s)
{
	bool is_negative = s->size > 0 && s->at[0] == '-';

	if (is_negative || (s->size > 0 && s->at[0] == '+')) {
		s->at++;
		s->size--;
	}
	return is_negative;
}

/* All of s as digits. */
static bool
digits_read(struct span s, uint64_t *ret)
{
	uint64_t n = 0;

	if (s.size == 0)
		return false;
	for (size_t i = 0; i < s.size; i++)
		if (!is_digit(s.at[i]) || __builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, (uint64_t)(s.at[i] - '0'), &n))
			return false;
	*ret = n;
	return true;
}

bool
number_uint(struct span s, uint64_t *ret)
{
	s = span_trim(s);
	if (s.size > 0 && s.at[0] == '+') {
		s.at++;
		s.size--;
	}
	return digits_read(s, ret);
}

bool
number_int(struct span s, int64_t *ret)
{
	uint64_t n;

	s = span_trim(s);
	bool is_negative = sign_take(&s);
	if (!digits_read(s, &n) || n > (uint64_t)INT64_MAX + is_negative)
		return false;
	*ret = (int64_t)(is_negative ? 0 - n : n);
	return true;
}

static void
digit_add(struct decimal *d, char c, bool is_after_point)
{
	uint64_t more;

	if (__builtin_mul_overflow(d->digits, 10, &more) ||
		__builtin_add_overflow(more, (uint64_t)(c - '0'), &more)) {
		d->is_exact = false;
		return;
	}
	d->digits = more;
	d->exponent -= is_after_point;
}

static bool
exponent_read(struct decimal *d, struct span s)
{
	uint64_t n;
	bool is_negative = sign_take(&s);

	if (!digits_read(s, &n) || n > EXPONENT_MOST)
		return false;
	d->exponent += is_negative ? -(int)n : (int)n;
	return true;
}

/* The whole of s, trimmed: sign, digits with at most one point, an exponent. */
static bool
decimal_read(struct decimal *d, struct span s)
{
	bool has_digit = false, has_point = false;

	*d = (struct decimal){.is_negative = sign_take(&s), .is_exact = true};
	for (size_t i = 0; i < s.size; i++) {
		char c = s.at[i];
		if (is_digit(c)) {
			digit_add(d, c, has_point);
			has_digit = true;
		} else if (c == '.' && !has_point) {
			has_point = true;
		} else if ((c == 'e' || c == 'E') && has_digit) {
			return exponent_read(d, (struct span){s.at + i + 1, s.size - i - 1});
		} else {
			return false;
		}
	}
	return has_digit;
}

/* s times 10^shift. */
static bool
real_read(struct span s, int shift, double *ret)
{
	struct decimal d;
	char text[TEXT_MOST + 8];

	s = span_trim(s);
	if (s.size > TEXT_MOST || !decimal_read(&d, s))
		return false;
	int power = d.exponent + shift;
	double value = (double)d.digits;
	if (d.is_exact && d.digits < EXACT_MOST && power >= -EXACT_POWER && power <= EXACT_POWER) {
		value = power < 0 ? value / powers[-power] : value * powers[power];
		*ret = d.is_negative ? -value : value;
		return true;
	}
	memcpy(text, s.at, s.size);
	text[s.size] = '\0';
	value = g_ascii_strtod(text, NULL);
	for (; shift < 0; shift++)
		value /= 10;
	if (!isfinite(value))
		return false;
	*ret = value;
	return true;
}

bool
number_real(struct span s, double *ret)
{
	return real_read(s, 0, ret);
}

bool
number_share(struct span s, double *ret)
{
	double share;

	s = span_trim(s);
	bool is_percent = span_ends(s, SPAN("%"));
	s.size -= is_percent;
	if (!real_read(s, is_percent ? -2 : 0, &share) || !(share >= 0 && share <= 1))
		return false;
	*ret = share;
	return true;
}
