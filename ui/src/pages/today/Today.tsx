// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A branch now: the map with live counts, who waits, the counters, the promises in danger with what to
// do about them, the honest wait, who left, and what customers say. It renews itself.
import { useEffect, useState } from 'preact/hooks';
import type { Today as Data } from '../../live/shapes';
import { act } from '../../staff/act';
import { branch, branches, chooseBranch, may, named, workspaceOf } from '../../staff/house';
import { useKeys } from '../../staff/keys';
import { useLiveLook } from '../../staff/look';
import { Wanted } from '../../staff/Shell';
import { now_us, timeText } from '../../staff/time';
import { t } from '../../staff/words';
import { Dialog } from '../../staff/Dialog';
import { Answers } from './Answers';
import { Counters } from './Counters';
import { Figures } from './Figures';
import { LiveMap } from './LiveMap';
import { Offers, Promises, WaitingNow } from './Lists';
import { WhatIf, type Asked } from './WhatIf';

const PATIENCE_MS = 700;

function Day({ today }: { today: Data }) {
  const [isAsked, setAsked] = useState(false);
  const id = today.branch ?? 0;
  const close = () => setAsked(false);
  const changes = today.changes_us === null ? '' : timeText(today.changes_us, today.zone);
  const isOdd = today.is_open !== today.is_open_by_calendar;
  return (
    <div class="day">
      <p class="day-state">
        <span class={`dot is-${today.is_open ? 'open' : 'closed'}`} aria-hidden="true" />
        {t(today.is_open ? 'day.open' : 'day.closed')}
        {changes && <span class="quiet"> · {t(today.is_open_by_calendar ? 'day.closes' : 'day.opens', { time: changes })}</span>}
        {isOdd && <span class="tag is-strong">{t(today.is_open ? 'day.odd-open' : 'day.odd-closed')}</span>}
      </p>
      {today.is_open && may('day_close') && (
        <button type="button" class="button is-small" data-focus="day" onClick={() => setAsked(true)}>
          {t('day.close')}
        </button>
      )}
      {!today.is_open && may('day_open') && (
        <button type="button" class="button is-small is-main" data-focus="day" onClick={() => void act('day_open', { branch: id }, () => t('day.opened'))}>
          {t('day.do-open')}
        </button>
      )}
      {isAsked && (
        <Dialog title={t('day.close')} close={close}>
          <p>{t('day.close.what', { n: today.waiting.length + today.aside.length })}</p>
          <div class="form-do">
            <button
              type="button" class="button is-main" autofocus
              onClick={() => void act('day_close', { branch: id }, ({ waiting }) => t('day.closed.done', { n: waiting ?? 0 })).then((done) => done && close())}
            >
              {t('day.close')}
            </button>
            <button type="button" class="button" onClick={close}>
              {t('form.cancel')}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function ChooseBranch() {
  const all = branches.value;
  const own = branch.value;
  if (all.length < 2) return null;
  return (
    <label class="branch-choice">
      <span class="unseen">{t('branch')}</span>
      <select id="branch" value={String(own?.branch ?? '')} onChange={(event) => {
        chooseBranch(Number(event.currentTarget.value));
        history.replaceState(null, '', `#${event.currentTarget.value}`);
      }}>
        {all.map((one) => (
          <option key={one.branch} value={String(one.branch)}>
            {named(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Now({ today }: { today: Data }) {
  const workspace = workspaceOf(today.branch);
  const [asked, setAsked] = useState<Asked | null>(null);
  useKeys('help.today', [{ key: 'w', what: 'key.whatif', run: () => setAsked('all') }]);
  return (
    <>
      <header class="today-head">
        <h1 class={branches.value.length > 1 ? 'unseen' : undefined}>{named({ title: today.title, name: null })}</h1>
        <ChooseBranch />
        <Day today={today} />
        <p class="now-time" aria-hidden="true">
          {timeText(now_us.value, today.zone)}
        </p>
      </header>
      <Figures today={today} />
      <LiveMap today={today} workspace={workspace} />
      <div class="today-columns">
        <Promises today={today} />
        <WaitingNow today={today} services={workspace?.services ?? []} classes={workspace?.classes ?? []} />
        <Counters today={today} ask={setAsked} />
        <Offers today={today} />
        <Answers today={today} />
      </div>
      {asked !== null && <WhatIf asked={asked} today={today} close={() => setAsked(null)} />}
    </>
  );
}

/** "#12" names a branch; "#moment/…" a card of the map of the branch that is looked at. */
function hearAddress(): void {
  const id = Number(location.hash.slice(1));
  if (id && branches.value.some((one) => one.branch === id)) chooseBranch(id);
}

export function Today() {
  useEffect(() => {
    hearAddress();
    addEventListener('hashchange', hearAddress);
    return () => removeEventListener('hashchange', hearAddress);
  }, []);
  useKeys('help.today', [
    { key: 'o', what: 'key.branch', run: () => document.getElementById('branch')?.focus() },
    { key: 'r', what: 'key.risks', run: () => document.getElementById('promises')?.focus() },
  ]);
  const id = branch.value?.branch ?? null;
  const look = useLiveLook('today', id === null ? null : { branch: id }, id, PATIENCE_MS);
  if (id === null)
    return (
      <section class="trouble">
        <h1>{t('today.no-branch')}</h1>
        <p>{t('today.no-branch.what')}</p>
      </section>
    );
  if (!look.data) return <Wanted look={look} what={t('place.today')} layout="today" />;
  return <Now key={look.data.branch} today={look.data} />;
}
