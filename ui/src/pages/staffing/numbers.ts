// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plan's figures as people of each language read them.
import { language } from '../../lib/language';

const tag = () => (language.value === 'en' ? 'en-GB' : language.value);

export function number(value: number | null, digits = 1): string {
  return value === null ? '–' : new Intl.NumberFormat(tag(), { maximumFractionDigits: digits }).format(value);
}

export function share(value: number | null): string {
  return value === null ? '–' : new Intl.NumberFormat(tag(), { style: 'percent', maximumFractionDigits: 0 }).format(value);
}

export function shareBetween(low: number | null, high: number | null): string {
  return low === null || high === null ? '' : `${share(low)}–${share(high)}`;
}

/** "Monday, 23 November 2026" */
export function dayName(day: string): string {
  const at = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return new Intl.DateTimeFormat(tag(), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
}

export function dayMoved(day: string, by: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  at.setUTCDate(at.getUTCDate() + by);
  return at.toISOString().slice(0, 10);
}
