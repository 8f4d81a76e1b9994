// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What should be known beside figures, in the reader's language; a sentence that this page does not know
// as the service says it.
import { fill, language } from '../lib/language';
import { number } from './decimals';
import type { Saying } from './twin';
import { tMaybe } from './words';

/** Counts stay numbers, for their plural forms; what has decimals is written in the language. */
function shown(value: number | string | null): number | string {
  if (value === null) return '–';
  return typeof value === 'string' || Number.isInteger(value) ? value : number(value);
}

export function sayingText(one: Saying): string {
  const values = Object.fromEntries(Object.entries(one.figures).map(([name, value]) => [name, shown(value)]));
  return fill(tMaybe(`saying.${one.id}`, one.text), values, language.value);
}

export function Sayings({ sayings, ...own }: { sayings: Saying[]; class?: string }) {
  return (
    <ul {...own}>
      {sayings.map((one) => (
        <li key={one.text}>{sayingText(one)}</li>
      ))}
    </ul>
  );
}
