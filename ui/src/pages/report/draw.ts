// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The charts with an axis of time, drawn by Observable Plot. Colours are the page's own custom properties,
// so light, dark and paper need no second drawing.
import * as Plot from '@observablehq/plot';
import { durationAxisFormat, durationTicks, formatPeriod, formatDuration, formatNumber, formatShare } from '../../lib/format';
import { type Row } from '../../lib/frame';
import { t } from '../../lib/message';

export const SPREAD_HEIGHT = 150;
const FONT = { fontFamily: 'inherit', fontSize: '12px', fontVariantNumeric: 'tabular-nums', overflow: 'visible', background: 'none' };

/** Where a duration stands between the bounds of the bins, when each bin is equally wide. */
export function placeInBins(seconds: number, bounds: number[]): number {
  const last = bounds.length - 1;
  for (let i = 0; i < last; i++) {
    const from = bounds[i]!;
    const to = bounds[i + 1]!;
    if (seconds < to) return i + (to > from ? Math.max(0, seconds - from) / (to - from) : 0);
  }
  return Math.max(0, last);
}

/** Whether all bins are alike but the last, which may hold a long tail. */
export function isEven(bounds: number[]): boolean {
  const size = (bounds[1] ?? 0) - (bounds[0] ?? 0);
  return bounds.slice(0, -1).every((bound, index) => index === 0 || Math.abs(bound - (bounds[index - 1] ?? 0) - size) < size * 1e-6);
}

/** The durations to write under the bins: round ones when the bins are alike, else bounds with room for them. */
export function labelledBounds(bounds: number[], width: number): number[] {
  if (isEven(bounds)) {
    const first = bounds[0] ?? 0;
    const last = bounds[bounds.length - 2] ?? 0;
    return durationTicks(last).filter((tick) => tick >= first && placeInBins(tick, bounds) < bounds.length - 2.5);
  }
  const step = Math.max(1, Math.ceil(bounds.length / Math.max(2, Math.floor(width / 64))));
  return bounds.filter((_, index) => index % step === 0);
}

interface Bin {
  x1: number;
  x2: number;
  count: number;
}

export function drawSpread(wait: Row, rows: Row[], width: number): Element {
  const bounds = rows.map((row) => row.number('from') ?? 0);
  const end = rows[rows.length - 1]?.number('to');
  bounds.push(typeof end === 'number' ? end : (bounds[bounds.length - 1] ?? 0) * 2);
  const bins: Bin[] = rows.map((row, index) => ({ x1: index, x2: index + 1, count: row.number('count') ?? 0 }));
  const marks = (
    [
      ['median', t('waits.half')],
      ['p95', t('waits.p95.short')],
    ] as const
  ).flatMap(([column, name]) => {
    const value = wait.number(column);
    return value === null ? [] : [{ x: placeInBins(value, bounds), label: name }];
  });
  const labelled = labelledBounds(bounds, width - 60);
  const formatBound = isEven(bounds) && labelled.length > 1 ? durationAxisFormat(labelled) : formatDuration;
  const lastBound = bounds[bounds.length - 1] ?? 0;
  const hasTail = lastBound - (bounds[bounds.length - 2] ?? 0) > 1.01 * ((bounds[1] ?? 0) - (bounds[0] ?? 0));
  const near = marks.length === 2 && Math.abs(marks[0]!.x - marks[1]!.x) / bounds.length < 0.25;
  return Plot.plot({
    width,
    height: SPREAD_HEIGHT,
    marginTop: 24,
    marginLeft: 44,
    marginRight: 16,
    marginBottom: 34,
    style: FONT,
    opacity: { type: 'identity' },
    x: { domain: [0, bins.length], label: null },
    y: { label: null, nice: true, grid: false },
    marks: [
      Plot.gridY({ ticks: 3, stroke: 'var(--line)', strokeOpacity: 1 }),
      Plot.axisY({ ticks: 3, tickSize: 0, fill: 'var(--quiet)', tickFormat: (count: number) => (Number.isInteger(count) ? formatNumber(count) : '') }),
      Plot.rectY(bins, {
        x1: 'x1',
        x2: 'x2',
        y: 'count',
        fill: 'var(--mark)',
        fillOpacity: (bin: Bin) => (hasTail && bin.x2 === bins.length ? 0.55 : 1),
        insetLeft: 0.5,
        insetRight: 0.5,
      }),
      Plot.ruleY([0], { stroke: 'var(--quiet)' }),
      Plot.axisX({
        ticks: labelled.map((bound) => placeInBins(bound, bounds)),
        tickSize: 4,
        fill: 'var(--quiet)',
        stroke: 'var(--quiet)',
        strokeWidth: 0,
        tickFormat: (_: number, index: number) => formatBound(labelled[index] ?? 0),
      }),
      Plot.axisX([bins.length], {
        tickSize: 4,
        fill: 'var(--quiet)',
        stroke: 'var(--quiet)',
        strokeWidth: 0,
        textAnchor: 'end',
        tickFormat: () => formatDuration(lastBound),
      }),
      Plot.ruleX(marks, { x: 'x', stroke: 'var(--ink)', strokeWidth: 1.5, strokeDasharray: '3 2' }),
      Plot.text(marks, {
        x: 'x',
        text: 'label',
        frameAnchor: 'top',
        dy: -14,
        fill: 'var(--ink)',
        fontWeight: 600,
        textAnchor: near ? undefined : 'middle',
        filter: (_: unknown, index: number) => !near || index === 0,
      }),
      ...(near
        ? [Plot.text(marks.slice(1), { x: 'x', text: 'label', frameAnchor: 'top', dy: -14, dx: 4, fill: 'var(--ink)', fontWeight: 600, textAnchor: 'start' })]
        : []),
    ],
  });
}

