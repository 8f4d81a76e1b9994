// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps a ticket's page on the phone that opened it, so that it opens without a network, too: the page
// itself under one address for all tickets (no ticket's word is kept), and the assets it asked for.
// Data are never kept here. It is a script of its own (/worker.js) and knows nothing of the page.

interface Handled extends Event {
  readonly request: Request;
  readonly data: unknown;
  respondWith(answer: Promise<Response>): void;
  waitUntil(work: Promise<unknown>): void;
}

interface Worker {
  addEventListener(name: string, handle: (event: Handled) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const worker = globalThis as unknown as Worker;
const STORE = 'cykl-ticket';
const PAGE = '/t/';
const SLOW_MS = 4000;
const KEPT_MOST = 40;

function isAsset(path: string): boolean {
  return path.startsWith('/assets/');
}

async function keep(key: string, answer: Response): Promise<void> {
  if (!answer.ok) return;
  const store = await caches.open(STORE);
  await store.put(key, answer);
  const keys = await store.keys();
  /* An update leaves assets behind that nobody asks for any more: the oldest go first. */
  for (const old of keys.slice(0, Math.max(0, keys.length - KEPT_MOST))) await store.delete(old);
}

async function kept(key: string): Promise<Response | undefined> {
  return (await caches.open(STORE)).match(key);
}

async function assetAnswer(path: string, request: Request): Promise<Response> {
  const known = await kept(path);
  if (known) return known;
  const answer = await fetch(request);
  await keep(path, answer.clone());
  return answer;
}

/** The page as the house has it; as it was, when the house does not answer soon. */
async function pageAnswer(request: Request): Promise<Response> {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), SLOW_MS);
  try {
    const answer = await fetch(request, { signal: limit.signal });
    await keep(PAGE, answer.clone());
    return answer;
  } catch (error) {
    const known = await kept(PAGE);
    if (known) return known;
    throw error;
  }
}

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin || event.request.method !== 'GET') return;
  if (isAsset(pathname)) event.respondWith(assetAnswer(pathname, event.request));
  else if (event.request.mode === 'navigate' && pathname.startsWith(PAGE)) event.respondWith(pageAnswer(event.request));
});

/** What the page had asked for before this script was there. */
worker.addEventListener('message', (event) => {
  const told = event.data as { page?: unknown; assets?: unknown };
  if (typeof told.page !== 'string' || !told.page.startsWith(PAGE) || !Array.isArray(told.assets)) return;
  const assets = told.assets.filter((path): path is string => typeof path === 'string' && isAsset(path)).slice(0, KEPT_MOST - 1);
  const page = told.page;
  event.waitUntil(
    Promise.all([
      fetch(page).then((answer) => keep(PAGE, answer)),
      ...assets.map(async (path) => {
        if (!(await kept(path))) await keep(path, await fetch(path));
      }),
    ]).catch(() => undefined),
  );
});

export {};
