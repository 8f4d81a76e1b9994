// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report's data as doc/formats/report.md gives them, and the one place that reads them from the
// page. What arrives is not trusted: whatever is not of the expected form becomes a fault with a
// reason, or is left out; nothing here throws.
import type { Frame } from './frame';

/** A text for people, one string a language. */
import type { Wording } from './language';

export type { Wording };

export interface Standard {
  standard: string;
  promise?: Wording;
  measure: string;
  limit?: string;
  target?: number;
  source?: { kind: string; name: string; line?: string; title?: Wording };
}

export interface Moment {
  moment: string;
  title?: Wording;
  summary?: Wording;
  needs?: Wording;
  say?: Wording;
  backstage?: Wording;
  critical?: boolean;
  optional?: boolean;
  repeats?: boolean;
  channels?: string[];
  owner?: Wording;
  begins?: string[];
  ends?: string[];
  standards?: Standard[];
  procedure?: { procedure: string; title?: Wording } | null;
  ask?: { survey: string; item: string } | null;
}

export interface Stage {
  stage: string;
  title?: Wording;
  moments?: Moment[];
}

export interface ServiceMap {
  cycle: string;
  organisation?: Wording;
  title?: Wording;
  summary?: Wording;
  stages: Stage[];
}

export interface Report {
  cykl: string;
  made?: string;
  language?: string;
  source?: {
    name?: string;
    format?: string;
    what?: string;
    bytes?: number;
    rows?: number;
    events?: number;
    bad?: number;
    bad_shown?: { line: number; reason: string }[];
    notes?: string[];
  };
  options?: {
    zone?: string;
    by_instance?: boolean;
    within?: number;
    from?: string | null;
    to?: string | null;
    where?: unknown[];
  };
  map: ServiceMap | null;
  problems?: unknown[];
  frames: Record<string, Frame>;
}

export type ReadResult = { report: Report } | { fault: 'missing' | 'broken' | 'newer'; detail: string };

/** The version of the data that this page understands. */
export const KNOWN_MAJOR = 0;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFrame(value: unknown): value is Frame {
  return (
    isObject(value) &&
    Array.isArray(value.columns) &&
    value.columns.every((column) => isObject(column) && typeof column.name === 'string') &&
    Array.isArray(value.rows) &&
    value.rows.every(Array.isArray)
  );
}

function isMap(value: unknown): value is ServiceMap {
  return isObject(value) && Array.isArray(value.stages) && value.stages.every(isObject);
}

/** Marks that turn the direction of writing could make a name run backwards through our own words. */
function withoutTurns(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
}

/** Reads the text between the data tags. */
export function readReport(text: string): ReadResult {
  if (text.trim() === '') return { fault: 'missing', detail: '' };
  let data: unknown;
  try {
    data = JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? withoutTurns(value) : value));
  } catch (error) {
    return { fault: 'broken', detail: error instanceof Error ? error.message : String(error) };
  }
  if (!isObject(data) || typeof data.cykl !== 'string' || !isObject(data.frames))
    return { fault: 'broken', detail: '' };
  if (Number.parseInt(data.cykl, 10) > KNOWN_MAJOR) return { fault: 'newer', detail: data.cykl };
  const frames = Object.fromEntries(Object.entries(data.frames).filter(([, frame]) => isFrame(frame)));
  return { report: { ...data, map: isMap(data.map) ? data.map : null, frames } as Report };
}
