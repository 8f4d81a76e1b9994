// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Services that customers come for: letter, cycle, usual time, how many may wait.
import { useState } from 'preact/hooks';
import type { House, Service, Workspace } from '../../live/shapes';
import type { Wording } from '../../lib/language';
import { change, keyOf, wordingOf } from '../../staff/change';
import { Confirm } from '../../staff/Confirm';
import { Dialog } from '../../staff/Dialog';
import { ChoiceField, Form, TextField, useFormFault } from '../../staff/fields';
import { may, named } from '../../staff/house';
import { RowButton, Table } from '../../staff/Table';
import { MINUTE_US } from '../../staff/time';
import { TitleFields } from '../../staff/TitleFields';
import { t } from '../../staff/words';

type Open = { kind: 'service'; workspace: Workspace; service: Service | null } | { kind: 'remove'; service: Service };

function ServiceForm({ workspace, service, close }: { workspace: Workspace; service: Service | null; close: () => void }) {
  const [title, setTitle] = useState<Wording>(service?.title ?? {});
  const [letter, setLetter] = useState(service?.letter ?? '');
  const [cycle, setCycle] = useState(service?.cycle ?? '');
  const [usual, setUsual] = useState(service?.usual_us ? String(service.usual_us / MINUTE_US) : '');
  const [capacity, setCapacity] = useState(service?.capacity ? String(service.capacity) : '');
  const form = useFormFault();
  const send = async () => {
    const takes = { title: wordingOf(title), usual_us: usual ? Math.round(Number(usual) * MINUTE_US) : undefined, capacity: capacity ? Number(capacity) : undefined };
    if (service) await change('service_change', { service: service.service ?? 0, ...takes }, t('service.changed'));
    else {
      const name = keyOf(Object.values(wordingOf(title))[0] ?? '');
      await change('service_add', { workspace: workspace.workspace ?? 0, name, letter: letter.trim(), cycle: cycle || undefined, ...takes }, t('service.added'));
    }
    close();
  };
  const cycles = (workspace.cycles ?? '').split(' ').filter(Boolean);
  return (
    <Dialog title={service ? t('service.change', { name: named(service) }) : t('service.add')} close={close} wide>
      <Form send={send} submit={t(service ? 'form.save' : 'service.add')} cancel={close} fields={['title', 'name', 'letter', 'usual_us', 'capacity', 'cycle']} form={form}>
        <TitleFields workspace={workspace} value={title} change={setTitle} fault={form.at('title') ?? form.at('name')} />
        <div class="form-columns">
          {!service && <TextField label={t('service.letter')} value={letter} change={setLetter} isNeeded most={4} pattern="[A-Za-z]+" hint={t('service.letter.hint')} fault={form.at('letter')} />}
          {!service && (
            <ChoiceField
              label={t('service.cycle')} value={cycle} change={setCycle} fault={form.at('cycle')}
              choices={[{ value: '', text: t('service.cycle.none') }, ...cycles.map((one) => ({ value: one, text: one }))]}
            />
          )}
          <TextField label={t('service.usual')} type="number" min="0" value={usual} change={setUsual} hint={t('service.usual.hint')} fault={form.at('usual_us')} />
          <TextField label={t('service.capacity')} type="number" min="0" value={capacity} change={setCapacity} hint={t('service.capacity.hint')} fault={form.at('capacity')} />
        </div>
      </Form>
    </Dialog>
  );
}

function List({ workspace, open }: { workspace: Workspace; open: (open: Open) => void }) {
  return (
    <Table label={t('places.services')} heads={[t('service.letter'), t('ticket.service'), t('service.cycle'), { text: t('service.usual'), isNumber: true }, { text: t('service.capacity'), isNumber: true }]}>
      {workspace.services.map((one) => (
        <tr key={one.service}>
          <td>
            <span class="letter">{one.letter}</span>
          </td>
          <th scope="row">{named(one)}</th>
          <td translate={false}>{one.cycle}</td>
          <td class="number">{one.usual_us ? t('span.minutes', { n: one.usual_us / MINUTE_US }) : ''}</td>
          <td class="number">{one.capacity || t('service.any')}</td>
          <td class="row-do">
            {may('service_change') && <RowButton text={t('change')} name={named(one)} focus={`service-${one.service}`} run={() => open({ kind: 'service', workspace, service: one })} />}
            {may('service_remove') && <RowButton text={t('remove')} name={named(one)} focus={`remove-service-${one.service}`} run={() => open({ kind: 'remove', service: one })} />}
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function Services({ home }: { home: House }) {
  const [shown, open] = useState<Open | null>(null);
  const close = () => open(null);
  return (
    <>
      {home.workspaces.map((workspace) => (
        <section key={workspace.workspace} aria-labelledby={`services-${workspace.workspace}`}>
          <header class="part-head">
            <h2 id={`services-${workspace.workspace}`}>{named(workspace)}</h2>
            {may('service_add') && (
              <button type="button" class="button is-main" data-focus="add-service" onClick={() => open({ kind: 'service', workspace, service: null })}>
                {t('service.add')}
              </button>
            )}
          </header>
          {workspace.services.length === 0 ? <p class="nothing">{t('service.none')}</p> : <List workspace={workspace} open={open} />}
        </section>
      ))}
      {shown?.kind === 'service' && <ServiceForm workspace={shown.workspace} service={shown.service} close={close} />}
      {shown?.kind === 'remove' && (
        <Confirm
          title={t('service.remove', { name: named(shown.service) })} doIt={t('service.remove.do')} close={close}
          run={() => change('service_remove', { service: shown.service.service ?? 0 }, t('service.removed'))}
        >
          <p>{t('service.remove.what')}</p>
        </Confirm>
      )}
    </>
  );
}
