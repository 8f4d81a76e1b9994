// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Waits, times and places as people of each language read them. Never more exact than what is known:
// a wait is said in whole minutes, from the minute below to the minute above.
import { language, type Language } from '../lib/language';
import { speak } from './words';

const MINUTE_US = 60_000_000;
const HOUR_MINUTES = 60;
const NBSP = '\u00a0';

function minutesText(minutes: number, lang: Language): string {
  if (minutes < 90) return speak(lang, 'span.minutes', { n: String(minutes) });
  const hours = Math.floor(minutes / HOUR_MINUTES);
  const rest = minutes % HOUR_MINUTES;
  if (rest === 0) return speak(lang, 'span.hours', { n: String(hours) });
  return speak(lang, 'span.hours.minutes', { hours: String(hours), minutes: String(rest) });
}

/** Minutes as they are said: one by one to 20, then in fives, from 90 on in tens; down for the least, up for the most. */
function roundMinutes(us: number, round: (value: number) => number): number {
  const minutes = us / MINUTE_US;
  const step = minutes > 90 ? 10 : minutes > 20 ? 5 : 1;
  return round(Math.round((minutes / step) * 1000) / 1000) * step;
}

/** "6–11 min", "up to 2 min"; null when nothing honest can be said. */
export function formatWait(least_us: number | null, most_us: number | null, lang: Language = language.value): string | null {
  if (!most_us || most_us < 0) return null;
  const most = Math.max(1, roundMinutes(most_us, Math.ceil));
  const least = Math.min(roundMinutes(Math.max(least_us ?? 0, 0), Math.floor), most);
  const text =
    least === 0
      ? speak(lang, 'wait.upto', { most: minutesText(most, lang) })
      : least === most
        ? speak(lang, 'wait.about', { most: minutesText(most, lang) })
        : most < 90
          ? speak(lang, 'span.minutes', { n: `${least}–${most}` })
          : speak(lang, 'wait.between', { least: minutesText(least, lang), most: minutesText(most, lang) });
  return text.replaceAll(' ', NBSP).replaceAll(`${NBSP}–${NBSP}`, ' – ');
}

/** A running time: "4:10", "1:04:10". */
export function formatElapsed(us: number): string {
  const seconds = Math.max(0, Math.floor(us / 1_000_000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function knownZone(zone: string | null | undefined): string | undefined {
  if (!zone) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

function part(us: number, zone: string | null | undefined, lang: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { ...options, timeZone: knownZone(zone) }).format(new Date(us / 1000));
}

/** "14:03" where the branch is. */
export function formatHour(us: number, zone?: string | null, lang: Language = language.value): string {
  return part(us, zone, lang, { hour: '2-digit', minute: '2-digit' });
}

/** "14:03:09" */
export function formatSecond(us: number, zone?: string | null, lang: Language = language.value): string {
  return part(us, zone, lang, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** "Monday 23 November" */
export function formatDay(us: number, zone?: string | null, lang: Language = language.value): string {
  return part(us, zone, lang, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** The hour when it is today where the branch is, the day and the hour otherwise. */
export function formatWhen(us: number, now: number, zone?: string | null, lang: Language = language.value): string {
  const day: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'numeric', day: 'numeric' };
  const hour = formatHour(us, zone, lang);
  if (part(us, zone, lang, day) === part(now, zone, lang, day)) return hour;
  return speak(lang, 'when.day', { day: part(us, zone, lang, { weekday: 'long', day: 'numeric', month: 'long' }), hour });
}
