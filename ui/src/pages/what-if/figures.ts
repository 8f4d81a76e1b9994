// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The figures of the two played days side by side, as the frames hold them; and the sentence that says
// what the change does. A difference whose interval holds nought is none.
import { formatDuration, formatNumber, formatPlain, formatShare } from '../../lib/format';
import type { Values } from '../../lib/language';
import { type Frame, type Row, rowsOf } from '../../lib/frame';
import { frameOf, type Simulated } from './shapes';
import { t } from './words';

export const ALL_ROW = 'all';

export type Unit = 'share' | 's' | '1';

/** The columns of sim_waits that people decide by, the most telling first. */
export const telling = [
  { name: 'within', unit: 'share', better: 'more' },
  { name: 'left', unit: 'share', better: 'less' },
  { name: 'wait_median', unit: 's', better: 'less' },
  { name: 'wait_mean', unit: 's', better: 'less' },
  { name: 'wait_p90', unit: 's', better: 'less' },
  { name: 'came', unit: '1', better: '' },
] as const;
export type Telling = (typeof telling)[number];

export function rowFor(frame: Frame | undefined, service: string): Row | undefined {
  return rowsOf(frame).find((row) => row.text('service') === service);
}

export interface Compared {
  figure: Telling;
  before: Row | undefined;
  after: Row | undefined;
  difference: Row | undefined;
}

export function comparedFor(answer: Simulated, service: string): Compared[] {
  const [before, after, difference] = [answer.before, answer.after, answer.difference].map((side) => rowFor(frameOf(side, 'sim_waits'), service));
  return telling
    .map((figure) => ({ figure, before, after, difference }))
    .filter(({ figure }) => [before, after].some((row) => (row?.number(figure.name) ?? null) !== null));
}

export function services(answer: Simulated): string[] {
  return rowsOf(frameOf(answer.after, 'sim_waits') ?? frameOf(answer.before, 'sim_waits'))
    .map((row) => row.text('service'))
    .sort((a, b) => Number(b === ALL_ROW) - Number(a === ALL_ROW));
}

export function formatFigure(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  if (unit === 'share') return formatShare(value);
  return unit === 's' ? formatDuration(value) : formatPlain(value);
}

/** "+12 points", "−3 min" */
export function formatChange(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  const shown = unit === 'share' ? t('points', { n: formatNumber(Math.abs(value) * 100, Math.abs(value) < 0.1 ? 1 : 0) }) : formatFigure(Math.abs(value), unit);
  return `${value > 0 ? '+' : value < 0 ? '\u2212' : '±'}${shown}`;
}

export function intervalOf(row: Row | undefined, name: string): [number, number] | null {
  const low = row?.number(`${name}_low`) ?? null;
  const high = row?.number(`${name}_high`) ?? null;
  return low === null || high === null ? null : [low, high];
}

/** Does the difference stand out of chance? Its interval lies on one side of nought. */
export function isClear(difference: Row | undefined, name: string): boolean {
  const interval = intervalOf(difference, name);
  if (interval === null) return false;
  return interval[0] > 0 || interval[1] < 0;
}

/** What the change does to waits over the map's limit, or, without one, to the mean wait. */
export function verdict(answer: Simulated, what: string): string {
  const [before, after, difference] = [answer.before, answer.after, answer.difference].map((side) => rowFor(frameOf(side, 'sim_waits'), ALL_ROW));
  const limit = answer.within_s || null;
  const [kept, keeps] = [before?.number('within') ?? null, after?.number('within') ?? null];
  const isAlone = before === undefined && after !== undefined;
  const isShare = limit !== null && keeps !== null && (kept !== null || isAlone);
  const name = isShare ? 'within' : 'wait_mean';
  const [from, to] = [before?.number(name) ?? null, after?.number(name) ?? null];
  if (isAlone && to !== null) return isShare ? t('verdict.over.alone', { what, limit: formatDuration(limit), after: formatShare(1 - to) }) : t('verdict.mean.alone', { what, after: formatDuration(to) });
  if (from === null || to === null) return t('verdict.none', { what });
  const way = !isClear(difference, name) ? 'same' : (isShare ? to > from : to < from) ? 'falls' : 'rises';
  const values: Values = isShare
    ? { what, limit: formatDuration(limit), before: formatShare(1 - from), after: formatShare(1 - to) }
    : { what, before: formatDuration(from), after: formatDuration(to) };
  return t(`verdict.${isShare ? 'over' : 'mean'}.${way}`, values);
}
