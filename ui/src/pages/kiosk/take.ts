// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Taking a number: what was asked for, and what came of it.
import type { Wording } from '../../lib/language';
import { Fault, look, newKey, send } from '../../live/api';
import { serverTime_us } from '../../live/clock';
import type { Gives, Offer, Takes, Ticket } from '../../live/shapes';

export interface Taken {
  given: Gives['ticket_take'];
  /** What for, in order. */
  titles: Wording[];
  taken_us: number;
}

/** Who a ticket's customer is, to the server. */
export function holderOf(given: { secret: string }): string {
  return `Ticket ${given.secret}`;
}

/** An agreed time's service is known only by the ticket itself; without it there is still the number. */
async function titleOfTicket(given: { secret: string }): Promise<Wording[]> {
  try {
    const { service_title } = await look<Ticket>('/api/ticket', holderOf(given));
    return service_title ? [service_title] : [];
  } catch {
    return [];
  }
}

/** What was sent without an answer: sent again, it carries the same key, so that nobody has two numbers. */
let unanswered: { wish: string; key: string } | null = null;

async function takeOnce(branch: number, wish: Omit<Takes['ticket_take'], 'branch'>): Promise<Gives['ticket_take']> {
  const text = JSON.stringify([branch, wish]);
  const key = unanswered?.wish === text ? unanswered.key : newKey();
  unanswered = null;
  try {
    return await send<Gives['ticket_take']>('POST', `/api/branches/${branch}/tickets`, wish, { key });
  } catch (error) {
    if (error instanceof Fault && error.code === 'offline') unanswered = { wish: text, key };
    throw error;
  }
}

export async function takeTicket(branch: number, offers: Offer[], wish: Omit<Takes['ticket_take'], 'branch'>): Promise<Taken> {
  const given = await takeOnce(branch, wish);
  const titles = (wish.services ?? []).map((id) => offers.find((offer) => offer.service === id)?.title).filter((title) => title != null);
  return { given, titles: titles.length > 0 ? titles : await titleOfTicket(given), taken_us: serverTime_us() };
}
