// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What if: a day to come of a branch, as it is expected and with changes, played many times by the twin.
// The day, the changes and what came of them stand one under the other; nothing here changes the service.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ServiceMap } from '../../lib/report';
import { startPrinting } from '../../lib/printing';
import { setZone } from '../../lib/format';
import { branch, branches, chooseBranch, named, workspaceOf } from '../../staff/house';
import { useKeys } from '../../staff/keys';
import { dayInput, now_us, timeInput } from '../../staff/time';
import { ChoiceField, FormFault } from '../../staff/fields';
import { useGet, usePlaying } from './asking';
import { Changes } from './Changes';
import { Result } from './Result';
import { changesText, type NameOf } from './saying';
import { changesOf, nothing, playedOf, type Wish } from './scenario';
import type { Answer, Fit, Forecast, Scenario } from './shapes';
import { quartersOf, Strip } from './Strip';
import { t } from './words';

const DAYS = 7;
const HOURS_USUAL = [8, 18] as const;
const runChoices = [20, 50, 200];

function ChooseBranch() {
  const all = branches.value;
  if (all.length < 2) return null;
  return (
    <label class="branch-choice">
      <span class="unseen">{t('branch')}</span>
      <select id="branch" value={String(branch.value?.branch ?? '')} onChange={(event) => chooseBranch(Number(event.currentTarget.value))}>
        {all.map((one) => (
          <option key={one.branch} value={String(one.branch)}>
            {named(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The first day on which anybody can come, tomorrow rather than today. */
function firstDay(forecast: Forecast | null, today: string): string {
  const open = (forecast?.days ?? []).filter((one) => one.mean > 0);
  return (open.find((one) => one.day > today) ?? open[0])?.day ?? '';
}

/** The hours of the day's forecast, else those of a usual day. */
function hoursOf(times: string[]): number[] {
  const hours = times.map((time) => Number(time.slice(0, 2)));
  const from = hours.length > 0 ? Math.min(...hours) : HOURS_USUAL[0];
  const until = hours.length > 0 ? Math.max(...hours) + 1 : HOURS_USUAL[1];
  return Array.from({ length: until - from }, (_, index) => from + index);
}

function Empty({ hasChanges }: { hasChanges: boolean }) {
  return (
    <section class="finding nothing-yet">
      <h2>{t('empty.title')}</h2>
      <p class="quiet">{t(hasChanges ? 'empty.play' : 'empty.change')}</p>
    </section>
  );
}

function Branch({ id }: { id: number }) {
  const own = branch.value;
  const zone = own?.zone ?? null;
  const workspace = workspaceOf(id);
  const today = dayInput(now_us.peek(), zone);
  const forecast = useGet<Forecast>(`/api/branches/${id}/forecast?days=${DAYS}`);
  const fit = useGet<Fit>(`/api/branches/${id}/fit`);
  const scenarios = useGet<{ scenarios: Scenario[] }>(workspace ? `/api/workspaces/${workspace.workspace}/scenarios` : null);
  const cycles = useGet<{ cycles: ServiceMap[] }>(workspace ? `/api/workspaces/${workspace.workspace}/cycles` : null);
  const [chosen, setChosen] = useState('');
  const [wish, setWish] = useState<Wish>(nothing);
  const [runs, setRuns] = useState(50);
  const playing = usePlaying<Answer>();
  setZone(zone ?? 'UTC');
  const day = chosen || firstDay(forecast.data, today);
  const quarters = useMemo(() => (forecast.data ? quartersOf(forecast.data, day, (at) => dayInput(at, zone)) : []), [forecast.data, day, zone]);
  const hours = hoursOf(quarters.map((one) => timeInput(one.at, zone)));
  const counters = own?.counters ?? [];
  const services = workspace?.services ?? [];
  const nameOf: NameOf = (kind, name) => named((kind === 'counter' ? counters : services).find((one) => one.name === name)) || name;
  const changes = changesOf(wish);
  const asked = JSON.stringify([id, day, changes, runs]);
  const play = () => playing.play(`/api/branches/${id}/simulate`, { ...(day ? { day } : {}), scenario: { changes: playedOf(changes) }, runs, seed: 1 }, asked);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!playing.data) return;
    const head = document.getElementById('verdict');
    head?.focus({ preventScroll: true });
    head?.scrollIntoView({ block: 'nearest' });
  }, [playing.data]);
  const start = () => {
    setSaid(changesText(changes, nameOf));
    play();
  };
  useKeys('help.what-if', [
    { key: 'r', what: 'key.run', run: start },
    { key: 'g', what: 'key.grid', run: () => document.querySelector<HTMLInputElement>('.hours-grid input')?.focus() },
    { key: 'o', what: 'key.branch', run: () => document.getElementById('branch')?.focus() },
  ]);
  const files = (scenarios.data?.scenarios ?? []).filter((one) => !one.branch || one.branch === own?.name);
  return (
    <>
      <Strip asked={forecast} day={day} quarters={quarters} zone={zone} choose={setChosen} />
      <div class="what-if">
        <form
          class="pane what-if-form" aria-label={t('form.name')}
          onSubmit={(event) => {
            event.preventDefault();
            start();
          }}
        >
          <h2>{t('form.title')}</h2>
          <Changes
            wish={wish} change={setWish} scenarios={files} services={services} counters={counters} hours={hours} day={day} fit={fit.data} nameOf={nameOf}
          />
          <ChoiceField
            label={t('runs')} value={String(runs)} change={(value) => setRuns(Number(value))} hint={t('runs.hint')}
            choices={runChoices.map((n) => ({ value: String(n), text: t('runs.n', { n }) }))}
          />
          <div class="form-do">
            <button type="submit" class="button is-main" aria-busy={playing.isLoading}>
              {t('form.play')}
            </button>
            <button type="button" class="button is-plain" onClick={() => setWish(nothing)}>
              {t('form.clear')}
            </button>
          </div>
          <div class="play-state">
            <div role="status">{playing.isLoading && <p class="quiet">{t('playing')}</p>}</div>
            <FormFault fault={playing.fault} />
          </div>
        </form>
        <div class="findings">
          {playing.data ? (
            <Result answer={playing.data} what={said} cycles={cycles.data?.cycles ?? []} nameOf={nameOf} zone={zone} isOld={playing.of !== asked} />
          ) : playing.isLoading ? (
            <div class="waiting-for is-picture" aria-hidden="true">
              <i />
              <i />
            </div>
          ) : (
            <Empty hasChanges={changes.length > 0} />
          )}
        </div>
      </div>
    </>
  );
}

export function WhatIf() {
  useEffect(startPrinting, []);
  const id = branch.value?.branch ?? null;
  return (
    <>
      <header class="page-head">
        <h1>{t('place.what-if')}</h1>
        {branches.value.length > 1 ? <ChooseBranch /> : <p class="quiet">{named(branch.value)}</p>}
        <p class="quiet what-if-lead">{t('lead')}</p>
      </header>
      {id === null ? (
        <section class="trouble">
          <h2>{t('today.no-branch')}</h2>
          <p>{t('today.no-branch.what')}</p>
        </section>
      ) : (
        <Branch key={id} id={id} />
      )}
    </>
  );
}
