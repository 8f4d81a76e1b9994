// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names in frames are keys of the map or words of the log. A key is shown as its title in the reader's
// language, a word of the program by its translation, and a name of the log as it is.
import type { Column } from '../../lib/frame';
import { inLanguage, tMaybe } from '../../lib/message';
import { findMoment, findStage } from '../../lib/moments';
import type { ServiceMap } from '../../lib/report';

const words: Record<string, string> = {
  kind: 'kind',
  met: 'met',
  verdict: 'verdict',
  treatment: 'treatment',
  outcome: 'outcome',
  measure: 'clock',
};

export function momentTitle(map: ServiceMap | null, name: string): string {
  const moment = findMoment(map, name);
  return moment ? inLanguage(moment.title) || name : name;
}

export function sayCell(map: ServiceMap | null, column: Column, text: string): string {
  if (column.name === 'moment' || column.name === 'wait') return momentTitle(map, text);
  if (column.name === 'stage') return inLanguage(findStage(map, text)?.title) || text;
  const kind = words[column.name];
  return kind ? tMaybe(`${kind}.${text}`, text) : text;
}
