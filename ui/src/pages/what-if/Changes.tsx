// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What would be different: begin from a file of the workspace or from the day as it is, open other
// counters, let more or fewer come, serve quicker or slower, let fewer wait.
import { useId } from 'preact/hooks';
import { Fold } from '../../components/Fold';
import { inLanguage } from '../../lib/language';
import type { Counter, Service } from '../../live/shapes';
import { named } from '../../staff/house';
import { ChoiceField } from '../../staff/fields';
import { Grid } from './Grid';
import { changeText, signed, type NameOf } from './saying';
import { ALL, nothing, wishOf, type Wish } from './scenario';
import type { Fit, Scenario } from './shapes';
import { t } from './words';

const LEAST = -50;
const MOST = 100;

/** A slider for the hand and a number for the keys, the same value. */
function Percent({ label, value, change }: { label: string; value: number; change: (value: number) => void }) {
  const id = useId();
  const set = (text: string) => {
    const number = Math.round(Number(text));
    if (Number.isFinite(number)) change(Math.min(Math.max(number, LEAST), MOST));
  };
  return (
    <div class="percent">
      <label for={id}>{label}</label>
      <input
        type="range" min={LEAST} max={MOST} step={5} value={value} aria-label={t('percent.slider', { label })} aria-valuetext={signed(value)}
        onInput={(event) => set(event.currentTarget.value)}
      />
      <span class="percent-number">
        <input id={id} type="number" min={LEAST} max={MOST} step={1} value={value} onChange={(event) => set(event.currentTarget.value)} />
        <span aria-hidden="true">%</span>
      </span>
    </div>
  );
}

function Capacity({ label, value, change }: { label: string; value: number | undefined; change: (value: number | null) => void }) {
  const id = useId();
  return (
    <div class="percent">
      <label for={id}>{label}</label>
      <span class="percent-number">
        <input
          id={id} type="number" min={0} max={9999} value={value ?? ''}
          onChange={(event) => change(event.currentTarget.value === '' ? null : Math.max(0, Math.round(Number(event.currentTarget.value) || 0)))}
        />
      </span>
    </div>
  );
}

interface Props {
  wish: Wish;
  change: (wish: Wish) => void;
  scenarios: Scenario[];
  services: Service[];
  counters: Counter[];
  hours: number[];
  day: string;
  fit: Fit | null;
  nameOf: NameOf;
}

function Begin({ wish, change, scenarios, day }: Pick<Props, 'wish' | 'change' | 'scenarios' | 'day'>) {
  const from = scenarios.find((one) => one.scenario === wish.from);
  if (scenarios.length === 0) return null;
  return (
    <>
      <ChoiceField
        label={t('begin.from')} value={wish.from}
        change={(name) => {
          const found = scenarios.find((one) => one.scenario === name);
          change(found ? wishOf(found, day) : nothing);
        }}
        choices={[{ value: '', text: t('begin.nothing') }, ...scenarios.map((one) => ({ value: one.scenario, text: inLanguage(one.title) || one.scenario }))]}
      />
      {from?.summary && <p class="quiet small">{inLanguage(from.summary)}</p>}
    </>
  );
}

export function Changes({ wish, change, scenarios, services, counters, hours, day, fit, nameOf }: Props) {
  const set = (kind: 'arrivals' | 'serving', service: string) => (percent: number) => change({ ...wish, [kind]: { ...wish[kind], [service]: percent } });
  const capacity = (service: string) => (value: number | null) => {
    const { [service]: _, ...rest } = wish.capacity;
    change({ ...wish, capacity: value === null ? rest : { ...rest, [service]: value } });
  };
  return (
    <>
      <Begin wish={wish} change={change} scenarios={scenarios} day={day} />
      {wish.rest.length > 0 && (
        <div class="also">
          <p class="small">{t('also')}</p>
          <ul>
            {wish.rest.map((one, index) => (
              <li key={index}>
                <span>{changeText(one, nameOf)}</span>
                <button
                  type="button" class="reset" aria-label={t('also.drop.of', { what: changeText(one, nameOf) })}
                  onClick={() => change({ ...wish, rest: wish.rest.filter((_, at) => at !== index) })}
                >
                  {t('also.drop')}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {counters.length > 0 && (
        <fieldset>
          <legend>{t('grid.title')}</legend>
          <p class="hint">{fit ? t('grid.hint') : t('grid.hint.unknown')}</p>
          <Grid counters={counters} hours={hours} day={day} fit={fit} wish={wish} change={(all) => change({ ...wish, counters: all })} />
        </fieldset>
      )}
      <fieldset>
        <legend>{t('more.title')}</legend>
        <Percent label={t('more.arrivals')} value={wish.arrivals[ALL] ?? 0} change={set('arrivals', ALL)} />
        <Percent label={t('more.serving')} value={wish.serving[ALL] ?? 0} change={set('serving', ALL)} />
      </fieldset>
      {services.length > 0 && (
        <Fold class="by-service" summary={t('service.title')}>
          {services.map((one) => {
            const name = one.name ?? '';
            return (
              <fieldset key={name}>
                <legend>{named(one)}</legend>
                <Percent label={t('service.arrivals')} value={wish.arrivals[name] ?? 0} change={set('arrivals', name)} />
                <Percent label={t('service.serving')} value={wish.serving[name] ?? 0} change={set('serving', name)} />
                <Capacity label={t('service.room')} value={wish.capacity[name]} change={capacity(name)} />
              </fieldset>
            );
          })}
        </Fold>
      )}
    </>
  );
}
