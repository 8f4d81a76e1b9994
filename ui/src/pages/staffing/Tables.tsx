// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same in figures: the list of shifts, which is what is printed, and the quarter hours.
import { useState } from 'preact/hooks';
import { t } from '../../staff/words';
import { number, share, shareBetween } from './numbers';
import { quarterOf, type Plan, type Shift } from './plan';

/** Without the break, which is not paid here. */
function hoursOf(shift: Shift): number {
  const rests = shift.breaks.reduce((sum, [from, until]) => sum + quarterOf(until) - quarterOf(from), 0);
  return (quarterOf(shift.until) - quarterOf(shift.from) - rests) / 4;
}

export function ShiftTable({ plan }: { plan: Plan }) {
  return (
    <div class="table-room" tabIndex={0} role="region" aria-label={t('staffing.part.shifts')}>
      <table class="shift-table">
        <caption class="unseen">{t('staffing.part.shifts')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('staffing.column.person')}</th>
            <th scope="col">{t('staffing.column.from')}</th>
            <th scope="col">{t('staffing.column.until')}</th>
            <th scope="col">{t('staffing.column.break')}</th>
            <th scope="col" class="number">{t('staffing.column.hours')}</th>
            <th scope="col" class="only-paper">{t('staffing.column.name')}</th>
          </tr>
        </thead>
        <tbody>
          {plan.plan.map((shift) => (
            <tr key={shift.person}>
              <th scope="row">{shift.person}</th>
              <td>{shift.from}</td>
              <td>{shift.until}</td>
              <td>{shift.breaks.map(([from, until]) => `${from}–${until}`).join(', ') || '–'}</td>
              <td class="number">{number(hoursOf(shift), 2)}</td>
              <td class="only-paper" />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function QuarterTable({ plan }: { plan: Plan }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="table staffing-quarters" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('staffing.table')}</summary>
      <div class="table-room" tabIndex={0} role="region" aria-label={t('staffing.table')}>
        <table>
          <caption class="unseen">{t('staffing.table')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('staffing.column.from')}</th>
              <th scope="col" class="number">{t('staffing.column.arrivals')}</th>
              <th scope="col" class="number">{t('staffing.column.formula')}</th>
              <th scope="col" class="number">{t('staffing.column.needed')}</th>
              <th scope="col" class="number">{t('staffing.column.planned')}</th>
              {plan.runs > 0 && (
                <>
                  <th scope="col" class="number">{t('staffing.column.by-formula')}</th>
                  <th scope="col" class="number">{t('staffing.column.simulated')}</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {plan.demand.map((one, index) => {
              const [need, expected] = [plan.needed[index], plan.expected[index]];
              return (
                <tr key={one.at}>
                  <th scope="row">{one.at}</th>
                  <td class="number">
                    {number(one.arrivals)} <span class="n">{number(one.low, 0)}–{number(one.high, 0)}</span>
                  </td>
                  <td class="number">{number(need?.formula ?? null, 0)}</td>
                  <td class="number">{number(need?.needed ?? null, 0)}</td>
                  <td class="number">{number(expected?.planned ?? null, 0)}</td>
                  {plan.runs > 0 && (
                    <>
                      <td class="number">{share(expected?.formula ?? null)}</td>
                      <td class="number">
                        {share(expected?.simulated ?? null)} <span class="n">{shareBetween(expected?.low ?? null, expected?.high ?? null)}</span>
                      </td>
                    </>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
