// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The shapes of outcomes and the mark of a critical moment, as on the map, with the staff's words.
export { Shape } from '../components/Shape';
import { t } from './words';

export function Ring() {
  return (
    <span class="ring">
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="7" cy="7" r="6" />
        <circle cx="7" cy="7" r="3" />
      </svg>
      <span class="unseen">{t('map.critical')}</span>
    </span>
  );
}
