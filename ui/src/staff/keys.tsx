// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys of the staff's pages. Whoever is on the page brings its keys; those of the innermost come first,
// and `?` shows them all. Single letters can be switched off, are deaf while something is typed, while a
// dialog is open and while a modifier is held; the space bar stays with the button that has the focus.
// A key that means nothing yet while a command is under way (call, begin) is kept until the page shows
// what came of the command, so that quick hands lose nothing; after a fault what was kept is dropped.
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { recall, remember } from '../lib/theme';
import { isUnderWay, refusals } from './act';
import { Dialog } from './Dialog';
import { t, type Key } from './words';

export interface Shortcut {
  /** As KeyboardEvent.key gives it. */
  key: string;
  what: Key;
  run: () => void;
  /** Shown, but deaf just now. */
  isOff?: boolean;
}

interface Group {
  title: Key;
  keys: Shortcut[];
}

export const isHelpOpen = signal(false);
const areKeysOn = signal(recall('keys') !== 'off');
const groups = signal<readonly { current: Group }[]>([]);

const typed = 'input:not([type=radio]):not([type=checkbox]):not([type=range]), textarea, select, [contenteditable]';
const pressed = 'button, a[href], summary, input, select, textarea, [role=option]';

/** Whether the key belongs to what has the focus and not to the page. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return true;
  if (!(event.target instanceof Element)) return false;
  if (document.querySelector('dialog[open]')) return true;
  if (event.target.closest(typed)) return true;
  return (event.key === ' ' || event.key === 'Enter') && event.target.closest(pressed) !== null;
}

function shortcutOf(key: string): Shortcut | undefined {
  for (const { current } of [...groups.value].reverse()) {
    const shortcut = current.keys.find((one) => one.key === key);
    if (shortcut) return shortcut;
  }
  return undefined;
}

const MOST_KEPT = 4;
/** In the order in which they were pressed. */
const kept: string[] = [];

function forget(): void {
  kept.length = 0;
}

/** Does what the kept keys ask for, as far as the page is ready for it: one key, then it is looked again. */
function settle(): void {
  if (kept.length === 0) return;
  if (document.querySelector('dialog[open]') ?? document.activeElement?.closest(typed)) return forget();
  const shortcut = shortcutOf(kept[0] ?? '');
  const isReady = shortcut !== undefined && !shortcut.isOff;
  if (!isReady && isUnderWay.value) return;
  kept.shift();
  if (isReady) shortcut.run();
  settleSoon();
}

/** After what is being drawn. */
function settleSoon(): void {
  if (kept.length > 0) setTimeout(settle);
}

function listen(event: KeyboardEvent): void {
  if (isTaken(event)) return forget();
  if (event.key === '?') {
    isHelpOpen.value = true;
    event.preventDefault();
    return;
  }
  if (!areKeysOn.value && event.key.length === 1 && event.key !== ' ') return;
  const shortcut = shortcutOf(event.key);
  if (!shortcut) return;
  event.preventDefault();
  if (!isUnderWay.value) forget();
  if (kept.length === 0 && !shortcut.isOff) shortcut.run();
  else if (isUnderWay.value && !event.repeat && kept.length < MOST_KEPT) kept.push(event.key);
}

export function startKeys(): () => void {
  document.addEventListener('keydown', listen);
  const stops = [isUnderWay.subscribe(settleSoon), refusals.subscribe(forget)];
  return () => {
    document.removeEventListener('keydown', listen);
    for (const stop of stops) stop();
  };
}

/** The keys of a part of the page, for as long as it is there. */
export function useKeys(title: Key, keys: Shortcut[]): void {
  const own = useRef<Group>({ title, keys });
  own.current = { title, keys };
  useLayoutEffect(settleSoon);
  useLayoutEffect(() => {
    groups.value = [...groups.value, own];
    return () => {
      groups.value = groups.value.filter((one) => one !== own);
    };
  }, []);
}

const names: Record<string, Key> = { ' ': 'key.space', Enter: 'key.enter', Escape: 'key.escape', Tab: 'key.tab' };

export function KeyName({ name }: { name: string }) {
  return <kbd>{names[name] ? t(names[name]) : name}</kbd>;
}

/** A small sign on a button; nobody needs to hear it. */
export function KeyHint({ name }: { name: string }) {
  if (!areKeysOn.value) return null;
  return (
    <kbd class="key-hint" aria-hidden="true">
      {names[name] ? t(names[name]) : name}
    </kbd>
  );
}

const everywhere: Group = {
  title: 'help.everywhere',
  keys: [
    { key: '?', what: 'help.help', run: () => undefined },
    { key: 'Tab', what: 'help.tab', run: () => undefined },
    { key: 'Escape', what: 'help.close', run: () => undefined },
  ],
};

export function Help() {
  if (!isHelpOpen.value) return null;
  const close = () => {
    isHelpOpen.value = false;
  };
  return (
    <Dialog title={t('help.title')} close={close} wide>
      <div class="help-groups">
        {[...groups.value.map((one) => one.current).reverse(), everywhere].map((group) => (
          <section key={group.title}>
            <h3>{t(group.title)}</h3>
            <dl>
              {group.keys.map((one) => (
                <div key={one.key}>
                  <dt>
                    <KeyName name={one.key} />
                  </dt>
                  <dd>{t(one.what)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="check">
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
    </Dialog>
  );
}
