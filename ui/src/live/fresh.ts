// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices that nobody reloads: when the house has a newer page, they take it by themselves, at a moment
// when nobody is in the middle of something.
import { useEffect, useRef } from 'preact/hooks';

const EVERY_MS = 10 * 60_000;
const SCRIPT = /<script type="module" src="([^"]+)"/;

/** Does the house's page ask for another script than this one did? */
export async function isOutdated(): Promise<boolean> {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store', credentials: 'same-origin' });
    const theirs = answer.ok ? SCRIPT.exec(await answer.text())?.[1] : undefined;
    const ours = document.querySelector('script[type="module"]')?.getAttribute('src');
    return theirs !== undefined && ours !== null && ours !== undefined && theirs !== ours;
  } catch {
    return false;
  }
}

export function useFresh(isIdle: () => boolean): void {
  const idle = useRef(isIdle);
  idle.current = isIdle;
  useEffect(() => {
    const look = async () => {
      if (idle.current() && (await isOutdated()) && idle.current()) location.reload();
    };
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}
