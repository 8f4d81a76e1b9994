// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Frames that the page has no picture for – a breakdown by branch, a measure newer than the page. A share
// with an interval is drawn, everything has its table.
import { ShareFigure } from '../../../components/Figure';
import { Finding, measureTitle } from '../../../components/Finding';
import { RowChart } from '../../../components/RowChart';
import { type Frame, hasColumn, rowsOf } from '../../../lib/frame';
import { t } from '../../../lib/message';
import { anchor } from '../../../lib/moments';
import type { Report } from '../../../lib/report';
import { sayCell } from '../naming';
import { shareAxis } from './standards';

const drawn = new Set([
  'summary', 'outcomes', 'variants', 'follows', 'activities', 'waits', 'wait_spread', 'rework', 'resources',
  'standards', 'moments', 'breaks', 'fit', 'trend',
]);

export function furtherFrames(report: Report): [string, Frame][] {
  return Object.entries(report.frames).filter(([name, frame]) => !drawn.has(name) && frame.rows.length > 0);
}

function Picture({ report, frame }: { report: Report; frame: Frame }) {
  if (!hasColumn(frame, 'share') || !hasColumn(frame, 'low')) return null;
  const dimensions = frame.columns.filter((column) => column.type === 'text').slice(0, 3);
  return (
    <RowChart
      kind="dot"
      axis={shareAxis(t('further.axis'))}
      rows={rowsOf(frame).map((row, index) => ({
        key: String(index),
        label: dimensions.map((column) => sayCell(report.map, column, row.text(column.name))).join(' · '),
        value: row.number('share'),
        low: row.number('low'),
        high: row.number('high'),
        target: row.number('target'),
        figure: <ShareFigure row={row} />,
      }))}
    />
  );
}

export function Further({ report }: { report: Report }) {
  return (
    <>
      {furtherFrames(report).map(([name, frame]) => (
        <Finding
          key={name}
          id={anchor('further', name)}
          name={t('section.further')}
          title={frame.title || measureTitle(frame) || name}
          frames={[frame]}
          nameCell={(column, text) => sayCell(report.map, column, text)}
        >
          <Picture report={report} frame={frame} />
        </Finding>
      ))}
    </>
  );
}
