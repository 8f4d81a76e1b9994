// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Waits as distributions: a histogram a wait, with the median and the 95 % mark on it; those who left and
// those still waiting are counted beside it.
import { useMemo, useState } from 'preact/hooks';
import { Finding } from '../../../components/Finding';
import { Plotted } from '../../../components/Plotted';
import { formatDuration, formatNumber } from '../../../lib/format';
import { ranked, type Row, rowsOf } from '../../../lib/frame';
import { language, t } from '../../../lib/message';
import type { Report } from '../../../lib/report';
import { drawSpread, SPREAD_HEIGHT } from '../draw';
import { waitsFinding } from '../findings';
import { momentTitle, sayCell } from '../naming';

const FIRST = 6;

function Percentiles({ row }: { row: Row }) {
  const shown: [string, number | null][] = [
    [t('waits.median'), row.number('median')],
    [t('waits.p90'), row.number('p90')],
    [t('waits.p95'), row.number('p95')],
  ];
  const n = row.number('n') ?? 0;
  const left = row.number('left') ?? 0;
  const open = row.number('open') ?? 0;
  return (
    <dl class="percentiles">
      {shown.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value === null ? t('waits.not-reached') : formatDuration(value)}</dd>
        </div>
      ))}
      {left > 0 && (
        <div>
          <dt>{t('waits.left')}</dt>
          <dd>{formatNumber(left)}</dd>
        </div>
      )}
      {open > 0 && (
        <div>
          <dt>{t('waits.open')}</dt>
          <dd>{formatNumber(open)}</dd>
        </div>
      )}
      <div>
        <dt>{t('waits.n')}</dt>
        <dd>{t('figure.n', { n })}</dd>
      </div>
    </dl>
  );
}

export function Spread({ wait, bins, name }: { wait: Row; bins: Row[]; name: string }) {
  const lang = language.value;
  const draw = useMemo(() => (width: number) => drawSpread(wait, bins, width), [wait, bins, lang]);
  const few = (wait.number('n') ?? 0) < 5;
  return (
    <div class="spread">
      <h3>{name}</h3>
      {bins.length > 0 && !few && <Plotted label={t('waits.picture', { wait: name })} height={SPREAD_HEIGHT} draw={draw} />}
      {few ? <p class="few">{t('figure.few', { n: wait.number('n') ?? 0 })}</p> : <Percentiles row={wait} />}
    </div>
  );
}

export function binsOf(report: Report): Map<string, Row[]> {
  const bins = new Map<string, Row[]>();
  for (const row of rowsOf(report.frames.wait_spread)) {
    const wait = row.text('wait');
    const own = bins.get(wait);
    if (own) own.push(row);
    else bins.set(wait, [row]);
  }
  return bins;
}

export function Waits({ report }: { report: Report }) {
  const [all, setAll] = useState(false);
  const { waits, wait_spread: spread } = report.frames;
  const bins = useMemo(() => binsOf(report), [report]);
  if (!waits || waits.rows.length === 0) return null;
  const naming = (name: string) => momentTitle(report.map, name);
  const rows = ranked(rowsOf(waits).filter((row) => (row.number('n') ?? 0) > 0), 'median');
  const shown = all ? rows.slice(0, 60) : rows.slice(0, FIRST);
  return (
    <Finding
      id="waits"
      name={t('section.waits')}
      title={waitsFinding(waits, naming)}
      lead={t('waits.lead')}
      frames={[waits, spread]}
      nameCell={(column, text) => sayCell(report.map, column, text)}
    >
      <div class="spreads">
        {shown.map((row) => (
          <Spread key={row.text('wait')} wait={row} bins={bins.get(row.text('wait')) ?? []} name={naming(row.text('wait'))} />
        ))}
      </div>
      {!all && rows.length > FIRST && (
        <button type="button" class="quiet-button" onClick={() => setAll(true)}>
          {t('waits.all', { n: Math.min(60, rows.length) })}
        </button>
      )}
    </Finding>
  );
}
