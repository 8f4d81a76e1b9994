// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Taking a number: what was asked for, and what came of it.
import { send } from '../../live/api';
import type { Gives, Offer, Takes } from '../../live/shapes';
import { serverTime_us } from '../../live/clock';

export interface Taken {
  given: Gives['ticket_take'];
  services: Offer[];
  taken_us: number;
}

export async function takeTicket(branch: number, offers: Offer[], wish: Omit<Takes['ticket_take'], 'branch'>): Promise<Taken> {
  const given = await send<Gives['ticket_take']>('POST', `/api/branches/${branch}/tickets`, wish);
  const services = wish.services.flatMap((id) => offers.find((offer) => offer.service === id) ?? []);
  return { given, services, taken_us: serverTime_us() };
}

/** Who a ticket's customer is, to the server. */
export function holderOf(taken: Taken): string {
  return `Ticket ${taken.given.secret}`;
}
