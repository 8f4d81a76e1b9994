// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words of the staff's pages: ui/locale/staff.*.json, and those that all live pages share.
import { speakMaybe, wordsOf, type Loading, type SharedKey } from '../live/words';
import type staff from '../../locale/staff.en.json';

export type Key = keyof typeof staff | SharedKey;

export const staffWords: Loading = {
  en: () => import('../../locale/staff.en.json'),
  pl: () => import('../../locale/staff.pl.json'),
  vi: () => import('../../locale/staff.vi.json'),
};

export const t = wordsOf<keyof typeof staff>();
export const tMaybe = speakMaybe;
