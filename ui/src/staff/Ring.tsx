// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A running standard: a thin ring that empties. Amber and a disc when a breach is predicted, vermilion
// and the elapsed time when it has happened. The words beside it say the same.
import type { Clock } from '../live/shapes';
import type { Status } from '../lib/moments';
import { clockText, now_us } from './time';
import { t } from './words';

export interface Running {
  begun_us: number | null;
  due_us: number | null;
  state?: string | null;
  is_warned?: boolean;
}

export function toneOf(clock: Running, at_us: number): Status {
  if (clock.state === 'missed' || (clock.due_us !== null && clock.due_us <= at_us)) return 'missed';
  if (clock.state === 'paused') return 'unknown';
  return clock.is_warned ? 'at-risk' : 'kept';
}

/** How much of the time is left, 1 … 0; a clock without an end is full. */
export function leftOf({ begun_us, due_us }: Running, at_us: number): number {
  if (begun_us === null || due_us === null || due_us <= begun_us) return due_us !== null && due_us <= at_us ? 0 : 1;
  return Math.min(1, Math.max(0, (due_us - at_us) / (due_us - begun_us)));
}

const ROUND = 2 * Math.PI * 15;

/** The picture alone. */
export function Ring({ clock }: { clock: Running }) {
  const at_us = now_us.value;
  const tone = toneOf(clock, at_us);
  const left = tone === 'missed' ? 1 : leftOf(clock, at_us);
  return (
    <svg class={`clock-ring is-${tone}`} viewBox="0 0 36 36" aria-hidden="true" focusable="false">
      <circle class="clock-track" cx="18" cy="18" r="15" />
      <circle class="clock-left" cx="18" cy="18" r="15" transform="rotate(-90 18 18)" stroke-dasharray={`${(left * ROUND).toFixed(2)} ${ROUND.toFixed(2)}`} />
      {tone === 'missed' && <path class="clock-mark" d="M18 25.5 11.4 14h13.2z" />}
      {tone === 'at-risk' && <circle class="clock-mark" cx="18" cy="18" r="5" />}
      {tone === 'unknown' && <path class="clock-mark" d="M13 12h3.5v12H13zM19.5 12H23v12h-3.5z" />}
    </svg>
  );
}

/** "0:48 left", "2:10 over", "paused" */
export function clockWords(clock: Running, at_us: number): string {
  if (clock.state === 'paused') return t('clock.paused');
  if (clock.due_us === null) return t(clock.state === 'missed' ? 'clock.missed' : 'clock.running');
  if (toneOf(clock, at_us) === 'missed') return t('clock.over', { time: clockText(at_us - clock.due_us) });
  return t('clock.left', { time: clockText(clock.due_us - at_us) });
}

/** What is missed comes first, then what is warned of, then by the time that is left. */
export function inUrgency(clocks: Clock[], at_us: number): Clock[] {
  const order: Record<Status, number> = { missed: 0, 'at-risk': 1, kept: 2, unknown: 3 };
  return [...clocks].sort(
    (a, b) => order[toneOf(a, at_us)] - order[toneOf(b, at_us)] || (a.due_us ?? Infinity) - (b.due_us ?? Infinity),
  );
}
