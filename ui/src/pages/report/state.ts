// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which moments are open, and how one gets from the map to a moment and back again with the focus.
import { signal } from '@preact/signals';
import { anchor } from '../../lib/moments';

export const openMoments = signal<ReadonlySet<string>>(new Set());

export function setMomentOpen(name: string, open: boolean): void {
  if (openMoments.value.has(name) === open) return;
  const next = new Set(openMoments.value);
  if (open) next.add(name);
  else next.delete(name);
  openMoments.value = next;
}

function show(element: Element | null, focus: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'start' });
  focus?.focus({ preventScroll: true });
}

export function goToMoment(name: string): void {
  setMomentOpen(name, true);
  history.replaceState(null, '', `#${anchor('moment', name)}`);
  requestAnimationFrame(() => {
    const details = document.getElementById(anchor('moment', name));
    show(details, details?.querySelector('summary') ?? null);
  });
}

export function goToCard(name: string): void {
  const card = document.getElementById(anchor('card', name));
  card?.scrollIntoView({ block: 'center', inline: 'center' });
  card?.focus({ preventScroll: true });
}

export function goToSection(id: string): void {
  const section = document.getElementById(id);
  show(section, section);
}

/** The section next to the one at the top of the window. */
export function stepSection(step: 1 | -1): void {
  const sections = [...document.querySelectorAll<HTMLElement>('main > section')];
  const at = sections.filter((section) => section.getBoundingClientRect().top < 80).length - 1;
  const next = sections[Math.min(sections.length - 1, Math.max(0, at + step))];
  if (next) goToSection(next.id);
}
