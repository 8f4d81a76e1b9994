// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A number as it is written in the reader's language, with at most two decimals.
import { language } from '../lib/language';

export function number(value: number): string {
  return new Intl.NumberFormat(language.value === 'en' ? 'en-GB' : language.value, { maximumFractionDigits: 2 }).format(value);
}
