// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The agreed times of a day in a branch: made, moved, cancelled.
import { useState } from 'preact/hooks';
import type { Appointment, Branch, Service } from '../../live/shapes';
import { sayDone } from '../../staff/act';
import { change } from '../../staff/change';
import { Confirm } from '../../staff/Confirm';
import { CustomerPicker } from '../../staff/CustomerPicker';
import { Dialog } from '../../staff/Dialog';
import { ChoiceField, Form, TextField, useFormFault } from '../../staff/fields';
import { branch, branches, chooseBranch, named, serviceIn, workspaceOf } from '../../staff/house';
import { useLook } from '../../staff/look';
import { Wanted } from '../../staff/Shell';
import { RowButton, Table } from '../../staff/Table';
import { DAY_US, dayInput, fromInputs, now_us, timeInput, timeText } from '../../staff/time';
import { t, tMaybe } from '../../staff/words';

type Open = { kind: 'make' } | { kind: 'move' | 'cancel'; appointment: Appointment };

function MakeForm({ place, services, day, close }: { place: Branch; services: Service[]; day: string; close: () => void }) {
  const [service, setService] = useState(String(services[0]?.service ?? ''));
  const [on, setOn] = useState(day);
  const [time, setTime] = useState('');
  const [customer, setCustomer] = useState<{ id: number; title: string } | null>(null);
  const form = useFormFault();
  const send = async () => {
    const from_us = fromInputs(on, time, place.zone) ?? 0;
    const takes = { branch: place.branch ?? 0, service: Number(service), from_us, customer: customer?.id };
    const { code } = await change('appointment_make', takes, '');
    sayDone(t('appointment.made', { code }));
    close();
  };
  return (
    <Dialog title={t('appointment.make')} close={close} wide>
      <Form send={send} submit={t('appointment.make.do')} cancel={close} fields={['service', 'from_us']} form={form}>
        <div class="form-columns">
          <ChoiceField label={t('ticket.service')} value={service} change={setService} choices={services.map((one) => ({ value: String(one.service), text: named(one) }))} fault={form.at('service')} />
          <TextField label={t('appointment.day')} type="date" value={on} change={setOn} isNeeded />
          <TextField label={t('appointment.time')} type="time" value={time} change={setTime} isNeeded isFirst fault={form.at('from_us')} hint={place.zone ?? ''} />
        </div>
        {customer ? (
          <p>
            <b>{customer.title}</b>{' '}
            <button type="button" class="button is-plain is-small" onClick={() => setCustomer(null)}>
              {t('appointment.other')}
            </button>
          </p>
        ) : (
          <CustomerPicker choose={(id, title) => setCustomer({ id, title })} isFirst={false} />
        )}
      </Form>
    </Dialog>
  );
}

function MoveForm({ appointment, zone, close }: { appointment: Appointment; zone: string | null; close: () => void }) {
  const from = appointment.from_us ?? now_us.value;
  const [on, setOn] = useState(dayInput(from, zone));
  const [time, setTime] = useState(timeInput(from, zone));
  const form = useFormFault();
  const send = async () => {
    await change('appointment_move', { appointment: appointment.appointment ?? 0, from_us: fromInputs(on, time, zone) ?? 0 }, t('appointment.moved'));
    close();
  };
  return (
    <Dialog title={t('appointment.move')} close={close}>
      <Form send={send} submit={t('appointment.move.do')} cancel={close} fields={['from_us']} form={form}>
        <TextField label={t('appointment.day')} type="date" value={on} change={setOn} isNeeded />
        <TextField label={t('appointment.time')} type="time" value={time} change={setTime} isNeeded isFirst fault={form.at('from_us')} />
      </Form>
    </Dialog>
  );
}

function Row({ appointment, services, zone, open }: { appointment: Appointment; services: Service[]; zone: string | null; open: (open: Open) => void }) {
  const isAgreed = appointment.state === 'agreed';
  const name = `${timeText(appointment.from_us ?? 0, zone)} ${appointment.customer_title ?? ''}`;
  return (
    <tr>
      <th scope="row" class="number is-start">
        {timeText(appointment.from_us ?? 0, zone)}
        {appointment.to_us !== null && `–${timeText(appointment.to_us, zone)}`}
      </th>
      <td>{named(serviceIn(services, appointment.service))}</td>
      <td>{appointment.customer_title ?? <span class="quiet">{t('customer.unknown')}</span>}</td>
      <td translate={false}>{appointment.code}</td>
      <td>{tMaybe(`appointment.${appointment.state}`, appointment.state ?? '')}</td>
      <td class="row-do">
        {isAgreed && (
          <>
            <RowButton text={t('appointment.move.short')} name={name} focus={`move-${appointment.appointment}`} run={() => open({ kind: 'move', appointment })} />
            <RowButton text={t('appointment.cancel')} name={name} focus={`cancel-${appointment.appointment}`} run={() => open({ kind: 'cancel', appointment })} />
          </>
        )}
      </td>
    </tr>
  );
}

function Day({ place }: { place: Branch }) {
  const services = workspaceOf(place.branch)?.services ?? [];
  const [day, setDay] = useState(dayInput(now_us.value, place.zone));
  const [shown, open] = useState<Open | null>(null);
  const from_us = fromInputs(day, '00:00', place.zone);
  const look = useLook('appointments', from_us === null ? null : { branch: place.branch, from_us, to_us: from_us + DAY_US });
  const close = () => open(null);
  const list = look.data?.appointments ?? [];
  return (
    <>
      <header class="part-head">
        <h2 id="appointments-title">
          {t('people.appointments')} <span class="count">{list.length}</span>
        </h2>
        <button type="button" class="button is-main" data-focus="make" onClick={() => open({ kind: 'make' })}>
          {t('appointment.make')}
        </button>
      </header>
      <div class="form-columns search-line">
        {branches.value.length > 1 && (
          <ChoiceField label={t('branch')} value={String(place.branch)} change={(value) => chooseBranch(Number(value))} choices={branches.value.map((one) => ({ value: String(one.branch), text: named(one) }))} />
        )}
        <TextField label={t('appointment.day')} type="date" value={day} change={setDay} />
      </div>
      {!look.data && <Wanted look={look} what={t('people.appointments')} layout="list" />}
      {look.data && list.length === 0 && <p class="nothing">{t('appointment.none')}</p>}
      {list.length > 0 && (
        <Table label={t('appointment.list')} heads={[t('appointment.time'), t('ticket.service'), t('customer.title'), t('appointment.code'), t('appointment.state')]}>
          {list.map((one) => (
            <Row key={one.appointment} appointment={one} services={services} zone={place.zone} open={open} />
          ))}
        </Table>
      )}
      {shown?.kind === 'make' && <MakeForm place={place} services={services} day={day} close={close} />}
      {shown?.kind === 'move' && <MoveForm appointment={shown.appointment} zone={place.zone} close={close} />}
      {shown?.kind === 'cancel' && (
        <Confirm
          title={t('appointment.cancel.title', { time: timeText(shown.appointment.from_us ?? 0, place.zone) })} doIt={t('appointment.cancel.do')} close={close}
          run={() => change('appointment_cancel', { appointment: shown.appointment.appointment ?? 0 }, t('appointment.cancelled.done'))}
        >
          <p>{t('appointment.cancel.what')}</p>
        </Confirm>
      )}
    </>
  );
}

export function Appointments() {
  const place = branch.value;
  return (
    <section aria-labelledby="appointments-title">
      {place ? <Day key={place.branch} place={place} /> : <p class="nothing">{t('today.no-branch')}</p>}
    </section>
  );
}
