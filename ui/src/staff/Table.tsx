// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A list as a table: it scrolls sideways by itself where the window is narrow, and its last column
// holds what can be done with a row.
import type { ComponentChildren } from 'preact';
import { t } from './words';

export interface Heading {
  text: string;
  isNumber?: boolean;
}

export function Table({ label, heads, children }: { label: string; heads: (string | Heading)[]; children: ComponentChildren }) {
  return (
    <div class="table-room" tabIndex={0} role="region" aria-label={label}>
      <table class="list">
        <thead>
          <tr>
            {heads.map((one) => {
              const head = typeof one === 'string' ? { text: one } : one;
              return (
                <th key={head.text} scope="col" class={head.isNumber ? 'number' : undefined}>
                  {head.text}
                </th>
              );
            })}
            <th scope="col">
              <span class="unseen">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** A button of a row: what it does, and to whom for those who hear it. `focus` names it for coming back. */
export function RowButton({ text, name, focus, run }: { text: string; name: string | null; focus: string; run: () => void }) {
  return (
    <button type="button" class="button is-small" data-focus={focus} onClick={run}>
      {text} <span class="unseen">{name}</span>
    </button>
  );
}
