// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the page asks the service: something to look at, and the day to be played.
import { useEffect, useState } from 'preact/hooks';
import { entries } from '../../staff/look';
import { Fault, get, isSignedOut, post, type Values } from '../../staff/service';

export interface Asked<T> {
  data: T | null;
  fault: Fault | null;
  isLoading: boolean;
}

function faultOf(error: unknown): Fault {
  return error instanceof Fault ? error : new Fault('broken', String(error));
}

/** What stands under an address; asked again when it changes and after signing in. null: nothing yet. */
export function useGet<T>(path: string | null): Asked<T> & { again: () => void } {
  const [state, setState] = useState<{ of: string | null; data: T | null; fault: Fault | null }>({ of: null, data: null, fault: null });
  const [times, setTimes] = useState(0);
  useEffect(() => {
    if (path === null) return;
    let isPast = false;
    get<T>(path).then(
      (data) => !isPast && setState({ of: path, data, fault: null }),
      (error: unknown) => !isPast && setState((before) => ({ of: path, data: before.of === path ? before.data : null, fault: faultOf(error) })),
    );
    return () => {
      isPast = true;
    };
  }, [path, entries.value, times]);
  const isOf = state.of === path;
  return {
    data: isOf ? state.data : null,
    fault: isOf ? state.fault : null,
    isLoading: path !== null && !isOf,
    again: () => setTimes(times + 1),
  };
}

export interface Playing<T> extends Asked<T> {
  /** What was played, as text: to see whether it is still what is asked. */
  of: string;
  play: (path: string, values: Values, of: string) => void;
  forget: () => void;
}

/** One question at a time; what was answered stays until the next answer. */
export function usePlaying<T>(): Playing<T> {
  const [state, setState] = useState<Asked<T> & { of: string }>({ data: null, fault: null, isLoading: false, of: '' });
  const play = (path: string, values: Values, of: string) => {
    if (state.isLoading) return;
    setState((before) => ({ ...before, fault: null, isLoading: true }));
    post<T>(path, values).then(
      (data) => setState({ data, fault: null, isLoading: false, of }),
      (error: unknown) => {
        const fault = faultOf(error);
        if (fault.status === 401) isSignedOut.value = true;
        setState((before) => ({ ...before, fault, isLoading: false }));
      },
    );
  };
  return { ...state, play, forget: () => setState({ data: null, fault: null, isLoading: false, of: '' }) };
}
