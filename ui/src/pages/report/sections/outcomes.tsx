// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How journeys close: satisfied, dissatisfied, abandoned, or not yet.
import { ShareFigure } from '../../../components/Figure';
import { Finding } from '../../../components/Finding';
import { RowChart } from '../../../components/RowChart';
import { Shape } from '../../../components/Shape';
import { rowsOf } from '../../../lib/frame';
import { t, tMaybe } from '../../../lib/message';
import type { Status } from '../../../lib/moments';
import type { Report } from '../../../lib/report';
import { outcomesFinding } from '../findings';
import { sayCell } from '../naming';
import { shareAxis } from './standards';

const shapes: Record<string, Status> = { satisfied: 'kept', dissatisfied: 'missed', abandoned: 'missed', open: 'unknown' };

export function Outcomes({ report }: { report: Report }) {
  const frame = report.frames.outcomes;
  if (!frame || frame.rows.length === 0) return null;
  return (
    <Finding
      id="outcomes"
      name={t('section.outcomes')}
      title={outcomesFinding(frame)}
      frames={[frame]}
      nameCell={(column, text) => sayCell(report.map, column, text)}
    >
      <RowChart
        kind="bar"
        axis={shareAxis(t('outcomes.axis'))}
        rows={rowsOf(frame).map((row) => {
          const outcome = row.text('outcome');
          const status = shapes[outcome] ?? 'unknown';
          return {
            key: outcome,
            label: (
              <span class="with-ring">
                <Shape status={status} />
                <span>{tMaybe(`outcome.${outcome}`, outcome)}</span>
              </span>
            ),
            value: row.number('share'),
            low: row.number('low'),
            high: row.number('high'),
            status,
            figure: <ShareFigure row={row} n="journeys" />,
          };
        })}
      />
    </Finding>
  );
}
