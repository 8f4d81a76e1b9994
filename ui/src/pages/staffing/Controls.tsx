// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The day, the promise, and the limits of shifts. A change asks again by itself.
import { faultText } from '../../live/fault';
import { ChoiceField, TextField } from '../../staff/fields';
import { branches, named } from '../../staff/house';
import { Fault } from '../../staff/service';
import { t } from '../../staff/words';
import { fieldOf, usual, type Asking } from './plan';

interface Props {
  asking: Asking;
  branch: string;
  day: string;
  ask: (more: Partial<Asking>) => void;
  fault: unknown;
}

/** The planner's sentence stands at the field that it names. */
function faultAt(fault: unknown, field: keyof Asking): string | null {
  if (!(fault instanceof Fault) || fieldOf(fault.field) !== field) return null;
  return field === 'day' && fault.code === 'not-found' ? t('staffing.closed') : faultText(fault);
}

export function Controls({ asking, branch, day, ask, fault }: Props) {
  const at = (field: keyof Asking) => faultAt(fault, field);
  const limits = ['shortest', 'longest', 'rest', 'counters', 'rate'] as const;
  const hasLimits = limits.some((field) => asking[field] !== usual[field] || at(field) !== null);
  return (
    <form class="filters staffing-controls" aria-label={t('staffing.controls')} onSubmit={(event) => event.preventDefault()}>
      {branches.value.length > 1 && (
        <ChoiceField
          label={t('branch')} value={branch} change={(value) => ask({ branch: value })}
          choices={branches.value.map((one) => ({ value: one.name ?? '', text: named(one) }))}
        />
      )}
      <div id="staffing-day">
        <TextField label={t('staffing.day')} type="date" value={day} change={(value) => ask({ day: value })} fault={at('day')} />
      </div>
      <div class="two">
        <TextField label={t('staffing.minutes')} type="number" min="0" value={asking.minutes} change={(value) => ask({ minutes: value })} fault={at('minutes')} />
        <TextField label={t('staffing.target')} type="number" min="1" value={asking.target} change={(value) => ask({ target: value })} fault={at('target')} />
      </div>
      <details class="staffing-limits" open={hasLimits || undefined}>
        <summary>{t('staffing.limits')}</summary>
        <div>
          <div class="two">
            <TextField label={t('staffing.shortest')} type="number" min="1" value={asking.shortest} change={(value) => ask({ shortest: value })} fault={at('shortest')} />
            <TextField label={t('staffing.longest')} type="number" min="1" value={asking.longest} change={(value) => ask({ longest: value })} fault={at('longest')} />
          </div>
          <div class="two">
            <TextField label={t('staffing.rest')} type="number" min="0" value={asking.rest} change={(value) => ask({ rest: value })} fault={at('rest')} />
            <TextField label={t('staffing.counters')} type="number" min="1" value={asking.counters} change={(value) => ask({ counters: value })} fault={at('counters')} />
          </div>
          <TextField label={t('staffing.rate')} value={asking.rate} change={(value) => ask({ rate: value })} fault={at('rate')} hint={t('staffing.rate.hint')} />
        </div>
      </details>
    </form>
  );
}
