// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// On paper nothing can be tapped: while printing, everything that folds is open.
import { signal } from '@preact/signals';

export const isPrinting = signal(false);

export function startPrinting(): void {
  window.addEventListener('beforeprint', () => {
    isPrinting.value = true;
  });
  window.addEventListener('afterprint', () => {
    isPrinting.value = false;
  });
}
