// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pages that show the map or frames need the report's words too: one language at a time, with the page's own.
import { giveTexts } from '../lib/message';
import type { Language } from '../lib/language';
import type { Loading } from '../live/words';
import { staffWords } from './words';

type Words = Promise<{ default: Record<string, string> }>;

async function both(language: Language, report: Words): Words {
  giveTexts(language, (await report).default);
  return staffWords[language]();
}

export const withReportWords: Loading = {
  en: () => both('en', import('../../locale/en.json')),
  pl: () => both('pl', import('../../locale/pl.json')),
  vi: () => both('vi', import('../../locale/vi.json')),
};
