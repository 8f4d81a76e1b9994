// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The map joined with the frames: for each moment its place, its promises and the rows that speak of
// it. Nothing is computed here but which of four states a moment is in, from the verdicts in the frame.
import { type Frame, type Row, rowsOf } from './frame';
import type { Moment, Report, ServiceMap, Stage, Standard } from './report';

/** kept: the promise is kept · at-risk: the figures cannot tell · missed: it is not · unknown: too few, or no promise. */
export type Status = 'kept' | 'at-risk' | 'missed' | 'unknown';
export const statuses: readonly Status[] = ['kept', 'at-risk', 'missed', 'unknown'];

export interface StandardView {
  standard: Standard;
  row: Row | undefined;
  status: Status;
}

export interface MomentView {
  moment: Moment;
  stage: Stage;
  index: number;
  status: Status;
  standards: StandardView[];
  row: Row | undefined;
  wait: Row | undefined;
  breaks: Row | undefined;
  fit: Row | undefined;
}

export interface StageView {
  stage: Stage;
  moments: MomentView[];
}

export function statusOfMet(met: string): Status {
  if (met === 'yes') return 'kept';
  if (met === 'no') return 'missed';
  return met === 'unsure' ? 'at-risk' : 'unknown';
}

/** The worst of several; unknown only when nothing is known. */
export function worst(all: Status[]): Status {
  for (const status of ['missed', 'at-risk', 'kept'] as const) if (all.includes(status)) return status;
  return 'unknown';
}

function byMoment(frame: Frame | undefined, column = 'moment'): Map<string, Row> {
  return new Map(rowsOf(frame).map((row) => [row.text(column), row]));
}

export function stagesOf(report: Report): StageView[] {
  const { map, frames } = report;
  if (!map) return [];
  const moments = byMoment(frames.moments);
  const waits = byMoment(frames.waits, 'wait');
  const breaks = byMoment(frames.breaks);
  const fit = byMoment(frames.fit);
  const standards = rowsOf(frames.standards);
  let index = 0;
  return map.stages.map((stage) => ({
    stage,
    moments: (stage.moments ?? []).map((moment) => {
      const own = (moment.standards ?? []).map((standard) => {
        const row = standards.find(
          (one) => one.text('moment') === moment.moment && one.text('standard') === standard.standard,
        );
        return { standard, row, status: row ? statusOfMet(row.text('met')) : ('unknown' as Status) };
      });
      return {
        moment,
        stage,
        index: index++,
        status: worst(own.map((one) => one.status)),
        standards: own,
        row: moments.get(moment.moment),
        wait: waits.get(moment.moment),
        breaks: breaks.get(moment.moment),
        fit: fit.get(moment.moment),
      };
    }),
  }));
}

export function findMoment(map: ServiceMap | null, name: string): Moment | undefined {
  return map?.stages.flatMap((stage) => stage.moments ?? []).find((moment) => moment.moment === name);
}

export function findStage(map: ServiceMap | null, name: string): Stage | undefined {
  return map?.stages.find((stage) => stage.stage === name);
}

/** An address for a name that may hold anything. */
export function anchor(kind: string, name: string): string {
  return `${kind}-${encodeURIComponent(name).replaceAll('%', '_')}`;
}
