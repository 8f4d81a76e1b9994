// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A moment on the map: its title, whether its promises are kept, how long people wait for it, how often
// it happens. The whole card leads to the moment. (The live service puts a clock where the figures are.)
import { formatDuration, formatShare, formatShareRange } from '../lib/format';
import { inLanguage, t } from '../lib/message';
import { anchor, type MomentView } from '../lib/moments';
import { Ring, StatusWord } from './Shape';

function Attainment({ view }: { view: MomentView }) {
  const share = view.row?.number('attainment') ?? null;
  return (
    <span class="card-attainment">
      <StatusWord status={view.status} />
      {share !== null && <b class="card-share">{formatShare(share)}</b>}
    </span>
  );
}

/** How sure that is, and how often the moment happened. */
function Passages({ view }: { view: MomentView }) {
  const n = view.row?.number('n') ?? null;
  const low = view.row?.number('low') ?? null;
  const high = view.row?.number('high') ?? null;
  if (n === null || n === 0) return <span class="card-line">{t('card.unseen')}</span>;
  return (
    <span class="card-line">
      {low !== null && high !== null && (
        <>
          <span class="interval">{formatShareRange(low, high)}</span>
          {' · '}
        </>
      )}
      <span class="n">{t('card.passages', { n })}</span>
    </span>
  );
}

function Wait({ view }: { view: MomentView }) {
  const median = view.row?.number('wait_median') ?? view.wait?.number('median') ?? null;
  const p95 = view.row?.number('wait_p95') ?? view.wait?.number('p95') ?? null;
  if (median === null) return null;
  return (
    <span class="card-line">
      {p95 === null
        ? t('card.wait', { median: formatDuration(median) })
        : t('card.wait.p95', { median: formatDuration(median), p95: formatDuration(p95) })}
    </span>
  );
}

export function MomentCard({ view, open }: { view: MomentView; open: (name: string) => void }) {
  const { moment, status } = view;
  return (
    <a
      id={anchor('card', moment.moment)}
      class={`card is-${status}${moment.critical ? ' is-critical' : ''}`}
      href={`#${anchor('moment', moment.moment)}`}
      onClick={(event) => {
        event.preventDefault();
        open(moment.moment);
      }}
    >
      <span class="card-title">
        {moment.critical && <Ring />}
        <span>{inLanguage(moment.title) || moment.moment}</span>
      </span>
      {view.row && (view.standards.length > 0 || view.row.number('attainment') !== null) && <Attainment view={view} />}
      <Passages view={view} />
      <Wait view={view} />
    </a>
  );
}
