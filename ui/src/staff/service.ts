// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the staff's pages ask of the service, by the names of its tables: look at a view, run a command.
// A session that has ended is noticed here, once for all pages.
import { signal } from '@preact/signals';
import { Fault, look as lookAt, send, type Verb } from '../live/api';
import type { Gives, Takes, Views } from '../live/shapes';
import { commandRoutes, viewRoutes } from './routes';

export { Fault };

export type CommandName = keyof typeof commandRoutes & keyof Takes;
export type ViewName = keyof typeof viewRoutes & keyof Views;
export type Values = Record<string, unknown>;

/** The service says that nobody is signed in (any more). */
export const isSignedOut = signal(false);

/** Puts values into the {parts} of a path; what is left goes into the body or after the question mark. */
export function placed(path: string, values: Values): { path: string; rest: Values } {
  const rest = { ...values };
  const whole = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value ?? ''));
  });
  return { path: whole, rest };
}

export function query(values: Values): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}

async function watched<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Fault && error.status === 401) isSignedOut.value = true;
    throw error;
  }
}

export function get<T>(path: string): Promise<T> {
  return watched(lookAt<T>(path));
}

export function pathOf(view: ViewName, asks: Values): string {
  const { path, rest } = placed(viewRoutes[view][1], asks);
  return path + query(rest);
}

export function look<K extends ViewName>(view: K, asks: Values = {}): Promise<Views[K]> {
  return get<Views[K]>(pathOf(view, asks));
}

export function run<K extends CommandName>(command: K, takes: Takes[K]): Promise<Gives[K]> {
  const [verb, pattern] = commandRoutes[command];
  const { path, rest } = placed(pattern, takes as Values);
  return watched(send<Gives[K]>(verb as Verb, path, rest));
}

/** Signing in and the like, which are no commands. A wrong password is no ended session. */
export function post<T>(path: string, values: Values, verb: Verb = 'POST'): Promise<T> {
  return send<T>(verb, path, values);
}
