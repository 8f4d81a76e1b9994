// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who is needed on a day, who comes when, and what customers may expect of it. The plan is asked for
// anew after a change; while it is made the one before stays, paler.
import { useEffect, useState } from 'preact/hooks';
import { faultText } from '../../live/fault';
import { branch, branches, named } from '../../staff/house';
import { useKeys } from '../../staff/keys';
import { entries } from '../../staff/look';
import { Fault, get } from '../../staff/service';
import { Sayings } from '../../staff/Sayings';
import { Refusal, TrustLine } from '../../staff/TrustNote';
import { t } from '../../staff/words';
import { Controls } from './Controls';
import { dayMoved, dayName, number, share, shareBetween } from './numbers';
import { Picture } from './Picture';
import { addressOf, askingOf, fieldOf, pathOf, type Asking, type Plan } from './plan';
import { QuarterTable, ShiftTable } from './Tables';

const REST_MS = 400;

interface State {
  of: string;
  plan: Plan | null;
  fault: unknown;
}

function usePlan(path: string | null): State & { isOld: boolean } {
  const [state, setState] = useState<State>({ of: '', plan: null, fault: null });
  useEffect(() => {
    if (path === null) return;
    let isPast = false;
    const timer = setTimeout(() => {
      get<Plan>(path).then(
        (plan) => !isPast && setState({ of: path, plan, fault: null }),
        (fault: unknown) => !isPast && setState((before) => ({ of: path, plan: before.plan, fault })),
      );
    }, state.of === '' ? 0 : REST_MS);
    return () => {
      isPast = true;
      clearTimeout(timer);
    };
  }, [path, entries.value]);
  return { ...state, isOld: state.of !== path };
}

function Facts({ plan }: { plan: Plan }) {
  const { cost, day_expected: day } = plan;
  return (
    <dl class="small-figures">
      <div>
        <dt>{t('staffing.fact.people')}</dt>
        <dd>{number(plan.plan.length, 0)}</dd>
      </div>
      <div>
        <dt>{t('staffing.fact.hours')}</dt>
        <dd>{number(cost.hours, 2)}</dd>
      </div>
      {cost.cost !== null && (
        <div>
          <dt>{t('staffing.fact.cost')}</dt>
          <dd>{number(cost.cost, 2)}</dd>
        </div>
      )}
      <div>
        <dt>{t('staffing.fact.customers')}</dt>
        <dd>{number(day.arrivals, 0)}</dd>
      </div>
      {plan.runs > 0 && (
        <>
          <div>
            <dt>{t('staffing.fact.wait')}</dt>
            <dd>{day.wait_s === null ? '–' : t('staffing.minutes.n', { n: number(day.wait_s / 60) })}</dd>
          </div>
          <div>
            <dt>{t('staffing.fact.leaves')}</dt>
            <dd>{share(day.leaves)}</dd>
          </div>
        </>
      )}
    </dl>
  );
}

function headingOf(plan: Plan): string {
  const { mean, low, high } = plan.day_expected.within;
  const values = { share: share(mean), between: shareBetween(low, high), minutes: number(plan.within_s / 60), target: share(plan.target) };
  if (mean === null) return t('staffing.found.nobody');
  return t(mean >= plan.target ? 'staffing.found.kept' : 'staffing.found.missed', values);
}

function Notes({ plan }: { plan: Plan }) {
  const { cost } = plan;
  return (
    <section class="staffing-notes">
      <h2>{t('staffing.notes')}</h2>
      <ul>
        <li>{cost.is_cheapest ? t('staffing.cheapest') : t('staffing.not-cheapest', { least: number(cost.least_hours, 2) })}</li>
        {cost.missing_hours > 0 && <li>{t('staffing.missing', { n: number(cost.missing_hours, 2) })}</li>}
        {plan.raised_hours > 0 && <li>{t('staffing.raised', { n: number(plan.raised_hours, 2) })}</li>}
        <li>{plan.runs > 0 ? t('staffing.how', { runs: number(plan.runs, 0) }) : t('staffing.how.unplayed')}</li>
      </ul>
      <details>
        <summary>{t('staffing.assumed')}</summary>
        <Sayings sayings={plan.notes} />
      </details>
    </section>
  );
}

