// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The keys of the page, on `?`. They are single letters, so they can be switched off, and they are deaf
// while something is typed or a modifier is held.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t, type Key } from '../lib/message';
import { recall, remember } from '../lib/theme';

export const isHelpOpen = signal(false);
const areKeysOn = signal(true);

export interface Shortcut {
  key: string;
  what: Key;
  run: () => void;
}

export function useShortcuts(shortcuts: Shortcut[]): void {
  useEffect(() => {
    areKeysOn.value = recall('keys') !== 'off';
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isHelpOpen.value) return;
      const on = event.target;
      if (on instanceof HTMLInputElement && on.type !== 'radio' && on.type !== 'range') return;
      if (event.key === '?') {
        isHelpOpen.value = true;
        event.preventDefault();
        return;
      }
      const shortcut = areKeysOn.value && shortcuts.find((one) => one.key === event.key);
      if (!shortcut) return;
      event.preventDefault();
      shortcut.run();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [shortcuts]);
}

export function Help({ shortcuts }: { shortcuts: Shortcut[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (isHelpOpen.value && !element.open) element.showModal();
    if (!isHelpOpen.value && element.open) element.close();
  }, [isHelpOpen.value]);
  const everywhere: [string, Key][] = [
    ['?', 'help.help'],
    ['Tab', 'help.tab'],
    ['Esc', 'help.close'],
  ];
  return (
    <dialog
      class="help"
      ref={dialog}
      aria-labelledby="help-title"
      onClose={() => {
        isHelpOpen.value = false;
      }}
    >
      <h2 id="help-title">{t('help.title')}</h2>
      <dl>
        {[...everywhere, ...shortcuts.map((one): [string, Key] => [one.key, one.what])].map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <label class="help-switch">
        <input
          type="checkbox"
          checked={areKeysOn.value}
          onChange={(event) => {
            areKeysOn.value = event.currentTarget.checked;
            remember('keys', areKeysOn.value ? 'on' : 'off');
          }}
        />
        {t('help.keys')}
      </label>
      <button type="button" class="button" onClick={() => dialog.current?.close()}>
        {t('help.close')}
      </button>
    </dialog>
  );
}
