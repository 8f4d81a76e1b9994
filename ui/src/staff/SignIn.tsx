// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Name and password; on its own page, and over a page whose session has ended: what was typed there is
// still there afterwards.
import { useState } from 'preact/hooks';
import type { Me } from '../live/shapes';
import { sayDone } from './act';
import { Dialog } from './Dialog';
import { Form, TextField, useFormFault } from './fields';
import { me } from './house';
import { entries } from './look';
import { Fault, isSignedOut, post } from './service';
import { t } from './words';

interface Props {
  name?: string;
  done: () => void;
}

export function SignInForm({ name: known = '', done }: Props) {
  const [name, setName] = useState(known);
  const [password, setPassword] = useState('');
  const form = useFormFault();
  const send = async () => {
    try {
      await post<Me>('/api/session', { name: name.trim(), password });
    } catch (error) {
      if (error instanceof Fault && error.status === 401) throw new Fault('wrong-password', '', 401);
      throw error;
    }
    done();
  };
  return (
    <Form send={send} submit={t('sign.in')} fields={[]} form={form}>
      <TextField label={t('sign.name')} value={name} change={setName} isNeeded autocomplete="username" isFirst={!known} />
      <TextField label={t('sign.password')} type="password" value={password} change={setPassword} isNeeded autocomplete="current-password" isFirst={Boolean(known)} most={500} />
    </Form>
  );
}

export function SignInAgain() {
  const who = me.value?.name ?? '';
  return (
    <Dialog title={t('sign.ended')} close={() => undefined} isFast>
      <p class="lead">{t('sign.ended.what')}</p>
      <SignInForm
        name={who}
        done={() => {
          isSignedOut.value = false;
          entries.value += 1;
          sayDone(t('sign.again.done'));
        }}
      />
      <p class="small">
        <a href="/">{t('sign.other')}</a>
      </p>
    </Dialog>
  );
}
