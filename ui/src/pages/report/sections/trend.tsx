// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same figures through time, one small chart a quantity, all over the same days.
import { useMemo } from 'preact/hooks';
import { Finding } from '../../../components/Finding';
import { Plotted } from '../../../components/Plotted';
import { hasColumn, type Row, rowsOf } from '../../../lib/frame';
import { language, t } from '../../../lib/message';
import type { Report } from '../../../lib/report';
import { drawTrend, type Period, type Series, type TrendKind } from '../draw';
import { trendFinding } from '../findings';

function pointsOf(rows: Row[], column: string, low?: string, high?: string): Period[] {
  return rows.flatMap((row) => {
    const period = new Date(row.text('period'));
    const value = row.number(column);
    if (value === null || Number.isNaN(period.getTime())) return [];
    return [{ period, value, low: low ? row.number(low) : null, high: high ? row.number(high) : null }];
  });
}

interface Props {
  title: string;
  kind: TrendKind;
  series: Series[];
  height: number;
}

function Small({ title, kind, series, height }: Props) {
  const lang = language.value;
  const draw = useMemo(() => (width: number) => drawTrend(series, kind, width, height), [series, kind, height, lang]);
  return (
    <div class="small-chart">
      <h3>{title}</h3>
      <Plotted label={title} height={height} draw={draw} />
    </div>
  );
}

export function Trend({ report }: { report: Report }) {
  const frame = report.frames.trend;
  const lang = language.value;
  const charts = useMemo(() => {
    const rows = rowsOf(frame);
    const made: Props[] = [
      {
        title: t('trend.durations'),
        kind: 'duration',
        height: 200,
        series: [
          { label: t('trend.median'), points: pointsOf(rows, 'median') },
          { label: t('trend.p95'), points: pointsOf(rows, 'p95') },
        ],
      },
      { title: t('trend.journeys'), kind: 'count', height: 130, series: [{ label: '', points: pointsOf(rows, 'journeys') }] },
    ];
    if (hasColumn(frame, 'attainment'))
      made.unshift({
        title: t('trend.attainment'),
        kind: 'share',
        height: 150,
        series: [{ label: '', points: pointsOf(rows, 'attainment', 'low', 'high') }],
      });
    return made.filter((chart) => chart.series.some((one) => one.points.length > 1));
  }, [frame, lang]);
  if (!frame || frame.rows.length === 0) return null;
  return (
    <Finding id="trend" name={t('section.trend')} title={trendFinding(frame)} frames={[frame]}>
      {charts.map((chart) => (
        <Small key={chart.title} {...chart} />
      ))}
    </Finding>
  );
}
