// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words of a ticket's own page.
import { wordsOf, type Loading } from '../../live/words';
import type en from '../../../locale/ticket.en.json';

export const words: Loading = {
  en: () => import('../../../locale/ticket.en.json'),
  pl: () => import('../../../locale/ticket.pl.json'),
  vi: () => import('../../../locale/ticket.vi.json'),
};

export const t = wordsOf<keyof typeof en>();
