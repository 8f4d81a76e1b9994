// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The display's words, in all languages of the branch at once: it speaks each in turn.
import type { Language, Values } from '../../lib/language';
import { speak, type Loading, type SharedKey } from '../../live/words';
import type en from '../../../locale/display.en.json';

export const words: Loading = {
  en: () => import('../../../locale/display.en.json'),
  pl: () => import('../../../locale/display.pl.json'),
  vi: () => import('../../../locale/display.vi.json'),
};

export function tIn(lang: Language, key: keyof typeof en | SharedKey, values?: Values): string {
  return speak(lang, key, values);
}
