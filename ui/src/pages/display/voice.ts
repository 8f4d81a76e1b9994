// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls are heard: a chime, then the server's voice in the customer's language and, where that is
// another, in the house's. They wait for each other, and a call that is no longer fresh is not spoken.
import { isLanguage, type Language } from '../../lib/language';
import { lookBlob } from '../../live/api';
import { chime, play, Queue, sound } from '../../live/sound';

const FRESH_MS = 45_000;
const MOST = 8;
const PAUSE_MS = 350;
const queue = new Queue(MOST);

export interface Heard {
  branch: number;
  ticket: number;
  language: string | null;
}

/** The languages in which a call is spoken: the customer's, then the house's. */
export function spokenIn(customers: string | null, house: readonly Language[]): Language[] {
  const first = isLanguage(customers) && house.includes(customers) ? customers : (house[0] ?? 'en');
  return [...new Set([first, house[0] ?? first])];
}

/** A recording is asked for as soon as the call is known, so that it is there when its turn comes. */
export function announce(heard: Heard, house: readonly Language[]): void {
  if (sound.value !== 'on') return;
  const known_ms = Date.now();
  const recordings = spokenIn(heard.language, house).map((lang) =>
    lookBlob(`/api/branches/${heard.branch}/voice?ticket=${heard.ticket}&language=${lang}`).catch(() => null),
  );
  queue.add(async () => {
    if (Date.now() - known_ms > FRESH_MS || sound.value !== 'on') return;
    await chime();
    for (const recording of recordings) {
      const words = await recording;
      if (words) await play(words);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  });
}
