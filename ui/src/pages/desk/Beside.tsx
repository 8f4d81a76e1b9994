// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one needs to know beside the conversation: the promises that run, who the customer is, and what
// happened at earlier visits.
import type { Desk, Past, Visit } from '../../live/shapes';
import { inLanguage, isLanguage, languageNames } from '../../lib/language';
import { Shape } from '../../components/Shape';
import type { Status } from '../../lib/moments';
import { ClockItem } from '../../staff/ClockItem';
import { inUrgency } from '../../staff/Ring';
import { dayText, now_us } from '../../staff/time';
import { t, tMaybe } from '../../staff/words';
import { Action } from './Visit';
import type { Asked } from './questions';

const outcomes: Record<string, Status> = { satisfied: 'kept', dissatisfied: 'missed', abandoned: 'missed' };

function History({ past, zone }: { past: Past[]; zone: string | null }) {
  return (
    <ol class="history">
      {past.map((one) => (
        <li key={one.journey}>
          <span class="history-day">{one.opened_us === null ? '' : dayText(one.opened_us, zone)}</span>
          <span>{inLanguage(one.service_title)}</span>
          <span class="quiet">
            {one.outcome && (
              <>
                <Shape status={outcomes[one.outcome] ?? 'unknown'} /> {tMaybe(`outcome.${one.outcome}`, one.outcome)}
              </>
            )}
            {one.mark !== null && ` · ${t('history.mark', { mark: one.mark })}`}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Known({ visit }: { visit: Visit }) {
  const { customer } = visit;
  const speaks = visit.language ?? customer?.language;
  const facts: [string, string | null][] = [
    [t('customer.language'), isLanguage(speaks) ? languageNames[speaks] : (speaks ?? null)],
    [t('customer.preference'), visit.preference ? tMaybe(`prefer.${visit.preference}`, visit.preference) : null],
    [t('customer.telephone'), customer?.telephone ?? null],
    [t('customer.email'), customer?.email ?? null],
    [t('customer.visits'), customer?.visits ? String(customer.visits) : null],
  ];
  return (
    <>
      <p class="customer-name">{customer?.title ?? <span class="quiet">{t('customer.unknown')}</span>}</p>
      {customer?.note && <p class="customer-note">{customer.note}</p>}
      <dl class="facts">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </>
  );
}

export function Beside({ desk, visit, ask }: { desk: Desk; visit: Visit; ask: (asked: Asked) => void }) {
  return (
    <aside class="pane beside" aria-label={t('beside.title')}>
      <section>
        <h2>{t('beside.promises')}</h2>
        {visit.clocks.length === 0 ? (
          <p class="nothing">{t('beside.no-promise')}</p>
        ) : (
          <ul class="clocks">
            {inUrgency(visit.clocks, now_us.value).map((clock) => (
              <ClockItem key={clock.clock} clock={clock} />
            ))}
          </ul>
        )}
      </section>
      <section>
        <h2>{t('beside.customer')}</h2>
        <Known visit={visit} />
        <div class="actions is-quiet">
          <Action name="customer.who" hint="w" run={() => ask({ kind: 'customer' })} />
          <Action name="customer.how" hint="v" run={() => ask({ kind: 'prefer' })} />
        </div>
      </section>
      <section>
        <h2>{t('beside.history')}</h2>
        {visit.past.length === 0 ? (
          <p class="nothing">{t('beside.no-history')}</p>
        ) : (
          <History past={visit.past} zone={desk.zone} />
        )}
      </section>
    </aside>
  );
}
