// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
export const kinds: Record<string, () => Record<string, unknown>>;
export const clinicMap: unknown;
export function filled(page: string, report: unknown): string;
