// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sets one's first password by the word of a link. The word stands behind # and is taken out of the
// address at once, so that it stays in no history.
import { useState } from 'preact/hooks';
import { Form, TextField, useFormFault } from './fields';
import { Fault, post } from './service';
import { t } from './words';

export const LEAST_LENGTH = 10;

/** The word of the link; it works once. */
export function takeWord(): string {
  const word = location.hash.slice(1);
  if (word) history.replaceState(null, '', location.pathname);
  return word;
}

export function NewPasswordForm({ word, done }: { word: string; done: () => void }) {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [isSeen, setSeen] = useState(false);
  const form = useFormFault();
  const send = async () => {
    if (password.length < LEAST_LENGTH) throw new Fault('too-short', '', 400, 'password');
    if (!isSeen && password !== again) throw new Fault('not-alike', '', 400, 'again');
    await post('/api/invitation', { invitation: word, password });
    done();
  };
  return (
    <Form send={send} submit={t('invitation.do')} fields={['password', 'again']} form={form}>
      <TextField
        label={t('invitation.password')} type={isSeen ? 'text' : 'password'} value={password} change={setPassword} hint={t('password.hint')}
        fault={form.at('password')} isNeeded autocomplete="new-password" isFirst most={500}
      />
      {!isSeen && (
        <TextField label={t('invitation.again')} type="password" value={again} change={setAgain} fault={form.at('again')} isNeeded autocomplete="new-password" most={500} />
      )}
      <label class="check">
        <input type="checkbox" checked={isSeen} onChange={(event) => setSeen(event.currentTarget.checked)} />
        <span>{t('invitation.see')}</span>
      </label>
    </Form>
  );
}
