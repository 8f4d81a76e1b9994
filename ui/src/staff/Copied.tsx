// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Something that is shown once, with a button that copies it. Where a browser lets no page copy, the text
// is selected instead, so that the keyboard's own copying does.
import { useRef, useState } from 'preact/hooks';
import { Field } from './fields';
import { t } from './words';

export function Copied({ label, text }: { label: string; text: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setSaid(t('copy.done'));
    } catch {
      setSaid(t('copy.by-hand'));
    }
  };
  return (
    <div class="copied">
      <Field label={label}>{({ id }) => <input id={id} ref={field} readOnly value={text} translate={false} onFocus={(event) => event.currentTarget.select()} />}</Field>
      <button type="button" class="button" onClick={() => void copy()}>
        {t('copy.do')}
      </button>
      <span role="status" class="small">
        {said}
      </span>
    </div>
  );
}
