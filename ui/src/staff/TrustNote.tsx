// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether the twin may be believed: its grade in a word with a shape, and one tap away the reasons.
import type { ComponentChildren } from 'preact';
import { fill, language } from '../lib/language';
import { formatPercent } from './figures';
import { Shape } from './Shape';
import { momentText } from './time';
import type { Finding, Trust } from './twin';
import { t, tMaybe } from './words';

const shapes = { good: 'kept', fair: 'at-risk', poor: 'missed', 'too-few-days': 'unknown' } as const;

function shapeOf(grade: string) {
  return shapes[grade as keyof typeof shapes] ?? 'unknown';
}

/** In the reader's language; one that this page does not know as the service says it. */
function findingText(one: Finding): string {
  const values = { n: one.n, of: one.of, share: one.share === null ? '' : formatPercent(one.share) };
  return fill(tMaybe(`trust.finding.${one.finding}`, one.text), values, language.value).replaceAll(' %', '\u00a0%');
}

export function Grade({ trust }: { trust: Trust }) {
  const shape = shapeOf(trust.grade);
  return (
    <span class={`status is-${shape}`}>
      <Shape status={shape} />
      {tMaybe(`trust.grade.${trust.grade}`, trust.grade)}
    </span>
  );
}

export function Reasons({ trust, zone }: { trust: Trust; zone: string | null }) {
  return (
    <>
      <ul class="plain-reasons">
        {trust.findings.map((one) => (
          <li key={one.finding}>{findingText(one)}</li>
        ))}
      </ul>
      <p class="quiet small">{t('trust.checked', { time: momentText(trust.checked_us, zone) })}</p>
    </>
  );
}

/** In place of figures: that there are none, the grade with its reasons, and when they come back. */
export function Refusal({ trust, zone, title }: { trust: Trust; zone: string | null; title?: ComponentChildren }) {
  const isFew = !trust.is_refused;
  return (
    <div class="refusal">
      {title ?? <p class="refusal-say">{t(isFew ? 'whatif.few' : 'whatif.refused')}</p>}
      <p>
        {t('trust.title')} <Grade trust={trust} />
      </p>
      <Reasons trust={trust} zone={zone} />
      <p class="quiet small">{t(isFew ? 'whatif.few.next' : 'whatif.refused.next')}</p>
    </div>
  );
}

/** Beside figures: how far to trust them, plainly when nobody could judge yet. */
export function TrustLine({ trust, zone }: { trust: Trust; zone: string | null }) {
  if (trust.is_trusted) return <TrustNote trust={trust} zone={zone} />;
  return (
    <div class="unjudged">
      <p>
        <Grade trust={trust} /> <b>{t('trust.unjudged')}</b>
      </p>
      <Reasons trust={trust} zone={zone} />
    </div>
  );
}

export function TrustNote({ trust, zone }: { trust: Trust; zone: string | null }) {
  return (
    <details class="trust-note">
      <summary>
        {t('trust.title')} <Grade trust={trust} />
      </summary>
      <p class="quiet small">{t('trust.what')}</p>
      <Reasons trust={trust} zone={zone} />
    </details>
  );
}
