// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Priority that may be asked for: nobody has to prove anything at a kiosk, and it says what it changes.
import { inLanguage } from '../../lib/language';
import { Dialog } from '../../live/Dialog';
import type { Class } from '../../live/shapes';
import { t } from './words';

interface Props {
  isOpen: boolean;
  classes: Class[];
  chosen: string | null;
  close: () => void;
  choose: (name: string | null) => void;
}

export function Priority({ isOpen, classes, chosen, close, choose }: Props) {
  return (
    <Dialog title={t('priority.title')} isOpen={isOpen} close={close}>
      <p>{t('priority.why')}</p>
      <ul class="stack">
        {classes.map(({ name, title }) => (
          <li key={name}>
            <button type="button" class="button is-wide" aria-pressed={chosen === name} onClick={() => choose(name)}>
              {inLanguage(title)}
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="button is-wide" onClick={() => choose(null)}>
            {t('priority.none')}
          </button>
        </li>
      </ul>
    </Dialog>
  );
}
