// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The server's time, on a device whose own clock may be wrong: every answer tells the time (to the
// second), the fastest answers tell it best. `now_us` ticks once a second for whoever draws a clock.
import { signal } from '@preact/signals';

let offset_ms = 0;
let doubt_ms = Number.POSITIVE_INFINITY;

/** The server's time, µs since 1970. */
export function serverTime_us(): number {
  return (Date.now() + offset_ms) * 1000;
}

export const now_us = signal(Date.now() * 1000);

/** Learns from the Date of an answer: it is the whole second before the server wrote it, between asking and hearing. */
export function hearTime(date: string | null, asked_ms: number, heard_ms: number): void {
  const told_ms = date ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(told_ms)) return;
  const least = told_ms - heard_ms;
  const most = told_ms + 1000 - asked_ms;
  const doubt = most - least;
  /* Still possible as it is: nothing new, unless this answer knows it better. */
  if (doubt_ms !== Number.POSITIVE_INFINITY && offset_ms >= least && offset_ms <= most && doubt >= doubt_ms) return;
  const nearest = Math.min(Math.max(offset_ms, least), most);
  offset_ms = doubt_ms === Number.POSITIVE_INFINITY && (offset_ms < least || offset_ms > most) ? (least + most) / 2 : nearest;
  doubt_ms = doubt;
  now_us.value = serverTime_us();
}

/** Begins to tick, on the server's full seconds. */
export function startClock(): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const tick = () => {
    const time_ms = Date.now() + offset_ms;
    now_us.value = time_ms * 1000;
    timer = setTimeout(tick, 1000 - (((time_ms % 1000) + 1000) % 1000) + 2);
  };
  tick();
  return () => clearTimeout(timer);
}
