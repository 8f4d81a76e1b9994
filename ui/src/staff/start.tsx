// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How every page of the staff begins.
import type { ComponentType } from 'preact';
import { startPage } from '../live/page';
import { Shell } from './Shell';
import { staffWords, type Key } from './words';
import '../style/fonts.css';
import '../live/live.css';
import '../style/components.css';
import '../style/parts.css';
import '../style/staff.css';

/** A page inside the shell: for those who are signed in. */
export function startStaffPage(at: string, title: Key, Page: ComponentType, words = staffWords): void {
  void startPage(
    () => (
      <Shell at={at} title={title}>
        <Page />
      </Shell>
    ),
    { words },
  );
}

/** A page before the door. */
export function startDoorPage(Page: ComponentType): void {
  void startPage(Page, { words: staffWords });
}
