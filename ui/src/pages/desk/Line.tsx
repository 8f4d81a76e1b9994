// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whom this counter may serve, in the order in which they would be called, and who is aside. A row is a
// button that opens what can be done with the ticket; arrow keys go through the rows.
import { useRef } from 'preact/hooks';
import type { Desk, Waiting } from '../../live/shapes';
import {  } from '../../staff/act';
import { classTag, counterIn, named, serviceIn } from '../../staff/house';
import { KeyHint } from '../../staff/keys';
import { Ring } from '../../staff/Ring';
import { clockText, now_us, timeText } from '../../staff/time';
import { t, tMaybe } from '../../staff/words';

interface RowProps {
  desk: Desk;
  ticket: Waiting;
  open: (ticket: Waiting) => void;
  isNext: boolean;
  isFirst: boolean;
}

function Marks({ desk, ticket }: { desk: Desk; ticket: Waiting }) {
  const tag = classTag(desk.classes, ticket.class);
  const counter = counterIn(desk.counters, ticket.for_counter);
  return (
    <>
      {tag && <span class="tag is-strong">{tag}</span>}
      {ticket.appointment_us && <span class="tag">{t('line.agreed', { time: timeText(ticket.appointment_us, desk.zone) })}</span>}
      {counter && <span class="tag">{t('line.for', { counter: named(counter) })}</span>}
      {ticket.customer_title && <span class="tag">{ticket.customer_title}</span>}
    </>
  );
}

/** Where the clock of a waiting ticket stands, drawn from its arrival to its first deadline. */
export function WaitRing({ ticket }: { ticket: Waiting }) {
  if (ticket.due_us === null && !ticket.is_missed) return <span class="no-ring" />;
  const state = ticket.is_missed ? 'missed' : 'running';
  return (
    <>
      <Ring clock={{ begun_us: ticket.taken_us, due_us: ticket.due_us, state, is_warned: ticket.is_warned }} />
      {ticket.is_missed && <span class="unseen">{t('status.missed')}</span>}
      {!ticket.is_missed && ticket.is_warned && <span class="unseen">{t('status.at-risk')}</span>}
    </>
  );
}

function Row({ desk, ticket, open, isNext, isFirst }: RowProps) {
  const service = serviceIn(desk.services, ticket.service);
  return (
    <li>
      <button
        type="button" class={`line-row${isNext ? ' is-next' : ''}`} data-focus={`ticket-${ticket.ticket}`}
        tabIndex={isFirst ? 0 : -1} onClick={() => open(ticket)}
      >
        <WaitRing ticket={ticket} />
        <b class="label">{ticket.label}</b>
        <span class="line-service">{named(service)}</span>
        <span class="line-time">{clockText(now_us.value - (ticket.taken_us ?? now_us.value))}</span>
        <span class="line-marks">
          {isNext && <span class="tag is-next">{t('line.next')}</span>}
          {ticket.state !== 'waiting' && <span class="tag">{tMaybe(`ticket.${ticket.state}`, ticket.state ?? '')}</span>}
          <Marks desk={desk} ticket={ticket} />
        </span>
      </button>
    </li>
  );
}

/** Arrow keys, Home and End move the focus through the rows of a list. */
export function useRows() {
  const list = useRef<HTMLOListElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('.line-row') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, to))]?.focus();
  };
  return { list, onKeyDown };
}

interface Props {
  desk: Desk;
  open: (ticket: Waiting) => void;
  callNext: () => void;
  mayCall: boolean;
  why: string;
}

export function Line({ desk, open, callNext, mayCall, why }: Props) {
  const { waiting, aside } = desk;
  const rows = useRows();
  const asideRows = useRows();
  return (
    <section class="pane line" aria-labelledby="line-title">
      <header class="pane-head">
        <h2 id="line-title">
          {t('line.title')} <span class="count">{waiting.length}</span>
        </h2>
        <button
          type="button" class="button is-main call-next" id="call-next" data-focus="call-next"
          disabled={!mayCall || waiting.length === 0} onClick={callNext}
        >
          {t('line.call')} <KeyHint name=" " />
        </button>
      </header>
      {why && <p class="quiet small why">{why}</p>}
      {waiting.length === 0 ? (
        <p class="nothing">{t('line.empty')}</p>
      ) : (
        <ol class="rows" ref={rows.list} onKeyDown={rows.onKeyDown}>
          {waiting.map((ticket, index) => (
            <Row key={ticket.ticket} desk={desk} ticket={ticket} open={open} isNext={ticket.ticket === desk.next} isFirst={index === 0} />
          ))}
        </ol>
      )}
      {aside.length > 0 && (
        <>
          <h3 class="aside-title">
            {t('line.aside')} <span class="count">{aside.length}</span>
          </h3>
          <ol class="rows" ref={asideRows.list} onKeyDown={asideRows.onKeyDown}>
            {aside.map((ticket, index) => (
              <Row key={ticket.ticket} desk={desk} ticket={ticket} open={open} isNext={false} isFirst={index === 0} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
