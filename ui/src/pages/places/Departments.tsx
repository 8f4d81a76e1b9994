// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Departments: who answers for moments behind the line of visibility.
import { useState } from 'preact/hooks';
import type { Department, House, Workspace } from '../../live/shapes';
import type { Wording } from '../../lib/language';
import { change, keyOf, wordingOf } from '../../staff/change';
import { Confirm } from '../../staff/Confirm';
import { Dialog } from '../../staff/Dialog';
import { Form, useFormFault } from '../../staff/fields';
import { may, named } from '../../staff/house';
import { RowButton } from '../../staff/Table';
import { TitleFields } from '../../staff/TitleFields';
import { t } from '../../staff/words';

function DepartmentForm({ workspace, close }: { workspace: Workspace; close: () => void }) {
  const [title, setTitle] = useState<Wording>({});
  const form = useFormFault();
  const send = async () => {
    const given = wordingOf(title);
    await change('department_add', { workspace: workspace.workspace ?? 0, name: keyOf(Object.values(given)[0] ?? ''), title: given }, t('department.added'));
    close();
  };
  return (
    <Dialog title={t('department.add')} close={close} wide>
      <Form send={send} submit={t('department.add')} cancel={close} fields={['title', 'name']} form={form}>
        <TitleFields workspace={workspace} value={title} change={setTitle} fault={form.at('title') ?? form.at('name')} />
      </Form>
    </Dialog>
  );
}

export function Departments({ home }: { home: House }) {
  const [adding, setAdding] = useState<Workspace | null>(null);
  const [removed, setRemoved] = useState<Department | null>(null);
  return (
    <>
      {home.workspaces.map((workspace) => (
        <section key={workspace.workspace} aria-labelledby={`departments-${workspace.workspace}`}>
          <header class="part-head">
            <h2 id={`departments-${workspace.workspace}`}>{named(workspace)}</h2>
            {may('department_add') && (
              <button type="button" class="button is-main" data-focus="add-department" onClick={() => setAdding(workspace)}>
                {t('department.add')}
              </button>
            )}
          </header>
          {workspace.departments.length === 0 ? (
            <p class="nothing">{t('department.none')}</p>
          ) : (
            <ul class="plain-list">
              {workspace.departments.map((one) => (
                <li key={one.department}>
                  <span>{named(one)}</span>
                  {may('department_remove') && <RowButton text={t('remove')} name={named(one)} focus={`department-${one.department}`} run={() => setRemoved(one)} />}
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
      {adding && <DepartmentForm workspace={adding} close={() => setAdding(null)} />}
      {removed && (
        <Confirm
          title={t('department.remove', { name: named(removed) })} doIt={t('department.remove.do')} close={() => setRemoved(null)}
          run={() => change('department_remove', { department: removed.department ?? 0 }, t('department.removed'))}
        >
          <p>{t('department.remove.what')}</p>
        </Confirm>
      )}
    </>
  );
}
