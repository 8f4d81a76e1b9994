// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which counters are open in which hours: a table of ticks. Arrow keys go from hour to hour, the space
// bar opens and closes; a counter that is not as usual says so and can be put back.
import type { Counter } from '../../live/shapes';
import { named } from '../../staff/house';
import type { Fit } from './shapes';
import { HOURS, usualHours, type Wish } from './scenario';
import { t } from './words';

interface Props {
  counters: Counter[];
  hours: number[];
  day: string;
  fit: Fit | null;
  wish: Wish;
  change: (counters: Wish['counters']) => void;
}

const steps: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function move(event: KeyboardEvent): void {
  const own = event.target;
  if (!(own instanceof HTMLInputElement) || event.ctrlKey || event.altKey || event.metaKey) return;
  const [row, column] = (own.dataset.cell ?? '').split(',').map(Number);
  const table = own.closest('table');
  if (!table || row === undefined || column === undefined) return;
  const to = (r: number, c: number) => table.querySelector<HTMLInputElement>(`[data-cell="${r},${c}"]`);
  const step = steps[event.key];
  const last = table.querySelectorAll(`[data-cell^="${row},"]`).length - 1;
  const next = step ? to(row + step[0], column + step[1]) : event.key === 'Home' ? to(row, 0) : event.key === 'End' ? to(row, last) : null;
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const two = (value: number) => String(value).padStart(2, '0');

export function Grid({ counters, hours, day, fit, wish, change }: Props) {
  const closed = () => Array.from({ length: HOURS }, () => false);
  const hoursIn = (name: string) => wish.counters[name] ?? usualHours(fit, name, day) ?? closed();
  const all = counters.map((one) => ({ one, name: one.name ?? '', open: hoursIn(one.name ?? '') }));
  const set = (name: string, hour: number, isOpen: boolean) => {
    const own = [...hoursIn(name)];
    own[hour] = isOpen;
    change({ ...wish.counters, [name]: own });
  };
  const reset = (name: string) => {
    const { [name]: _, ...rest } = wish.counters;
    change(rest);
  };
  return (
    <div class="grid-room" tabIndex={0} role="region" aria-label={t('grid.name')}>
      <table class="hours-grid" onKeyDown={move}>
        <caption class="unseen">{t('grid.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('grid.counter')}</th>
            {hours.map((hour) => (
              <th key={hour} scope="col" class="number">
                {two(hour)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map(({ one, name, open }, row) => {
            const isChanged = wish.counters[name] !== undefined;
            return (
              <tr key={name} class={isChanged ? 'is-changed' : undefined}>
                <th scope="row">
                  {named(one)}
                  {isChanged && (
                    <button type="button" class="reset" aria-label={t('grid.reset.of', { counter: named(one) })} onClick={() => reset(name)}>
                      {t('grid.reset')}
                    </button>
                  )}
                </th>
                {hours.map((hour, column) => (
                  <td key={hour}>
                    <label class="hour">
                      <input
                        type="checkbox" checked={open[hour] ?? false} data-cell={`${row},${column}`}
                        aria-label={t('grid.cell', { counter: named(one), hour: `${two(hour)}:00` })} onChange={(event) => set(name, hour, event.currentTarget.checked)}
                      />
                      <span aria-hidden="true" />
                    </label>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('grid.open')}</th>
            {hours.map((hour) => (
              <td key={hour} class="number">
                {all.filter(({ open }) => open[hour]).length}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
