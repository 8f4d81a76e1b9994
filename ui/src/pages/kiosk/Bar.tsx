// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What helps to read: languages, larger letters, stronger contrast. Always at the same place.
import type { Signal } from '@preact/signals';
import { language, languageNames, type Language } from '../../lib/language';
import { changeLanguage } from '../../live/words';
import { t } from './words';

interface Props {
  languages: Language[];
  isLarger: Signal<boolean>;
  isContrast: Signal<boolean>;
}

function Toggle({ on, text, mark }: { on: Signal<boolean>; text: string; mark: string }) {
  return (
    <button type="button" class="button" aria-pressed={on.value} onClick={() => (on.value = !on.value)}>
      <span class="bar-mark" aria-hidden="true">
        {mark}
      </span>
      {text}
    </button>
  );
}

export function Bar({ languages, isLarger, isContrast }: Props) {
  return (
    <footer class="bar">
      <div class="bar-group" role="group" aria-label={t('switch.language')}>
        {languages.map((lang) => (
          <button key={lang} type="button" class="button" lang={lang} aria-pressed={language.value === lang} onClick={() => void changeLanguage(lang)}>
            {languageNames[lang]}
          </button>
        ))}
      </div>
      <div class="bar-group" role="group" aria-label={t('bar.reading')}>
        <Toggle on={isLarger} text={t('bar.larger')} mark="A+" />
        <Toggle on={isContrast} text={t('bar.contrast')} mark="◐" />
      </div>
    </footer>
  );
}
