// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Faults in words: what happened, what is safe, what to do.
import { Fault } from './api';
import { s, speakMaybe } from './words';

/** A sentence for people; the server's own message is for those who run it. */
export function faultText(error: unknown): string {
  const code = error instanceof Fault ? error.code : 'broken';
  return speakMaybe(`fault.${code}`, s('fault.broken'));
}
