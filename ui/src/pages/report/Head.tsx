// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was read, when, and what of it could not be; the switches; the figures of the whole.
import { LanguageSwitch, ThemeSwitch } from '../../components/Switches';
import { TooFew } from '../../components/Figure';
import { Fold } from '../../components/Fold';
import { isHelpOpen } from '../../components/Help';
import { formatBytes, formatDuration, formatNumber, formatPlain, formatTime, zoneName } from '../../lib/format';
import { type Row, rowsOf } from '../../lib/frame';
import { inLanguage, t } from '../../lib/message';
import type { Report } from '../../lib/report';
import { measureDefinition } from '../../components/Finding';
import { periodOf } from './findings';

export function Tools() {
  return (
    <div class="tools">
      <LanguageSwitch />
      <ThemeSwitch />
      <button type="button" class="button" onClick={() => window.print()}>
        {t('head.print')}
      </button>
      <button type="button" class="button" aria-haspopup="dialog" onClick={() => (isHelpOpen.value = true)}>
        <span aria-hidden="true">?</span>
        <span class="unseen">{t('help.title')}</span>
      </button>
    </div>
  );
}

function whereText(one: unknown): string {
  if (typeof one === 'string') return one;
  if (typeof one !== 'object' || one === null) return '';
  const { dimension, value } = one as { dimension?: unknown; value?: unknown };
  return `${String(dimension ?? '')} = ${String(value ?? '')}`;
}

function Limits({ report }: { report: Report }) {
  const { from, to, where } = report.options ?? {};
  const limits = [
    ...(from ? [t('head.from', { from: formatTime(from) })] : []),
    ...(to ? [t('head.to', { to: formatTime(to) })] : []),
    ...(where ?? []).map(whereText).filter((one) => one !== ''),
  ];
  if (limits.length === 0) return null;
  return <p class="only">{t('head.only', { what: limits.join('; ') })}</p>;
}

function Bad({ report }: { report: Report }) {
  const { bad = 0, bad_shown: shown = [], notes = [] } = report.source ?? {};
  const problems = (report.problems ?? []).map((one) =>
    typeof one === 'object' && one !== null && 'what' in one ? String(one.what) : String(one),
  );
  if (bad === 0 && notes.length === 0 && problems.length === 0) return null;
  return (
    <div class="notices">
      {bad > 0 && (
        <Fold class="notice is-at-risk" summary={t('head.bad', { n: bad })}>
          <ul>
            {shown.map((one) => (
              <li key={one.line}>
                {t('head.line', { line: formatNumber(one.line) })} <span lang="en">{one.reason}</span>
              </li>
            ))}
            {bad > shown.length && <li>{t('head.bad.more', { n: bad - shown.length })}</li>}
          </ul>
        </Fold>
      )}
      {problems.length > 0 && (
        <Fold class="notice" summary={t('head.problems', { n: problems.length })}>
          <ul lang="en">
            {problems.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Fold>
      )}
      {notes.length > 0 && (
        <Fold class="notice" summary={t('head.notes', { n: notes.length })}>
          <ul lang="en">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Fold>
      )}
    </div>
  );
}

export function Head({ report }: { report: Report }) {
  const [summary] = rowsOf(report.frames.summary);
  const { source, map } = report;
  const name = source?.name ?? '';
  const title = map ? inLanguage(map.title) || map.cycle : name;
  return (
    <div class="head">
      <p class="eyebrow">
        {map?.organisation && <>{inLanguage(map.organisation)} · </>}
        {t('head.report')}
      </p>
      <h1 translate={false}>{title || t('head.report')}</h1>
      {map?.summary && <p class="head-summary">{inLanguage(map.summary)}</p>}
      <p class="head-source">
        {t('head.read', { name })}
        {source?.bytes !== undefined && <> {t('head.size', { size: formatBytes(source.bytes), rows: formatNumber(source.rows ?? 0) })}</>}
        {summary && <> {periodOf(summary)}</>} {t('head.zone', { zone: zoneName() })}
      </p>
      <Limits report={report} />
      <Bad report={report} />
    </div>
  );
}

/** Under this many journeys a percentile says nothing; the measures draw the same line for shares. */
const LEAST_N = 5;

interface Big {
  name: string;
  value: string | null;
  says: string;
}

function bigFigures(summary: Row): Big[] {
  const count = (column: string) => {
    const value = summary.number(column);
    return value === null ? '–' : formatPlain(value);
  };
  const journeys = summary.number('journeys') ?? 0;
  const time = (column: string) => {
    const value = summary.number(column);
    return value === null ? '–' : formatDuration(value);
  };
  const percentile = (column: string) => (journeys < LEAST_N ? null : time(column));
  return [
    { name: t('summary.journeys'), value: count('journeys'), says: t('summary.events', { n: summary.number('events') ?? 0 }) },
    { name: t('summary.median'), value: percentile('median'), says: t('summary.mean', { mean: time('mean') }) },
    { name: t('summary.p95'), value: percentile('p95'), says: t('summary.longest', { longest: time('longest') }) },
    { name: t('summary.variants'), value: count('variants'), says: t('summary.activities', { n: summary.number('activities') ?? 0 }) },
  ];
}

export function Summary({ report }: { report: Report }) {
  const frame = report.frames.summary;
  const [summary] = rowsOf(frame);
  if (!frame || !summary) return null;
  return (
    <section id="summary" class="summary" aria-label={t('section.summary')} tabIndex={-1}>
      <dl class="big-figures">
        {bigFigures(summary).map((figure) => (
          <div key={figure.name}>
            <dt>{figure.name}</dt>
            <dd>
              {figure.value === null ? <TooFew n={summary.number('journeys') ?? 0} /> : <b>{figure.value}</b>}
              <span>{figure.says}</span>
            </dd>
          </div>
        ))}
      </dl>
      <Fold class="definition" summary={t('figure.how')}>
        <p>{measureDefinition(frame)}</p>
      </Fold>
    </section>
  );
}
