// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Says that the page is cut off, since when, and that it comes back by itself.
import { formatWhen } from './format';
import { now_us } from './clock';
import { s } from './words';

export function OfflineBanner({ since_us, zone }: { since_us: number | null; zone?: string | null }) {
  return (
    <div class="banner-place" role="status">
      {since_us !== null && (
        <p class="banner">
          <strong>{s('offline.since', { when: formatWhen(since_us, now_us.value, zone) })}</strong> {s('offline.what')}
        </p>
      )}
    </div>
  );
}
