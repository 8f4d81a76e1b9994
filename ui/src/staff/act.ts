// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Doing something: one command after the other, and the same one not again while it is under way, so that
// a key pressed twice does it once; what came of it is said in a line that a screen reader speaks, and
// what went wrong stays there until it is put away.
import { computed, signal } from '@preact/signals';
import { faultText } from '../live/fault';
import type { Gives, Takes } from '../live/shapes';
import { changes, looksAfter } from './look';
import { Fault, run, type CommandName } from './service';

export interface Notice {
  kind: 'done' | 'fault';
  text: string;
  /** The service's own sentence, in English. */
  detail: string;
}

export const notice = signal<Notice | null>(null);

const DONE_MS = 6000;
let timer: ReturnType<typeof setTimeout> | undefined;

function show(next: Notice | null): void {
  clearTimeout(timer);
  notice.value = next;
  if (next?.kind === 'done')
    timer = setTimeout(() => {
      if (notice.value === next) notice.value = null;
    }, DONE_MS);
}

export function putAway(): void {
  show(null);
}

export function sayDone(text: string): void {
  show({ kind: 'done', text, detail: '' });
}

export function sayFault(error: unknown): void {
  const fault = error instanceof Fault ? error : new Fault('broken', String(error));
  if (fault.status === 401) return; /* the dialog that asks to sign in says it */
  show({ kind: 'fault', text: faultText(fault), detail: fault.code === 'offline' ? '' : fault.message });
}

/** What is under way or waits for its turn, by what it is; the last one to end. */
const under = new Set<string>();
const underCount = signal(0);
let last: Promise<unknown> = Promise.resolve();

/** How many commands have failed. */
export const refusals = signal(0);

/** Something has been asked for, and the page does not show yet what came of it. */
export const isUnderWay = computed(() => underCount.value + looksAfter.value > 0);

async function actNow<K extends CommandName>(command: K, takes: Takes[K], say?: (gives: Gives[K]) => string | null): Promise<Gives[K] | null> {
  try {
    const gives = await run(command, takes);
    const text = say?.(gives);
    if (text) sayDone(text);
    else if (notice.value?.kind === 'fault') show(null);
    return gives;
  } catch (error) {
    refusals.value += 1;
    sayFault(error);
    return null;
  } finally {
    changes.value += 1;
  }
}

/** Runs a command; null when it failed, or is under way already. `say`: what to tell when it is done. */
export function act<K extends CommandName>(
  command: K, takes: Takes[K], say?: (gives: Gives[K]) => string | null,
): Promise<Gives[K] | null> {
  const what = `${command} ${JSON.stringify(takes)}`;
  if (under.has(what)) return Promise.resolve(null);
  under.add(what);
  underCount.value = under.size;
  const turn = last.then(() => actNow(command, takes, say)).finally(() => {
    under.delete(what);
    underCount.value = under.size;
  });
  last = turn;
  return turn;
}
