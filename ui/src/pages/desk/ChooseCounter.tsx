// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where does one sit today? The counters of one's branches with who sits there already.
import type { Branch, Counter } from '../../live/shapes';
import { act } from '../../staff/act';
import { branches, me, named } from '../../staff/house';
import { useLook } from '../../staff/look';
import { t, tMaybe } from '../../staff/words';
import { goToCounter } from './Desk';

async function sit(counter: Counter): Promise<void> {
  const id = counter.counter ?? 0;
  const isMine = counter.staff !== null && counter.staff === me.value?.staff;
  if (isMine && counter.state !== 'closed') return goToCounter(id);
  if (await act('counter_open', { counter: id }, () => t('counter.opened'))) goToCounter(id);
}

function Row({ counter }: { counter: Counter }) {
  const isMine = counter.staff !== null && counter.staff === me.value?.staff && counter.state !== 'closed';
  const isTaken = counter.state !== 'closed' && !isMine;
  const state = counter.state ?? 'closed';
  return (
    <li class={`counter-choice${isTaken ? ' is-taken' : ''}`}>
      <span class="counter-name">
        <b>{named(counter)}</b>
        <span class="quiet small">
          <span class={`dot is-${state}`} aria-hidden="true" />
          {tMaybe(`counter.${state}`, state)}
          {counter.staff_title && state !== 'closed' ? ` · ${counter.staff_title}` : ''}
        </span>
      </span>
      {isTaken ? (
        <button type="button" class="button" onClick={() => goToCounter(counter.counter)}>
          {t('choose.look')}
        </button>
      ) : (
        <button type="button" class="button is-main" onClick={() => void sit(counter)}>
          {t(isMine ? 'choose.back' : 'choose.sit')}
          <span class="unseen"> {named(counter)}</span>
        </button>
      )}
    </li>
  );
}

function Place({ branch }: { branch: Branch }) {
  return (
    <section class="pane">
      <h2>{named(branch)}</h2>
      {branch.counters.length === 0 ? (
        <p class="nothing">{t('choose.none')}</p>
      ) : (
        <ul class="counter-choices">
          {branch.counters.map((counter) => (
            <Row key={counter.counter} counter={counter} />
          ))}
        </ul>
      )}
    </section>
  );
}

export function ChooseCounter() {
  const fresh = useLook('house');
  const all = branches.value;
  const current = (branch: Branch) => fresh.data?.workspaces.flatMap((one) => one.branches).find((one) => one.branch === branch.branch) ?? branch;
  return (
    <div class="choose">
      <h1>{t('choose.title')}</h1>
      <p class="lead">{t('choose.what')}</p>
      {all.length === 0 && <p class="nothing">{t('choose.no-branch')}</p>}
      {all.map((branch) => (
        <Place key={branch.branch} branch={current(branch)} />
      ))}
    </div>
  );
}