export interface Period {
  period: Date;
  value: number;
  low: number | null;
  high: number | null;
}

export type TrendKind = 'count' | 'duration' | 'share';

export interface Series {
  label: string;
  points: Period[];
}

function ticksOf(kind: TrendKind, most: number): number[] | number {
  if (kind === 'share') return [0, 0.5, 1];
  return kind === 'duration' ? durationTicks(most) : 4;
}

function formatOf(kind: TrendKind, most: number): (value: number) => string {
  if (kind === 'share') return formatShare;
  if (kind === 'duration') return durationAxisFormat(durationTicks(most));
  return (value) => (Number.isInteger(value) ? formatNumber(value) : '');
}

/** Days under the line: as many as fit without touching. */
function periodTicks(periods: Date[], width: number): Date[] {
  const step = Math.max(1, Math.ceil(periods.length / Math.max(2, Math.floor(width / 84))));
  return periods.filter((_, index) => index % step === 0);
}

export function drawTrend(series: Series[], kind: TrendKind, width: number, height: number): Element {
  const all = series.flatMap((one) => one.points);
  const most = all.reduce((largest, point) => Math.max(largest, point.high ?? point.value), 0);
  const periods = [...new Set(all.map((point) => point.period.getTime()))].sort((a, b) => a - b).map((time) => new Date(time));
  const ticks = periodTicks(periods, width - 160);
  const ends = series.flatMap((one) => one.points.slice(-1).map((point) => ({ ...point, label: one.label })));
  return Plot.plot({
    width,
    height,
    marginTop: 12,
    marginLeft: 64,
    marginRight: 96,
    marginBottom: 32,
    style: FONT,
    x: { type: 'utc', label: null },
    y: { label: null, domain: [0, kind === 'share' ? 1 : most * 1.05 || 1] },
    marks: [
      Plot.gridY({ ticks: ticksOf(kind, most), stroke: 'var(--line)', strokeOpacity: 1 }),
      Plot.axisY({ ticks: ticksOf(kind, most), tickSize: 0, fill: 'var(--quiet)', tickFormat: formatOf(kind, most) }),
      Plot.axisX({
        ticks,
        tickSize: 4,
        fill: 'var(--quiet)',
        stroke: 'var(--quiet)',
        tickFormat: (period: Date, index: number) => formatPeriod(period, ticks[index - 1]),
      }),
      Plot.ruleY([0], { stroke: 'var(--quiet)' }),
      ...series.flatMap((one, index) => [
        Plot.ruleX(one.points.filter((point) => point.low !== null), {
          x: 'period',
          y1: 'low',
          y2: 'high',
          stroke: 'var(--mark)',
          strokeWidth: 1.25,
        }),
        Plot.lineY(one.points, {
          x: 'period',
          y: 'value',
          stroke: index === 0 ? 'var(--ink)' : 'var(--quiet)',
          strokeWidth: index === 0 ? 2 : 1.25,
          strokeDasharray: index === 0 ? undefined : '4 3',
        }),
        ...(one.points.length <= 80
          ? [Plot.dot(one.points, { x: 'period', y: 'value', r: index === 0 ? 2.75 : 2, fill: index === 0 ? 'var(--ink)' : 'var(--quiet)' })]
          : []),
      ]),
      ...(series.length > 1
        ? [Plot.text(ends, { x: 'period', y: 'value', text: 'label', textAnchor: 'start', dx: 10, fill: 'var(--ink)', fontWeight: 600 })]
        : []),
    ],
  });
}

