// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Follows a live stream for as long as the page is open: goes on with Last-Event-ID where it was cut,
// waits longer after each failure (with some chance in it, so that a thousand pages do not come back at
// once), notices a connection that is silently dead by the missing heartbeat, and comes back at once
// when the device says that it has a network again.
import { requestHeaders } from './api';
import { hearTime } from './clock';
import { EventReader, type StreamEvent } from './events';

export interface Follower {
  /** The stream is open. With `isResumed` nothing was missed; otherwise look again at everything. */
  onOpen: (isResumed: boolean) => void;
  onEvent: (event: StreamEvent) => void;
  /** The stream is cut, or could not be opened; it is tried again unless the answer was final. */
  onLost: (status: number) => void;
}

const HEARTBEAT_MS = 15_000;
const SILENCE_MS = 2.5 * HEARTBEAT_MS;
const LONGEST_MS = 15_000;
/** Asking again would give the same answer. */
const FINAL = [401, 403, 404, 410];

/** How long to wait before the n-th new attempt; `chance` is between 0 and 1. */
export function backOff_ms(attempt: number, first_ms: number, chance: number): number {
  return Math.min(first_ms * 2 ** attempt, LONGEST_MS) * (0.5 + chance / 2);
}

/** Waits, but not longer than until the device is online again or the page is looked at again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      document.removeEventListener('visibilitychange', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done);
  });
}

/** Reads until the stream ends, fails or has been silent for too long. Returns the status of the answer, 0 for none. */
async function readOnce(path: string, reader: EventReader, follower: Follower, stop: AbortSignal): Promise<number> {
  const dead = new AbortController();
  const give = () => dead.abort();
  stop.addEventListener('abort', give);
  let silence = setTimeout(give, SILENCE_MS);
  let status = 0;
  try {
    const headers = requestHeaders({ Accept: 'text/event-stream' });
    const resumed = reader.lastId;
    if (resumed !== null) headers.set('Last-Event-ID', resumed);
    const began_ms = Date.now();
    const answer = await fetch(path, { headers, signal: dead.signal, credentials: 'same-origin', cache: 'no-store' });
    status = answer.status;
    if (!answer.ok || !answer.body) return status;
    hearTime(answer.headers.get('Date'), began_ms, Date.now());
    follower.onOpen(resumed !== null);
    const bytes = answer.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await bytes.read();
      if (done) return status;
      clearTimeout(silence);
      silence = setTimeout(give, SILENCE_MS);
      for (const event of reader.read(decoder.decode(value, { stream: true }))) follower.onEvent(event);
    }
  } catch {
    return status;
  } finally {
    clearTimeout(silence);
    stop.removeEventListener('abort', give);
    dead.abort();
  }
}

/** Follows until the returned function is called. The path is asked for anew at each attempt. */
export function follow(path: () => string, follower: Follower): () => void {
  const stop = new AbortController();
  let lastId: string | null = null;
  const run = async () => {
    let attempt = 0;
    let first_ms = 1000;
    while (!stop.signal.aborted) {
      const reader = new EventReader();
      reader.lastId = lastId;
      let isOpen = false;
      const opened = { ...follower, onOpen: (isResumed: boolean) => { isOpen = true; follower.onOpen(isResumed); } };
      const status = await readOnce(path(), reader, opened, stop.signal);
      lastId = reader.lastId;
      first_ms = reader.retry_ms === null ? first_ms : Math.min(Math.max(reader.retry_ms, 200), 5000);
      if (stop.signal.aborted) return;
      follower.onLost(isOpen ? 0 : status);
      if (!isOpen && FINAL.includes(status)) return;
      attempt = isOpen ? 0 : attempt + 1;
      await pause(backOff_ms(attempt, first_ms, Math.random()), stop.signal);
    }
  };
  void run();
  return () => stop.abort();
}
