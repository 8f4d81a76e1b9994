// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What kiosk, display and poster have in common: the device's branch, from its pairing (or from the
// address, /kiosk#7, for staff who look), and that branch's view, followed.
import type { Signal } from '@preact/signals';
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Fault, look } from './api';
import type { Happening, Me, Views } from './shapes';
import { backOff_ms } from './stream';
import { followView, type Followed, type Following, type Seen } from './view';

/** Kinds of events that change who waits, who is called and what can be had. */
const CHANGING = /^(ticket|service|counter|day|branch|map|class)\./;

export function changesTheHall(happening: Happening): boolean {
  return CHANGING.test(happening.kind ?? '');
}

export interface BranchSeen<T> extends Seen<T> {
  branch: number | null;
}

function branchOfAddress(): number | null {
  const found = /^#(\d{1,15})$/.exec(location.hash);
  return found ? Number(found[1]) : null;
}

async function branchOfDevice(isStopped: () => boolean, told: (fault: Fault) => void): Promise<number | null> {
  for (let attempt = 0; !isStopped(); attempt += 1) {
    try {
      return (await look<Me>('/api/me')).branch;
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault('broken', String(error));
      told(fault);
      if (['sign-in', 'forbidden', 'not-found'].includes(fault.code)) return null;
      await new Promise((resolve) => setTimeout(resolve, backOff_ms(attempt, 1000, Math.random())));
    }
  }
  return null;
}

type Name = 'kiosk' | 'display';
type More<T> = Partial<Pick<Following<T>, 'happened' | 'patience_ms' | 'every_ms'>>;

/** Follows a branch's view for as long as the component is there. */
export function useBranch<N extends Name>(name: N, more: More<Views[N]> = {}): { seen: Signal<BranchSeen<Views[N]>>; again: () => void } {
  const kept = useRef(signal<BranchSeen<Views[N]>>({ branch: null, value: null, fault: null, offlineSince_us: null }));
  const followed = useRef<Followed<Views[N]> | null>(null);
  useEffect(() => {
    let isStopped = false;
    let forget = () => {};
    const seen = kept.current;
    const tell = (fault: Fault) => {
      seen.value = { ...seen.value, fault };
    };
    const begin = async () => {
      const branch = branchOfAddress() ?? (await branchOfDevice(() => isStopped, tell));
      if (isStopped) return;
      if (!branch) return tell(seen.value.fault ?? new Fault('sign-in', 'not paired'));
      const own = followView<Views[N]>({
        view: () => `/api/branches/${branch}/${name}`,
        stream: () => `/api/branches/${branch}/stream`,
        concerns: changesTheHall,
        ...more,
      });
      followed.current = own;
      forget = own.seen.subscribe((now) => {
        seen.value = { ...now, branch };
      });
    };
    void begin();
    return () => {
      isStopped = true;
      forget();
      followed.current?.stop();
    };
  }, []);
  return { seen: kept.current, again: () => void followed.current?.again() };
}
