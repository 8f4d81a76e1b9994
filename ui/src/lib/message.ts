// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every string of the report comes from ui/locale, by key; language.ts says how a text is filled in.
import en from '../../locale/en.json';
import pl from '../../locale/pl.json';
import vi from '../../locale/vi.json';
import { fill, language, type Language, type Values } from './language';

export * from './language';
export type Key = keyof typeof en;

const texts: Record<Language, Record<string, string>> = { en, pl, vi };

export function t(key: Key, values: Values = {}): string {
  return fill(texts[language.value][key] ?? key, values, language.value).replaceAll(' %', '\u00a0%');
}

/** A text whose key is made from a word of the data, or the fallback when there is none. */
export function tMaybe(key: string, fallback: string): string {
  const own = texts[language.value];
  return Object.hasOwn(own, key) ? (own[key] ?? fallback) : fallback;
}
