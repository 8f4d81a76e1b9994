// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A kiosk forgets: after a while without a touch it asks whether somebody is still there, and then goes
// back to the start. Whoever needs longer says so, as often as they like.
import { useEffect, useState } from 'preact/hooks';

/** WCAG 2.2.1: at least 20 seconds to say that one needs longer. */
export const WARNING_S = 20;

/** Seconds until the start, once the warning has begun; null before. Touches and keys count as being there. */
export function useIdle(isActive: boolean, quiet_s: number, over: () => void): { left_s: number | null; stay: () => void } {
  const [until_ms, setUntil] = useState(0);
  const [now_ms, setNow] = useState(0);
  const stay = () => {
    setNow(Date.now());
    setUntil(Date.now() + (quiet_s + WARNING_S) * 1000);
  };
  useEffect(() => {
    if (!isActive) return undefined;
    stay();
    const touched = () => stay();
    const timer = setInterval(() => setNow(Date.now()), 500);
    addEventListener('pointerdown', touched);
    addEventListener('keydown', touched);
    return () => {
      clearInterval(timer);
      removeEventListener('pointerdown', touched);
      removeEventListener('keydown', touched);
    };
  }, [isActive, quiet_s]);
  const left_s = Math.ceil((until_ms - now_ms) / 1000);
  useEffect(() => {
    if (isActive && until_ms > 0 && left_s <= 0) over();
  }, [isActive, left_s]);
  return { left_s: isActive && until_ms > 0 && left_s <= WARNING_S ? Math.max(0, left_s) : null, stay };
}
