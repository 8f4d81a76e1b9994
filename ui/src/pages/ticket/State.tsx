// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How it stands with the ticket, one state at a time, each saying what to do.
import { inLanguage } from '../../lib/language';
import { formatHour, formatWait } from '../../live/format';
import type { Ticket } from '../../live/shapes';
import { t } from './words';

export function aheadText(ticket: Ticket): string {
  const ahead = ticket.ahead ?? 0;
  return ahead === 0 ? t('ahead.none') : t('ahead', { n: ahead });
}

function How({ ticket }: { ticket: Ticket }) {
  return (
    <details class="how">
      <summary>{t('how')}</summary>
      <p>
        {ticket.counters === 0 ? t('how.none') : t('how.counters', { n: ticket.counters ?? 1 })} {t('how.range')}
      </p>
    </details>
  );
}

function Waiting({ ticket }: { ticket: Ticket }) {
  const wait = formatWait(ticket.least_us, ticket.most_us);
  const first = formatWait(ticket.first_least_us, ticket.first_most_us);
  return (
    <>
      <p class="ahead">{aheadText(ticket)}</p>
      <p class="wait">{wait ? <span>{wait}</span> : t('wait.unknown')}</p>
      {ticket.is_longer && first ? (
        <p class="longer">
          <strong>{t('longer')}</strong> {t('longer.what', { first })}
        </p>
      ) : (
        first && wait && first !== wait && <p class="quiet">{t('first', { first })}</p>
      )}
      <How ticket={ticket} />
    </>
  );
}

function Called({ ticket }: { ticket: Ticket }) {
  const calls = ticket.calls ?? 1;
  return (
    <>
      <p class="go">{t('called.go')}</p>
      <p class="place">{inLanguage(ticket.counter_title)}</p>
      {ticket.called_us !== null && (
        <p>{t(calls > 1 ? 'called.again' : 'called.at', { when: formatHour(ticket.called_us, ticket.zone) })}</p>
      )}
    </>
  );
}

function Missed({ ticket }: { ticket: Ticket }) {
  return (
    <>
      <p class="ahead">{t('missed')}</p>
      <p>
        {ticket.called_us !== null && t('missed.when', { when: formatHour(ticket.called_us, ticket.zone), place: inLanguage(ticket.counter_title) })}
      </p>
      <p>
        <strong>{t('missed.do')}</strong>
      </p>
    </>
  );
}

function Words({ lead, what }: { lead: string; what: string }) {
  return (
    <>
      <p class="ahead">{lead}</p>
      <p>{what}</p>
    </>
  );
}

export function State({ ticket }: { ticket: Ticket }) {
  switch (ticket.state) {
    case 'waiting':
      return <Waiting ticket={ticket} />;
    case 'called':
      return <Called ticket={ticket} />;
    case 'serving':
      return <Words lead={t('serving')} what={inLanguage(ticket.counter_title)} />;
    case 'held':
      return <Words lead={t('held')} what={t('held.what')} />;
    case 'parked':
      return <Words lead={t('parked')} what={t('parked.what')} />;
    case 'missed':
      return <Missed ticket={ticket} />;
    case 'left':
      return <Words lead={t('left')} what={t('left.what')} />;
    default:
      return <Words lead={t('done')} what={t('done.what')} />;
  }
}
