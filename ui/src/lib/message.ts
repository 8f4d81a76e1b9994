// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every string of the report comes from ui/locale, by key; language.ts says how a text is filled in.
// Who starts a page gives them: the report all at once (texts.ts), a live page a language at a time.
import { signal } from '@preact/signals';
import type en from '../../locale/en.json';
import { fill, language, type Language, type Values } from './language';

export * from './language';
export type Key = keyof typeof en;

const texts = signal<Partial<Record<Language, Record<string, string>>>>({});

export function giveTexts(of: Language, words: Record<string, string>): void {
  texts.value = { ...texts.peek(), [of]: words };
}

export function t(key: Key, values: Values = {}): string {
  return fill(texts.value[language.value]?.[key] ?? key, values, language.value).replaceAll(' %', '\u00a0%');
}

/** A text whose key is made from a word of the data, or the fallback when there is none. */
export function tMaybe(key: string, fallback: string): string {
  const own = texts.value[language.value] ?? {};
  return Object.hasOwn(own, key) ? (own[key] ?? fallback) : fallback;
}
