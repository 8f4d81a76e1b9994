// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Customers: found by a part of what they are called, added, changed; and erased, with what stays said first.
import { useEffect, useState } from 'preact/hooks';
import type { Class, Customer } from '../../live/shapes';
import { faultText } from '../../live/fault';
import { isLanguage, languageNames, languages } from '../../lib/language';
import { change } from '../../staff/change';
import { Confirm } from '../../staff/Confirm';
import { useCustomers } from '../../staff/CustomerPicker';
import { Dialog } from '../../staff/Dialog';
import { ChoiceField, Form, TextField, useFormFault } from '../../staff/fields';
import { house, may, named } from '../../staff/house';
import { changes } from '../../staff/look';
import { address } from '../../staff/Tabs';
import { dayText } from '../../staff/time';
import { t, tMaybe } from '../../staff/words';

type Open = { kind: 'add' } | { kind: 'change' | 'erase'; customer: Customer };

function classes(): Class[] {
  const seen = new Map((house.value?.workspaces ?? []).flatMap((one) => one.classes).map((one) => [one.name, one]));
  return [...seen.values()];
}

function CustomerForm({ customer, close }: { customer: Customer | null; close: () => void }) {
  const [value, setValue] = useState({
    title: customer?.title ?? '', telephone: customer?.telephone ?? '', email: customer?.email ?? '', language: customer?.language ?? '',
    preference: customer?.preference ?? '', class: customer?.class ?? '', note: customer?.note ?? '',
  });
  const form = useFormFault();
  const set = (name: keyof typeof value) => (text: string) => setValue((before) => ({ ...before, [name]: text }));
  const send = async () => {
    const given = Object.fromEntries(Object.entries(value).filter(([name, text]) => text !== '' || (customer && (customer as unknown as Record<string, unknown>)[name])));
    if (customer) await change('customer_change', { customer: customer.customer ?? 0, ...given }, t('customer.changed', { name: value.title }));
    else await change('customer_add', { ...given, title: value.title }, t('customer.added', { name: value.title }));
    close();
  };
  const fields = Object.keys(value);
  return (
    <Dialog title={customer ? t('customer.change', { name: customer.title ?? '' }) : t('customer.add')} close={close} wide>
      <Form send={send} submit={t(customer ? 'form.save' : 'customer.add.do')} cancel={close} fields={fields} form={form}>
        <div class="form-columns">
          <TextField label={t('customer.title')} value={value.title} change={set('title')} isNeeded isFirst fault={form.at('title')} />
          <TextField label={t('customer.telephone')} type="tel" value={value.telephone} change={set('telephone')} fault={form.at('telephone')} />
          <TextField label={t('customer.email')} type="email" value={value.email} change={set('email')} fault={form.at('email')} />
          <ChoiceField
            label={t('customer.language')} value={value.language} change={set('language')} fault={form.at('language')}
            choices={[{ value: '', text: t('unknown') }, ...languages.map((one) => ({ value: one, text: languageNames[one] }))]}
          />
          <ChoiceField
            label={t('customer.preference')} value={value.preference} change={set('preference')} fault={form.at('preference')}
            choices={[{ value: '', text: t('unknown') }, ...(['see', 'hear', 'vibrate'] as const).map((one) => ({ value: one, text: t(`prefer.${one}`) }))]}
          />
          <ChoiceField
            label={t('customer.class')} value={value.class} change={set('class')} fault={form.at('class')}
            choices={[{ value: '', text: t('customer.class.none') }, ...classes().map((one) => ({ value: one.name ?? '', text: named(one) }))]}
          />
        </div>
        <TextField label={t('customer.note')} value={value.note} change={set('note')} hint={t('customer.note.hint')} most={2000} fault={form.at('note')} />
      </Form>
    </Dialog>
  );
}

function Row({ customer, open }: { customer: Customer; open: (open: Open) => void }) {
  return (
    <tr>
      <th scope="row">
        {customer.title}
        {customer.note && <span class="quiet small sub">{customer.note}</span>}
      </th>
      <td>
        {customer.telephone}
        {customer.email && <span class="quiet small sub">{customer.email}</span>}
      </td>
      <td>
        {isLanguage(customer.language) ? languageNames[customer.language] : customer.language}
        {customer.preference && <span class="quiet small sub">{tMaybe(`prefer.${customer.preference}`, customer.preference)}</span>}
      </td>
      <td class="number">{customer.visits ?? 0}</td>
      <td>{customer.last_us ? dayText(customer.last_us) : t('never')}</td>
      <td class="row-do">
        <button type="button" class="button is-small" data-focus={`change-${customer.customer}`} onClick={() => open({ kind: 'change', customer })}>
          {t('change')} <span class="unseen">{customer.title}</span>
        </button>
        {may('customer_erase') && (
          <button type="button" class="button is-small" data-focus={`erase-${customer.customer}`} onClick={() => open({ kind: 'erase', customer })}>
            {t('customer.erase')} <span class="unseen">{customer.title}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

/** What the search field has found stands in the address. */
function addressText(rest: string): string {
  try {
    return decodeURIComponent(rest);
  } catch {
    return '';
  }
}

export function Customers() {
  const [text, setText] = useState(addressText(address.value.rest));
  const [shown, open] = useState<Open | null>(null);
  const { found, fault } = useCustomers(text, changes.value);
  const close = () => open(null);
  useEffect(() => {
    if (address.value.rest) setText(addressText(address.value.rest));
  }, [address.value.rest]);
  useEffect(() => document.querySelector<HTMLElement>('#customers input')?.focus({ preventScroll: true }), []);
  return (
    <section id="customers" aria-labelledby="customers-title">
      <header class="part-head">
        <h2 id="customers-title">{t('people.customers')}</h2>
        <button type="button" class="button is-main" data-focus="add-customer" onClick={() => open({ kind: 'add' })}>
          {t('customer.add')}
        </button>
      </header>
      <div class="search-line">
        <TextField label={t('customers.find')} type="search" value={text} change={setText} hint={t('customers.find.hint')} />
      </div>
      <div role="status">
        {Boolean(fault) && <p class="form-fault">{faultText(fault)}</p>}
        {found && <p class="quiet small">{found.length === 0 ? t('customers.none') : t('customers.found', { n: found.length })}</p>}
      </div>
      {!found && !fault && <p class="nothing">{t('customers.empty')}</p>}
      {found && found.length > 0 && (
        <div class="table-room" tabIndex={0} role="region" aria-label={t('people.customers')}>
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{t('customer.title')}</th>
                <th scope="col">{t('customer.reach')}</th>
                <th scope="col">{t('customer.language')}</th>
                <th scope="col" class="number">
                  {t('customer.visits')}
                </th>
                <th scope="col">{t('customer.last')}</th>
                <th scope="col">
                  <span class="unseen">{t('actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.map((one) => (
                <Row key={one.customer} customer={one} open={open} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown?.kind === 'add' && <CustomerForm customer={null} close={close} />}
      {shown?.kind === 'change' && <CustomerForm customer={shown.customer} close={close} />}
      {shown?.kind === 'erase' && (
        <Confirm
          title={t('customer.erase.title', { name: shown.customer.title ?? '' })} doIt={t('customer.erase.do')} close={close}
          run={() => change('customer_erase', { customer: shown.customer.customer ?? 0 }, t('customer.erased'))}
        >
          <p>{t('customer.erase.goes')}</p>
          <p>{t('customer.erase.stays', { n: shown.customer.visits ?? 0 })}</p>
          <p>{t('customer.erase.never')}</p>
        </Confirm>
      )}
    </section>
  );
}
