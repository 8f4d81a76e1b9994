// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words of this page: its own beside those of the staff and of the report, whose map it shows.
import type { Language } from '../../lib/language';
import type { Loading } from '../../live/words';
import { wordsOf } from '../../live/words';
import { withReportWords } from '../../staff/reportWords';
import type staff from '../../../locale/staff.en.json';
import type own from '../../../locale/what-if.en.json';

type Words = Promise<{ default: Record<string, string> }>;

async function joined(of: Language, words: Words): Words {
  const [staff, mine] = await Promise.all([withReportWords[of](), words]);
  return { default: { ...staff.default, ...mine.default } };
}

export const whatIfWords: Loading = {
  en: () => joined('en', import('../../../locale/what-if.en.json')),
  pl: () => joined('pl', import('../../../locale/what-if.pl.json')),
  vi: () => joined('vi', import('../../../locale/what-if.vi.json')),
};

export const t = wordsOf<keyof typeof own | keyof typeof staff>();
