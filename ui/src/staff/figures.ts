// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Shares as people read them: whole per cents, but near the ends one decimal.
import { language } from '../lib/language';

export function formatPercent(share: number): string {
  const percent = share * 100;
  const near = Math.min(percent, 100 - percent);
  const digits = near > 0 && near < 1 ? 1 : 0;
  return `${new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(percent)}\u00a0%`;
}
