// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A frame drawn: as in the report where the report has a picture for it, else as bars or dots on a common
// axis with the group in words before them; and what to say when there is nothing.
import { useMemo } from 'preact/hooks';
import { ShareFigure } from '../../components/Figure';
import { Finding } from '../../components/Finding';
import { type ChartRow, linearAxis, RowChart } from '../../components/RowChart';
import { countTicks, durationAxisFormat, durationTicks, formatDuration, formatPlain, formatShare } from '../../lib/format';
import { type Column, type Frame, hasColumn, largest, type Row, rowsOf } from '../../lib/frame';
import { stagesOf, statusOfMet } from '../../lib/moments';
import { tMaybe as tReport } from '../../lib/message';
import type { Report } from '../../lib/report';
import type { Wording } from '../../lib/language';
import { branches, house, named } from '../../staff/house';
import { t } from '../../staff/words';
import { sayCell } from '../report/naming';
import { Breaks } from '../report/sections/breaks';
import { Outcomes } from '../report/sections/outcomes';
import { Follows, Variants } from '../report/sections/paths';
import { shareAxis, Standards } from '../report/sections/standards';
import { Trend } from '../report/sections/trend';
import { Waits } from '../report/sections/waits';
import { Activities, Fit, Resources, Rework } from '../report/sections/work';

export interface PictureProps {
  name: string;
  report: Report;
  /** Broken down: groups come first. */
  isBroken: boolean;
  title: string;
}

const own = { outcomes: Outcomes, follows: Follows, variants: Variants, breaks: Breaks, trend: Trend, waits: Waits, activities: Activities, fit: Fit, resources: Resources, rework: Rework };

/** The one column that a picture is made of, the most telling first. */
const telling = ['share', 'share_left', 'attainment', 'median', 'mean', 'count', 'journeys', 'tickets', 'n'];

/** Keys of the house are shown as their names. */
function houseName(column: string, text: string): string | null {
  const places = branches.value;
  const workspaces = house.value?.workspaces ?? [];
  const things: Record<string, { name: string | null; title: Wording | null }[]> = {
    branch: places,
    service: workspaces.flatMap((one) => one.services),
    class: workspaces.flatMap((one) => one.classes),
  };
  const found = things[column]?.find((one) => one.name === text);
  return found ? named(found) : null;
}

function cellWords(report: Report, column: Column, text: string): string {
  return houseName(column.name, text) ?? (sayCell(report.map, column, text) || text);
}

function labelOf(report: Report, frame: Frame, row: Row): string {
  const first = frame.columns.findIndex((column) => column.type === 'int' || column.type === 'real');
  return frame.columns
    .slice(0, first < 0 ? 4 : Math.min(first, 4))
    .map((column) => cellWords(report, column, row.text(column.name)))
    .filter(Boolean)
    .join(' · ');
}

function rowsFor(report: Report, frame: Frame, column: Column): ChartRow[] {
  const isShare = column.unit === 'share';
  return rowsOf(frame).map((row, index) => {
    const value = row.number(column.name);
    const met = row.text('met');
    return {
      key: String(index),
      label: labelOf(report, frame, row) || frame.title || frame.measure,
      value: met === 'too few' ? null : value,
      low: isShare ? row.number('low') : null,
      high: isShare ? row.number('high') : null,
      target: row.number('target'),
      ...(met ? { status: statusOfMet(met) } : {}),
      figure: isShare ? (
        <ShareFigure row={row} value={column.name} />
      ) : value === null ? (
        <span class="few">{row.number('n') === null ? '–' : tReport('figure.few', '').replace('{n}', String(row.number('n')))}</span>
      ) : (
        <span class="figure">
          <b>{column.unit === 's' ? formatDuration(value) : formatPlain(value)}</b>
          {row.number('n') !== null && column.name !== 'n' && <span class="n"> · n {formatPlain(row.number('n') ?? 0)}</span>}
        </span>
      ),
    };
  });
}

function Bars({ report, frame }: { report: Report; frame: Frame }) {
  const column = telling.map((name) => frame.columns.find((one) => one.name === name)).find((one) => one !== undefined);
  if (!column || frame.rows.length < 2) return null;
  const rows = rowsFor(report, frame, column);
  const most = largest(rowsOf(frame), column.name);
  const label = tReport(`column.${column.name}`, column.label ?? column.name);
  if (column.unit === 'share') return <RowChart kind="dot" rows={rows} axis={shareAxis(label, largest(rowsOf(frame), hasColumn(frame, 'high') ? 'high' : column.name) || 1)} first={24} />;
  const ticks = column.unit === 's' ? durationTicks(most) : countTicks(most);
  return <RowChart kind="bar" rows={rows} axis={linearAxis(ticks, label, column.unit === 's' ? durationAxisFormat(ticks) : formatPlain, most)} first={24} />;
}

/** A frame of one row: its figures side by side; a share with its interval. */
function Facts({ frame }: { frame: Frame }) {
  const [row] = rowsOf(frame);
  if (frame.rows.length !== 1 || !row) return null;
  return (
    <dl class="small-figures">
      {frame.columns.map((column) => (
        <div key={column.name}>
          <dt>{tReport(`column.${column.name}`, column.label ?? column.name)}</dt>
          <dd>{factOf(row, column)}</dd>
        </div>
      ))}
    </dl>
  );
}

function factOf(row: Row, column: Column): string {
  const value = row.number(column.name);
  if (value === null) return row.text(column.name) || '–';
  if (column.unit === 's') return formatDuration(value);
  return column.unit === 'share' ? formatShare(value) : formatPlain(value);
}

function Nothing({ title }: { title: string }) {
  return (
    <section class="finding empty">
      <h2>{title}</h2>
      <p>{t('measures.nothing')}</p>
      <p class="quiet">{t('measures.nothing.do')}</p>
    </section>
  );
}

export function Picture({ name, report, isBroken, title }: PictureProps) {
  const frame = report.frames[name];
  const moments = useMemo(() => stagesOf(report).flatMap((stage) => stage.moments), [report]);
  if (!frame || frame.rows.length === 0) return <Nothing title={title} />;
  const Own = own[name as keyof typeof own];
  if (!isBroken && name === 'standards' && report.map) return <Standards report={report} moments={moments} />;
  if (!isBroken && Own) return <Own report={report} />;
  return (
    <Finding id={`measure-${name}`} name={t('measures.figures')} title={title} frames={[frame]} nameCell={(column, text) => cellWords(report, column, text)}>
      <Facts frame={frame} />
      <Bars report={report} frame={frame} />
    </Finding>
  );
}
