/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns to days. What a day is comes from the calendar; without one from the log: a weekday on
 * which nobody ever came is closed. With and without: a day on which nobody at all came, though
 * many come on such days, was closed for a reason that the calendar does not know (or nothing was
 * written down), and teaches nothing.
 */
#include "forecast/days.h"

#include "forecast/sayings.h"

#define QUARTER_US   (15 * INT64_C(60000000))
#define DAY_US	     (FORECAST_QUARTERS * QUARTER_US)
#define EMPTY_IS_ODD 5.0 /* with so many a day expected, nobody at all comes once in 150 days */

/* What is counted, as codes of the columns; UINT32_MAX: any. */
struct choice {
	const struct columns *columns;
	const struct column *branch, *service;
	uint32_t branch_code, service_code, activity_code;
};

static int64_t
divide_down(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static uint32_t
code_of(const struct column *column, const char *value)
{
	return column != NULL && value != NULL ? column_find(column, span_of(value)) : UINT32_MAX;
}

static enum fault_code
choice_make(struct choice *ret, const struct columns *columns, const struct forecast_wish *wish,
	struct sayings *why, struct fault *f)
{
	*ret = (struct choice){.columns = columns,
		.branch = wish->branch != NULL ? columns_find(columns, "branch") : NULL,
		.service = wish->service != NULL ? columns_find(columns, "service") : NULL,
		.activity_code = code_of(&columns->activity, wish->activity)};
	ret->branch_code = code_of(ret->branch, wish->branch);
	ret->service_code = code_of(ret->service, wish->service);
	if (wish->branch != NULL && ret->branch == NULL)
		return forecast_lacks(why, f, NO_BRANCHES);
	if (wish->branch != NULL && ret->branch_code == UINT32_MAX)
		return forecast_lacks(why, f, NOBODY_AT_BRANCH, {"branch", .text = wish->branch});
	if (wish->service != NULL && ret->service == NULL)
		return forecast_lacks(why, f, NO_SERVICES);
	if (wish->service != NULL && ret->service_code == UINT32_MAX)
		return forecast_lacks(
			why, f, NOBODY_FOR_SERVICE, {"service", .text = wish->service});
	if (wish->activity != NULL && ret->activity_code == UINT32_MAX)
		return forecast_lacks(why, f, NO_ACTIVITY, {"activity", .text = wish->activity});
	return FAULT_NONE;
}

static bool
is_meant(const struct choice *c, uint64_t event, bool at_all)
{
	if (c->branch != NULL && column_code(c->branch, event) != c->branch_code)
		return false;
	return at_all || c->service == NULL || column_code(c->service, event) == c->service_code;
}

typedef void event_use(void *with, int64_t time_us, bool is_of_service);

/* Each event that counts: journeys at their first event, or events of the activity. */
static void
events_walk(const struct choice *c, event_use *use, void *with)
{
	const struct columns *columns = c->columns;

	if (c->activity_code == UINT32_MAX) {
		for (uint32_t j = 0; j < columns->journeys_n; j++) {
			const uint64_t first = columns->first[j];
			if (first < columns->first[j + 1] && is_meant(c, first, true))
				use(with, columns->time_us[first], is_meant(c, first, false));
		}
		return;
	}
	for (uint64_t i = 0; i < columns->events_n; i++)
		if (column_code(&columns->activity, i) == c->activity_code && is_meant(c, i, true))
			use(with, columns->time_us[i], is_meant(c, i, false));
}

/* ---- Which days there are ---- */

struct reach {
	const struct zone *zone;
	int64_t before_day, first, last;
	uint64_t n;
};

static int64_t
day_of(const struct zone *zone, int64_t us)
{
	return divide_down(zone_to_local(zone, us), DAY_US);
}

static void
reach_add(void *with, int64_t time_us, bool is_of_service)
{
	struct reach *r = with;
	const int64_t day = day_of(r->zone, time_us);

	(void)is_of_service; /* the days are those of the whole branch */
	if (r->before_day != FORECAST_NEXT_DAY && day >= r->before_day)
		return;
	r->first = day < r->first ? day : r->first;
	r->last = day > r->last ? day : r->last;
	r->n++;
}

static enum fault_code
days_lay(struct counted *ret, const struct choice *choice, const struct forecast_wish *wish,
	struct sayings *why, struct arena *a, struct fault *f)
{
	struct reach r = {.zone = ret->zone,
		.before_day = wish->from_day,
		.first = INT64_MAX,
		.last = INT64_MIN};
	int64_t from;

	events_walk(choice, reach_add, &r);
	if (r.n == 0)
		return forecast_lacks(why, f, NOBODY_YET);
	from = wish->from_day == FORECAST_NEXT_DAY ? r.last + 1 : wish->from_day;
	if (r.last - r.first + 1 < FORECAST_HISTORY_LEAST)
		return forecast_lacks(why, f, FEW_DAYS,
			{"n", .number = (double)(r.last - r.first + 1)},
			{"least", .number = FORECAST_HISTORY_LEAST});
	if (from - r.last > FORECAST_AHEAD_MOST)
		return forecast_lacks(why, f, LONG_AGO, {"n", .number = (double)(from - r.last)});
	if (r.last - r.first >= FORECAST_HISTORY_MOST) {
		ret->cut_n = (size_t)(r.last - r.first + 1 - FORECAST_HISTORY_MOST);
		r.first += (int64_t)ret->cut_n;
	}
	ret->history_n = (size_t)(r.last - r.first + 1);
	ret->from = (size_t)(from - r.first);
	ret->days_n = ret->from + wish->days;
	ret->days = ARENA_ARRAY(a, struct counted_day, ret->days_n);
	for (size_t i = 0; i < ret->days_n; i++)
		ret->days[i].day = r.first + (int64_t)i;
	return FAULT_NONE;
}

int64_t
counted_begin_us(const struct counted *c, const struct counted_day *day)
{
	return zone_to_utc(c->zone, day->day * DAY_US);
}

unsigned
counted_quarter(const struct counted *c, const struct counted_day *day, int64_t at_us)
{
	const int64_t at = zone_to_local(c->zone, at_us) - day->day * DAY_US;

	return at < 0 ? 0 : at >= DAY_US ? FORECAST_QUARTERS - 1 : (unsigned)(at / QUARTER_US);
}

/* Which quarters pass, and are open, on a day. */
static void
day_lay(const struct counted *c, struct counted_day *day)
{
	const int64_t from_us = counted_begin_us(c, day);
	const int64_t until_us = zone_to_utc(c->zone, (day->day + 1) * DAY_US);

	for (int64_t at = from_us; at < until_us; at += QUARTER_US) {
		const unsigned q = counted_quarter(c, day, at);
		day->times[q]++;
		day->is_open[q] |= c->calendar == NULL ||
				   calendar_opening_between(c->calendar, at, at + QUARTER_US) > 0;
	}
}

/* ---- Who came ---- */

struct filling {
	struct counted *counted;
	double *branch_totals; /* of each day, whatever the service */
};

static void
filling_add(void *with, int64_t time_us, bool is_of_service)
{
	struct filling *fill = with;
	struct counted *c = fill->counted;
	const int64_t at = day_of(c->zone, time_us) - c->days[0].day;
	struct counted_day *day;
	unsigned q;

	if (at < 0 || at >= (int64_t)c->history_n)
		return;
	fill->branch_totals[at]++;
	if (!is_of_service)
		return;
	day = &c->days[at];
	q = counted_quarter(c, day, time_us);
	c->counted_n++;
	if (!day->is_open[q]) {
		c->outside_n++;
		return;
	}
	day->counts[q]++;
	day->total++;
}

/* ---- What kind of day each is ---- */

static bool
is_open_at_all(const struct counted_day *day)
{
	for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
		if (day->is_open[q])
			return true;
	return false;
}

static void
kind_set(const struct counted *c, struct counted_day *day, const bool *weekday_is_used)
{
	const bool is_own = c->calendar != NULL && calendar_day_differs(c->calendar, day->day);
	const bool is_open = is_open_at_all(day);

	if (is_own)
		day->kind = is_open ? FORECAST_KIND_SHORT : FORECAST_KIND_HOLIDAY;
	else if (!is_open || (c->calendar == NULL && !weekday_is_used[date_weekday(day->day)]))
		day->kind = FORECAST_KIND_CLOSED;
	if (day->kind == FORECAST_KIND_CLOSED)
		for (unsigned q = 0; q < FORECAST_QUARTERS; q++)
			day->is_open[q] = false;
	day->teaches = day->kind == FORECAST_KIND_WORKDAY;
}

/* Days without anybody where that is odd. */
static void
empty_find(struct counted *c, const double *totals)
{
	double sum[7] = {0}, n[7] = {0};

	for (size_t i = 0; i < c->history_n; i++)
		if (c->days[i].teaches && totals[i] > 0) {
			sum[date_weekday(c->days[i].day)] += totals[i];
			n[date_weekday(c->days[i].day)]++;
		}
	for (size_t i = 0; i < c->history_n; i++) {
		const int weekday = date_weekday(c->days[i].day);
		if (!c->days[i].teaches || totals[i] > 0 || n[weekday] == 0 ||
			sum[weekday] / n[weekday] < EMPTY_IS_ODD)
			continue;
		c->days[i].teaches = false;
		c->empty_n++;
	}
}

enum fault_code
counted_take(struct counted *ret, const struct columns *columns, const struct forecast_wish *wish,
	struct sayings *why, struct arena *a, struct fault *f)
{
	struct choice choice;
	struct filling fill = {.counted = ret};
	bool weekday_is_used[7] = {false};

	*ret = (struct counted){.calendar = wish->calendar, .zone = wish->zone};
	if (ret->zone == NULL)
		ret->zone = wish->calendar != NULL ? calendar_zone(wish->calendar) : zone_utc();
	if (choice_make(&choice, columns, wish, why, f) || days_lay(ret, &choice, wish, why, a, f))
		return f->code;
	for (size_t i = 0; i < ret->days_n; i++)
		day_lay(ret, &ret->days[i]);
	fill.branch_totals = ARENA_ARRAY(a, double, ret->history_n);
	events_walk(&choice, filling_add, &fill);
	for (size_t i = 0; i < ret->history_n; i++)
		weekday_is_used[date_weekday(ret->days[i].day)] |= fill.branch_totals[i] > 0;
	for (size_t i = 0; i < ret->days_n; i++)
		kind_set(ret, &ret->days[i], weekday_is_used);
	empty_find(ret, fill.branch_totals);
	return FAULT_NONE;
}
