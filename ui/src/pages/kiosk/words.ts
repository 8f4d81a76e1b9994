// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The kiosk's words; the poster's page (/visit) offers the same things and speaks them, too.
import { wordsOf, type Loading } from '../../live/words';
import type en from '../../../locale/kiosk.en.json';

export const words: Loading = {
  en: () => import('../../../locale/kiosk.en.json'),
  pl: () => import('../../../locale/kiosk.pl.json'),
  vi: () => import('../../../locale/kiosk.vi.json'),
};

export const t = wordsOf<keyof typeof en>();