/** What to expect of the plan, with how far to trust it; or why that is not told. */
function Expectation({ plan, zone }: { plan: Plan; zone: string | null }) {
  if (plan.trust.is_refused) return <Refusal trust={plan.trust} zone={zone} title={<h2>{t('staffing.found.refused')}</h2>} />;
  return (
    <>
      <h2>{headingOf(plan)}</h2>
      <TrustLine trust={plan.trust} zone={zone} />
    </>
  );
}

function Found({ plan, isOld, calendar, zone }: { plan: Plan; isOld: boolean; calendar: string; zone: string | null }) {
  return (
    <section class={`finding staffing-found${isOld ? ' is-old' : ''}`} aria-busy={isOld}>
      <Expectation plan={plan} zone={zone} />
      <Facts plan={plan} />
      <Picture plan={plan} />
      <QuarterTable plan={plan} />
      <div class="staffing-shifts">
        <ShiftTable plan={plan} />
        <p class="staffing-links">
          <a class="button" href={calendar} download>
            {t('staffing.calendar')}
          </a>
          <button type="button" class="button" onClick={() => window.print()}>
            {t('staffing.print')}
          </button>
        </p>
      </div>
      <Notes plan={plan} />
    </section>
  );
}

function Trouble({ fault }: { fault: unknown }) {
  const isClosed = fault instanceof Fault && fault.field === 'day' && fault.code === 'not-found';
  return (
    <section class="trouble">
      <h2>{isClosed ? t('staffing.closed') : faultText(fault)}</h2>
      {fault instanceof Fault && fault.message && fault.code !== 'offline' && !isClosed && (
        <p class="quiet small" lang="en">
          {fault.message}
        </p>
      )}
      <p>{isClosed ? t('staffing.closed.do') : fieldOf(fault instanceof Fault ? fault.field : null) ? t('staffing.wrong.do') : t('staffing.young.do')}</p>
    </section>
  );
}

function Waiting() {
  return (
    <section class="finding" aria-busy="true">
      <div class="waiting-for is-picture" role="status">
        <span class="unseen">{t('state.loading', { what: t('place.staffing') })}</span>
        <i />
        <i />
      </div>
    </section>
  );
}

export function Staffing() {
  const [asking, setAsking] = useState<Asking>(() => askingOf(location.search));
  const asked = branches.value.find((one) => one.name === asking.branch) ?? branch.value;
  const id = asked?.branch ?? null;
  const { plan, fault, isOld } = usePlan(id === null ? null : pathOf(id, asking, 'staffing'));
  const day = asking.day || plan?.day || '';
  const ask = (more: Partial<Asking>) => {
    const next = { ...asking, ...more };
    setAsking(next);
    history.replaceState(null, '', addressOf(next));
  };
  useKeys('help.staffing', [
    { key: 'f', what: 'key.staffing-day', run: () => document.querySelector<HTMLElement>('#staffing-day input')?.focus() },
    { key: '[', what: 'key.day-before', run: () => day && ask({ day: dayMoved(day, -1) }) },
    { key: ']', what: 'key.day-after', run: () => day && ask({ day: dayMoved(day, 1) }) },
  ]);
  return (
    <>
      <header class="page-head">
        <h1>{t('place.staffing')}</h1>
        <p class="quiet">
          {named(asked)} {day && `· ${dayName(day)}`}
        </p>
      </header>
      <div class="measures staffing">
        <Controls asking={asking} branch={asked?.name ?? ''} day={day} ask={ask} fault={isOld ? null : fault} />
        {id === null ? (
          <section class="finding empty">
            <h2>{t('staffing.no-branch')}</h2>
          </section>
        ) : fault && !isOld ? (
          <Trouble fault={fault} />
        ) : plan ? (
          <Found plan={plan} isOld={isOld} calendar={pathOf(id, { ...asking, day: plan.day }, 'staffing.ics')} zone={asked?.zone ?? null} />
        ) : (
          <Waiting />
        )}
      </div>
    </>
  );
}
