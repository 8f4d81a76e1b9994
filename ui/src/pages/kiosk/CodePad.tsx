// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An agreed time's code, by touch or by keyboard.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from '../../live/Dialog';
import { t } from './words';

const MOST = 12;
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

interface Props {
  isOpen: boolean;
  isBusy: boolean;
  problem: string | null;
  close: () => void;
  enter: (code: string) => void;
}

export function CodePad({ isOpen, isBusy, problem, close, enter }: Props) {
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isOpen) setCode('');
  }, [isOpen]);
  const add = (key: string) => setCode((so) => (so + key).slice(0, MOST));
  return (
    <Dialog title={t('code.title')} isOpen={isOpen} close={close} class="code">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (code && !isBusy) enter(code.toUpperCase());
          else field.current?.focus();
        }}
      >
        <label class="code-label" for="code">
          {t('code.what')}
        </label>
        <input
          id="code"
          ref={field}
          class="code-field"
          value={code}
          maxLength={MOST}
          inputMode="none"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby="code-problem"
          onInput={(event) => setCode(event.currentTarget.value.replace(/[^\w-]/g, '').slice(0, MOST))}
        />
        <p id="code-problem" class={problem ? 'problem' : ''} role="status">
          {problem}
        </p>
        <div class="pad">
          {KEYS.map((key) => (
            <button key={key} type="button" class="button" onClick={() => add(key)}>
              {key}
            </button>
          ))}
          <button type="button" class="button" onClick={() => setCode('')}>
            {t('code.clear')}
          </button>
          <button type="button" class="button" onClick={() => add('0')}>
            0
          </button>
          <button type="button" class="button" aria-label={t('code.back')} onClick={() => setCode((so) => so.slice(0, -1))}>
            ←
          </button>
        </div>
        <div class="choices">
          <button type="button" class="button" onClick={close}>
            {t('back')}
          </button>
          <button type="submit" class="button is-main" aria-disabled={!code || isBusy}>
            {t('code.enter')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
