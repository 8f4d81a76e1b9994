// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The staff: who they are, what they may, where, what they can serve; the link for a first or a new
// password, shown once.
import { useState } from 'preact/hooks';
import type { People, Staff as Person } from '../../live/shapes';
import { languageNames, languages } from '../../lib/language';
import { change, keyOf } from '../../staff/change';
import { Confirm } from '../../staff/Confirm';
import { Copied } from '../../staff/Copied';
import { Dialog } from '../../staff/Dialog';
import { ChoiceField, Form, ManyField, TextField, useFormFault } from '../../staff/fields';
import { branches, house, me, named, rank, staffRoles } from '../../staff/house';
import { sayFault } from '../../staff/act';
import { RowButton, Table } from '../../staff/Table';
import { momentText } from '../../staff/time';
import { address } from '../../staff/Tabs';
import { t, tMaybe } from '../../staff/words';

interface Invited {
  title: string;
  link: string;
}

type Open = { kind: 'add' } | { kind: 'change' | 'remove'; person: Person } | { kind: 'invited'; invited: Invited };

const linkOf = (secret: string) => `${location.origin}/invitation#${secret}`;

function namesOf(ids: number[], all: { id: number; text: string }[], none: string): string {
  return ids.length === 0 ? none : ids.map((id) => all.find((one) => one.id === id)?.text ?? `${id}`).join(', ');
}

const places = () => branches.value.map((one) => ({ id: one.branch ?? 0, text: named(one) }));
const skills = () => (house.value?.workspaces ?? []).flatMap((one) => one.services).map((one) => ({ id: one.service ?? 0, text: named(one) }));

function PersonForm({ person, close, invited }: { person: Person | null; close: () => void; invited: (invited: Invited) => void }) {
  const [title, setTitle] = useState(person?.title ?? '');
  const [name, setName] = useState(person?.name ?? '');
  const [isOwnName, setOwnName] = useState(false);
  const [role, setRole] = useState(person?.role ?? 'agent');
  const [where, setWhere] = useState(person?.branches ?? []);
  const [what, setWhat] = useState(person?.services ?? []);
  const [language, setLanguage] = useState(person?.language ?? 'en');
  const form = useFormFault();
  const send = async () => {
    if (!person) {
      const takes = { name, title, role, language, branches: where.length > 0 ? where : undefined, services: what.length > 0 ? what : undefined };
      const { invitation } = await change('staff_add', takes, t('staff.added', { name: title }));
      invited({ title, link: linkOf(invitation) });
      return;
    }
    const takes = {
      staff: person.staff ?? 0, title, language, role: role === person.role ? undefined : role,
      ...(where.length > 0 ? { branches: where } : { everywhere: true }),
      ...(what.length > 0 ? { services: what } : { everything: true }),
    };
    await change('staff_change', takes, t('staff.changed', { name: title }));
    close();
  };
  const roles = staffRoles.filter((one) => rank(one) <= rank(me.value?.role));
  return (
    <Dialog title={person ? t('staff.change', { name: person.title ?? '' }) : t('staff.add')} close={close} wide>
      <Form send={send} submit={t(person ? 'form.save' : 'staff.add.do')} cancel={close} fields={['title', 'name', 'role']} form={form}>
        <div class="form-columns">
          <TextField
            label={t('staff.title')} value={title} isNeeded isFirst fault={form.at('title')}
            change={(value) => {
              setTitle(value);
              if (!person && !isOwnName) setName(keyOf(value).replaceAll('-', '.'));
            }}
          />
          {!person && (
            <TextField
              label={t('staff.name')} value={name} isNeeded hint={t('staff.name.hint')} fault={form.at('name')} pattern="[A-Za-z0-9._\-]+"
              change={(value) => {
                setName(value);
                setOwnName(true);
              }}
            />
          )}
          <ChoiceField
            label={t('staff.role')} value={role} change={setRole} hint={tMaybe(`role.${role}.what`, '')} fault={form.at('role')}
            choices={roles.map((one) => ({ value: one, text: t(`role.${one}` as never) }))}
          />
          <ChoiceField label={t('staff.language')} value={language} change={setLanguage} choices={languages.map((one) => ({ value: one, text: languageNames[one] }))} />
        </div>
        <div class="form-columns">
          <ManyField label={t('staff.branches')} values={where} change={setWhere} choices={places()} all={t('everywhere')} />
          <ManyField label={t('staff.services')} values={what} change={setWhat} choices={skills()} all={t('everything')} />
        </div>
      </Form>
    </Dialog>
  );
}

