// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who waits, how long it honestly takes for who comes now, and the promises in danger.
import { useState } from 'preact/hooks';
import type { Class, Service, Today, Waiting } from '../../live/shapes';
import { inLanguage } from '../../lib/language';
import { ClockItem } from '../../staff/ClockItem';
import { classTag, named, serviceIn } from '../../staff/house';
import { inUrgency, Ring } from '../../staff/Ring';
import { clockText, now_us, rangeText, timeText } from '../../staff/time';
import { t, tMaybe } from '../../staff/words';

const FIRST = 10;

function Ticket({ ticket, services, classes, zone }: { ticket: Waiting; services: Service[]; classes: Class[]; zone: string | null }) {
  const tag = classTag(classes, ticket.class);
  const due = { begun_us: ticket.taken_us, due_us: ticket.due_us, state: ticket.is_missed ? 'missed' : 'running', is_warned: ticket.is_warned };
  return (
    <li class="line-row">
      {ticket.due_us !== null || ticket.is_missed ? <Ring clock={due} /> : <span class="no-ring" />}
      <b class="label">{ticket.label}</b>
      <span class="line-service">
        {named(serviceIn(services, ticket.service))}
        {ticket.is_missed && <span class="unseen"> {t('status.missed')}</span>}
        {!ticket.is_missed && ticket.is_warned && <span class="unseen"> {t('status.at-risk')}</span>}
      </span>
      <span class="line-time">{clockText(now_us.value - (ticket.taken_us ?? now_us.value))}</span>
      <span class="line-marks">
        {tag && <span class="tag is-strong">{tag}</span>}
        {ticket.appointment_us && <span class="tag">{t('line.agreed', { time: timeText(ticket.appointment_us, zone) })}</span>}
        {ticket.state !== 'waiting' && <span class="tag">{tMaybe(`ticket.${ticket.state}`, ticket.state ?? '')}</span>}
      </span>
    </li>
  );
}

export function WaitingNow({ today, services, classes }: { today: Today; services: Service[]; classes: Class[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? today.waiting : today.waiting.slice(0, FIRST);
  return (
    <section class="pane" aria-labelledby="waiting-title">
      <h2 id="waiting-title">
        {t('now.waiting')} <span class="count">{today.waiting.length}</span>
      </h2>
      {today.waiting.length === 0 && <p class="nothing">{t('now.nobody')}</p>}
      <ol class="rows is-still">
        {shown.map((one) => (
          <Ticket key={one.ticket} ticket={one} services={services} classes={classes} zone={today.zone} />
        ))}
      </ol>
      {!all && today.waiting.length > FIRST && (
        <button type="button" class="button is-plain" onClick={() => setAll(true)}>
          {t('list.all', { n: today.waiting.length })}
        </button>
      )}
      {today.aside.length > 0 && (
        <>
          <h3 class="aside-title">
            {t('line.aside')} <span class="count">{today.aside.length}</span>
          </h3>
          <ol class="rows is-still">
            {today.aside.slice(0, all ? undefined : FIRST).map((one) => (
              <Ticket key={one.ticket} ticket={one} services={services} classes={classes} zone={today.zone} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

export function Promises({ today }: { today: Today }) {
  const [all, setAll] = useState(false);
  const clocks = inUrgency(today.clocks, now_us.value);
  const missed = clocks.filter((one) => one.state === 'missed').length;
  return (
    <section class="pane" id="promises" tabIndex={-1} aria-labelledby="promises-title">
      <h2 id="promises-title">
        {t('now.promises')} <span class="count">{clocks.length}</span>
      </h2>
      {clocks.length === 0 ? (
        <p class="nothing">{t('now.promises.none')}</p>
      ) : (
        <p class="quiet small">{t('now.promises.what', { missed, risk: clocks.length - missed })}</p>
      )}
      <ul class="clocks">
        {clocks.slice(0, all ? undefined : FIRST).map((clock) => (
          <ClockItem key={clock.clock} clock={clock} withLabel />
        ))}
      </ul>
      {!all && clocks.length > FIRST && (
        <button type="button" class="button is-plain" onClick={() => setAll(true)}>
          {t('list.all', { n: clocks.length })}
        </button>
      )}
    </section>
  );
}

export function Offers({ today }: { today: Today }) {
  return (
    <section class="pane" aria-labelledby="offers-title">
      <h2 id="offers-title">{t('now.offers')}</h2>
      <p class="quiet small">{t('now.offers.what')}</p>
      <ul class="offers">
        {today.offers.map((offer) => (
          <li key={offer.service}>
            <span class="letter">{offer.letter}</span>
            <span class="offer-name">
              {inLanguage(offer.title)}
              <span class="quiet small">{t('now.offer.waiting', { n: offer.waiting ?? 0 })}</span>
            </span>
            <b class="offer-wait">
              {offer.is_offered
                ? (rangeText(offer.least_us, offer.most_us) ?? t('now.offer.unknown'))
                : tMaybe(`whynot.${offer.why_not}`, offer.why_not ?? '')}
            </b>
          </li>
        ))}
      </ul>
    </section>
  );
}
