// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A chart of rows: a label that may be long and wraps, a picture on a common axis, and the figure in
// words. Labels and figures are text; the picture repeats them and is left out for screen readers.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../lib/message';
import type { Status } from '../lib/moments';
import { isPrinting } from '../lib/printing';

export interface Axis {
  ticks: number[];
  label: string;
  format: (value: number) => string;
  /** Where a value stands, 0 … 100 from left to right. */
  place: (value: number) => number;
}

export interface ChartRow {
  key: string;
  label: ComponentChildren;
  figure: ComponentChildren;
  value: number | null;
  low?: number | null;
  high?: number | null;
  target?: number | null;
  status?: Status;
  quiet?: boolean;
}

export function linearAxis(ticks: number[], label: string, format: (value: number) => string, most?: number): Axis {
  const end = Math.max(most ?? 0, ticks[ticks.length - 1] ?? 1) || 1;
  return { ticks, label, format, place: (value) => Math.min(100, Math.max(0, (value / end) * 100)) };
}

export function logAxis(ticks: number[], label: string, format: (value: number) => string): Axis {
  const from = Math.log(ticks[0] ?? 0.5);
  const to = Math.log(ticks[ticks.length - 1] ?? 2);
  return {
    ticks,
    label,
    format,
    place: (value) => Math.min(100, Math.max(0, ((Math.log(value) - from) / (to - from)) * 100)),
  };
}

const percent = (value: number) => `${value.toFixed(2)}%`;

function Mark({ row, axis, kind, base }: { row: ChartRow; axis: Axis; kind: 'bar' | 'dot'; base: number }) {
  const tone = row.status ? ` is-${row.status}` : '';
  const { value, low, high, target } = row;
  const isKnown = value !== null;
  const start = axis.place(base);
  return (
    <svg class={`mark${tone}`} aria-hidden="true" focusable="false">
      {axis.ticks.map((tick) => (
        <line key={tick} class="grid" x1={percent(axis.place(tick))} x2={percent(axis.place(tick))} y1="0" y2="100%" />
      ))}
      {kind === 'dot' && <line class="base" x1={percent(start)} x2={percent(start)} y1="0" y2="100%" />}
      {isKnown && kind === 'bar' && (
        <rect class="bar" x="0" y="50%" height="16" transform="translate(0 -8)" width={percent(axis.place(value))} rx="2" />
      )}
      {isKnown && typeof low === 'number' && typeof high === 'number' && (
        <>
          <line class="whisker" x1={percent(axis.place(low))} x2={percent(axis.place(high))} y1="50%" y2="50%" />
          {[low, high].map((end, index) => (
            <svg key={index} class="tick" x={percent(axis.place(end))} y="50%">
              <line class="whisker" y1="-5" y2="5" />
            </svg>
          ))}
        </>
      )}
      {isKnown && kind === 'dot' && <circle class="dot" cx={percent(axis.place(value))} cy="50%" r="5.5" />}
      {typeof target === 'number' && (
        <svg class="tick" x={percent(axis.place(target))} y="50%">
          <line class="target" y1="-13" y2="13" />
        </svg>
      )}
    </svg>
  );
}

/** The outermost numbers stay inside the chart. */
function tickClass(place: number, isMinor: boolean): string {
  const end = place < 0.01 ? 'at-start' : place > 99.99 ? 'at-end' : '';
  return isMinor ? `is-minor ${end}` : end;
}

/** Where there is little room, every other number is left out, never that of the base. */
function AxisRow({ axis, base }: { axis: Axis; base: number }) {
  const first = Math.max(0, axis.ticks.indexOf(base));
  return (
    <div class="row-axis" aria-hidden="true">
      <span class="axis-label">{axis.label}</span>
      <span class="axis-ticks">
        {axis.ticks.map((tick, index) => (
          <span key={tick} class={tickClass(axis.place(tick), (index - first) % 2 !== 0)} style={{ left: percent(axis.place(tick)) }}>
            {axis.format(tick)}
          </span>
        ))}
      </span>
    </div>
  );
}

interface Props {
  rows: ChartRow[];
  axis: Axis;
  kind: 'bar' | 'dot';
  /** The value that means "no difference". */
  base?: number;
  /** How many rows are shown before one asks for all. */
  first?: number;
}

export function RowChart({ rows, axis, kind, base = 0, first = 12 }: Props) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, first);
  return (
    <div class="row-chart">
      <AxisRow axis={axis} base={base} />
      <ul>
        {shown.map((row) => (
          <li key={row.key} class={row.quiet ? 'is-quiet' : undefined}>
            <span class="row-label">{row.label}</span>
            <span class="mark-room">
              <Mark row={row} axis={axis} kind={kind} base={base} />
            </span>
            <span class="row-figure">{row.figure}</span>
          </li>
        ))}
      </ul>
      {!all && rows.length > first && !isPrinting.value && (
        <button type="button" class="quiet-button" onClick={() => setAll(true)}>
          {t('chart.all', { n: rows.length })}
        </button>
      )}
    </div>
  );
}
