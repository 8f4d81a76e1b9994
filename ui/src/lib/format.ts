// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers, shares, durations and times as people of each language read them. A quantity is rounded to
// what a decision needs: three figures at most; the table and the CSV file keep the rest.
import { language, t } from './message';

const NBSP = '\u00a0';
const MINUS = '\u2212';
export const NONE = '–';

export function formatNumber(value: number, digits = 0): string {
  return new Intl.NumberFormat(language.value, { maximumFractionDigits: digits, minimumFractionDigits: 0 })
    .format(value)
    .replace('-', MINUS);
}

/** A count or plain number: whole ones as they are, others to three figures. */
export function formatPlain(value: number): string {
  if (Number.isInteger(value)) return formatNumber(value);
  const size = Math.abs(value);
  return formatNumber(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** The decimals a share needs: none, but near the ends one or two, so that 99.7 % is not called 100 %. */
function shareDigits(share: number): number {
  const percent = Math.abs(share) * 100;
  const distance = Math.min(percent, Math.abs(100 - percent));
  if (distance === 0 || distance >= 1) return distance > 0 && percent < 10 ? 1 : 0;
  return distance >= 0.1 ? 1 : 2;
}

export function formatShare(share: number): string {
  return `${formatNumber(share * 100, shareDigits(share))}${NBSP}%`;
}

/** "78–86 %" */
export function formatShareRange(low: number, high: number): string {
  const digits = high - low < 0.02 ? 1 : 0;
  return `${formatNumber(low * 100, digits)}–${formatNumber(high * 100, digits)}${NBSP}%`;
}

const SECOND = 1;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

type Unit = 'second' | 'minute' | 'hour' | 'day';
const unitSeconds: Record<Unit, number> = { second: SECOND, minute: MINUTE, hour: HOUR, day: DAY };

/** The unit in which a duration is said: seconds under 90 s, minutes under 90 min, hours under 48 h. */
export function durationUnit(seconds: number): Unit {
  const size = Math.abs(seconds);
  if (size < 90) return 'second';
  if (size < 90 * MINUTE) return 'minute';
  return size < 48 * HOUR ? 'hour' : 'day';
}

function inUnit(seconds: number, unit: Unit): string {
  const value = seconds / unitSeconds[unit];
  const size = Math.abs(value);
  const digits = unit === 'second' ? (size < 10 && size > 0 ? 1 : 0) : size < 10 ? 1 : 0;
  return t(`unit.${unit}`, { value: formatNumber(value, digits) }).replaceAll(' ', NBSP);
}

/** "45 s", "6.5 min", "12 h", "40 days" */
export function formatDuration(seconds: number): string {
  return inUnit(seconds, durationUnit(seconds));
}

const limitUnits: Record<string, Unit> = { s: 'second', min: 'minute', h: 'hour', d: 'day', day: 'day', days: 'day' };

/** A limit as the map writes it ("10 min", "1 min 30 s"), in the reader's words; anything else stays as it is. */
export function formatLimit(limit: string): string {
  const parts = [...limit.matchAll(/(\d+(?:\.\d+)?) (s|min|h|d|days?)(?= |$)/g)];
  if (parts.map((part) => part[0]).join(' ') !== limit) return limit;
  return parts
    .map((part) => t(`unit.${limitUnits[part[2] ?? 's'] ?? 'second'}`, { value: formatNumber(Number(part[1]), 2) }).replaceAll(' ', NBSP))
    .join(NBSP);
}

/** Round bounds for an axis of durations from 0 to `most`: three to six steps that people count in. */
export function durationTicks(most: number): number[] {
  const steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
  let step = steps.find((one) => most / one <= 5);
  if (step === undefined) {
    const power = 10 ** Math.floor(Math.log10(most / DAY / 5));
    step = ([1, 2, 5, 10].find((one) => most / (one * power * DAY) <= 5) ?? 10) * power * DAY;
  }
  const ticks = [];
  for (let tick = 0; tick <= most * 1.0001; tick += step) ticks.push(tick);
  return ticks;
}

/** The numbers on an axis of durations, all in the largest unit of which the step is a whole number. */
export function durationAxisFormat(ticks: number[]): (seconds: number) => string {
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  const unit = (['day', 'hour', 'minute'] as const).find((one) => step >= unitSeconds[one] && step % unitSeconds[one] === 0);
  return (seconds) => (seconds === 0 ? '0' : unit || step > 0 ? inUnit(seconds, unit ?? 'second') : formatDuration(seconds));
}

/** Round bounds for counts from 0 to `most`. */
export function countTicks(most: number): number[] {
  if (most <= 0) return [0];
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = Math.max(1, ([1, 2, 5, 10].find((one) => most / (one * power) <= 5) ?? 10) * power);
  const ticks = [];
  for (let tick = 0; tick <= most * 1.0001; tick += step) ticks.push(tick);
  return ticks;
}

let zone = 'UTC';

/** Whose days and hours are shown; a name that the browser does not know leaves UTC. */
export function setZone(name: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    zone = name;
  } catch {
    zone = 'UTC';
  }
}

export function zoneName(): string {
  return zone;
}

function instant(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** A period under an axis: its day, with the year where a year begins; its hour where the day is the same. */
export function formatPeriod(period: Date, before: Date | undefined): string {
  const part = (options: Intl.DateTimeFormatOptions, date: Date) =>
    new Intl.DateTimeFormat(language.value, { ...options, timeZone: zone }).format(date);
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  if (!before || part({ year: 'numeric' }, before) !== part({ year: 'numeric' }, period))
    return part({ ...day, year: 'numeric' }, period);
  if (part(day, before) === part(day, period)) return part({ hour: '2-digit', minute: '2-digit' }, period);
  return part(day, period);
}

export function formatTime(text: string): string {
  const date = instant(text);
  if (!date) return text;
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(date);
}

export function formatBytes(bytes: number): string {
  const steps = ['B', 'kB', 'MB', 'GB'];
  let power = 0;
  while (bytes >= 1000 && power < steps.length - 1) {
    bytes /= 1000;
    power += 1;
  }
  return `${formatNumber(bytes, bytes < 10 && power > 0 ? 1 : 0)}${NBSP}${steps[power]}`;
}

/** A cell as its unit says. */
export function formatCell(cell: string | number | null, unit: string | undefined): string {
  if (cell === null) return NONE;
  if (typeof cell === 'string') return unit === 'time' ? formatTime(cell) : cell;
  if (unit === 's') return formatDuration(cell);
  if (unit === 'share') return formatShare(cell);
  return formatPlain(cell);
}
