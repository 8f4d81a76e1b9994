// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the desk asks before it does something: for which reason, where to, who it is, what it should have
// been. Each is a small form whose first field has the focus, so that a key, an arrow and Enter will do.
import { useState } from 'preact/hooks';
import type { Desk, Waiting } from '../../live/shapes';
import { languageNames, languages } from '../../lib/language';
import { act } from '../../staff/act';
import { CustomerPicker } from '../../staff/CustomerPicker';
import { Dialog } from '../../staff/Dialog';
import { ChoiceField, Form, RadioField, TextField, useFormFault } from '../../staff/fields';
import { may, named } from '../../staff/house';
import { dayInput, fromInputs, now_us, timeInput } from '../../staff/time';
import { t, tMaybe, type Key } from '../../staff/words';

/** Which question is open; `ticket` is the one in front unless another is named. */
export type Asked =
  | { kind: 'hold' | 'park' | 'transfer' | 'errand' | 'customer' | 'prefer' | 'class' | 'repair'; ticket?: Waiting }
  | { kind: 'ticket'; ticket: Waiting }
  | { kind: 'pause' };

interface Props {
  desk: Desk;
  asked: Asked;
  ask: (asked: Asked | null) => void;
}

interface About {
  id: number;
  label: string;
  service: number | null;
  state: string;
}

/** The ticket that a question is about. */
function aboutOf(desk: Desk, ticket: Waiting | undefined): About {
  const one = ticket ?? desk.visit;
  return { id: one?.ticket ?? 0, label: one?.label ?? '', service: one?.service ?? null, state: one?.state ?? '' };
}

const reasons = {
  hold: ['form', 'document', 'call', 'other'],
  park: ['check', 'colleague', 'papers', 'other'],
  pause: ['break', 'work', 'help', 'away'],
} as const;

const says: Record<keyof typeof reasons, { title: Key; what: Key; go: Key; done: Key }> = {
  hold: { title: 'hold.title', what: 'hold.what', go: 'hold.do', done: 'hold.done' },
  park: { title: 'park.title', what: 'park.what', go: 'park.do', done: 'park.done' },
  pause: { title: 'pause.title', what: 'pause.what', go: 'pause.do', done: 'pause.done' },
};

function Reason({ desk, asked, ask }: Props) {
  const kind = asked.kind as keyof typeof reasons;
  const about = aboutOf(desk, 'ticket' in asked ? asked.ticket : undefined);
  const [reason, setReason] = useState<string>(reasons[kind][0]);
  const form = useFormFault();
  const close = () => ask(null);
  const send = async () => {
    const done =
      kind === 'pause'
        ? await act('counter_pause', { counter: desk.counter?.counter ?? 0, reason }, () => t(says.pause.done))
        : await act(kind === 'hold' ? 'ticket_hold' : 'ticket_park', { ticket: about.id, reason }, () => t(says[kind].done, { label: about.label }));
    if (done) close();
  };
  return (
    <Dialog title={t(says[kind].title, { label: about.label })} close={close}>
      <p class="lead">{t(says[kind].what)}</p>
      <Form send={send} submit={t(says[kind].go)} cancel={close} fields={[]} form={form}>
        <RadioField
          label={t('reason')} value={reason} change={setReason} isFirst
          choices={reasons[kind].map((value) => ({ value, text: t(`reason.${value}` as Key) }))}
        />
      </Form>
    </Dialog>
  );
}

function Transfer({ desk, asked, ask }: Props) {
  const about = aboutOf(desk, 'ticket' in asked ? asked.ticket : undefined);
  const [service, setService] = useState(String(about.service ?? ''));
  const [counter, setCounter] = useState('');
  const [place, setPlace] = useState('keeps');
  const form = useFormFault();
  const close = () => ask(null);
  const own = desk.counter?.counter;
  const send = async () => {
    const takes = { ticket: about.id, service: Number(service) || undefined, counter: Number(counter) || undefined, loses_place: place === 'loses' || undefined };
    if (await act('ticket_transfer', takes, () => t('transfer.done', { label: about.label }))) close();
  };
  return (
    <Dialog title={t('transfer.title', { label: about.label })} close={close}>
      <Form send={send} submit={t('transfer.do')} cancel={close} fields={[]} form={form}>
        <ChoiceField
          label={t('transfer.service')} value={service} change={setService}
          choices={desk.services.map((one) => ({ value: String(one.service), text: named(one) }))}
        />
        <ChoiceField
          label={t('transfer.counter')} value={counter} change={setCounter}
          choices={[
            { value: '', text: t('transfer.any') },
            ...desk.counters
              .filter((one) => one.counter !== own || asked.kind !== 'transfer' || about.state === 'waiting')
              .map((one) => ({ value: String(one.counter), text: `${named(one)} · ${tMaybe(`counter.${one.state}`, one.state ?? '')}` })),
          ]}
        />
        <RadioField
          label={t('transfer.place')} value={place} change={setPlace}
          choices={[
            { value: 'keeps', text: t('transfer.keeps') },
            { value: 'loses', text: t('transfer.loses') },
          ]}
        />
      </Form>
    </Dialog>
  );
}

