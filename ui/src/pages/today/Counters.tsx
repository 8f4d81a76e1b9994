// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The counters: who sits there, whom they serve, and since when.
import type { Counter, Today } from '../../live/shapes';
import { named } from '../../staff/house';
import { KeyHint } from '../../staff/keys';
import { clockText, now_us } from '../../staff/time';
import { t, tMaybe } from '../../staff/words';
import type { Asked } from './WhatIf';

function doingWords(counter: Counter): string {
  if (counter.ticket) return t(counter.ticket_state === 'called' ? 'now.calls' : 'now.serves', { label: counter.label ?? '' });
  if (counter.state === 'open') return t('now.free');
  const state = tMaybe(`counter.${counter.state}`, counter.state ?? '');
  return counter.reason ? `${state} (${tMaybe(`reason.${counter.reason}`, counter.reason)})` : state;
}

export function Counters({ today, ask }: { today: Today; ask: (asked: Asked) => void }) {
  const order: Record<string, number> = { open: 0, paused: 1, closed: 2 };
  const counters = [...today.counters].sort((a, b) => (order[a.state ?? ''] ?? 3) - (order[b.state ?? ''] ?? 3));
  const open = counters.filter((one) => one.state === 'open').length;
  return (
    <section class="pane" aria-labelledby="counters-title">
      <h2 id="counters-title">
        {t('now.counters')} <span class="count">{t('now.counters.open', { open, n: counters.length })}</span>
      </h2>
      {counters.length === 0 && <p class="nothing">{t('choose.none')}</p>}
      <ul class="counters-now">
        {counters.map((counter) => {
          const since = counter.ticket ? counter.ticket_since_us : counter.since_us;
          const state = counter.ticket ? 'serving' : (counter.state ?? 'closed');
          return (
            <li key={counter.counter} class={`counter-now is-${state}`}>
              <span class={`dot is-${state}`} aria-hidden="true" />
              <a class="counter-link" href={`/desk#${counter.counter}`}>
                {named(counter)}
              </a>
              <span class="counter-doing">{doingWords(counter)}</span>
              <span class="line-time">{counter.state === 'closed' || since === null ? '' : clockText(now_us.value - since)}</span>
              <span class="quiet small counter-who">{counter.state !== 'closed' && counter.staff_title}</span>
              {counter.state !== 'open' && counter.counter !== null && (
                <button type="button" class="button is-plain whatif-ask" data-focus={`whatif-${counter.counter}`} onClick={() => ask(counter.counter ?? 'all')}>
                  {t('whatif.ask')} <span class="unseen">{named(counter)}</span>
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {counters.length > 0 && (
        <p class="actions">
          <button type="button" class="button is-small" data-focus="whatif-all" onClick={() => ask('all')}>
            {t('whatif.ask-all')} <KeyHint name="w" />
          </button>
        </p>
      )}
    </section>
  );
}
