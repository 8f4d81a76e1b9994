// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Days and times as a person types them, on the wall clock of a branch, and the service's µs since 1970.
export { now_us } from '../live/clock';
export { formatElapsed as clockText, formatHour as timeText, formatWait as rangeText } from '../live/format';
import { now_us } from '../live/clock';
import { formatWhen } from '../live/format';
import { language } from '../lib/language';

export const MINUTE_US = 60_000_000;
export const DAY_US = 24 * 60 * MINUTE_US;

/** The time, with its day when that is not today. */
export function momentText(at_us: number, zone: string | null = null): string {
  return formatWhen(at_us, now_us.value, zone);
}

/** "22 Nov 2026" */
export function dayText(at_us: number, zone: string | null = null): string {
  const tag = language.value === 'en' ? 'en-GB' : language.value;
  return new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric', timeZone: zone ?? undefined }).format(new Date(at_us / 1000));
}

const two = (value: number) => String(value).padStart(2, '0');

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** What the wall clock of a zone shows. */
function wallOf(at_us: number, zone: string | null): Wall {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone ?? undefined, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).formatToParts(new Date(at_us / 1000));
  const part = (name: string) => Number(parts.find((one) => one.type === name)?.value ?? 0);
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

/** "2026-11-22", as an <input type=date> wants it. */
export function dayInput(at_us: number, zone: string | null): string {
  const wall = wallOf(at_us, zone);
  return `${wall.year}-${two(wall.month)}-${two(wall.day)}`;
}

/** "14:05", as an <input type=time> wants it. */
export function timeInput(at_us: number, zone: string | null): string {
  const wall = wallOf(at_us, zone);
  return `${two(wall.hour)}:${two(wall.minute)}`;
}

/**
 * When the wall clock of the zone shows this day and time. The zone's distance from UTC is asked at the
 * first guess and once more at the second, which settles the days on which clocks are changed.
 */
export function fromInputs(day: string, time: string, zone: string | null): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  const clock = /^(\d{2}):(\d{2})/.exec(time);
  if (!found || !clock) return null;
  const wanted = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]), Number(clock[1]), Number(clock[2])) * 1000;
  let guess = wanted;
  for (let i = 0; i < 2; i++) {
    const wall = wallOf(guess, zone);
    guess += wanted - Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute) * 1000;
  }
  return guess;
}
