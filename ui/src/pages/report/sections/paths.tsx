// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ways that journeys take: who follows whom, and the whole paths in order of how often they occur.
import { useMemo, useState } from 'preact/hooks';
import { Finding } from '../../../components/Finding';
import { FlowGraph } from '../../../components/FlowGraph';
import { formatDuration, formatShare } from '../../../lib/format';
import { type Row, rowsOf } from '../../../lib/frame';
import { flowEdges } from '../../../lib/graph';
import { t } from '../../../lib/message';
import type { Report } from '../../../lib/report';
import { isPrinting } from '../../../lib/printing';
import { followsFinding, variantsFinding } from '../findings';

export function Follows({ report }: { report: Report }) {
  const frame = report.frames.follows;
  const edges = useMemo(() => flowEdges(rowsOf(frame)), [frame]);
  const counts = useMemo(
    () => new Map(rowsOf(report.frames.activities).map((row) => [row.text('activity'), row.number('count') ?? 0])),
    [report],
  );
  if (!frame || edges.length === 0) return null;
  return (
    <Finding id="follows" name={t('section.follows')} title={followsFinding(frame)} lead={t('flow.lead')} frames={[frame]}>
      <FlowGraph edges={edges} counts={counts} />
    </Finding>
  );
}

interface Step {
  name: string;
  times: number;
}

/** The activities of a path; the same one several times in a row is one step. */
export function stepsOf(path: string): Step[] {
  const steps: Step[] = [];
  for (const name of path.split(' → ')) {
    const last = steps[steps.length - 1];
    if (last && last.name === name) last.times += 1;
    else steps.push({ name, times: 1 });
  }
  return steps;
}

const FIRST_STEPS = 14;
const FIRST_VARIANTS = 8;

export function PathChips({ path }: { path: string }) {
  const [all, setAll] = useState(false);
  const steps = useMemo(() => stepsOf(path), [path]);
  const shown = all || isPrinting.value ? steps.slice(0, 400) : steps.slice(0, FIRST_STEPS);
  return (
    <ol class="chips">
      {shown.map((step, index) => (
        <li key={index}>
          <span translate={false}>{step.name}</span>
          {step.times > 1 && <span class="n">{t('variants.times', { n: step.times })}</span>}
        </li>
      ))}
      {!all && !isPrinting.value && steps.length > FIRST_STEPS && (
        <li class="more">
          <button type="button" class="quiet-button" onClick={() => setAll(true)}>
            {t('variants.more', { n: steps.length - FIRST_STEPS })}
          </button>
        </li>
      )}
    </ol>
  );
}

function Variant({ row }: { row: Row }) {
  const sum = row.number('cumulative') ?? 0;
  const share = row.number('share') ?? 0;
  const median = row.number('median');
  return (
    <li class="variant">
      <span class="rank">{row.number('rank') ?? ''}</span>
      <PathChips path={row.text('path')} />
      <span class="variant-figure">
        <b>{formatShare(share)}</b> <span class="n">· {t('figure.n', { n: row.number('count') ?? 0 })}</span>
        <span class="share-bar" aria-hidden="true">
          <i style={{ width: `${(sum * 100).toFixed(2)}%` }} class="sum" />
          <i style={{ width: `${(share * 100).toFixed(2)}%` }} />
        </span>
        <small>
          {t('variants.sum', { share: formatShare(sum) })}
          {median !== null && <> · {t('variants.median', { median: formatDuration(median) })}</>}
        </small>
      </span>
    </li>
  );
}

export function Variants({ report }: { report: Report }) {
  const [shown, setShown] = useState(FIRST_VARIANTS);
  const frame = report.frames.variants;
  const rows = useMemo(() => rowsOf(frame), [frame]);
  if (!frame || rows.length === 0) return null;
  return (
    <Finding id="variants" name={t('section.variants')} title={variantsFinding(frame)} frames={[frame]}>
      <ol class="variants">
        {rows.slice(0, shown).map((row, index) => (
          <Variant key={index} row={row} />
        ))}
      </ol>
      {rows.length > shown && (
        <button type="button" class="quiet-button" onClick={() => setShown(shown + 20)}>
          {t('variants.next', { n: Math.min(20, rows.length - shown) })}
        </button>
      )}
    </Finding>
  );
}
