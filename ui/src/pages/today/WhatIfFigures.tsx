// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The twin's figures: one choice as before → after, and all choices one under the other. The band of a
// line is where 8 of 10 simulated runs lie, its dot their mean; the same stands there in figures.
import { language } from '../../lib/language';
import { formatPercent } from '../../staff/figures';
import { MINUTE_US, timeText } from '../../staff/time';
import type { Choice, TwinFigure, WhatIf } from '../../staff/twin';
import { t } from '../../staff/words';
import { named } from '../../staff/house';

const minutesOf = (seconds: number) => new Intl.NumberFormat(language.value, { maximumFractionDigits: seconds < 600 ? 1 : 0 }).format(seconds / 60);

const share = (value: number) => formatPercent(value);
const wait = (value: number) => t('span.minutes', { n: minutesOf(Math.max(0, value)) });

/** "33–36 %": the interval, in the unit of its upper end. */
function interval(figure: TwinFigure, text: (value: number) => string): string {
  if (figure.low === null || figure.high === null) return '';
  const low = text(figure.low);
  const high = text(figure.high);
  if (low === high) return high;
  return `${low.replace(/\s*\D+$/u, '')}–${high}`;
}

function Value({ figure, text }: { figure: TwinFigure; text: (value: number) => string }) {
  if (figure.mean === null) return <span class="few">{t('figure.few', { n: figure.n })}</span>;
  return (
    <>
      <b>{text(figure.mean)}</b> <span class="whatif-interval">{interval(figure, text)}</span>
    </>
  );
}

const percent = (value: number | null) => `${Math.round(1000 * (value ?? 0)) / 10}%`;

/** Where the runs lie, from 0 to 100 %. */
function Track({ figure, kind }: { figure: TwinFigure; kind: 'now' | 'after' }) {
  if (figure.mean === null) return <span class="track" aria-hidden="true" />;
  const least = figure.least ?? figure.mean;
  const most = figure.most ?? figure.mean;
  return (
    <span class={`track is-${kind}`} aria-hidden="true">
      <i class="band" style={{ insetInlineStart: percent(least), width: percent(most - least) }} />
      <i class="dot" style={{ insetInlineStart: percent(figure.mean) }} />
    </span>
  );
}

/** "25 points fewer (23–27)" */
function differenceText(difference: TwinFigure): string {
  if (difference.mean === null || difference.low === null || difference.high === null) return '';
  const points = (value: number) => new Intl.NumberFormat(language.value, { maximumFractionDigits: Math.abs(value) < 0.01 ? 1 : 0 }).format(Math.abs(100 * value));
  const ends = [points(difference.low), points(difference.high)];
  if (difference.low <= 0 && difference.high >= 0) return t('whatif.no-difference');
  if (difference.mean < 0) ends.reverse();
  return t(difference.mean < 0 ? 'whatif.fewer' : 'whatif.more', { points: points(difference.mean), low: ends[0] ?? '', high: ends[1] ?? '' });
}

function toneOf(difference: TwinFigure): string {
  if (difference.low === null || difference.high === null || (difference.low <= 0 && difference.high >= 0)) return 'unknown';
  return difference.high < 0 ? 'kept' : 'missed';
}

function Pair({ name, now, after, text }: { name: string; now: TwinFigure; after: TwinFigure; text: (value: number) => string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <Value figure={now} text={text} />
      </td>
      <td>
        <Value figure={after} text={text} />
      </td>
    </tr>
  );
}

/** One choice: the sentence, the two figures, the picture, and what else changes. */
export function Headline({ answer, choice, zone }: { answer: WhatIf; choice: Choice; zone: string | null }) {
  const now = answer.now;
  if (!now) return null;
  const limit = t('span.minutes', { n: String(Math.round((answer.limit_us ?? 0) / MINUTE_US)) });
  const after = t(choice.is_opening ? 'whatif.with' : 'whatif.without', { counter: named(choice) });
  return (
    <section class="whatif-headline">
      <p class="whatif-lead">{t('whatif.share', { limit, until: timeText(answer.until_us ?? 0, zone) })}</p>
      <p class={`whatif-change is-${toneOf(choice.difference.chance)}`}>
        <span class="unseen">{t('whatif.before')}</span>
        <b class="from">{now.chance.mean === null ? '–' : share(now.chance.mean)}</b>
        <svg class="arrow" viewBox="0 0 32 16" aria-hidden="true">
          <path d="M1 8h28M22 2l7 6-7 6" />
        </svg>
        <span class="unseen">{after}</span>
        <b class="to">{choice.chance.mean === null ? '–' : share(choice.chance.mean)}</b>
        <span class="whatif-difference">{differenceText(choice.difference.chance)}</span>
      </p>
      <div class="whatif-tracks">
        <span>{t('whatif.before')}</span>
        <Track figure={now.chance} kind="now" />
        <span>{after}</span>
        <Track figure={choice.chance} kind="after" />
        <span />
        <span class="track-axis" aria-hidden="true">
          {[0, 0.5, 1].map((one) => (
            <i key={one}>{share(one)}</i>
          ))}
        </span>
      </div>
      <div class="table-room">
        <table class="whatif-table">
          <thead>
            <tr>
              <td />
              <th scope="col">{t('whatif.before')}</th>
              <th scope="col">{after}</th>
            </tr>
          </thead>
          <tbody>
            <Pair name={t('whatif.longer', { limit })} now={now.chance} after={choice.chance} text={share} />
            <Pair name={t('whatif.p90')} now={now.wait_p90_s} after={choice.wait_p90_s} text={wait} />
            <Pair name={t('whatif.left')} now={now.left} after={choice.left} text={share} />
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ choice }: { choice: Choice }) {
  return (
    <li>
      <span class="whatif-name">{t(choice.is_opening ? 'whatif.open' : 'whatif.close', { counter: named(choice) })}</span>
      <Track figure={choice.chance} kind="after" />
      <span class="whatif-value">
        <Value figure={choice.chance} text={share} />
      </span>
      <span class={`whatif-difference is-${toneOf(choice.difference.chance)}`}>{differenceText(choice.difference.chance)}</span>
    </li>
  );
}

/** As it is, then the choices, the most helpful first. */
export function ChoiceRows({ answer, choices }: { answer: WhatIf; choices: Choice[] }) {
  const limit = t('span.minutes', { n: String(Math.round((answer.limit_us ?? 0) / MINUTE_US)) });
  if (!answer.now) return null;
  return (
    <section>
      <h3 class="whatif-rows-title">{t('whatif.longer', { limit })}</h3>
      <ul class="whatif-rows">
        <li class="is-now">
          <span class="whatif-name">{t('whatif.before')}</span>
          <Track figure={answer.now.chance} kind="now" />
          <span class="whatif-value">
            <Value figure={answer.now.chance} text={share} />
          </span>
        </li>
        {choices.map((choice) => (
          <Row key={`${choice.counter}`} choice={choice} />
        ))}
      </ul>
    </section>
  );
}

/** The choices that were not asked about. */
export function Others({ answer, but }: { answer: WhatIf; but: Choice }) {
  const others = answer.choices.filter((one) => one !== but);
  if (others.length === 0) return null;
  return (
    <details>
      <summary>{t('whatif.others', { n: others.length })}</summary>
      <ChoiceRows answer={answer} choices={others} />
    </details>
  );
}
