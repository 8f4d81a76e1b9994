// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The reader's language, and how a text is filled in. A text may hold {name} for a value and
// {name|one|few|many} for the form that goes with a number, in the order of the language's own plural
// categories: English has two forms, Polish three, Vietnamese one. # in a form is the number itself.
// Holds no texts: the report's are in message.ts, those of live pages come a page at a time (live/words.ts).
import { signal } from '@preact/signals';

export type Language = 'en' | 'pl' | 'vi';
export type Values = Record<string, string | number>;
/** One text for each language; all languages need not be there. */
export type Wording = Record<string, string>;

export const languages: readonly Language[] = ['en', 'pl', 'vi'];
/** What each language calls itself. */
export const languageNames: Record<Language, string> = { en: 'English', pl: 'Polski', vi: 'Tiếng Việt' };

const forms: Record<Language, Intl.LDMLPluralRule[]> = {
  en: ['one', 'other'],
  pl: ['one', 'few', 'many'],
  vi: ['other'],
};

export const language = signal<Language>('en');

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && (languages as readonly string[]).includes(value);
}

function pluralForm(choices: string[], count: number, lang: Language): string {
  const category = new Intl.PluralRules(lang).select(count);
  const index = forms[lang].indexOf(category);
  return choices[index < 0 ? choices.length - 1 : Math.min(index, choices.length - 1)] ?? '';
}

/** Fills a text in. A value that is missing leaves its name in braces, so that a test sees it. */
export function fill(text: string, values: Values, lang: Language): string {
  return text.replace(/\{(\w+)(\|[^}]*)?\}/g, (whole, name: string, choices?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    const shown = typeof value === 'number' ? new Intl.NumberFormat(lang).format(value) : value;
    if (!choices) return shown;
    return pluralForm(choices.slice(1).split('|'), Number(value), lang).replace('#', () => shown);
  });
}

/** The text of a map in the reader's language. */
export function inLanguage(wording: Wording | null | undefined): string {
  if (!wording) return '';
  return wording[language.value] ?? wording.en ?? Object.values(wording)[0] ?? '';
}
