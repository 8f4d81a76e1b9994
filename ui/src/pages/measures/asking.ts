// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is asked of the measures, as it stands in the address of the page: so that a picture can be sent
// to somebody, and the way back works.
import { query } from '../../staff/service';

export interface Asking {
  /** '' is the first picture: promises and waits. */
  measure: string;
  branch: string;
  from: string;
  to: string;
  by: string[];
  /** DIMENSION=VALUE */
  where: string[];
  cycle: string;
}

/** What frames can be broken down by and limited to: columns of the journal, and parts of the time. */
export const dimensions = ['branch', 'service', 'counter', 'staff', 'class', 'channel', 'form', 'hour', 'weekday', 'day', 'week', 'month'] as const;
export const BY_MOST = 3;

export function askingOf(search: string, branch: string, day: (before: number) => string): Asking {
  const given = new URLSearchParams(search);
  return {
    measure: given.get('measure') ?? '',
    branch: given.get('branch') ?? branch,
    from: given.get('from') ?? day(6),
    to: given.get('to') ?? day(0),
    by: (given.get('by') ?? '').split(',').filter(Boolean).slice(0, BY_MOST),
    where: given.getAll('where'),
    cycle: given.get('cycle') ?? '',
  };
}

export function addressOf(asking: Asking): string {
  const given = new URLSearchParams();
  if (asking.measure) given.set('measure', asking.measure);
  given.set('branch', asking.branch);
  given.set('from', asking.from);
  given.set('to', asking.to);
  if (asking.by.length > 0) given.set('by', asking.by.join(','));
  for (const one of asking.where) given.append('where', one);
  if (asking.cycle) given.set('cycle', asking.cycle);
  return `?${given}`;
}

/** The day after, since a measure ends before `to`. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** Where a frame of the asking is found. `instant` turns a day of the branch into a time. */
export function pathOf(measure: string, asking: Asking, workspace: number | null, language: string, instant: (day: string) => string, format = 'json'): string {
  const limits = asking.branch ? [`branch=${asking.branch}`, ...asking.where] : asking.where;
  const rest = query({
    from: asking.from && instant(asking.from),
    to: asking.to && instant(dayAfter(asking.to)),
    by: asking.by.join(','),
    cycle: asking.cycle,
    workspace,
    language,
    format,
  });
  return `/api/measures/${encodeURIComponent(measure)}${rest}${limits.map((one) => `&where=${encodeURIComponent(one)}`).join('')}`;
}
