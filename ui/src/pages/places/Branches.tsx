// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Branches and their counters: name, hours, what is served where.
import { useState } from 'preact/hooks';
import type { Branch, Counter, House, Service, Workspace } from '../../live/shapes';
import type { Wording } from '../../lib/language';
import { change, keyOf, wordingOf } from '../../staff/change';
import { Confirm } from '../../staff/Confirm';
import { Dialog } from '../../staff/Dialog';
import { ChoiceField, Form, ManyField, useFormFault } from '../../staff/fields';
import { branches as own, may, named } from '../../staff/house';
import { RowButton, Table } from '../../staff/Table';
import { TitleFields } from '../../staff/TitleFields';
import { momentText } from '../../staff/time';
import { t, tMaybe } from '../../staff/words';

type Open =
  | { kind: 'branch'; workspace: Workspace; branch: Branch | null }
  | { kind: 'counter'; workspace: Workspace; branch: Branch; counter: Counter | null }
  | { kind: 'remove-branch'; branch: Branch }
  | { kind: 'remove-counter'; counter: Counter };

const calendarsOf = (workspace: Workspace) => (workspace.calendars ?? '').split(' ').filter(Boolean);
const first = (title: Wording) => Object.values(wordingOf(title))[0] ?? '';

function BranchForm({ workspace, branch, close }: { workspace: Workspace; branch: Branch | null; close: () => void }) {
  const [title, setTitle] = useState<Wording>(branch?.title ?? {});
  const [calendar, setCalendar] = useState(branch?.calendar ?? calendarsOf(workspace)[0] ?? '');
  const form = useFormFault();
  const send = async () => {
    const takes = { title: wordingOf(title), calendar: calendar || undefined };
    if (branch) await change('branch_change', { branch: branch.branch ?? 0, ...takes }, t('branch.changed'));
    else await change('branch_add', { workspace: workspace.workspace ?? 0, name: keyOf(first(title)), ...takes }, t('branch.added'));
    close();
  };
  return (
    <Dialog title={branch ? t('branch.change', { name: named(branch) }) : t('branch.add')} close={close} wide>
      <Form send={send} submit={t(branch ? 'form.save' : 'branch.add')} cancel={close} fields={['title', 'calendar']} form={form}>
        <TitleFields workspace={workspace} value={title} change={setTitle} fault={form.at('title') ?? form.at('name')} />
        {calendarsOf(workspace).length > 0 && (
          <ChoiceField
            label={t('branch.calendar')} value={calendar} change={setCalendar} hint={t('branch.calendar.hint')} fault={form.at('calendar')}
            choices={calendarsOf(workspace).map((one) => ({ value: one, text: one }))}
          />
        )}
      </Form>
    </Dialog>
  );
}

function CounterForm({ workspace, branch, counter, close }: { workspace: Workspace; branch: Branch; counter: Counter | null; close: () => void }) {
  const [title, setTitle] = useState<Wording>(counter?.title ?? {});
  const [services, setServices] = useState<number[]>(counter?.services ?? []);
  const form = useFormFault();
  const send = async () => {
    const what = services.length > 0 ? { services } : counter ? { serves_all: true } : {};
    if (counter) await change('counter_change', { counter: counter.counter ?? 0, title: wordingOf(title), ...what }, t('counter.changed'));
    else await change('counter_add', { branch: branch.branch ?? 0, name: keyOf(first(title)), title: wordingOf(title), ...what }, t('counter.added'));
    close();
  };
  const choices = workspace.services.map((one: Service) => ({ id: one.service ?? 0, text: named(one) }));
  return (
    <Dialog title={counter ? t('counter.change', { name: named(counter) }) : t('counter.add', { branch: named(branch) })} close={close} wide>
      <Form send={send} submit={t(counter ? 'form.save' : 'counter.add.do')} cancel={close} fields={['title', 'name']} form={form}>
        <TitleFields workspace={workspace} value={title} change={setTitle} fault={form.at('title') ?? form.at('name')} />
        <ManyField label={t('counter.services')} values={services} change={setServices} choices={choices} all={t('everything')} />
      </Form>
    </Dialog>
  );
}

