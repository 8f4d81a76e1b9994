// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What breaks a journey: how much more often it ends badly when a moment went wrong.
import { Finding } from '../../../components/Finding';
import { TooFew } from '../../../components/Figure';
import { type ChartRow, logAxis, RowChart } from '../../../components/RowChart';
import { Ring } from '../../../components/Shape';
import { formatNumber, formatShare } from '../../../lib/format';
import { ranked, type Row, rowsOf } from '../../../lib/frame';
import { t, tMaybe } from '../../../lib/message';
import type { Report } from '../../../lib/report';
import { breaksFinding } from '../findings';
import { momentTitle, sayCell } from '../naming';

function ratioTicks(rows: Row[]): number[] {
  const ends = rows.flatMap((row) => [row.number('low'), row.number('high')]).filter((end): end is number => end !== null && end > 0);
  const most = Math.min(64, Math.max(2, ...ends));
  const least = Math.max(1 / 4, Math.min(0.5, ...ends));
  return [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64].filter((tick) => tick * 2 > least && tick / 2 < most);
}

function ratioRow(row: Row, name: string, isCritical: boolean): ChartRow {
  const ratio = row.number('risk_ratio');
  const low = row.number('low');
  const high = row.number('high');
  const went = row.number('went_wrong') ?? 0;
  const badly = row.number('badly_after');
  const otherwise = row.number('badly_otherwise');
  const verdict = row.text('verdict');
  return {
    key: row.text('moment'),
    label: (
      <>
        <span class="with-ring">
          {isCritical && <Ring />}
          <span>{name}</span>
        </span>
        {badly !== null && otherwise !== null && badly <= 1 && otherwise <= 1 && (
          <small>{t('breaks.shares', { badly: formatShare(badly), otherwise: formatShare(otherwise) })}</small>
        )}
      </>
    ),
    value: ratio,
    low: ratio === null ? null : low,
    high: ratio === null ? null : high,
    quiet: ratio === null || low === null || low <= 1,
    figure:
      ratio === null ? (
        <TooFew n={went} />
      ) : (
        <>
          <span class="figure">
            <b>{t('breaks.ratio', { ratio: formatNumber(ratio, 1) })}</b>
            {low !== null && high !== null && (
              <span class="interval">
                {' '}
                ({formatNumber(low, 1)}–{formatNumber(high, 1)})
              </span>
            )}
          </span>
          <small>{t('breaks.wrong', { n: went })}</small>
          {verdict && <span class="verdict">{tMaybe(`verdict.${verdict}`, verdict)}</span>}
        </>
      ),
  };
}

export function Breaks({ report }: { report: Report }) {
  const frame = report.frames.breaks;
  if (!frame || frame.rows.length === 0) return null;
  const naming = (name: string) => momentTitle(report.map, name);
  const rows = ranked(rowsOf(frame), 'risk_ratio').filter((row) => (row.number('went_wrong') ?? 0) > 0);
  const isCritical = (row: Row) => row.number('declared') === 1;
  return (
    <Finding
      id="breaks"
      name={t('section.breaks')}
      title={breaksFinding(frame, naming)}
      lead={t('breaks.lead')}
      frames={[frame]}
      nameCell={(column, text) => sayCell(report.map, column, text)}
    >
      <RowChart
        rows={rows.map((row) => ratioRow(row, naming(row.text('moment')), isCritical(row)))}
        axis={logAxis(ratioTicks(rows), t('breaks.axis'), (tick) => t('breaks.ratio', { ratio: formatNumber(tick, 3) }))}
        kind="dot"
        base={1}
        first={24}
      />
    </Finding>
  );
}

