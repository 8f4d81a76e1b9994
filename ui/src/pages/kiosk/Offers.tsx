// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a customer can come for: each with how long it takes now, or why it cannot be had.
import type { ComponentChildren } from 'preact';
import { inLanguage } from '../../lib/language';
import { formatWait } from '../../live/format';
import type { Offer } from '../../live/shapes';
import { speakMaybe } from '../../live/words';
import { t } from './words';

function Words({ offer }: { offer: Offer }) {
  const wait = formatWait(offer.least_us, offer.most_us);
  const waiting = offer.waiting ?? 0;
  return (
    <>
      <span class="offer-title">{inLanguage(offer.title)}</span>
      {offer.is_offered ? (
        <span class="offer-wait">
          <strong>{wait ?? t('offer.unknown')}</strong>
          <span> · {waiting === 0 ? t('offer.nobody') : t('offer.waiting', { n: waiting })}</span>
        </span>
      ) : (
        <span class="offer-why">{speakMaybe(`offer.not.${offer.why_not}`, t('offer.not.closed'))}</span>
      )}
    </>
  );
}

interface Props {
  offers: Offer[];
  /** When several are chosen: those, in order; null when one touch is enough. */
  chosen: number[] | null;
  isBusy: boolean;
  choose: (service: number) => void;
}

function Letter({ children }: { children: ComponentChildren }) {
  return (
    <span class="offer-letter" aria-hidden="true">
      {children}
    </span>
  );
}

export function Offers({ offers, chosen, isBusy, choose }: Props) {
  return (
    <ul class="offers">
      {offers.map((offer) => {
        const service = offer.service ?? 0;
        const place = chosen ? chosen.indexOf(service) : -1;
        if (!offer.is_offered)
          return (
            <li key={service} class="offer is-not">
              <Words offer={offer} />
            </li>
          );
        return (
          <li key={service}>
            <button
              type="button"
              class={`offer ${place >= 0 ? 'is-chosen' : ''}`}
              aria-pressed={chosen ? place >= 0 : undefined}
              aria-disabled={isBusy}
              onClick={() => !isBusy && choose(service)}
            >
              <Words offer={offer} />
              {place >= 0 && <Letter>{place + 1}</Letter>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
