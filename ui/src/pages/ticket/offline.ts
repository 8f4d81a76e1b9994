// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lets the page be opened again without a network (live/worker.ts), once everything that matters is on
// the screen. Where the browser has no such workers, or the address is not a safe one, it does without.

const LATER_MS = 1500;

async function register(): Promise<void> {
  const registered = await navigator.serviceWorker.register('/worker.js', { scope: '/t/' });
  await navigator.serviceWorker.ready;
  const assets = performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname);
  registered.active?.postMessage({ page: location.pathname, assets });
}

export function keepForOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  setTimeout(() => void register().catch(() => undefined), LATER_MS);
}
