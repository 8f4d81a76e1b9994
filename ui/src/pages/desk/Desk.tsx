// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A counter: on the left who waits, in the middle the customer in front, on the right what was promised.
// Everything can be done by keys; the obvious next thing is always under the space bar or one letter.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Desk as Data } from '../../live/shapes';
import { act } from '../../staff/act';
import { branches, may, me, named } from '../../staff/house';
import { KeyHint, useKeys, type Shortcut } from '../../staff/keys';
import { useLiveLook } from '../../staff/look';
import { Wanted } from '../../staff/Shell';
import { clockText, now_us } from '../../staff/time';
import { t, tMaybe, type Key } from '../../staff/words';
import { Beside } from './Beside';
import { ChooseCounter } from './ChooseCounter';
import { Line } from './Line';
import { inHand, mark, marks, step } from './Moments';
import { Question, type Asked } from './questions';
import { doing, Visit } from './Visit';

/** The counter that the address names, else where the person sits. */
function wantedCounter(): number | null {
  return Number(location.hash.slice(1)) || me.value?.counter || null;
}

export const counterId = signal<number | null>(null);

export function goToCounter(id: number | null): void {
  counterId.value = id;
  history.replaceState(null, '', id === null ? location.pathname : `#${id}`);
}

function Strip({ desk, ask }: { desk: Data; ask: (asked: Asked) => void }) {
  const { counter } = desk;
  const id = counter?.counter ?? 0;
  const state = counter?.state ?? 'closed';
  const since = counter?.since_us;
  return (
    <header class="strip">
      <div class="strip-what">
        <h1>
          {named(counter)} <span class="quiet">{named({ title: desk.title, name: null })}</span>
        </h1>
        <p class="strip-state">
          <span class={`dot is-${state}`} aria-hidden="true" />
          {tMaybe(`counter.${state}`, state)}
          {counter?.reason && ` (${tMaybe(`reason.${counter.reason}`, counter.reason)})`}
          {state !== 'closed' && since ? ` · ${clockText(now_us.value - since)}` : ''}
          {counter?.staff && counter.staff !== me.value?.staff ? ` · ${counter.staff_title ?? ''}` : ''}
          <span class="quiet"> · {t('desk.served', { n: desk.served ?? 0 })}</span>
          {!desk.is_open && <span class="tag is-strong">{t('desk.day-closed')}</span>}
        </p>
      </div>
      <div class="actions">
        {state === 'open' && (
          <button type="button" class="button" data-focus="pause" onClick={() => ask({ kind: 'pause' })}>
            {t('desk.pause')} <KeyHint name="u" />
          </button>
        )}
        {state !== 'open' && (
          <button type="button" class="button is-main" data-focus="pause" onClick={() => void openCounter(id)}>
            {t(state === 'paused' ? 'desk.continue' : 'desk.open')} <KeyHint name="u" />
          </button>
        )}
        {state !== 'closed' && (
          <button type="button" class="button" data-focus="close" onClick={() => void closeCounter(id)}>
            {t('desk.close')} <KeyHint name="x" />
          </button>
        )}
        <button type="button" class="button is-plain" data-focus="other" onClick={() => goToCounter(null)}>
          {t('desk.other')} <KeyHint name="c" />
        </button>
      </div>
    </header>
  );
}

const openCounter = (counter: number) => act('counter_open', { counter }, () => t('counter.opened'));
const closeCounter = (counter: number) => act('counter_close', { counter }, () => t('counter.closed.done'));

function Nobody({ desk, whyNot }: { desk: Data; whyNot: string }) {
  return (
    <section class="pane visit is-empty" aria-label={t('visit.title')} id="visit" tabIndex={-1}>
      <div class="nobody">
        <p class="nobody-title">{t('visit.nobody')}</p>
        <p class="quiet">{whyNot || t(desk.waiting.length > 0 ? 'visit.nobody.call' : 'visit.nobody.wait')}</p>
      </div>
    </section>
  );
}

