// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the work looks like: fit with the map, repetition, people, activities.
import { ShareFigure } from '../../../components/Figure';
import { Finding } from '../../../components/Finding';
import { linearAxis, RowChart } from '../../../components/RowChart';
import { countTicks, formatDuration, formatNumber, formatShare } from '../../../lib/format';
import { largest, ranked, type Row, rowsOf } from '../../../lib/frame';
import { t } from '../../../lib/message';
import type { Report } from '../../../lib/report';
import { activitiesFinding, fitFinding, resourcesFinding, reworkFinding } from '../findings';
import { momentTitle, sayCell } from '../naming';
import { shareAxis } from './standards';

export function Fit({ report }: { report: Report }) {
  const frame = report.frames.fit;
  if (!frame || frame.rows.length === 0) return null;
  const naming = (name: string) => momentTitle(report.map, name);
  const deviations = (row: Row) =>
    (['skipped', 'out_of_order', 'repeated'] as const)
      .map((column) => ({ column, n: row.number(column) ?? 0 }))
      .filter(({ n }) => n > 0)
      .map(({ column, n }) => t(`fit.${column}`, { n }))
      .join(' · ');
  return (
    <Finding
      id="fit"
      name={t('section.fit')}
      title={fitFinding(frame, naming)}
      frames={[frame]}
      nameCell={(column, text) => sayCell(report.map, column, text)}
    >
      <RowChart
        kind="bar"
        first={40}
        axis={shareAxis(t('fit.axis'))}
        rows={rowsOf(frame).map((row) => ({
          key: row.text('moment'),
          label: (
            <>
              {naming(row.text('moment'))}
              <small>{deviations(row) || ((row.number('seen') ?? 0) === 0 ? t('card.unseen') : t('fit.as-mapped'))}</small>
            </>
          ),
          value: row.number('share'),
          figure: (
            <span class="figure">
              <b>{row.number('share') === null ? '–' : formatShare(row.number('share') ?? 0)}</b>
              <span class="n"> · {t('fit.seen', { seen: formatNumber(row.number('seen') ?? 0), n: row.number('journeys') ?? 0 })}</span>
            </span>
          ),
        }))}
      />
    </Finding>
  );
}

export function Rework({ report }: { report: Report }) {
  const frame = report.frames.rework;
  if (!frame || frame.rows.length === 0) return null;
  const rows = ranked(rowsOf(frame).filter((row) => (row.number('repeated') ?? 0) > 0), 'share');
  return (
    <Finding id="rework" name={t('section.rework')} title={reworkFinding(frame)} lead={t('rework.lead')} frames={[frame]}>
      {rows.length > 0 && (
        <RowChart
          kind="dot"
          axis={shareAxis(t('rework.axis'), largest(rows, 'high'))}
          rows={rows.map((row) => {
            const lost = row.number('lost');
            return {
              key: row.text('activity'),
              label: (
                <>
                  <span translate={false}>{row.text('activity')}</span>
                  <small>
                    {t('rework.extra', { n: row.number('extra') ?? 0 })}
                    {lost !== null && lost > 0 && <> · {t('rework.lost', { lost: formatDuration(lost) })}</>}
                  </small>
                </>
              ),
              value: row.number('share'),
              low: row.number('low'),
              high: row.number('high'),
              figure: <ShareFigure row={row} n="journeys" />,
            };
          })}
        />
      )}
    </Finding>
  );
}

export function Resources({ report }: { report: Report }) {
  const frame = report.frames.resources;
  if (!frame || frame.rows.length === 0) return null;
  const rows = ranked(rowsOf(frame), 'events');
  return (
    <Finding id="resources" name={t('section.resources')} title={resourcesFinding(frame)} lead={t('resources.lead')} frames={[frame]}>
      <RowChart
        kind="bar"
        axis={linearAxis(countTicks(largest(rows, 'events')), t('resources.axis'), (tick) => formatNumber(tick), largest(rows, 'events'))}
        rows={rows.map((row) => {
          const busy = row.number('busy');
          const idle = row.number('idle');
          return {
            key: row.text('resource'),
            label: <span translate={false}>{row.text('resource')}</span>,
            value: row.number('events'),
            figure: (
              <span class="figure">
                <b>{formatNumber(row.number('events') ?? 0)}</b>
                <span class="n"> · {t('resources.journeys', { n: row.number('journeys') ?? 0 })}</span>
                {busy !== null && (
                  <small>
                    {t('resources.busy', { busy: formatDuration(busy) })}
                    {idle !== null && <> · {t('resources.idle', { idle: formatDuration(idle) })}</>}
                  </small>
                )}
              </span>
            ),
          };
        })}
      />
    </Finding>
  );
}

export function Activities({ report }: { report: Report }) {
  const frame = report.frames.activities;
  if (!frame || frame.rows.length === 0) return null;
  const rows = ranked(rowsOf(frame), 'count');
  return (
    <Finding id="activities" name={t('section.activities')} title={activitiesFinding(frame)} frames={[frame]}>
      <RowChart
        kind="bar"
        axis={shareAxis(t('activities.axis'))}
        rows={rows.map((row) => {
          const share = row.number('share');
          const duration = row.number('mean_duration');
          return {
            key: row.text('activity'),
            label: <span translate={false}>{row.text('activity')}</span>,
            value: share,
            figure: (
              <span class="figure">
                <b>{share === null ? '–' : formatShare(share)}</b>
                <span class="n"> · {t('activities.journeys', { n: row.number('journeys') ?? 0 })}</span>
                <small>
                  {t('activities.count', { n: row.number('count') ?? 0 })}
                  {duration !== null && <> · {t('activities.duration', { mean: formatDuration(duration) })}</>}
                </small>
              </span>
            ),
          };
        })}
      />
    </Finding>
  );
}
