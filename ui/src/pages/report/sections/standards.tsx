// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Promises against their targets, and what they are for: every standard names its source, and every
// source shows which standards serve it.
import { ShareFigure } from '../../../components/Figure';
import { Finding } from '../../../components/Finding';
import { Fold } from '../../../components/Fold';
import { type Axis, type ChartRow, linearAxis, RowChart } from '../../../components/RowChart';
import { Shape, StatusWord } from '../../../components/Shape';
import { formatLimit, formatShare } from '../../../lib/format';
import type { Row } from '../../../lib/frame';
import { inLanguage, t, tMaybe } from '../../../lib/message';
import type { MomentView, StandardView } from '../../../lib/moments';
import type { Report, Standard } from '../../../lib/report';
import { standardsFinding } from '../findings';
import { sayCell } from '../naming';

/** From nothing to everything, or to the round share above the most when all are small. */
export function shareAxis(label: string, most = 1): Axis {
  const end = [0.05, 0.1, 0.2, 0.4].find((one) => most <= one);
  const ticks = end === undefined ? [0, 0.25, 0.5, 0.75, 1] : [0, end / 4, end / 2, (end * 3) / 4, end];
  return linearAxis(ticks, label, formatShare, end ?? 1);
}

export function sourceName(standard: Standard): string {
  const { source } = standard;
  return source ? inLanguage(source.title) || source.name : '';
}

export function promiseOf(standard: Standard): string {
  return inLanguage(standard.promise) || standard.standard;
}

/** An interval that reaches over the target says "cannot tell": its share is shown, the verdict is not. */
function isKnown(row: Row | undefined): row is Row {
  return row !== undefined && row.number('share') !== null && row.text('met') !== 'too few';
}

/** With its source, where the promise is told at length. */
export function standardRow(view: StandardView, withSource = false): ChartRow {
  const { row, standard, status } = view;
  const known = isKnown(row);
  return {
    key: standard.standard,
    label: (
      <>
        {promiseOf(standard)}
        <small>
          {standard.limit && <>{t('standard.limit', { limit: formatLimit(standard.limit) })} · </>}
          {typeof standard.target === 'number' && t('standard.target', { target: formatShare(standard.target) })}
        </small>
        {withSource && standard.source && (
          <small>
            {t('moment.because', { source: sourceName(standard) })}{' '}
            <span class="kind">{tMaybe(`source.${standard.source.kind}`, standard.source.kind)}</span>
          </small>
        )}
      </>
    ),
    value: known ? row.number('share') : null,
    low: known ? row.number('low') : null,
    high: known ? row.number('high') : null,
    target: row?.number('target') ?? standard.target ?? null,
    status,
    figure: (
      <>
        <StatusWord status={status} />
        {row && (row.number('n') ?? 0) > 0 ? <ShareFigure row={row} /> : <span class="quiet">{t('standard.unmeasured')}</span>}
      </>
    ),
  };
}

interface SourceGroup {
  kind: string;
  name: string;
  standards: StandardView[];
}

export function sourceGroups(moments: MomentView[]): SourceGroup[] {
  const groups = new Map<string, SourceGroup>();
  for (const view of moments.flatMap((moment) => moment.standards)) {
    const { source } = view.standard;
    const key = source ? `${source.kind} ${source.name}` : '';
    const group = groups.get(key) ?? { kind: source?.kind ?? '', name: sourceName(view.standard), standards: [] };
    group.standards.push(view);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function Sources({ moments }: { moments: MomentView[] }) {
  return (
    <div class="sources">
      <h3>{t('sources.title')}</h3>
      <ul>
        {sourceGroups(moments).map((group) => (
          <li key={`${group.kind} ${group.name}`}>
            <p>
              <b>{group.name || t('sources.none')}</b>
              {group.kind && <span class="kind">{tMaybe(`source.${group.kind}`, group.kind)}</span>}
            </p>
            <ul>
              {group.standards.map((view) => (
                <li key={view.standard.standard}>
                  <Shape status={view.status} />
                  <span>
                    {promiseOf(view.standard)} <span class="unseen">{t(`status.${view.status}`)}</span>
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The promise of a row in the reader's language. */
function promiseFor(views: StandardView[], row: Row): string {
  const view = views.find((one) => one.row?.cells === row.cells);
  return view ? promiseOf(view.standard) : row.text('promise') || row.text('standard');
}

export function Standards({ report, moments }: { report: Report; moments: MomentView[] }) {
  const frame = report.frames.standards;
  const views = moments.flatMap((moment) => moment.standards);
  if (!frame || views.length === 0) return null;
  const measured = views.filter((view) => (view.row?.number('n') ?? 0) > 0);
  const unmeasured = views.filter((view) => !measured.includes(view));
  return (
    <Finding
      id="standards"
      name={t('section.standards')}
      title={standardsFinding(frame, (row) => promiseFor(views, row))}
      frames={[frame]}
      nameCell={(column, text) => sayCell(report.map, column, text)}
    >
      {measured.length > 0 && (
        <RowChart rows={measured.map((view) => standardRow(view))} axis={shareAxis(t('standard.axis'))} kind="dot" first={40} />
      )}
      <p class="key">
        <i class="key-target" aria-hidden="true" /> {t('standard.key')}
      </p>
      {unmeasured.length > 0 && (
        <Fold class="unmeasured" summary={t('standards.unmeasured', { n: unmeasured.length })}>
          <ul>
            {unmeasured.map((view) => (
              <li key={view.standard.standard}>{promiseOf(view.standard)}</li>
            ))}
          </ul>
        </Fold>
      )}
      <Sources moments={moments} />
    </Finding>
  );
}