function Errand({ desk, asked, ask }: Props) {
  const about = aboutOf(desk, 'ticket' in asked ? asked.ticket : undefined);
  const others = desk.services.filter((one) => one.service !== about.service);
  const [service, setService] = useState(String(others[0]?.service ?? ''));
  const form = useFormFault();
  const close = () => ask(null);
  const send = async () => {
    if (await act('errand_add', { ticket: about.id, service: Number(service) }, () => t('errand.done', { label: about.label }))) close();
  };
  return (
    <Dialog title={t('errand.title', { label: about.label })} close={close}>
      <p class="lead">{t('errand.what')}</p>
      <Form send={send} submit={t('errand.do')} cancel={close} fields={[]} form={form}>
        <RadioField label={t('transfer.service')} value={service} change={setService} isFirst choices={others.map((one) => ({ value: String(one.service), text: named(one) }))} />
      </Form>
    </Dialog>
  );
}

function PriorityClass({ desk, asked, ask }: Props) {
  const ticket = 'ticket' in asked ? asked.ticket : undefined;
  const about = aboutOf(desk, ticket);
  const [value, setValue] = useState(ticket?.class ?? desk.visit?.class ?? 'normal');
  const form = useFormFault();
  const close = () => ask(null);
  const send = async () => {
    if (await act('ticket_change', { ticket: about.id, class: value }, () => t('class.done', { label: about.label }))) close();
  };
  return (
    <Dialog title={t('class.title', { label: about.label })} close={close}>
      <Form send={send} submit={t('form.save')} cancel={close} fields={[]} form={form}>
        <RadioField label={t('customer.class')} value={value} change={setValue} isFirst choices={desk.classes.map((one) => ({ value: one.name ?? '', text: named(one) }))} />
      </Form>
    </Dialog>
  );
}

function Prefer({ desk, asked, ask }: Props) {
  const about = aboutOf(desk, 'ticket' in asked ? asked.ticket : undefined);
  const [preference, setPreference] = useState(desk.visit?.preference ?? 'see');
  const [language, setLanguage] = useState(desk.visit?.language ?? 'en');
  const form = useFormFault();
  const close = () => ask(null);
  const send = async () => {
    if (await act('ticket_prefer', { ticket: about.id, preference, language }, () => t('prefer.done'))) close();
  };
  return (
    <Dialog title={t('prefer.title', { label: about.label })} close={close}>
      <Form send={send} submit={t('form.save')} cancel={close} fields={[]} form={form}>
        <RadioField
          label={t('customer.preference')} value={preference} change={setPreference} isFirst
          choices={(['see', 'hear', 'vibrate'] as const).map((value) => ({ value, text: t(`prefer.${value}`) }))}
        />
        <RadioField label={t('customer.language')} value={language} change={setLanguage} choices={languages.map((value) => ({ value, text: languageNames[value] }))} />
      </Form>
    </Dialog>
  );
}

function Who({ desk, asked, ask }: Props) {
  const about = aboutOf(desk, 'ticket' in asked ? asked.ticket : undefined);
  const close = () => ask(null);
  const choose = async (customer: number, title: string) => {
    if (await act('ticket_change', { ticket: about.id, customer }, () => t('customer.linked', { label: about.label, customer: title }))) close();
  };
  return (
    <Dialog title={t('customer.who.title', { label: about.label })} close={close} wide>
      <CustomerPicker choose={choose} />
    </Dialog>
  );
}

const repaired = ['waiting', 'serving', 'done', 'left', 'missed'] as const;
const whys = ['forgotten', 'mistaken', 'wrong-person', 'other'] as const;

