// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys for programs that use the API: what each may do, where, until when; its word is shown once.
import { useState } from 'preact/hooks';
import type { Key as Data, People } from '../../live/shapes';
import { change } from '../../staff/change';
import { Confirm } from '../../staff/Confirm';
import { Copied } from '../../staff/Copied';
import { Dialog } from '../../staff/Dialog';
import { ChoiceField, Form, ManyField, TextField, useFormFault } from '../../staff/fields';
import { branches, named, staffRoles } from '../../staff/house';
import { RowButton, Table } from '../../staff/Table';
import { dayText, fromInputs, momentText } from '../../staff/time';
import { t, tMaybe } from '../../staff/words';

type Open = { kind: 'add' } | { kind: 'made'; title: string; secret: string } | { kind: 'remove'; key: Data };

function KeyForm({ close, made }: { close: () => void; made: (title: string, secret: string) => void }) {
  const [title, setTitle] = useState('');
  const [role, setRole] = useState('agent');
  const [isReading, setReading] = useState(true);
  const [where, setWhere] = useState<number[]>([]);
  const [until, setUntil] = useState('');
  const form = useFormFault();
  const send = async () => {
    const takes = {
      title, role, reads_only: isReading, branches: where.length > 0 ? where : undefined,
      until_us: until ? (fromInputs(until, '23:59', null) ?? undefined) : undefined,
    };
    const { secret } = await change('key_add', takes, t('key.added'));
    made(title, secret);
  };
  return (
    <Dialog title={t('key.add')} close={close}>
      <Form send={send} submit={t('key.add.do')} cancel={close} fields={['title', 'role', 'until_us']} form={form}>
        <TextField label={t('key.title')} value={title} change={setTitle} isNeeded isFirst hint={t('key.title.hint')} fault={form.at('title')} />
        <ChoiceField label={t('key.role')} value={role} change={setRole} choices={staffRoles.map((one) => ({ value: one, text: t(`role.${one}` as never) }))} fault={form.at('role')} />
        <label class="check">
          <input type="checkbox" checked={isReading} onChange={(event) => setReading(event.currentTarget.checked)} />
          <span>{t('key.reads')}</span>
        </label>
        <ManyField label={t('staff.branches')} values={where} change={setWhere} choices={branches.value.map((one) => ({ id: one.branch ?? 0, text: named(one) }))} all={t('everywhere')} />
        <TextField label={t('key.until')} type="date" value={until} change={setUntil} hint={t('key.until.hint')} fault={form.at('until_us')} />
      </Form>
    </Dialog>
  );
}

export function Keys({ people }: { people: People }) {
  const [shown, open] = useState<Open | null>(null);
  const close = () => open(null);
  return (
    <section aria-labelledby="keys-title">
      <header class="part-head">
        <h2 id="keys-title">
          {t('people.keys')} <span class="count">{people.keys.length}</span>
        </h2>
        <button type="button" class="button is-main" data-focus="add-key" onClick={() => open({ kind: 'add' })}>
          {t('key.add')}
        </button>
      </header>
      {people.keys.length === 0 ? (
        <p class="nothing">{t('key.none')}</p>
      ) : (
        <Table label={t('people.keys')} heads={[t('key.title'), t('key.role'), t('key.made'), t('key.until'), t('key.seen')]}>
          {people.keys.map((one) => (
            <tr key={one.key}>
              <th scope="row">{one.title}</th>
              <td>
                {tMaybe(`role.${one.role}`, one.role ?? '')}
                {one.reads_only && <span class="quiet small sub">{t('key.reads.short')}</span>}
              </td>
              <td>{one.made_us ? dayText(one.made_us) : ''}</td>
              <td>{one.until_us ? dayText(one.until_us) : t('key.for-ever')}</td>
              <td>{one.seen_us ? momentText(one.seen_us) : t('never')}</td>
              <td class="row-do">
                <RowButton text={t('remove')} name={one.title} focus={`remove-key-${one.key}`} run={() => open({ kind: 'remove', key: one })} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {shown?.kind === 'add' && <KeyForm close={close} made={(title, secret) => open({ kind: 'made', title, secret })} />}
      {shown?.kind === 'made' && (
        <Dialog title={t('key.made.title', { name: shown.title })} close={close}>
          <p>{t('key.made.what')}</p>
          <Copied label={t('key.word')} text={shown.secret} />
          <p class="small quiet">{t('once')}</p>
          <button type="button" class="button is-main" onClick={close}>
            {t('once.done')}
          </button>
        </Dialog>
      )}
      {shown?.kind === 'remove' && (
        <Confirm
          title={t('key.remove', { name: shown.key.title ?? '' })} doIt={t('key.remove.do')} close={close}
          run={() => change('key_remove', { key: shown.key.key ?? 0 }, t('key.removed'))}
        >
          <p>{t('key.remove.what')}</p>
        </Confirm>
      )}
    </section>
  );
}