function deskKeys(desk: Data, ask: (asked: Asked) => void, callNext: () => void): Shortcut[] {
  const { visit } = desk;
  const isCalled = visit?.state === 'called';
  const isServing = visit?.state === 'serving';
  const id = desk.counter?.counter ?? 0;
  const on = (key: string, what: Key, isOn: boolean, run: () => void): Shortcut => ({ key, what, run, isOff: !isOn });
  const own = (run: (visit: NonNullable<Data['visit']>) => unknown) => () => {
    if (visit) void run(visit);
  };
  /* While the focus is on the closing row, the numbers close the visit. */
  const marking = (index: number) => own((one) => {
    const as = marks[index] ?? 'neutral';
    return document.activeElement?.closest('#finish') ? doing.finish(one, as) : mark(one, inHand(one), as);
  });
  return [
    on(' ', 'line.call', !visit, callNext),
    on('b', 'visit.begin', isCalled, own(doing.begin)),
    on('r', 'visit.recall', isCalled, own(doing.recall)),
    on('n', 'visit.no-show', isCalled, own(doing.missed)),
    on('j', 'key.next-moment', Boolean(visit), own((one) => step(one, 1))),
    on('k', 'key.previous-moment', Boolean(visit), own((one) => step(one, -1))),
    on('0', 'moment.begin', isServing, own((one) => mark(one, inHand(one), 'begun'))),
    on('1', 'key.positive', isServing, marking(0)),
    on('2', 'key.neutral', isServing, marking(1)),
    on('3', 'key.negative', isServing, marking(2)),
    on('f', 'key.finish', isServing, () => document.querySelector<HTMLElement>('#finish .mark-button')?.focus()),
    on('t', 'visit.transfer', Boolean(visit), () => ask({ kind: 'transfer' })),
    on('a', 'visit.errand', Boolean(visit), () => ask({ kind: 'errand' })),
    on('h', 'visit.hold', Boolean(visit), () => ask({ kind: 'hold' })),
    on('p', 'visit.park', Boolean(visit), () => ask({ kind: 'park' })),
    on('w', 'customer.who', Boolean(visit), () => ask({ kind: 'customer' })),
    on('v', 'customer.how', Boolean(visit), () => ask({ kind: 'prefer' })),
    ...(may('ticket_repair') ? [on('i', 'key.repair', Boolean(visit), () => ask({ kind: 'repair' }))] : []),
    on('q', 'key.line', true, () => (document.querySelector<HTMLElement>('.line-row') ?? document.getElementById('call-next'))?.focus()),
    on('u', 'key.pause', true, () => {
      if (desk.counter?.state === 'open') ask({ kind: 'pause' });
      else void openCounter(id);
    }),
    on('x', 'desk.close', desk.counter?.state !== 'closed', () => void closeCounter(id)),
    on('c', 'desk.other', true, () => goToCounter(null)),
  ];
}

/** After a step of the visit the focus goes where the next one is. */
function useFocusOnStep(desk: Data): void {
  const step = `${desk.visit?.ticket ?? ''} ${desk.visit?.state ?? ''}`;
  const [before, setBefore] = useState(step);
  useEffect(() => {
    if (step === before) return;
    setBefore(step);
    const on = document.activeElement;
    if ((on && on !== document.body && on.id !== 'main') || document.querySelector('dialog[open]')) return;
    document.getElementById(desk.visit ? 'visit' : 'call-next')?.focus({ preventScroll: true });
  }, [step]);
}

function AtCounter({ desk }: { desk: Data }) {
  const [asked, ask] = useState<Asked | null>(null);
  const { visit, counter } = desk;
  const isOpen = counter?.state === 'open';
  const isOther = isOpen && counter?.staff !== null && counter?.staff !== me.value?.staff;
  const callNext = () => {
    if (!isOpen || visit) return;
    void act('ticket_next', { counter: counter?.counter ?? 0 }, ({ ticket, label }) => (ticket ? t('line.called', { label }) : t('line.nobody')));
  };
  useKeys('help.desk', deskKeys(desk, ask, callNext));
  useFocusOnStep(desk);
  const whyNot = isOther ? t('desk.taken', { who: counter?.staff_title ?? '' }) : isOpen ? '' : t(counter?.state === 'paused' ? 'desk.is-paused' : 'desk.is-closed');
  return (
    <>
      <Strip desk={desk} ask={ask} />
      <div class={`desk${visit ? ' has-visit' : ''}`}>
        <Line desk={desk} open={(ticket) => ask({ kind: 'ticket', ticket })} callNext={callNext} mayCall={isOpen && !visit} why={visit ? '' : whyNot} />
        {visit ? <Visit desk={desk} visit={visit} ask={ask} /> : <Nobody desk={desk} whyNot={whyNot} />}
        {visit && <Beside desk={desk} visit={visit} ask={ask} />}
      </div>
      {asked && <Question desk={desk} asked={asked} ask={ask} />}
    </>
  );
}

function Sitting({ id }: { id: number }) {
  const branch = branches.value.find((one) => one.counters.some((counter) => counter.counter === id))?.branch ?? null;
  const look = useLiveLook('desk', { counter: id }, branch, 0);
  if (branch === null || !look.data) return <Wanted look={branch === null ? { ...look, isLoading: false } : look} what={t('desk.title')} layout="desk" />;
  return <AtCounter desk={look.data} />;
}

export function Desk() {
  useEffect(() => {
    counterId.value = wantedCounter();
    const hear = () => {
      counterId.value = wantedCounter();
    };
    addEventListener('hashchange', hear);
    return () => removeEventListener('hashchange', hear);
  }, []);
  return counterId.value === null ? <ChooseCounter /> : <Sitting key={counterId.value} id={counterId.value} />;
}
