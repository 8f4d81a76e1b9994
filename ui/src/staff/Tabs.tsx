// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The parts of a page, as links: the address keeps which part is open and what is open in it
// ("#customers/12"), so that the way back works and a link can be sent.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t, type Key } from './words';

export interface Part {
  name: string;
  title: Key;
  isFor: boolean;
}

export const address = signal<{ part: string; rest: string }>({ part: '', rest: '' });

function hear(): void {
  const [part = '', ...rest] = location.hash.slice(1).split('/');
  address.value = { part, rest: rest.join('/') };
}

/** The part that is open. */
export function usePart(parts: Part[]): string {
  useEffect(() => {
    hear();
    addEventListener('hashchange', hear);
    return () => removeEventListener('hashchange', hear);
  }, []);
  const own = parts.filter((one) => one.isFor);
  return own.find((one) => one.name === address.value.part)?.name ?? own[0]?.name ?? '';
}

export function Tabs({ parts, at, label }: { parts: Part[]; at: string; label: string }) {
  return (
    <nav class="tabs" aria-label={label}>
      {parts
        .filter((one) => one.isFor)
        .map((one) => (
          <a key={one.name} href={`#${one.name}`} aria-current={one.name === at ? 'true' : undefined}>
            {t(one.title)}
          </a>
        ))}
    </nav>
  );
}
