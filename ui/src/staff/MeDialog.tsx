// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who am I: name, role, places; language and colours; password; the way out.
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { LanguageSwitch, ThemeSwitch } from '../live/Switches';
import { languages } from '../lib/language';
import { act, sayDone, sayFault } from './act';
import { Dialog } from './Dialog';
import { Form, TextField, useFormFault } from './fields';
import { branches, me, named } from './house';
import { post } from './service';
import { t, tMaybe } from './words';

export const isMeOpen = signal(false);

function NewPassword({ done }: { done: () => void }) {
  const [old, setOld] = useState('');
  const [password, setPassword] = useState('');
  const form = useFormFault();
  const send = async () => {
    await post('/api/password', { old, password });
    sayDone(t('me.password.done'));
    done();
  };
  return (
    <Form send={send} submit={t('me.password.do')} cancel={done} fields={['old', 'password']} form={form}>
      <TextField label={t('me.password.old')} type="password" value={old} change={setOld} fault={form.at('old')} isNeeded autocomplete="current-password" isFirst most={500} />
      <TextField label={t('me.password.new')} type="password" value={password} change={setPassword} fault={form.at('password')} hint={t('password.hint')} isNeeded autocomplete="new-password" most={500} />
    </Form>
  );
}

async function signOut(): Promise<void> {
  try {
    await post('/api/session', {}, 'DELETE');
    location.assign('/');
  } catch (error) {
    sayFault(error);
  }
}

export function MeDialog() {
  const [isPassword, setPassword] = useState(false);
  const close = () => {
    isMeOpen.value = false;
  };
  const own = me.value?.branches ?? [];
  const where = own.length === 0 ? t('everywhere') : branches.value.map(named).join(', ');
  return (
    <Dialog title={me.value?.title || me.value?.name || ''} close={close}>
      <p class="quiet">
        {tMaybe(`role.${me.value?.role}`, me.value?.role ?? '')} · {where}
      </p>
      <div class="me-switches">
        <LanguageSwitch choices={languages} />
        <ThemeSwitch />
      </div>
      {isPassword ? (
        <NewPassword done={() => setPassword(false)} />
      ) : (
        <ul class="menu">
          <li>
            <button type="button" class="menu-item" onClick={() => setPassword(true)}>
              {t('me.password')}
            </button>
          </li>
          <li>
            <button
              type="button" class="menu-item"
              onClick={() => void act('sessions_close', {}, ({ closed }) => t('me.closed', { n: closed ?? 0 })).then((done) => done && location.assign('/'))}
            >
              {t('me.close-all')}
            </button>
          </li>
          <li>
            <button type="button" class="menu-item" onClick={() => void signOut()}>
              {t('me.out')}
            </button>
          </li>
        </ul>
      )}
    </Dialog>
  );
}
