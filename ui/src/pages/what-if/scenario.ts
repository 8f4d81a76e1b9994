// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What somebody changes on this page, and the same as a scenario's changes. What a scenario file holds
// and the page has no field for stays in the list `rest` and is played, too.
import type { Change, Fit, Scenario } from './shapes';

export const HOURS = 24;
export const ALL = 'all';

export interface Wish {
  /** The scenario file it began from, '' for none. */
  from: string;
  /** Per cent more or fewer, of a service or of all. */
  arrivals: Record<string, number>;
  serving: Record<string, number>;
  /** How many may wait for a service. */
  capacity: Record<string, number>;
  /** A counter's hours, when they are not as usual. */
  counters: Record<string, boolean[]>;
  rest: Change[];
}

export const nothing: Wish = { from: '', arrivals: {}, serving: {}, capacity: {}, counters: {}, rest: [] };

const two = (value: number) => String(value).padStart(2, '0');

/** [f, t, t, f …] → ["01:00-03:00"] */
export function spansOf(hours: boolean[]): string[] {
  const spans: string[] = [];
  for (let at = 0; at < HOURS; at++) {
    if (!hours[at]) continue;
    const from = at;
    while (at + 1 < HOURS && hours[at + 1]) at++;
    spans.push(`${two(from)}:00-${two(at + 1)}:00`);
  }
  return spans;
}

/** An hour counts as open when any of it is. */
export function hoursOf(spans: readonly string[]): boolean[] {
  const hours = Array.from({ length: HOURS }, () => false);
  for (const span of spans) {
    const found = /^(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?$/.exec(span.trim());
    if (!found) continue;
    const until = Number(found[3]) + (Number(found[4] ?? 0) > 0 ? 1 : 0);
    for (let at = Number(found[1]); at < Math.min(until, HOURS); at++) hours[at] = true;
  }
  return hours;
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** "2026-11-23" → 0, Monday first. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
}

/** Is the weekday among "mon-fri, sat" (a text or a list); nothing said is every day. */
export function isOn(days: unknown, weekday: number): boolean {
  if (days === undefined || days === null) return true;
  const parts = (Array.isArray(days) ? days : [days]).flatMap((one) => String(one).toLowerCase().split(','));
  return parts.some((part) => {
    const [from = '', to = from] = part.trim().split('-');
    if (from === 'daily') return true;
    const [first, last] = [weekdays.indexOf(from), weekdays.indexOf(to)];
    if (first < 0 || last < 0) return false;
    return first <= last ? weekday >= first && weekday <= last : weekday >= first || weekday <= last;
  });
}

function only(change: Change, keys: string[]): boolean {
  return Object.keys(change).every((key) => keys.includes(key));
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []);

/** The fields that say a change; false when there is none for it. */
function take(wish: Wish, change: Change, weekday: number): boolean {
  for (const kind of ['arrivals', 'serving'] as const)
    if (typeof change[kind] === 'string' && typeof change.times === 'number' && only(change, [kind, 'times'])) {
      wish[kind][change[kind]] = Math.round((change.times - 1) * 100);
      return true;
    }
  if (typeof change.capacity === 'string' && typeof change.at_most === 'number') {
    wish.capacity[change.capacity] = change.at_most;
    return true;
  }
  if (typeof change.counter === 'string' && only(change, ['counter', 'open', 'closed', 'days']) && isOn(change.days, weekday)) {
    wish.counters[change.counter] = change.closed === true ? hoursOf([]) : hoursOf(textsOf(change.open));
    return true;
  }
  return false;
}

export function wishOf(scenario: Scenario, day: string): Wish {
  const wish: Wish = { from: scenario.scenario, arrivals: {}, serving: {}, capacity: {}, counters: {}, rest: [] };
  for (const change of scenario.changes) if (!take(wish, change, weekdayOf(day))) wish.rest.push(change);
  return wish;
}

export function changesOf(wish: Wish): Change[] {
  const times = (kind: 'arrivals' | 'serving') =>
    Object.entries(wish[kind])
      .filter(([, percent]) => percent !== 0)
      .map(([service, percent]) => ({ [kind]: service, times: Math.round(100 + percent) / 100 }));
  return [
    ...wish.rest,
    ...times('arrivals'),
    ...times('serving'),
    ...Object.entries(wish.capacity).map(([service, at_most]) => ({ capacity: service, at_most })),
    ...Object.entries(wish.counters).map(([counter, hours]) => {
      const open = spansOf(hours);
      return open.length === 0 ? { counter, closed: true } : { counter, open };
    }),
  ];
}

/** The hours in which a counter usually calls on that day: at least half of such days, in any quarter of the hour. */
export function usualHours(fit: Fit | null, counter: string, day: string): boolean[] | null {
  const quarters = fit?.counters?.find((one) => one.counter === counter)?.open?.[weekdayOf(day)];
  if (!quarters) return null;
  return Array.from({ length: HOURS }, (_, hour) => quarters.slice(hour * 4, hour * 4 + 4).some((share) => share >= 0.5));
}

/** What is sent: a scenario needs a change, and one that changes nothing plays both days alike. */
export function playedOf(changes: Change[]): Change[] {
  return changes.length > 0 ? changes : [{ arrivals: ALL, times: 1 }];
}
