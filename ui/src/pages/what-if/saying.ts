// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A change in words: "Window 3 open 10:00–14:00", "arrivals +10 %".
import { formatNumber } from '../../lib/format';
import type { Change } from './shapes';
import { t } from './words';

export type NameOf = (kind: 'service' | 'counter', name: string) => string;

const SHOWN = 3;

/** "+10 %", "−20 %" */
export function signed(percent: number): string {
  return `${percent > 0 ? '+' : ''}${formatNumber(percent)}\u00a0%`;
}

function spansText(spans: unknown): string {
  const list = Array.isArray(spans) ? spans : [spans];
  return list.map((one) => String(one).replace('-', '\u2060–\u2060')).join(', ');
}

function timesText(change: Change, kind: string, of: string): string {
  if (typeof change.times === 'number') return t(`change.${kind}` as 'change.arrivals', { of, by: signed(Math.round((change.times - 1) * 100)) });
  const by = change.plus !== undefined ? `+${String(change.plus)}` : change.minus !== undefined ? `\u2212${String(change.minus)}` : '';
  return t(`change.${kind}` as 'change.arrivals', { of, by });
}

export function changeText(change: Change, nameOf: NameOf): string {
  const service = (name: unknown) => (name === 'all' ? t('change.all') : nameOf('service', String(name)));
  for (const kind of ['arrivals', 'serving', 'patience'] as const) if (change[kind] !== undefined) return timesText(change, kind, service(change[kind]));
  if (change.counter !== undefined) {
    const counter = nameOf('counter', String(change.counter));
    if (change.closed === true) return t('change.closed', { counter });
    if (change.open !== undefined) return t('change.open', { counter, hours: spansText(change.open) });
    return t('change.counter', { counter, list: (Array.isArray(change.services) ? change.services : []).map(service).join(', ') });
  }
  if (change.capacity !== undefined) return t('change.capacity', { of: service(change.capacity), n: Number(change.at_most) });
  if (change.class !== undefined) return t('change.class', { class: String(change.class) });
  return t('change.route', { of: service(change.route) });
}

/** All of them as the beginning of a sentence; counters first, which people see. */
export function changesText(changes: Change[], nameOf: NameOf): string {
  const inOrder = [...changes].sort((a, b) => Number(b.counter !== undefined) - Number(a.counter !== undefined));
  const shown = inOrder.slice(0, SHOWN).map((one) => changeText(one, nameOf));
  const more = changes.length - SHOWN;
  const all = changes.length === 0 ? t('change.none') : [...shown, ...(more > 0 ? [t('change.more', { n: more })] : [])].join('; ');
  return all.charAt(0).toLocaleUpperCase() + all.slice(1);
}