function Repair({ desk, asked, ask }: Props) {
  const about = aboutOf(desk, 'ticket' in asked ? asked.ticket : undefined);
  const [state, setState] = useState<string>(about.state === 'serving' ? 'done' : 'waiting');
  const [reason, setReason] = useState<string>('forgotten');
  const [counter, setCounter] = useState(String(desk.counter?.counter ?? ''));
  const [time, setTime] = useState(timeInput(now_us.value, desk.zone));
  const [isNow, setNow] = useState(true);
  const form = useFormFault();
  const close = () => ask(null);
  const send = async () => {
    const happened_us = isNow ? undefined : (fromInputs(dayInput(now_us.value, desk.zone), time, desk.zone) ?? undefined);
    const takes = { ticket: about.id, state, reason, counter: state === 'serving' ? Number(counter) : undefined, happened_us };
    if (await act('ticket_repair', takes, () => t('repair.done', { label: about.label, state: t(`ticket.${state}` as Key) }))) close();
  };
  return (
    <Dialog title={t('repair.title', { label: about.label })} close={close}>
      <p class="lead">{t('repair.what')}</p>
      <Form send={send} submit={t('repair.do')} cancel={close} fields={[]} form={form}>
        <RadioField label={t('repair.state')} value={state} change={setState} isFirst choices={repaired.map((value) => ({ value, text: t(`ticket.${value}`) }))} />
        {state === 'serving' && (
          <ChoiceField label={t('counter')} value={counter} change={setCounter} choices={desk.counters.map((one) => ({ value: String(one.counter), text: named(one) }))} />
        )}
        <ChoiceField label={t('reason')} value={reason} change={setReason} choices={whys.map((value) => ({ value, text: t(`repair.${value}`) }))} />
        <label class="check">
          <input type="checkbox" checked={isNow} onChange={(event) => setNow(event.currentTarget.checked)} />
          <span>{t('repair.now')}</span>
        </label>
        {!isNow && <TextField label={t('repair.time')} type="time" value={time} change={setTime} isNeeded />}
      </Form>
    </Dialog>
  );
}

/** What can be done with a ticket of the list. */
function TicketMenu({ desk, asked, ask }: Props & { asked: { kind: 'ticket'; ticket: Waiting } }) {
  const { ticket } = asked;
  const id = ticket.ticket ?? 0;
  const label = ticket.label ?? '';
  const counter = desk.counter?.counter ?? 0;
  const canCall = desk.counter?.state === 'open' && desk.visit === null;
  const close = () => ask(null);
  const then = (work: Promise<unknown>) =>
    void work.then((done) => {
      if (done) close();
    });
  const isWaiting = ticket.state === 'waiting';
  const items: [Key, (() => void) | null][] = [
    ['menu.call', canCall ? () => then(act('ticket_call', { ticket: id, counter }, () => t('menu.called', { label }))) : null],
    ['menu.resume', !isWaiting && canCall ? () => then(act('ticket_resume', { ticket: id, counter }, () => t('menu.resumed', { label }))) : null],
    ['menu.back', !isWaiting ? () => then(act('ticket_resume', { ticket: id }, () => t('menu.returned', { label }))) : null],
    ['menu.transfer', () => ask({ kind: 'transfer', ticket })],
    ['menu.errand', () => ask({ kind: 'errand', ticket })],
    ['menu.class', isWaiting && desk.classes.length > 1 ? () => ask({ kind: 'class', ticket }) : null],
    ['menu.customer', () => ask({ kind: 'customer', ticket })],
    ['menu.left', () => then(act('ticket_leave', { ticket: id }, () => t('menu.gone', { label })))],
    ['menu.repair', may('ticket_repair') ? () => ask({ kind: 'repair', ticket }) : null],
  ];
  return (
    <Dialog title={t('menu.title', { label })} close={close}>
      {!canCall && <p class="quiet small">{t(desk.visit ? 'menu.busy' : 'menu.closed')}</p>}
      <ul class="menu">
        {items.map(([name, run]) =>
          run ? (
            <li key={name}>
              <button type="button" class="menu-item" onClick={run}>
                {t(name)}
              </button>
            </li>
          ) : null,
        )}
      </ul>
    </Dialog>
  );
}

export function Question(props: Props) {
  const { kind } = props.asked;
  if (kind === 'ticket') return <TicketMenu {...props} asked={props.asked as { kind: 'ticket'; ticket: Waiting }} />;
  const Kind = { hold: Reason, park: Reason, pause: Reason, transfer: Transfer, errand: Errand, class: PriorityClass, prefer: Prefer, customer: Who, repair: Repair }[kind];
  return <Kind {...props} />;
}
