// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes a kiosk, a display or a poster known. Its link is shown once, as text to copy and as a code to
// scan; whoever opens it on the device has paired it.
import { useState } from 'preact/hooks';
import type { Branch } from '../live/shapes';
import { sayDone } from './act';
import { Copied } from './Copied';
import { ChoiceField, Form, RadioField, TextField, useFormFault } from './fields';
import { named } from './house';
import { changes } from './look';
import { QrCode } from './QrCode';
import { run } from './service';
import { t, type Key } from './words';

export interface Paired {
  kind: string;
  title: string;
  link: string;
}

const kinds = ['kiosk', 'display', 'poster'] as const;
const paths: Record<string, string> = { kiosk: 'kiosk', display: 'display', poster: 'visit' };

export function linkOf(kind: string, secret: string): string {
  return `${location.origin}/${paths[kind] ?? kind}/${secret}`;
}

export function PairForm({ branches, branch: first, done, cancel }: { branches: Branch[]; branch: number; done: (paired: Paired) => void; cancel?: () => void }) {
  const [kind, setKind] = useState<string>('kiosk');
  const [title, setTitle] = useState('');
  const [branch, setBranch] = useState(String(first));
  const form = useFormFault();
  const send = async () => {
    const { secret } = await run('device_pair', { branch: Number(branch), kind, title: title.trim() });
    changes.value += 1;
    sayDone(t('pair.done'));
    done({ kind, title, link: linkOf(kind, secret) });
  };
  return (
    <Form send={send} submit={t('pair.do')} cancel={cancel} fields={['title', 'kind', 'branch']} form={form}>
      <RadioField label={t('pair.kind')} value={kind} change={setKind} choices={kinds.map((value) => ({ value, text: t(`device.${value}`) }))} />
      <p class="hint">{t(`device.${kind}.what` as Key)}</p>
      {branches.length > 1 && (
        <ChoiceField label={t('branch')} value={branch} change={setBranch} choices={branches.map((one) => ({ value: String(one.branch), text: named(one) }))} />
      )}
      <TextField label={t('pair.title')} value={title} change={setTitle} hint={t('pair.title.hint')} fault={form.at('title')} isNeeded />
    </Form>
  );
}

export function PairedCard({ paired, close }: { paired: Paired; close: () => void }) {
  return (
    <div class="once">
      <p>{t(`device.${paired.kind}.open` as Key)}</p>
      <div class="once-both">
        <QrCode text={paired.link} label={t('pair.code', { title: paired.title })} />
        <Copied label={t('pair.link')} text={paired.link} />
      </div>
      <p class="small quiet">{t('once')}</p>
      <button type="button" class="button" onClick={close}>
        {t('once.done')}
      </button>
    </div>
  );
}
