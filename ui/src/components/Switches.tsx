// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report's switches: language and theme.
import { effect } from '@preact/signals';
import { isLanguage, language, languageNames, languages, t } from '../lib/message';
import { recall, remember, theme, themes } from '../lib/theme';
import { Switch } from './Switch';

export function startLanguage(wanted: string | undefined): void {
  const kept = recall('language');
  if (isLanguage(kept)) language.value = kept;
  else if (isLanguage(wanted)) language.value = wanted;
  effect(() => {
    document.documentElement.lang = language.value;
  });
}

export function LanguageSwitch() {
  return (
    <Switch
      name="language"
      label={t('switch.language')}
      choices={languages.map((value) => ({ value, text: languageNames[value], lang: value }))}
      chosen={language.value}
      choose={(value) => {
        if (!isLanguage(value)) return;
        language.value = value;
        remember('language', value);
      }}
    />
  );
}

export function ThemeSwitch() {
  return (
    <Switch
      name="theme"
      label={t('switch.theme')}
      choices={themes.map((value) => ({ value, text: t(`theme.${value}`) }))}
      chosen={theme.value}
      choose={(value) => {
        theme.value = themes.find((one) => one === value) ?? 'auto';
        remember('theme', theme.value);
      }}
    />
  );
}
