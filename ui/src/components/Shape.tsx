// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The shape of an outcome: up, level, down, or an open ring when nothing is known. Colour only repeats
// what the shape and the word beside it say.
import { t } from '../lib/message';
import { type Status, statuses } from '../lib/moments';

const paths: Record<Status, string> = {
  kept: 'M6 1.2 11.4 10.6H.6z',
  'at-risk': 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z',
  missed: 'M6 10.8.6 1.4h10.8z',
  unknown: 'M6 1.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 0 0 0-8.8zm0 1.6a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z',
};

export function Shape({ status }: { status: Status }) {
  return (
    <svg class={`shape is-${status}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={paths[status]} />
    </svg>
  );
}

/** Shape and word. */
export function StatusWord({ status }: { status: Status }) {
  return (
    <span class={`status is-${status}`}>
      <Shape status={status} />
      {t(`status.${status}`)}
    </span>
  );
}

/** The mark of a critical moment. */
export function Ring({ spoken = true }: { spoken?: boolean }) {
  return (
    <span class="ring">
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="7" cy="7" r="6" />
        <circle cx="7" cy="7" r="3" />
      </svg>
      {spoken && <span class="unseen">{t('map.critical')}</span>}
    </span>
  );
}

export function Legend({ ring = true }: { ring?: boolean }) {
  return (
    <ul class="legend">
      {statuses.map((status) => (
        <li key={status}>
          <Shape status={status} />
          <span>
            <b>{t(`status.${status}`)}</b> {t(`status.${status}.meaning`)}
          </span>
        </li>
      ))}
      {ring && (
        <li>
          <Ring spoken={false} />
          <span>
            <b>{t('map.critical')}</b> {t('map.critical.meaning')}
          </span>
        </li>
      )}
    </ul>
  );
}
