// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Views in the staff's pages: those of a branch stay true by its stream, the others are asked for again
// after each command of this page. After signing in again everything is looked at anew, and what was
// seen before stays in sight until then.
import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Views } from '../live/shapes';
import { followView } from '../live/view';
import { Fault, isSignedOut, look, pathOf, type Values, type ViewName } from './service';

/** Since when nothing newer of the branch is known; null while the page is live. */
export const lostSince_us = signal<number | null>(null);

/** Counts what this page has changed and each time somebody signed in: everything in sight is asked for again. */
export const changes = signal(0);
export const entries = signal(0);

/** How many live views are being looked at because of a command of this page. */
export const looksAfter = signal(0);

export interface Look<T> {
  data: T | null;
  fault: Fault | null;
  isLoading: boolean;
}

type Kept<T> = { of: string; data: T | null; fault: Fault | null };

function shown<T>(state: Kept<T>, of: string): Look<T> {
  const isOf = state.of === of;
  const data = isOf ? state.data : null;
  const fault = isOf ? state.fault : null;
  return { data, fault, isLoading: of !== '' && data === null && fault === null };
}

function noteFault(fault: Fault | null): void {
  if (fault?.code === 'sign-in') isSignedOut.value = true;
}

type LiveName = 'desk' | 'today';

/** A view of a branch, live; null: nothing to look at yet. `again` asks now. */
export function useLiveLook<K extends LiveName>(
  view: K, asks: Values | null, branch: number | null, patience_ms: number,
): Look<Views[K]> {
  const [state, setState] = useState<Kept<Views[K]>>({ of: '', data: null, fault: null });
  const of = asks === null || branch === null ? '' : pathOf(view, asks);
  const entry = entries.value;
  const change = changes.value;
  const [follower] = useState<{ again: (() => Promise<void>) | null }>({ again: null });
  useEffect(() => {
    if (of === '') return;
    const followed = followView<Views[K]>({ view: () => of, stream: () => `/api/branches/${branch}/stream`, patience_ms });
    follower.again = followed.again;
    const unsubscribe = followed.seen.subscribe(({ value, fault, offlineSince_us }) => {
      noteFault(fault);
      lostSince_us.value = offlineSince_us;
      if (value === null && fault === null) return;
      setState((before) => ({ of, data: value ?? (before.of === of ? before.data : null), fault }));
    });
    return () => {
      follower.again = null;
      unsubscribe();
      followed.stop();
      lostSince_us.value = null;
    };
  }, [of, branch, patience_ms, entry]);
  useLayoutEffect(() => {
    if (change === 0 || !follower.again) return;
    looksAfter.value += 1;
    void follower.again().finally(() => {
      looksAfter.value -= 1;
    });
  }, [change]);
  return shown(state, of);
}

/** A view that is asked for once, and again after each command of this page. */
export function useLook<K extends ViewName>(view: K, asks: Values | null = {}): Look<Views[K]> {
  const [state, setState] = useState<Kept<Views[K]>>({ of: '', data: null, fault: null });
  const of = asks === null ? '' : pathOf(view, asks);
  useEffect(() => {
    if (asks === null) return;
    let isPast = false;
    look(view, asks).then(
      (data) => {
        if (!isPast) setState({ of, data, fault: null });
      },
      (error: unknown) => {
        if (isPast) return;
        const fault = error instanceof Fault ? error : new Fault('broken', String(error));
        setState((before) => ({ of, data: before.of === of ? before.data : null, fault }));
      },
    );
    return () => {
      isPast = true;
    };
  }, [of, changes.value, entries.value]);
  return shown(state, of);
}
