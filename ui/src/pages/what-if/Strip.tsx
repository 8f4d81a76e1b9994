// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many will come: the days to choose from, each with its interval, and the chosen day by the quarter
// of an hour. What was forecast is a line, how sure that is a band around it.
import { Finding } from '../../components/Finding';
import { countTicks, formatPlain, formatShare } from '../../lib/format';
import type { Frame } from '../../lib/frame';
import { language } from '../../lib/language';
import { faultText } from '../../live/fault';
import { sayingText } from '../../staff/Sayings';
import { timeText } from '../../staff/time';
import type { Asked } from './asking';
import type { Forecast, ForecastDay, Quarter } from './shapes';
import { t } from './words';

const HEIGHT = 120;
const WIDTH = 960;

function dayName(day: string): string {
  const tag = language.value === 'en' ? 'en-GB' : language.value;
  return new Intl.DateTimeFormat(tag, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`));
}

function dayFigure(day: ForecastDay): string {
  if (day.kind === 'holiday' || day.kind === 'closed') return t(`kind.${day.kind}`);
  return t('strip.day', { mean: formatPlain(Math.round(day.mean)), low: formatPlain(day.low), high: formatPlain(day.high) });
}

export function Days({ days, chosen, choose }: { days: ForecastDay[]; chosen: string; choose: (day: string) => void }) {
  return (
    <fieldset class="strip-days">
      <legend class="unseen">{t('strip.days')}</legend>
      {days.map((one) => (
        <label key={one.day} class={`strip-day is-${one.kind}`}>
          <input type="radio" name="day" value={one.day} checked={one.day === chosen} onChange={() => choose(one.day)} />
          <span>
            <b>{dayName(one.day)}</b>
            <span class="small">{dayFigure(one)}</span>
            {one.kind === 'short' && <span class="small">{t('kind.short')}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function quartersOf(forecast: Forecast, day: string, dayOf: (at: number) => string): Quarter[] {
  return forecast.quarters.filter((one) => dayOf(one.at) === day);
}

function stepped(points: { x: number; y: number }[], step: number): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}H${x + step}`).join('');
}

function Picture({ quarters, zone }: { quarters: Quarter[]; zone: string | null }) {
  const most = quarters.reduce((so, one) => Math.max(so, one.high), 1);
  const ticks = countTicks(most);
  const top = ticks[ticks.length - 1] ?? most;
  const step = WIDTH / quarters.length;
  const y = (value: number) => HEIGHT - (value / Math.max(top, most)) * HEIGHT;
  const line = (of: (one: Quarter) => number) => quarters.map((one, index) => ({ x: index * step, y: y(of(one)) }));
  const low = line((one) => one.low);
  const back = [...low].reverse().map(({ x, y: at }) => `L${x + step} ${at}H${x}`).join('');
  return (
    <div class="strip-picture">
      <div class="strip-ticks" aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick} style={{ top: `${(y(tick) / HEIGHT) * 100}%` }}>
            {formatPlain(tick)}
          </span>
        ))}
      </div>
      <div class="strip-room">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t('strip.picture', { n: quarters.length })}>
          {ticks.map((tick) => (
            <line key={tick} class="grid" x1="0" x2={WIDTH} y1={y(tick)} y2={y(tick)} />
          ))}
          <path class="band" d={`${stepped(line((one) => one.high), step)}${back}Z`} />
          <path class="way" d={stepped(line((one) => one.mean), step)} />
        </svg>
        <div class="strip-hours" aria-hidden="true">
          {quarters.map((one, index) =>
            timeText(one.at, zone).endsWith('00') ? (
              <span key={one.at} style={{ left: `${(index / quarters.length) * 100}%` }}>
                {timeText(one.at, zone)}
              </span>
            ) : null,
          )}
        </div>
      </div>
    </div>
  );
}

function busiest(quarters: Quarter[]): Quarter | undefined {
  return quarters.reduce<Quarter | undefined>((most, one) => (most === undefined || one.mean > most.mean ? one : most), undefined);
}

function quartersFrame(quarters: Quarter[], zone: string | null, forecast: Forecast): Frame {
  return {
    measure: 'forecast', title: t('strip.table'), definition: t('strip.how'), notes: forecast.notes.map(sayingText), notes_language: language.value,
    columns: [
      { name: 'begins', label: t('strip.begins'), type: 'text', unit: '' },
      { name: 'expected', label: t('strip.expected'), type: 'real', unit: '1' },
      { name: 'at_least', label: t('strip.low'), type: 'int', unit: '1' },
      { name: 'at_most', label: t('strip.high'), type: 'int', unit: '1' },
    ],
    rows: quarters.map((one) => [timeText(one.at, zone), one.mean, one.low, one.high]),
  };
}

/** How near the models were, each as people read it; and whether the plainest is beaten. */
function Accuracy({ forecast }: { forecast: Forecast }) {
  const naive = forecast.models.find((one) => one.name === 'seasonal-naive');
  const chosen = forecast.models.find((one) => one.is_chosen);
  if (!naive || !chosen || chosen.wape === null || naive.wape === null) return null;
  return (
    <p class="quiet small">
      {forecast.beats_naive ? t('strip.beats', { wape: formatShare(chosen.wape), naive: formatShare(naive.wape) }) : t('strip.beaten', { naive: formatShare(naive.wape) })}
    </p>
  );
}

export function Strip({ asked, day, quarters, zone, choose }: {
  asked: Asked<Forecast> & { again: () => void }; day: string; quarters: Quarter[]; zone: string | null; choose: (day: string) => void;
}) {
  const { data, fault, isLoading } = asked;
  if (!data)
    return (
      <section class="strip is-empty" aria-busy={isLoading}>
        {fault ? (
          <p class="form-fault" role="alert">
            {faultText(fault)}{' '}
            <button type="button" class="button is-plain" onClick={asked.again}>
              {t('state.again')}
            </button>
          </p>
        ) : (
          <p class="unseen" role="status">
            {t('state.loading', { what: t('strip.name') })}
          </p>
        )}
      </section>
    );
  if (data.days.length === 0)
    return (
      <section class="strip">
        <p class="eyebrow">{t('strip.name')}</p>
        <h2>{t('strip.young')}</h2>
        <p class="quiet">{t('strip.young.do')}</p>
        {data.notes.map((note) => (
          <p key={note.text} class="quiet small">
            {sayingText(note)}
          </p>
        ))}
      </section>
    );
  const peak = busiest(quarters);
  const title = peak
    ? t('strip.title', { time: timeText(peak.at, zone), mean: formatPlain(Math.round(peak.mean)), low: formatPlain(peak.low), high: formatPlain(peak.high) })
    : t('strip.closed');
  return (
    <div class="strip">
      <Days days={data.days} chosen={day} choose={choose} />
      <Finding id="forecast" name={t('strip.name')} title={title} frames={quarters.length > 0 ? [quartersFrame(quarters, zone, data)] : []}>
        {quarters.length > 0 && <Picture quarters={quarters} zone={zone} />}
        <Accuracy forecast={data} />
      </Finding>
    </div>
  );
}
