// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps the screen of a display or a kiosk awake, where the browser can; it lets go of the lock when the
// page is hidden, so it is asked for again whenever the page is seen.

export function keepAwake(): () => void {
  let held: WakeLockSentinel | null = null;
  let isStopped = false;
  const ask = async () => {
    if (isStopped || document.visibilityState !== 'visible' || (held && !held.released)) return;
    try {
      held = (await navigator.wakeLock?.request('screen')) ?? null;
    } catch {
      held = null; /* low battery, or not allowed: the device's own settings have to do */
    }
  };
  const wish = () => void ask();
  document.addEventListener('visibilitychange', wish);
  wish();
  return () => {
    isStopped = true;
    document.removeEventListener('visibilitychange', wish);
    void held?.release();
  };
}
