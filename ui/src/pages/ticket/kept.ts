// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was known last, for a page that is opened again without a network: kept on the customer's own
// phone only, for one ticket, until the visit is over.
import type { Ticket } from '../../live/shapes';
import { recall, remember } from '../../lib/theme';

const DAY_US = 86_400_000_000;

export interface Kept {
  /** Whose it is: the page's address. */
  path: string;
  at_us: number;
  value: Ticket;
}

export function isOver(ticket: Ticket): boolean {
  return ticket.state === 'done' || ticket.state === 'left';
}

export function keep(ticket: Ticket, at_us: number): void {
  remember('ticket', isOver(ticket) ? '' : JSON.stringify({ path: location.pathname, at_us, value: ticket } satisfies Kept));
}

export function forget(): void {
  remember('ticket', '');
}

/** The ticket that this phone was last on the way with, of the last day. */
export function keptAny(now_us: number): Kept | null {
  try {
    const kept = JSON.parse(recall('ticket') || 'null') as Kept | null;
    if (!kept || typeof kept.at_us !== 'number' || now_us - kept.at_us > DAY_US) return null;
    return typeof kept.value?.label === 'string' && /^\/t\/[^/]+$/.test(kept.path) ? kept : null;
  } catch {
    return null;
  }
}

/** What was known last of the ticket of this page. */
export function keptTicket(now_us: number): { value: Ticket; at_us: number } | null {
  const kept = keptAny(now_us);
  return kept?.path === location.pathname ? { value: kept.value, at_us: kept.at_us } : null;
}
