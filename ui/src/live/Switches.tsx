// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Language and theme on live pages.
import { Switch } from '../components/Switch';
import { isLanguage, language, languageNames, type Language } from '../lib/language';
import { remember, theme, themes } from '../lib/theme';
import { changeLanguage, s } from './words';

interface Props {
  choices: readonly Language[];
  /** The reader's own device remembers the choice; a kiosk does not. */
  isKept?: boolean;
  chosen?: (language: Language) => void;
}

export function LanguageSwitch({ choices, isKept = true, chosen }: Props) {
  return (
    <Switch
      name="language"
      label={s('switch.language')}
      choices={choices.map((value) => ({ value, text: languageNames[value], lang: value }))}
      chosen={language.value}
      choose={(value) => {
        if (!isLanguage(value)) return;
        void changeLanguage(value).then((done) => {
          if (!done) return;
          if (isKept) remember('language', value);
          chosen?.(value);
        });
      }}
    />
  );
}

export function ThemeSwitch() {
  return (
    <Switch
      name="theme"
      label={s('switch.theme')}
      choices={themes.map((value) => ({ value, text: s(`theme.${value}`) }))}
      chosen={theme.value}
      choose={(value) => {
        theme.value = themes.find((one) => one === value) ?? 'auto';
        remember('theme', theme.value);
      }}
    />
  );
}
