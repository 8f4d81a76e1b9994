// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Talks to the server. A look may be repeated at will; a command carries an Idempotency-Key, so that
// sending it again after a broken connection does nothing twice. What is worth trying again is tried
// again here a few times; what then fails is a Fault, which live/fault.ts puts into words.
import { hearTime } from './clock';

/** What went wrong: the server's word for it, or `offline` when there was no answer at all. */
export class Fault extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
    readonly field: string | null = null,
    readonly isWorthRetrying = false,
    readonly retryAfter_s = 0,
  ) {
    super(message);
  }
}

let authorisation: string | null = null;

/** Says who asks, on every request from now on: "Ticket WORD". Staff and devices have a cookie instead. */
export function askAs(words: string | null): void {
  authorisation = words;
}

let page = '1';

/** Says whose page asks, where a browser holds the cookies of several: kiosk, display or visit. */
export function askFrom(device: 'kiosk' | 'display' | 'visit'): void {
  page = device;
}

export function requestHeaders(more: Record<string, string> = {}, as: string | null = authorisation): Headers {
  const headers = new Headers({ ...more, 'X-Cykl': page });
  if (as) headers.set('Authorization', as);
  return headers;
}

const ANSWER_MS = 15_000;

async function faultOf(answer: Response): Promise<Fault> {
  let body: unknown = null;
  try {
    body = await answer.json();
  } catch {
    /* a proxy's page: the status has to do */
  }
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const code = typeof told.fault === 'string' ? told.fault : answer.status >= 500 ? 'broken' : 'bad-input';
  const again = typeof told.again === 'boolean' ? told.again : [429, 502, 503, 504].includes(answer.status);
  const wait = Number(answer.headers.get('Retry-After'));
  return new Fault(
    code,
    typeof told.message === 'string' ? told.message : answer.statusText,
    answer.status,
    typeof told.field === 'string' ? told.field : null,
    again,
    Number.isFinite(wait) ? Math.min(Math.max(wait, 0), 30) : 0,
  );
}

/** (AbortSignal.timeout is too young for the oldest browsers we know.) */
function timeLimit(ms: number): AbortSignal {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), ms);
  return limit.signal;
}

/** One request. No answer within 15 s counts as none. */
async function ask(path: string, init: RequestInit): Promise<Response> {
  const began_ms = Date.now();
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, signal: timeLimit(ANSWER_MS), credentials: 'same-origin', cache: 'no-store' });
  } catch (error) {
    throw new Fault('offline', String(error), 0, null, true);
  }
  hearTime(answer.headers.get('Date'), began_ms, Date.now());
  if (!answer.ok) throw await faultOf(answer);
  return answer;
}

async function body<T>(answer: Response): Promise<T> {
  if (answer.status === 204) return {} as T;
  try {
    return (await answer.json()) as T;
  } catch (error) {
    throw new Fault('offline', String(error), 0, null, true);
  }
}

/** Reads a view or a frame. Not tried again: whoever follows it asks again anyway. */
export async function look<T>(path: string, as: string | null = authorisation): Promise<T> {
  return body<T>(await ask(path, { headers: requestHeaders({ Accept: 'application/json' }, as) }));
}

/** Reads a picture, a sound: bytes with their type. */
export async function lookBlob(path: string, as: string | null = authorisation): Promise<Blob> {
  const answer = await ask(path, { headers: requestHeaders({}, as) });
  try {
    return await answer.blob();
  } catch (error) {
    throw new Fault('offline', String(error), 0, null, true);
  }
}

export const retryDelays_ms = [300, 1000, 2500, 5000];

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A key for one command, however often it is sent. (randomUUID is only there on secure addresses.) */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export type Verb = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Sending {
  /** The command's key, when the caller may send it once more later. */
  key?: string;
  /** Who asks, when it is not who asks otherwise. */
  as?: string | null;
}

/** Sends a command, again and again with the same key while that makes sense, for about ten seconds. */
export async function send<T>(verb: Verb, path: string, values: unknown = {}, { key = newKey(), as = authorisation }: Sending = {}): Promise<T> {
  const told = { Accept: 'application/json', 'Content-Type': 'application/json', 'Idempotency-Key': key };
  const init = {
    method: verb,
    headers: requestHeaders(told, as),
    body: JSON.stringify(values),
  };
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await body<T>(await ask(path, init));
    } catch (error) {
      const fault = error as Fault;
      const wait_ms = retryDelays_ms[attempt];
      if (!(fault instanceof Fault) || !fault.isWorthRetrying || wait_ms === undefined) throw error;
      await delay(Math.max(wait_ms, fault.retryAfter_s * 1000));
    }
  }
}