function InvitedDialog({ invited, close }: { invited: Invited; close: () => void }) {
  return (
    <Dialog title={t('staff.invited', { name: invited.title })} close={close}>
      <p>{t('staff.invited.what', { name: invited.title })}</p>
      <Copied label={t('staff.link')} text={invited.link} />
      <p class="small quiet">{t('once')}</p>
      <button type="button" class="button is-main" onClick={close}>
        {t('once.done')}
      </button>
    </Dialog>
  );
}

function Row({ person, open }: { person: Person; open: (open: Open) => void }) {
  const canChange = rank(person.role) <= rank(me.value?.role);
  const isMe = person.staff === me.value?.staff;
  const invite = async () => {
    const { invitation } = await change('staff_invite', { staff: person.staff ?? 0 }, t('staff.link.made'));
    open({ kind: 'invited', invited: { title: person.title ?? '', link: linkOf(invitation) } });
  };
  return (
    <tr class={address.value.rest === String(person.staff) ? 'is-found' : undefined}>
      <th scope="row">
        {person.title} {isMe && <span class="tag">{t('staff.me')}</span>}
        {person.is_invited && <span class="tag is-strong">{t('staff.waiting')}</span>}
        <span class="quiet small sub" translate={false}>
          {person.name}
        </span>
      </th>
      <td>{tMaybe(`role.${person.role}`, person.role ?? '')}</td>
      <td>{namesOf(person.branches, places(), t('everywhere'))}</td>
      <td>{namesOf(person.services, skills(), t('everything'))}</td>
      <td>
        {person.seen_us ? momentText(person.seen_us) : t('never')}
        {(person.sessions ?? 0) > 0 && <span class="quiet small sub">{t('staff.sessions', { n: person.sessions ?? 0 })}</span>}
      </td>
      <td class="row-do">
        {canChange && (
          <>
            <RowButton text={t('change')} name={person.title} focus={`change-${person.staff}`} run={() => open({ kind: 'change', person })} />
            <RowButton text={t('staff.invite')} name={person.title} focus={`invite-${person.staff}`} run={() => void invite().catch(sayFault)} />
            {!isMe && <RowButton text={t('remove')} name={person.title} focus={`remove-${person.staff}`} run={() => open({ kind: 'remove', person })} />}
          </>
        )}
      </td>
    </tr>
  );
}

export function Staff({ people }: { people: People }) {
  const [shown, open] = useState<Open | null>(null);
  const close = () => open(null);
  return (
    <section aria-labelledby="staff-title">
      <header class="part-head">
        <h2 id="staff-title">
          {t('people.staff')} <span class="count">{people.staff.length}</span>
        </h2>
        <button type="button" class="button is-main" data-focus="add-staff" onClick={() => open({ kind: 'add' })}>
          {t('staff.add')}
        </button>
      </header>
      <Table label={t('people.staff')} heads={[t('staff.title'), t('staff.role'), t('staff.branches'), t('staff.services'), t('staff.seen')]}>
        {people.staff.map((person) => (
          <Row key={person.staff} person={person} open={open} />
        ))}
      </Table>
      {people.staff.length < 2 && <p class="nothing">{t('staff.alone')}</p>}
      {shown?.kind === 'add' && <PersonForm person={null} close={close} invited={(invited) => open({ kind: 'invited', invited })} />}
      {shown?.kind === 'change' && <PersonForm person={shown.person} close={close} invited={() => undefined} />}
      {shown?.kind === 'invited' && <InvitedDialog invited={shown.invited} close={close} />}
      {shown?.kind === 'remove' && (
        <Confirm
          title={t('staff.remove', { name: shown.person.title ?? '' })} doIt={t('staff.remove.do')} close={close}
          run={() => change('staff_remove', { staff: shown.person.staff ?? 0 }, t('staff.removed', { name: shown.person.title ?? '' }))}
        >
          <p>{t('staff.remove.what')}</p>
        </Confirm>
      )}
    </section>
  );
}
