// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words of a live page: what all pages share (ui/locale/live.*.json) and what is its own, in the one
// language that its reader has; further languages come when they are chosen.
import { signal } from '@preact/signals';
import { fill, isLanguage, language, languages, type Language, type Values } from '../lib/language';
import type shared from '../../locale/live.en.json';

export type SharedKey = keyof typeof shared;
type Texts = Record<string, string>;
/** How a page loads its own words in a language. */
export type Loading = Record<Language, () => Promise<{ default: Texts }>>;

const sharedWords: Loading = {
  en: () => import('../../locale/live.en.json'),
  pl: () => import('../../locale/live.pl.json'),
  vi: () => import('../../locale/live.vi.json'),
};

const loaded = signal<Partial<Record<Language, Texts>>>({});
let sources: Loading[] = [sharedWords];

/** Says where the page's words are; before anything is spoken. */
export function useWords(...own: Loading[]): void {
  sources = [sharedWords, ...own];
}

/** Fetches the words of a language, once. */
export async function loadWords(wanted: Language): Promise<void> {
  if (loaded.peek()[wanted]) return;
  const parts = await Promise.all(sources.map(async (source) => (await source[wanted]()).default));
  loaded.value = { ...loaded.peek(), [wanted]: Object.assign({}, ...parts) as Texts };
}

export function hasWords(wanted: Language): boolean {
  return loaded.value[wanted] !== undefined;
}

/** A text in a given language; its key when the language is not there. */
export function speak(wanted: Language, key: string, values: Values = {}): string {
  const text = loaded.value[wanted]?.[key] ?? key;
  return fill(text, values, wanted).replaceAll(' %', '\u00a0%');
}

/** A page's own `t`: knows the shared keys and the page's. */
export function wordsOf<Key extends string>(): (key: Key | SharedKey, values?: Values) => string {
  return (key, values) => speak(language.value, key, values);
}

/** The words that all live pages share. */
export const s = wordsOf<never>();

/** A text whose key is made from a word of the data, or the fallback when there is none. */
export function speakMaybe(key: string, fallback: string): string {
  const own = loaded.value[language.value] ?? {};
  return Object.hasOwn(own, key) ? (own[key] ?? fallback) : fallback;
}

/** Changes the language once its words are there; when they cannot be fetched, everything stays as it is. */
export async function changeLanguage(wanted: Language): Promise<boolean> {
  try {
    await loadWords(wanted);
  } catch {
    return false;
  }
  language.value = wanted;
  document.documentElement.lang = wanted;
  return true;
}

/** The reader's wishes: chosen before, then the device's. */
function wishes(chosen: string | null): (string | null)[] {
  return [chosen, ...(navigator.languages ?? []).map((tag) => tag.slice(0, 2))];
}

/** Does the reader want one of our languages? */
export function isWished(chosen: string | null): boolean {
  return wishes(chosen).some(isLanguage);
}

/** The reader's language among those that are spoken here: chosen before, else the device's, else the first. */
export function preferredLanguage(chosen: string | null, here: readonly Language[] = languages): Language {
  for (const wish of wishes(chosen)) if (isLanguage(wish) && here.includes(wish)) return wish;
  return here[0] ?? 'en';
}

/** "en pl vi" as the languages that we have. */
export function languageList(text: string | null | undefined): Language[] {
  const list = (text ?? '').split(' ').filter(isLanguage);
  return list.length > 0 ? list : [...languages];
}
