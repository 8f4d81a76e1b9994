// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the twin answers (doc/what-if.md): figures with their intervals, and whether it may be believed.
import type { Wording } from '../lib/report';
import { get, query } from './service';

/** A mean over the runs with its 95 % interval; 8 of 10 runs lie between least and most. */
export interface TwinFigure {
  mean: number | null;
  low: number | null;
  high: number | null;
  least: number | null;
  most: number | null;
  n: number;
}

export interface TwinFigures {
  chance: TwinFigure;
  wait_p90_s: TwinFigure;
  left: TwinFigure;
  customers: TwinFigure;
}

export interface Choice extends TwinFigures {
  counter: number;
  is_opening: boolean;
  name: string;
  title: Wording | null;
  state: string;
  difference: TwinFigures;
  sentence: string;
}

/** What should be known beside figures: which sentence, its figures, and the sentence in English. */
export interface Saying {
  id: string;
  figures: Record<string, number | string | null>;
  text: string;
}

export interface Finding {
  finding: string;
  n: number;
  of: number;
  share: number | null;
  text: string;
}

export interface Trust {
  grade: string;
  is_trusted: boolean;
  /** Judged and failed: nothing that was played is told. */
  is_refused: boolean;
  findings: Finding[];
  checked_us: number;
}

/** Without trust: `now` is null and there are no choices. */
export interface WhatIf {
  branch: number;
  trust: Trust;
  from_us?: number;
  until_us?: number;
  limit_us?: number;
  waiting?: number;
  aside?: number;
  runs?: number;
  now: TwinFigures | null;
  choices: Choice[];
  assumed_here?: Saying[];
}

export function askWhatIf(branch: number, limit_us: number | null): Promise<WhatIf> {
  return get<WhatIf>(`/api/branches/${branch}/what-if${query({ limit_us })}`);
}
