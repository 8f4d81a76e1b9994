// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The moments of the map at this counter, in order. One is in hand: what to say, what it needs, the
// steps of its procedure. Those that staff mark end by a press: ▲ went well, ● as usual, ▼ went badly.
import { signal } from '@preact/signals';
import type { DeskMoment, Visit } from '../../live/shapes';
import { inLanguage } from '../../lib/language';
import { Ring as CriticalRing, Shape } from '../../staff/Shape';
import { act } from '../../staff/act';
import { KeyHint } from '../../staff/keys';
import { clockText, now_us } from '../../staff/time';
import { t, type Key } from '../../staff/words';
import { setTicked, ticked } from './ticks';

export const marks = ['positive', 'neutral', 'negative'] as const;
export type Mark = (typeof marks)[number];
const shapes = { positive: 'kept', neutral: 'at-risk', negative: 'missed' } as const;

/** The moment that was chosen by hand, and of which visit; else the first that is not over is in hand. */
const chosen = signal<{ ticket: number | null; moment: string | null }>({ ticket: null, moment: null });

export function isOver(moment: DeskMoment): boolean {
  return moment.state !== 'coming' && moment.state !== 'begun';
}

export function inHand(visit: Visit): DeskMoment | undefined {
  const own = chosen.value.ticket === visit.ticket && visit.moments.find((one) => one.moment === chosen.value.moment);
  return (
    own ||
    visit.moments.find((one) => one.state === 'begun') ||
    visit.moments.find((one) => !isOver(one)) ||
    visit.moments[visit.moments.length - 1]
  );
}

export function take(visit: Visit, moment: string | null): void {
  chosen.value = { ticket: visit.ticket, moment };
}

/** To the next or the one before. */
export function step(visit: Visit, by: 1 | -1): void {
  const at = visit.moments.findIndex((one) => one.moment === inHand(visit)?.moment);
  const next = visit.moments[Math.min(visit.moments.length - 1, Math.max(0, at + by))];
  if (!next) return;
  take(visit, next.moment);
  requestAnimationFrame(() => document.getElementById(`moment-${next.moment}`)?.scrollIntoView({ block: 'nearest' }));
}

/** Marks a moment; then the next one is in hand. */
export async function mark(visit: Visit, moment: DeskMoment | undefined, as: Mark | 'begun'): Promise<void> {
  if (!moment?.is_marked || visit.state !== 'serving') return;
  const title = inLanguage(moment.title) || (moment.moment ?? '');
  const done = await act('moment_mark', { ticket: visit.ticket ?? 0, moment: moment.moment ?? '', mark: as }, () =>
    as === 'begun' ? t('moment.begun', { moment: title }) : t('moment.marked', { moment: title, mark: t(`mark.${as}`) }),
  );
  if (done && as !== 'begun') take(visit, null);
}

export function MarkButtons({ title, chosen: now, choose, isOff = false, keys = true }: {
  title: string; chosen: string | null; choose: (mark: Mark) => void; isOff?: boolean; keys?: boolean;
}) {
  return (
    <span class="marks" role="group" aria-label={title}>
      {marks.map((one, index) => (
        <button
          key={one} type="button" class={`mark-button is-${shapes[one]}`} aria-pressed={now === one} data-focus={`${title}-${one}`}
          disabled={isOff} onClick={() => choose(one)}
        >
          <Shape status={shapes[one]} />
          <span>{t(`mark.${one}` as Key)}</span>
          {keys && <KeyHint name={String(index + 1)} />}
        </button>
      ))}
    </span>
  );
}

function State({ moment }: { moment: DeskMoment }) {
  const state = moment.state ?? 'coming';
  if (state === 'coming') return <span class="quiet small">{t('moment.coming')}</span>;
  if (state === 'begun')
    return <span class="moment-time">{clockText(now_us.value - (moment.begun_us ?? now_us.value))}</span>;
  const took = moment.begun_us !== null && moment.ended_us !== null ? clockText(moment.ended_us - moment.begun_us) : '';
  return (
    <span class="moment-state">
      {state in shapes && <Shape status={shapes[state as Mark]} />}
      {t(`mark.${state}` as Key)} <span class="quiet">{took}</span>
    </span>
  );
}

function Steps({ visit, moment }: { visit: Visit; moment: DeskMoment }) {
  const name = `${moment.moment}/${moment.procedure}`;
  const done = ticked(visit.ticket ?? 0);
  return (
    <fieldset class="steps">
      <legend>{inLanguage(moment.procedure_title) || moment.procedure}</legend>
      <ol>
        {moment.steps.map((one, index) => (
          <li key={index}>
            <label class="check">
              <input
                type="checkbox" checked={done.has(`${name}/${index}`)}
                onChange={(event) => setTicked(visit.ticket ?? 0, `${name}/${index}`, event.currentTarget.checked)}
              />
              <span>{inLanguage(one.text)}</span>
            </label>
          </li>
        ))}
      </ol>
    </fieldset>
  );
}

function InHand({ visit, moment }: { visit: Visit; moment: DeskMoment }) {
  const title = inLanguage(moment.title) || (moment.moment ?? '');
  const say = inLanguage(moment.say);
  const needs = inLanguage(moment.needs);
  return (
    <div class="in-hand">
      {say && (
        <p class="say">
          <span class="say-word">{t('moment.say')}</span> {say}
        </p>
      )}
      {moment.is_marked && (
        <p class="moment-do">
          <MarkButtons title={title} chosen={moment.state} choose={(as) => void mark(visit, moment, as)} isOff={visit.state !== 'serving'} />
          {moment.state === 'coming' && (
            <button type="button" class="button is-plain" disabled={visit.state !== 'serving'} onClick={() => void mark(visit, moment, 'begun')}>
              {t('moment.begin')} <KeyHint name="0" />
            </button>
          )}
        </p>
      )}
      {needs && (
        <p class="needs">
          <b>{t('moment.needs')}</b> {needs}
        </p>
      )}
      {moment.steps.length > 0 && <Steps visit={visit} moment={moment} />}
    </div>
  );
}

export function Moments({ visit }: { visit: Visit }) {
  const current = inHand(visit)?.moment;
  if (visit.moments.length === 0) return <p class="nothing">{t('moment.none')}</p>;
  return (
    <ol class="desk-moments" aria-label={t('moment.title')}>
      {visit.moments.map((moment) => {
        const isCurrent = moment.moment === current;
        const title = inLanguage(moment.title) || moment.moment;
        return (
          <li key={moment.moment} id={`moment-${moment.moment}`} class={`desk-moment${isCurrent ? ' is-current' : ''}${moment.is_critical ? ' is-critical' : ''}`}>
            <h3>
              <button type="button" class="moment-head" aria-expanded={isCurrent} data-focus={`moment-${moment.moment}`} onClick={() => take(visit, moment.moment)}>
                <span class="moment-name">
                  {moment.is_critical && <CriticalRing />}
                  {title}
                </span>
                <State moment={moment} />
              </button>
            </h3>
            {isCurrent && <InHand visit={visit} moment={moment} />}
          </li>
        );
      })}
    </ol>
  );
}
