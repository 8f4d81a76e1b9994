// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who is here and where: the person, the house with its branches, the branch one looks at, and what the
// person's role allows. The tables of the service say what that is; the service asks again anyway.
import { computed, signal } from '@preact/signals';
import type { Branch, Class, Counter, House, Me, Service, Takes, Workspace } from '../live/shapes';
import { inLanguage, type Wording } from '../lib/language';
import { recall, remember } from '../lib/theme';
import { commandRoutes } from './routes';

export const me = signal<Me | null>(null);
export const house = signal<House | null>(null);

const roles = ['stranger', 'agent', 'lead', 'manager', 'administrator'] as const;
export type Role = (typeof roles)[number];
export const staffRoles: readonly Role[] = roles.slice(1);

export function rank(role: string | null | undefined): number {
  return roles.indexOf(role as Role);
}

export function isAtLeast(role: Role): boolean {
  return rank(me.value?.role) >= rank(role);
}

/** What the tables say; a command without a route for staff nobody may. */
export function may(command: keyof Takes): boolean {
  const route = (commandRoutes as Record<string, readonly [string, string, string]>)[command];
  return route !== undefined && rank(route[2]) >= 0 && rank(me.value?.role) >= rank(route[2]);
}

/** The branches where the person may act, in the order of the house. */
export const branches = computed<Branch[]>(() => {
  const own = me.value?.branches ?? [];
  const all = house.value?.workspaces.flatMap((workspace) => workspace.branches) ?? [];
  return own.length === 0 ? all : all.filter((one) => own.includes(one.branch ?? -1));
});

export const chosenBranch = signal<number | null>(Number(recall('branch')) || null);

/** The branch one looks at: the one chosen, else the first. */
export const branch = computed<Branch | null>(
  () => branches.value.find((one) => one.branch === chosenBranch.value) ?? branches.value[0] ?? null,
);

export function chooseBranch(id: number): void {
  chosenBranch.value = id;
  remember('branch', String(id));
}

export function workspaceOf(id: number | null | undefined): Workspace | null {
  return house.value?.workspaces.find((one) => one.branches.some((branch) => branch.branch === id)) ?? null;
}

export function named<T extends { title: Wording | null; name: string | null }>(thing: T | null | undefined): string {
  return thing ? inLanguage(thing.title) || (thing.name ?? '') : '';
}

export function serviceIn(services: Service[], id: number | null): Service | undefined {
  return services.find((one) => one.service === id);
}

export function counterIn(counters: Counter[], id: number | null): Counter | undefined {
  return counters.find((one) => one.counter === id);
}

/** A class worth a word: the ordinary one is not. */
export function classTag(classes: Class[], name: string | null): string | null {
  if (!name || name === 'normal') return null;
  return named(classes.find((one) => one.name === name)) || name;
}
