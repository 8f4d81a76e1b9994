// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A command from a form: its fault belongs to the form; when it is done the page looks again and says so.
import type { Gives, Takes } from '../live/shapes';
import { languages, type Wording } from '../lib/language';
import { sayDone } from './act';
import { changes } from './look';
import { run, type CommandName } from './service';

export async function change<K extends CommandName>(command: K, takes: Takes[K], said: string): Promise<Gives[K]> {
  const gives = await run(command, takes);
  changes.value += 1;
  sayDone(said);
  return gives;
}

/** What was typed for each language, without the empty ones. */
export function wordingOf(texts: Partial<Wording>): Wording {
  return Object.fromEntries(languages.flatMap((one) => (texts[one]?.trim() ? [[one, texts[one]?.trim() ?? '']] : [])));
}

/** A key from a name for people: "Okienko 3" → "okienko-3". */
export function keyOf(title: string): string {
  return title
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
}
