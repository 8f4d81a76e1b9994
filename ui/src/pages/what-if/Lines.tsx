// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many wait through the day, as it is and with the changes; under it how many counters are open.
import { Finding } from '../../components/Finding';
import { countTicks, formatPlain } from '../../lib/format';
import type { Frame } from '../../lib/frame';
import type { PlayedQuarter } from './shapes';
import { t } from './words';

const WIDTH = 960;
const HEIGHT = 180;

function path(values: number[], y: (value: number) => number): string {
  const step = WIDTH / values.length;
  return values.map((value, index) => `${index === 0 ? 'M' : 'L'}${(index + 0.5) * step} ${y(value)}`).join('');
}

function frameFrom(quarters: PlayedQuarter[]): Frame {
  const real = (name: string, label: string) => ({ name, label, type: 'real', unit: '1' });
  return {
    measure: 'sim_quarters', title: t('lines.table'), definition: t('lines.how'),
    columns: [
      { name: 'begins', label: t('strip.begins'), type: 'text', unit: '' }, real('arrivals', t('lines.arrivals')), real('waiting_before', t('lines.waiting', { side: t('before') })),
      real('waiting_after', t('lines.waiting', { side: t('after') })), real('counters_before', t('lines.counters', { side: t('before') })),
      real('counters_after', t('lines.counters', { side: t('after') })),
    ],
    rows: quarters.map((one) => [one.from, one.arrivals, one.waiting_before, one.waiting_after, one.counters_before, one.counters_after]),
  };
}

function most(quarters: PlayedQuarter[], of: (one: PlayedQuarter) => number): PlayedQuarter {
  return quarters.reduce((so, one) => (of(one) > of(so) ? one : so));
}

/** Of a branch that has no history there is no day as it is. */
export function Lines({ quarters, hasBefore }: { quarters: PlayedQuarter[]; hasBefore: boolean }) {
  if (quarters.length === 0) return null;
  const [worst, then] = [most(quarters, (one) => one.waiting_before), most(quarters, (one) => one.waiting_after)];
  const ticks = countTicks(Math.max(worst.waiting_before, then.waiting_after, 1));
  const top = Math.max(ticks[ticks.length - 1] ?? 1, worst.waiting_before, then.waiting_after);
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT;
  const number = (value: number) => formatPlain(Math.round(value * 10) / 10);
  const hours = quarters.map((one, index) => ({ one, index })).filter(({ one }) => one.from.endsWith(':00'));
  const left = (index: number) => `${((index + 0.5) / quarters.length) * 100}%`;
  return (
    <Finding
      id="through-the-day" name={t('lines.name')} frames={[frameFrom(quarters)]}
      title={t(hasBefore ? 'lines.title' : 'lines.title.alone', { before: number(worst.waiting_before), from: worst.from, after: number(then.waiting_after), to: then.from })}
    >
      <ul class="lines-key" aria-hidden="true">
        {hasBefore && <li class="is-before">{t('before')}</li>}
        <li class="is-after">{t('after')}</li>
      </ul>
      <div class="strip-picture is-tall">
        <div class="strip-ticks" aria-hidden="true">
          {ticks.map((tick) => (
            <span key={tick} style={{ top: `${(y(tick) / HEIGHT) * 100}%` }}>
              {formatPlain(tick)}
            </span>
          ))}
        </div>
        <div class="strip-room">
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t('lines.picture')}>
            {ticks.map((tick) => (
              <line key={tick} class="grid" x1="0" x2={WIDTH} y1={y(tick)} y2={y(tick)} />
            ))}
            {hasBefore && <path class="way is-before" d={path(quarters.map((one) => one.waiting_before), y)} />}
            <path class="way is-after" d={path(quarters.map((one) => one.waiting_after), y)} />
          </svg>
          <div class="strip-hours" aria-hidden="true">
            {hours.map(({ one, index }) => (
              <span key={one.from} style={{ left: left(index) }}>
                {one.from}
              </span>
            ))}
          </div>
        </div>
      </div>
    </Finding>
  );
}
