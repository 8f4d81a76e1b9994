// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where everybody is at a moment of a played day: in which line at which place, at which counter, or gone.
import type { VisitCells, Visits } from './shapes';

export interface Waiting {
  key: number;
  service: number;
  place: number;
}

export interface AtCounter {
  key: number;
  counter: number;
  /** Called, and still on the way. */
  isComing: boolean;
}

export interface Scene {
  waiting: Waiting[];
  serving: AtCounter[];
  served: number;
  left: number;
}

/** Seconds from the beginning of the day that is shown. */
export function sceneAt(visits: VisitCells[], at_s: number): Scene {
  const scene: Scene = { waiting: [], serving: [], served: 0, left: 0 };
  const lines = new Map<number, number>();
  visits.forEach(([service, came, called, began, ended, ending, counter], key) => {
    if (at_s < came) return;
    if (ended !== null && at_s >= ended) {
      if (ending === 'served') scene.served += 1;
      else scene.left += 1;
      return;
    }
    if (called !== null && counter !== null && at_s >= called) {
      scene.serving.push({ key, counter, isComing: began === null || at_s < began });
      return;
    }
    const place = lines.get(service) ?? 0;
    lines.set(service, place + 1);
    scene.waiting.push({ key, service, place });
  });
  return scene;
}

/** From the first arrival to the last end, on whole quarters of an hour. */
export function spanOf(visits: Visits): { from_s: number; until_s: number } {
  const all = [...visits.before, ...visits.after];
  const first = all.reduce((least, one) => Math.min(least, one[1]), Number.POSITIVE_INFINITY);
  const last = all.reduce((most, one) => Math.max(most, one[4] ?? one[1]), 0);
  if (all.length === 0) return { from_s: 0, until_s: 0 };
  return { from_s: Math.floor(first / 900) * 900, until_s: Math.ceil(last / 900) * 900 };
}
