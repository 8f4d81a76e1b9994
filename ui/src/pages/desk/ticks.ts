// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Steps of procedures that were ticked off: kept in this window for this visit, and for a few visits
// before it, so that a page loaded again in the middle of serving still knows them.
import { signal } from '@preact/signals';

const KEPT_VISITS = 8;
const NAME = 'cykl.ticks';

type Ticks = [number, string[]][];

function kept(): Ticks {
  try {
    const data: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? '[]');
    return Array.isArray(data) ? data.filter((one) => Array.isArray(one) && Array.isArray(one[1])) : [];
  } catch {
    return [];
  }
}

const all = signal<Ticks>(kept());

export function ticked(ticket: number): ReadonlySet<string> {
  return new Set(all.value.find(([id]) => id === ticket)?.[1] ?? []);
}

export function setTicked(ticket: number, step: string, isDone: boolean): void {
  const steps = new Set(ticked(ticket));
  if (isDone) steps.add(step);
  else steps.delete(step);
  all.value = [...all.value.filter(([id]) => id !== ticket), [ticket, [...steps]] satisfies Ticks[number]].slice(-KEPT_VISITS);
  try {
    sessionStorage.setItem(NAME, JSON.stringify(all.value));
  } catch {
    /* a window without storage forgets on the next load */
  }
}
