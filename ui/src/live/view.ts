// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A view that stays true while its page is open: looks once, follows the stream, looks again when
// something has happened that concerns it, and after every cut. What was seen last stays, with the
// time since when nothing newer is known.
import { signal, type ReadonlySignal } from '@preact/signals';
import { Fault, look } from './api';
import { serverTime_us } from './clock';
import type { Happening } from './shapes';
import { backOff_ms, follow } from './stream';

/** What a page knows: the view, or why there is none; and since when it is cut off. */
export interface Seen<T> {
  value: T | null;
  fault: Fault | null;
  /** Nothing newer is known since then; null while the page is live. */
  offlineSince_us: number | null;
}

export interface Following<T> {
  view: () => string;
  stream: () => string;
  /** Does this event change the view? Everything does when left out. */
  concerns?: (happening: Happening) => boolean;
  /** Before the view is looked at again: what can be shown at once. */
  happened?: (happening: Happening) => void;
  /** The longest time by which looking again is put off, so that many pages do not ask at the same moment. */
  patience_ms?: number;
  /** Looks again after this long, whatever happens: a wait shortens by itself. */
  every_ms?: number;
  /** Whether asking again and again makes no sense. */
  isFinal?: (fault: Fault) => boolean;
  /** What was kept from an earlier time. */
  kept?: { value: T; at_us: number } | null;
}

export interface Followed<T> {
  seen: ReadonlySignal<Seen<T>>;
  /** Looks again now, after one's own command; done when a look that began after the asking is over. */
  again: () => Promise<void>;
  stop: () => void;
}

const FINAL = ['sign-in', 'forbidden', 'not-found'];

function happeningOf(data: string): Happening | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Happening) : null;
  } catch {
    return null;
  }
}

export function followView<T extends { number: number | null }>(options: Following<T>): Followed<T> {
  const { view, stream, concerns, happened, patience_ms = 0, every_ms, isFinal = (fault: Fault) => FINAL.includes(fault.code), kept } = options;
  const seen = signal<Seen<T>>({ value: kept?.value ?? null, fault: null, offlineSince_us: kept?.at_us ?? null });
  let isStopped = false;
  let isLooking: Promise<void> | null = null;
  let isWanted = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  let unfollow: (() => void) | null = null;
  let isStreaming = false;

  const goOffline = () => {
    if (seen.value.offlineSince_us === null && seen.value.value !== null)
      seen.value = { ...seen.value, offlineSince_us: serverTime_us() };
  };

  /** Whether there is an answer. */
  const lookOnce = async (): Promise<boolean> => {
    try {
      const value = await look<T>(view());
      if (isStopped) return false;
      failures = 0;
      if (!unfollow) startStream(value);
      seen.value = { value, fault: null, offlineSince_us: isStreaming ? null : seen.value.offlineSince_us };
      return true;
    } catch (error) {
      if (isStopped) return false;
      const fault = error instanceof Fault ? error : new Fault('broken', String(error));
      seen.value = { ...seen.value, fault };
      if (isFinal(fault)) finish();
      else {
        goOffline();
        failures += 1;
        plan(backOff_ms(failures, 1000, Math.random()));
      }
      return false;
    }
  };

  const unplan = () => {
    clearTimeout(timer);
    clearTimeout(later);
    timer = undefined;
  };

  /** Looks, and once more for those who asked meanwhile: the answer may have been older than their asking. */
  const lookUntilNew = async (): Promise<void> => {
    do {
      isWanted = false;
      unplan();
    } while ((await lookOnce()) && isWanted);
    isLooking = null;
    if (every_ms && !isStopped && timer === undefined) later = setTimeout(() => plan(0), every_ms);
  };

  const again = (): Promise<void> => {
    if (isLooking) isWanted = true;
    else isLooking = lookUntilNew();
    return isLooking;
  };

  function plan(ms: number): void {
    if (isStopped || timer !== undefined) return;
    timer = setTimeout(() => void again(), ms);
  }

  function startStream(first: T): void {
    let from = first.number ?? 0;
    let opened = 0;
    isStreaming = true;
    unfollow = follow(
      () => `${stream()}${stream().includes('?') ? '&' : '?'}from=${from}`,
      {
        onOpen: () => {
          isStreaming = true;
          opened += 1;
          if (opened > 1 || seen.value.offlineSince_us !== null) plan(Math.random() * patience_ms);
        },
        onEvent: ({ data }) => {
          const happening = happeningOf(data);
          if (!happening) return;
          if (typeof happening.number === 'number' && happening.number > from) from = happening.number;
          happened?.(happening);
          if (!concerns || concerns(happening)) plan(Math.random() * patience_ms);
        },
        onLost: (status) => {
          isStreaming = false;
          goOffline();
          if ([401, 403, 404, 410].includes(status)) {
            unfollow = null;
            plan(0);
          }
        },
      },
    );
  }

  function finish(): void {
    isStopped = true;
    clearTimeout(timer);
    clearTimeout(later);
    unfollow?.();
  }

  const wake = () => {
    if (!isStopped && seen.value.offlineSince_us !== null) void again();
  };
  addEventListener('online', wake);
  void again();
  return {
    seen,
    again,
    stop: () => {
      removeEventListener('online', wake);
      finish();
    },
  };
}
