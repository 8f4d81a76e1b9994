// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Light, dark, or as the device says. The choice stays with the reader where the browser lets a page
// keep something; a page opened from a file may not, and then it simply forgets.
import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';
export const themes: readonly Theme[] = ['auto', 'light', 'dark'];
export const theme = signal<Theme>('auto');

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`cykl.${name}`, value);
  } catch {
    /* a page from a file may have no storage */
  }
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`cykl.${name}`);
  } catch {
    return null;
  }
}

/** Keeps the root element's data-theme right, also when the device changes. */
export function startTheme(): void {
  const kept = recall('theme');
  if (kept === 'light' || kept === 'dark') theme.value = kept;
  const device = matchMedia('(prefers-color-scheme: dark)');
  const isDark = signal(device.matches);
  device.addEventListener('change', () => {
    isDark.value = device.matches;
  });
  effect(() => {
    const dark = theme.value === 'dark' || (theme.value === 'auto' && isDark.value);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  });
}
