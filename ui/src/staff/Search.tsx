// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One field finds customers, tickets, moments, procedures, places, people and pages.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { faultText } from '../live/fault';
import type { Found, Ticket } from '../live/shapes';
import { inLanguage, language } from '../lib/language';
import { Dialog } from './Dialog';
import { TextField } from './fields';
import { rangeText, momentText } from './time';
import { look } from './service';
import { placeName, places } from './Shell';
import { t, tMaybe } from './words';

export const isSearchOpen = signal(false);
const LEAST = 2;
const PAUSE_MS = 200;

/** Where a thing is shown; null: nowhere, its name is all. A ticket opens here. */
export function addressOf(found: Found): string | null {
  if (found.kind === 'customer') return `/people#customers/${encodeURIComponent(found.title ?? '')}`;
  if (found.kind === 'staff') return `/people#staff/${found.id}`;
  if (found.kind === 'branch') return `/today#${found.id}`;
  if (found.kind === 'moment') return `/today#moment/${encodeURIComponent(found.name ?? '')}`;
  return null;
}

function useFound(text: string): { found: Found[]; fault: unknown; isAsking: boolean } {
  const [state, setState] = useState<{ found: Found[]; fault: unknown; isAsking: boolean }>({ found: [], fault: null, isAsking: false });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted.length < LEAST) {
      setState({ found: [], fault: null, isAsking: false });
      return;
    }
    let isPast = false;
    setState((before) => ({ ...before, isAsking: true }));
    const timer = setTimeout(() => {
      look('search', { text: wanted, language: language.value }).then(
        ({ found }) => !isPast && setState({ found, fault: null, isAsking: false }),
        (fault: unknown) => !isPast && setState({ found: [], fault, isAsking: false }),
      );
    }, PAUSE_MS);
    return () => {
      isPast = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  return state;
}

function TicketCard({ id }: { id: number }) {
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    look('ticket', { ticket: id }).then(setTicket, setFault);
  }, [id]);
  if (fault) return <p class="form-fault">{faultText(fault)}</p>;
  if (!ticket) return <p class="quiet">{t('state.loading', { what: '' })}</p>;
  const facts: [string, string | null][] = [
    [t('ticket.service'), inLanguage(ticket.service_title)],
    [t('ticket.branch'), inLanguage(ticket.branch_title)],
    [t('ticket.taken'), ticket.taken_us === null ? null : momentText(ticket.taken_us, ticket.zone)],
    [t('ticket.quoted'), rangeText(ticket.first_least_us, ticket.first_most_us)],
    [t('ticket.counter'), inLanguage(ticket.counter_title)],
  ];
  return (
    <section class="ticket-card" aria-live="polite">
      <h3>
        {ticket.label} <span class="tag">{tMaybe(`ticket.${ticket.state}`, ticket.state ?? '')}</span>
      </h3>
      <dl class="facts">
        {facts.map(([name, value]) => value && (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Item({ found, open }: { found: Found; open: (id: number) => void }) {
  const address = addressOf(found);
  const inside = (
    <>
      <span class="kind">{tMaybe(`found.${found.kind}`, found.kind ?? '')}</span> {found.title || found.name}
    </>
  );
  if (address)
    return (
      <a class="menu-item" href={address} onClick={() => setTimeout(() => (isSearchOpen.value = false))}>
        {inside}
      </a>
    );
  if (found.kind === 'ticket')
    return (
      <button type="button" class="menu-item" onClick={() => open(found.id ?? 0)}>
        {inside}
      </button>
    );
  return <p class="menu-item is-plain">{inside}</p>;
}

export function Search() {
  const [text, setText] = useState('');
  const [ticket, setTicket] = useState<number | null>(null);
  const { found, fault, isAsking } = useFound(text);
  const box = useRef<HTMLDivElement>(null);
  const wanted = text.trim().toLocaleLowerCase(language.value);
  const pages = wanted.length < LEAST ? [] : places.filter((one) => one.isFor() && placeName(one).toLocaleLowerCase(language.value).includes(wanted));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const all = [...(box.current?.querySelectorAll<HTMLElement>('input, a.menu-item, button.menu-item') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    event.preventDefault();
    all[Math.min(all.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
  };
  const isNothing = wanted.length >= LEAST && !isAsking && !fault && found.length === 0 && pages.length === 0;
  return (
    <Dialog title={t('search.title')} close={() => (isSearchOpen.value = false)} wide>
      <div ref={box} onKeyDown={onKeyDown} class="search">
        <TextField label={t('search.field')} type="search" value={text} change={(value) => { setText(value); setTicket(null); }} hint={t('search.hint')} isFirst />
        <div role="status" class="quiet small">
          {Boolean(fault) && faultText(fault)}
          {isNothing && t('search.nothing')}
          {found.length > 0 && t('search.found', { n: found.length + pages.length })}
        </div>
        <ul class="menu">
          {pages.map((page) => (
            <li key={page.path}>
              <a class="menu-item" href={page.path}>
                <span class="kind">{t('found.page')}</span> {placeName(page)}
              </a>
            </li>
          ))}
          {found.map((one) => (
            <li key={`${one.kind} ${one.id} ${one.name}`}>
              <Item found={one} open={setTicket} />
              {one.kind === 'ticket' && ticket === one.id && <TicketCard id={ticket ?? 0} />}
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
