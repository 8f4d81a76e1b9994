// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is asked of the planner, as it stands in the address of the page, and what it answers.
import { query } from '../../staff/service';
import type { Saying, Trust } from '../../staff/twin';

export interface Asking {
  branch: string;
  /** '' is the next day that is open. */
  day: string;
  minutes: string;
  target: string;
  counters: string;
  shortest: string;
  longest: string;
  rest: string;
  rate: string;
}

export interface Demand {
  at: string;
  arrivals: number;
  low: number;
  high: number;
  handling_s: number;
  load: number;
}

export interface Need {
  at: string;
  needed: number;
  formula: number;
  square_root: number;
}

export interface Expected {
  at: string;
  planned: number;
  formula: number | null;
  simulated: number | null;
  low: number | null;
  high: number | null;
}

export interface Shift {
  person: number;
  from: string;
  until: string;
  breaks: [string, string][];
}

export interface Plan {
  branch: string;
  day: string;
  from: string;
  until: string;
  within_s: number;
  target: number;
  counters: number;
  /** 0: nothing was played, since the twin was judged and failed; what to expect is null then. */
  runs: number;
  trust: Trust;
  raised_hours: number;
  demand: Demand[];
  needed: Need[];
  plan: Shift[];
  expected: Expected[];
  day_expected: { arrivals: number; within: { mean: number | null; low: number | null; high: number | null }; wait_s: number | null; leaves: number | null; overtime_s: number | null };
  cost: { hours: number; least_hours: number; is_cheapest: boolean; missing_hours: number; rate: number | null; cost: number | null; least_cost: number | null };
  notes: Saying[];
}

export const usual: Asking = { branch: '', day: '', minutes: '10', target: '80', counters: '', shortest: '4', longest: '8', rest: '30', rate: '' };

export function askingOf(search: string): Asking {
  const given = new URLSearchParams(search);
  return Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, given.get(name) ?? value])) as unknown as Asking;
}

export function addressOf(asking: Asking): string {
  const changed = Object.entries(asking).filter(([name, value]) => value !== usual[name as keyof Asking]);
  return changed.length === 0 ? location.pathname : `?${new URLSearchParams(changed)}`;
}

const MINUTE_US = 60_000_000;
const us = (text: string, unit: number) => {
  const value = Number(text.replace(',', '.'));
  return text.trim() && Number.isFinite(value) ? Math.round(value * unit) : undefined;
};

/** Where the plan is found, or its calendar. */
export function pathOf(branch: number, asking: Asking, what: 'staffing' | 'staffing.ics'): string {
  const rest = us(asking.rest, MINUTE_US);
  return `/api/branches/${branch}/${what}${query({
    day: asking.day,
    within_us: us(asking.minutes, MINUTE_US),
    target: us(asking.target, 1) === undefined ? undefined : Number(asking.target.replace(',', '.')) / 100,
    counters: us(asking.counters, 1),
    min_shift_us: us(asking.shortest, 60 * MINUTE_US),
    max_shift_us: us(asking.longest, 60 * MINUTE_US),
    ...(rest === 0 ? { has_no_breaks: true } : { break_us: rest }),
    rate: asking.rate.trim().replace(',', '.'),
  })}`;
}

/** Quarters of an hour since midnight. */
export function quarterOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 4 + Number(clock.slice(3)) / 15;
}

/** The field of the form that a fault names. */
export function fieldOf(name: string | null | undefined): keyof Asking | null {
  const fields: Record<string, keyof Asking> = {
    day: 'day', within_us: 'minutes', target: 'target', counters: 'counters', min_shift_us: 'shortest', max_shift_us: 'longest', break_us: 'rest', rate: 'rate',
  };
  return (name && fields[name]) || null;
}
