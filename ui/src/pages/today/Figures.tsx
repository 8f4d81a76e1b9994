// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The day in five figures. A share never stands without its n, and is left out when there are too few.
import type { ComponentChildren } from 'preact';
import type { Today } from '../../live/shapes';
import { formatPercent } from '../../staff/figures';
import { clockText, now_us } from '../../staff/time';
import { t } from '../../staff/words';

const LEAST_N = 5;

function Figure({ name, value, tone, children }: { name: string; value: number | null; tone?: string; children?: ComponentChildren }) {
  return (
    <div class={`now-figure${tone ? ` is-${tone}` : ''}`}>
      <dt>{name}</dt>
      <dd>
        <b>{value ?? 0}</b>
        {children && <span class="figure-more">{children}</span>}
      </dd>
    </div>
  );
}

function Share({ of, n }: { of: number; n: number }) {
  if (n < LEAST_N) return <span class="few">{t('figure.few', { n })}</span>;
  return <>{t('figure.share', { share: formatPercent(of / n), n })}</>;
}

/** The arrival of whoever waits longest. */
function oldest(today: Today): number | null {
  return today.waiting.reduce<number | null>((first, one) => (one.taken_us !== null && (first === null || one.taken_us < first) ? one.taken_us : first), null);
}

export function Figures({ today }: { today: Today }) {
  const taken = today.taken ?? 0;
  const first = oldest(today);
  return (
    <dl class="now-figures">
      <Figure name={t('now.waiting')} value={today.waiting.length}>
        {first !== null && t('now.oldest', { time: clockText(now_us.value - first) })}
      </Figure>
      <Figure name={t('now.served')} value={today.served}>
        {t('now.taken', { n: taken })}
      </Figure>
      <Figure name={t('now.left')} value={today.left} tone={today.left ? 'missed' : ''}>
        <Share of={today.left ?? 0} n={taken} />
      </Figure>
      <Figure name={t('now.missed')} value={today.missed}>
        <Share of={today.missed ?? 0} n={taken} />
      </Figure>
      <Figure name={t('now.refused')} value={today.refused}>
        {t('now.refused.what')}
      </Figure>
    </dl>
  );
}
