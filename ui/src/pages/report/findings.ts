// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sentence over each chart: what the frame says first. It quotes figures that stand in the frame,
// picks the largest or the smallest, and counts rows; it makes no statistics of its own.
import { formatDuration, formatNumber, formatShare, formatTime } from '../../lib/format';
import { type Frame, ranked, type Row, rowsOf } from '../../lib/frame';
import { t } from '../../lib/message';

/** How a name from the data is said in the reader's language. */
export type Naming = (name: string) => string;

const asIs: Naming = (name) => name;

function best(rows: Row[], column: string): Row | undefined {
  const first = ranked(rows, column)[0];
  return first && first.number(column) !== null ? first : undefined;
}

/** The missed standard that stays furthest below its target. */
function furthest(rows: Row[]): Row | undefined {
  const gap = (row: Row) => (row.number('target') ?? 0) - (row.number('share') ?? 0);
  return rows.filter((row) => row.text('met') === 'no').sort((a, b) => gap(b) - gap(a))[0];
}

export function standardsFinding(frame: Frame, promise: (row: Row) => string = (row) => row.text('promise')): string {
  const rows = rowsOf(frame).filter((row) => ['yes', 'no', 'unsure'].includes(row.text('met')));
  const count = (met: string) => rows.filter((row) => row.text('met') === met).length;
  if (rows.length === 0) return t('finding.standards.none');
  const kept = count('yes');
  const missed = count('no');
  const worst = furthest(rows);
  if (worst) return t('finding.standards.missed', { missed, n: rows.length, promise: promise(worst).replace(/\.$/, '') });
  if (kept === rows.length) return t('finding.standards.kept', { n: rows.length });
  if (kept === 0) return t('finding.standards.unsure', { n: rows.length });
  return t('finding.standards.some', { kept, n: rows.length });
}

export function breaksFinding(frame: Frame, naming: Naming = asIs): string {
  const clear = rowsOf(frame).filter((row) => (row.number('low') ?? 0) > 1);
  const first = best(clear, 'risk_ratio');
  if (!first) return t('finding.breaks.none');
  return t('finding.breaks', {
    moment: naming(first.text('moment')),
    ratio: formatNumber(first.number('risk_ratio') ?? 0, 1),
  });
}

/** Fewer do not speak for others. */
const LEAST_N = 5;

export function waitsFinding(frame: Frame, naming: Naming = asIs): string {
  const rows = rowsOf(frame).filter((row) => (row.number('n') ?? LEAST_N) >= LEAST_N);
  const first = best(rows, 'median');
  if (!first) return t('finding.waits.none');
  const values = { wait: naming(first.text('wait')), median: formatDuration(first.number('median') ?? 0) };
  const p95 = first.number('p95');
  return p95 === null ? t('finding.waits', values) : t('finding.waits.p95', { ...values, p95: formatDuration(p95) });
}

export function outcomesFinding(frame: Frame): string {
  const rows = rowsOf(frame);
  const satisfied = rows.find((row) => row.text('outcome') === 'satisfied');
  const share = satisfied?.number('share') ?? null;
  if (share !== null) return t('finding.outcomes', { share: formatShare(share) });
  return t('finding.outcomes.none');
}

export function trendFinding(frame: Frame): string {
  const rows = rowsOf(frame).filter((row) => row.number('median') !== null);
  const longest = best(rows, 'median');
  const shortest = ranked(rows, 'median')[rows.length - 1];
  if (!longest || !shortest || rows.length < 2) return t('finding.trend.short');
  const low = shortest.number('median') ?? 0;
  const high = longest.number('median') ?? 0;
  if (formatDuration(low) === formatDuration(high)) return t('finding.trend.level', { high: formatDuration(high) });
  return t('finding.trend', { low: formatDuration(low), high: formatDuration(high) });
}

export function followsFinding(frame: Frame): string {
  const rows = rowsOf(frame);
  const first = best(rows, 'count');
  if (!first) return t('finding.follows.none');
  const values = { from: first.text('from'), to: first.text('to'), n: first.number('count') ?? 0 };
  const median = first.number('median');
  return median === null ? t('finding.follows', values) : t('finding.follows.median', { ...values, median: formatDuration(median) });
}

export function variantsFinding(frame: Frame): string {
  const [first] = rowsOf(frame);
  if (!first) return t('finding.variants.none');
  if ((first.number('count') ?? 0) <= 1 && frame.rows.length > 1) return t('finding.variants.own', { n: frame.rows.length });
  return t('finding.variants', { share: formatShare(first.number('share') ?? 0) });
}

export function reworkFinding(frame: Frame): string {
  const first = best(rowsOf(frame).filter((row) => (row.number('repeated') ?? 0) > 0), 'share');
  if (!first) return t('finding.rework.none');
  return t('finding.rework', { activity: first.text('activity'), share: formatShare(first.number('share') ?? 0) });
}

/** The measure tells in a note how many journeys follow the map; in other languages we say it in their words. */
function followFinding(frame: Frame): string | undefined {
  const note = frame.notes?.map((one) => /^([\d,]+) of ([\d,]+) journeys follow the map wholly/.exec(one)).find((found) => found);
  if (!note) return undefined;
  const count = (text: string | undefined) => Number((text ?? '').replaceAll(',', ''));
  return t('finding.fit.follow', { whole: count(note[1]), n: count(note[2]) });
}

export function fitFinding(frame: Frame, naming: Naming = asIs): string {
  const follow = followFinding(frame);
  if (follow) return follow;
  const first = best(rowsOf(frame).filter((row) => (row.number('skipped') ?? 0) > 0 && (row.number('seen') ?? 0) > 0), 'skipped');
  if (!first) return t('finding.fit.whole');
  return t('finding.fit', {
    moment: naming(first.text('moment')),
    skipped: first.number('skipped') ?? 0,
    n: formatNumber(first.number('journeys') ?? 0),
  });
}

export function resourcesFinding(frame: Frame): string {
  const first = best(rowsOf(frame), 'events');
  if (!first) return t('finding.resources.none');
  return t('finding.resources', { resource: first.text('resource'), n: first.number('events') ?? 0 });
}

export function activitiesFinding(frame: Frame): string {
  const first = best(rowsOf(frame), 'count');
  if (!first) return t('finding.activities.none');
  return t('finding.activities', { activity: first.text('activity'), n: first.number('count') ?? 0 });
}

/** What was read and when, in one line. */
export function periodOf(summary: Row | undefined): string {
  if (!summary) return '';
  const first = summary.text('first');
  const last = summary.text('last');
  if (!first || !last) return '';
  return t('head.period', { first: formatTime(first), last: formatTime(last) });
}
