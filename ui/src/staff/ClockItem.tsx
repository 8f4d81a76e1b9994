// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A promise with its clock, and when it was missed: what to say and do now, taken up and done by a press.
import type { Clock } from '../live/shapes';
import { inLanguage } from '../lib/language';
import { act } from './act';
import { may } from './house';
import { clockWords, Ring, toneOf } from './Ring';
import { now_us } from './time';
import { t, tMaybe } from './words';

/** "expectation wait-2026" as a sentence's end: whom the promise serves. */
export function sourceWords(source: string | null): string | null {
  const found = /^(\S+)\s+(.+)$/.exec(source ?? '');
  return found ? tMaybe(`source.${found[1]}`, found[1] ?? '') : null;
}

function Response({ clock }: { clock: Clock }) {
  const state = clock.response_state;
  if (!state || state === 'none') return null;
  const say = inLanguage(clock.response_say);
  const id = clock.clock ?? 0;
  const place = clock.label ?? '';
  return (
    <div class="response">
      {say && (
        <p class="say">
          <span class="say-word">{t('moment.say')}</span> {say}
        </p>
      )}
      {state === 'done' ? (
        <p class="quiet">{t('response.done')}</p>
      ) : (
        <p class="response-do">
          {clock.response_tell && <span class="quiet">{t('response.tell', { who: clock.response_tell.replaceAll('-', ' ') })}</span>}
          {may(state === 'wanted' ? 'response_begin' : 'response_finish') && (
            <button
              type="button" class="button is-small" data-focus={`response-${id}`}
              onClick={() =>
                state === 'wanted'
                  ? act('response_begin', { clock: id }, () => t('response.begun', { label: place }))
                  : act('response_finish', { clock: id }, () => t('response.finished', { label: place }))
              }
            >
              {t(state === 'wanted' ? 'response.begin' : 'response.finish')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

export function ClockItem({ clock, withLabel = false }: { clock: Clock; withLabel?: boolean }) {
  const tone = toneOf(clock, now_us.value);
  const source = sourceWords(clock.source);
  return (
    <li class={`clock-item is-${tone}`}>
      <Ring clock={clock} />
      <div class="clock-words">
        <p class="clock-time">
          {withLabel && clock.label && <b class="label">{clock.label}</b>}
          <span class="status">{clockWords(clock, now_us.value)}</span>
          {tone === 'at-risk' && <span class="clock-state">{t('status.at-risk')}</span>}
          {tone === 'missed' && <span class="clock-state">{t('status.missed')}</span>}
          {clock.is_critical && <span class="kind">{t('map.critical')}</span>}
        </p>
        <p class="clock-promise">{inLanguage(clock.promise) || inLanguage(clock.moment_title) || clock.standard}</p>
        <p class="quiet small">
          {inLanguage(clock.moment_title)}
          {source && ` · ${source}`}
        </p>
        <Response clock={clock} />
      </div>
    </li>
  );
}