function Counters({ workspace, branch, open }: { workspace: Workspace; branch: Branch; open: (open: Open) => void }) {
  if (branch.counters.length === 0) return <p class="nothing">{t('choose.none')}</p>;
  const names = (ids: number[]) => (ids.length === 0 ? t('everything') : ids.map((id) => named(workspace.services.find((one) => one.service === id))).join(', '));
  return (
    <Table label={`${t('now.counters')}: ${named(branch)}`} heads={[t('counter'), t('counter.services'), t('counter.state')]}>
      {branch.counters.map((counter) => (
        <tr key={counter.counter}>
          <th scope="row">{named(counter)}</th>
          <td>{names(counter.services)}</td>
          <td>
            <span class={`dot is-${counter.state}`} aria-hidden="true" />
            {tMaybe(`counter.${counter.state}`, counter.state ?? '')}
            {counter.staff_title && counter.state !== 'closed' && <span class="quiet small sub">{counter.staff_title}</span>}
          </td>
          <td class="row-do">
            {may('counter_change') && <RowButton text={t('change')} name={named(counter)} focus={`counter-${counter.counter}`} run={() => open({ kind: 'counter', workspace, branch, counter })} />}
            {may('counter_remove') && <RowButton text={t('remove')} name={named(counter)} focus={`remove-${counter.counter}`} run={() => open({ kind: 'remove-counter', counter })} />}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Place({ workspace, branch, open }: { workspace: Workspace; branch: Branch; open: (open: Open) => void }) {
  return (
    <section class="place" aria-labelledby={`branch-${branch.branch}`}>
      <header class="part-head">
        <div>
          <h3 id={`branch-${branch.branch}`}>{named(branch)}</h3>
          <p class="quiet small">
            {[branch.calendar, branch.zone].filter(Boolean).join(' · ')}
            {branch.changes_us !== null && ` · ${t(branch.is_open ? 'day.closes' : 'day.opens', { time: momentText(branch.changes_us, branch.zone) })}`}
          </p>
        </div>
        <div class="actions">
          {may('counter_add') && <RowButton text={t('counter.add.do')} name={named(branch)} focus={`add-counter-${branch.branch}`} run={() => open({ kind: 'counter', workspace, branch, counter: null })} />}
          {may('branch_change') && <RowButton text={t('change')} name={named(branch)} focus={`change-branch-${branch.branch}`} run={() => open({ kind: 'branch', workspace, branch })} />}
          {may('branch_remove') && <RowButton text={t('branch.remove.short')} name={named(branch)} focus={`remove-branch-${branch.branch}`} run={() => open({ kind: 'remove-branch', branch })} />}
        </div>
      </header>
      <Counters workspace={workspace} branch={branch} open={open} />
    </section>
  );
}

export function Branches({ home }: { home: House }) {
  const [shown, open] = useState<Open | null>(null);
  const close = () => open(null);
  const isOwn = (branch: Branch) => own.value.some((one) => one.branch === branch.branch);
  return (
    <>
      {home.workspaces.map((workspace) => (
        <section key={workspace.workspace} aria-labelledby={`workspace-${workspace.workspace}`}>
          <header class="part-head">
            <h2 id={`workspace-${workspace.workspace}`}>{named(workspace)}</h2>
            {may('branch_add') && (
              <button type="button" class="button is-main" data-focus="add-branch" onClick={() => open({ kind: 'branch', workspace, branch: null })}>
                {t('branch.add')}
              </button>
            )}
          </header>
          {workspace.branches.filter(isOwn).map((branch) => (
            <Place key={branch.branch} workspace={workspace} branch={branch} open={open} />
          ))}
        </section>
      ))}
      {shown?.kind === 'branch' && <BranchForm workspace={shown.workspace} branch={shown.branch} close={close} />}
      {shown?.kind === 'counter' && <CounterForm workspace={shown.workspace} branch={shown.branch} counter={shown.counter} close={close} />}
      {shown?.kind === 'remove-branch' && (
        <Confirm
          title={t('branch.remove', { name: named(shown.branch) })} doIt={t('branch.remove.short')} close={close}
          run={() => change('branch_remove', { branch: shown.branch.branch ?? 0 }, t('branch.removed'))}
        >
          <p>{t('branch.remove.what')}</p>
        </Confirm>
      )}
      {shown?.kind === 'remove-counter' && (
        <Confirm
          title={t('counter.remove', { name: named(shown.counter) })} doIt={t('counter.remove.do')} close={close}
          run={() => change('counter_remove', { counter: shown.counter.counter ?? 0 }, t('counter.removed'))}
        >
          <p>{t('counter.remove.what')}</p>
        </Confirm>
      )}
    </>
  );
}
