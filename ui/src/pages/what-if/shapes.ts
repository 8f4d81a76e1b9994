// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the service says of a branch to come and of a branch played: the answers of /forecast, /fit,
// /scenarios and /simulate (doc/forecast.md, doc/scenarios.md).
import type { Wording } from '../../lib/language';
import type { Frame } from '../../lib/frame';
import type { Saying, Trust } from '../../staff/twin';

export interface Expected {
  mean: number;
  low: number;
  high: number;
}

export interface ForecastDay extends Expected {
  day: string;
  kind: 'workday' | 'short' | 'holiday' | 'closed';
}

export interface Quarter extends Expected {
  at: number;
}

export interface ForecastModel {
  name: string;
  wape: number | null;
  mase: number | null;
  bias: number | null;
  mae: number | null;
  n: number;
  is_chosen: boolean;
}

export interface Forecast {
  days: ForecastDay[];
  quarters: Quarter[];
  models: ForecastModel[];
  beats_naive: boolean;
  coverage?: number | null;
  notes: Saying[];
}

/** One change, with the keys of a scenario file. */
export type Change = Record<string, unknown>;

export interface Scenario {
  scenario: string;
  title?: Wording;
  summary?: Wording;
  branch?: string | null;
  changes: Change[];
  runs?: number;
}

/** When counters usually call: for each weekday (Monday first) and quarter of an hour the share of days. */
export interface Fit {
  counters?: { counter: string; open?: number[][] }[];
}

export interface Moment {
  moment: string;
  before: MomentSide | null;
  after: MomentSide | null;
}

export interface MomentSide {
  wait_median_s?: number | null;
  attainment?: number | null;
}

export interface PlayedQuarter {
  from: string;
  arrivals: number;
  waiting_before: number;
  waiting_after: number;
  counters_before: number;
  counters_after: number;
}

/** service, came, called, began, ended (seconds), ending, counter */
export type VisitCells = [number, number, number | null, number | null, number | null, string, number | null];

export interface Visits {
  before: VisitCells[];
  after: VisitCells[];
  services: string[];
  counters: string[];
  /** When the played time begins; seconds count from there. */
  from: string;
}

export interface Side {
  frames: Frame[];
}

/** A twin that was judged and failed: the day, and no figure. */
export interface Refused {
  day: string;
  trust: Trust;
  before: null;
}

export type Answer = Simulated | Refused;

export interface Simulated {
  day: string;
  runs: number;
  /** The wait within which sim_waits counts. */
  within_s?: number | null;
  assumed: Saying[];
  trust: Trust | null;
  before: Side;
  after: Side;
  difference: Side;
  moments: Moment[];
  quarters: PlayedQuarter[];
  visits: Visits;
}

export function frameOf(side: Side | undefined, name: string): Frame | undefined {
  return side?.frames.find((one) => one.measure === name);
}
