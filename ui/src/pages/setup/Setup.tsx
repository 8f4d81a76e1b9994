// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The first run, step by step: the administrator's password, a map to begin with, and a place where
// customers take tickets, see who is called, and are served. Each step says what will be there; what is
// done already is ticked, so that one can come back at any time.
import { useEffect, useState } from 'preact/hooks';
import type { Branch, House, People } from '../../live/shapes';
import { faultText } from '../../live/fault';
import { act, notice } from '../../staff/act';
import { Door } from '../../staff/Door';
import { PairForm, type Paired, PairedCard } from '../../staff/Pairing';
import { branches, house, isAtLeast, may, me, named } from '../../staff/house';
import { changes } from '../../staff/look';
import { NewPasswordForm, takeWord } from '../../staff/NewPassword';
import { look } from '../../staff/service';
import { SignInForm } from '../../staff/SignIn';
import { t, type Key } from '../../staff/words';

const word = takeWord();
const examples = ['bank', 'hotel', 'hospital'] as const;

function Step({ name, isDone, isNow, number, children }: { name: Key; isDone: boolean; isNow: boolean; number: number; children: preact.ComponentChildren }) {
  return (
    <li class={`setup-step${isDone ? ' is-done' : ''}${isNow ? ' is-now' : ''}`} aria-current={isNow ? 'step' : undefined}>
      <span class="setup-number" aria-hidden="true">
        {isDone ? '✓' : number}
      </span>
      <div>
        <h2>
          {t(name)} {isDone && <span class="unseen">{t('setup.is-done')}</span>}
        </h2>
        <p class="quiet">{t(`${name}.what` as Key)}</p>
        {children}
      </div>
    </li>
  );
}

function Examples() {
  return (
    <>
      <ul class="examples">
        {examples.map((example) => (
          <li key={example}>
            <button type="button" class="example" onClick={() => void act('example_load', { example }, () => t('setup.loaded'))}>
              <b>{t(`setup.${example}`)}</b>
              <span class="quiet small">{t(`setup.${example}.what`)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="small">
        {t('setup.own')} <code translate={false}>{t('setup.command')}</code>
      </p>
    </>
  );
}

function Devices({ branch, people }: { branch: Branch; people: People | null }) {
  const [paired, setPaired] = useState<Paired | null>(null);
  const [isAgain, setAgain] = useState(false);
  const all = people?.devices ?? [];
  if (paired) return <PairedCard paired={paired} close={() => setPaired(null)} />;
  const done = (one: Paired) => {
    setPaired(one);
    setAgain(false);
  };
  return (
    <>
      {all.length > 0 && <p class="small">{t('setup.devices', { names: all.map((one) => one.title).join(', ') })}</p>}
      {all.length === 0 || isAgain ? (
        <PairForm branches={branches.value} branch={branch.branch ?? 0} done={done} />
      ) : (
        <p>
          <button type="button" class="button" onClick={() => setAgain(true)}>
            {t('setup.pair-more')}
          </button>
        </p>
      )}
    </>
  );
}

function FirstCounter({ branch }: { branch: Branch }) {
  return (
    <>
      <ul class="menu is-inline">
        {branch.counters.map((counter) => (
          <li key={counter.counter}>
            <a class="button" href={`/desk#${counter.counter}`}>
              {named(counter)}
            </a>
          </li>
        ))}
      </ul>
      {branch.counters.length === 0 && (
        <p class="small">
          {t('setup.no-counter')} <a href="/places">{t('place.places')}</a>
        </p>
      )}
    </>
  );
}

function Steps({ home, people }: { home: House; people: People | null }) {
  const branch = branches.value[0] ?? null;
  const hasMap = home.workspaces.length > 0;
  const hasDevice = (people?.devices.length ?? 0) > 0;
  const isOpen = branches.value.some((one) => one.counters.some((counter) => counter.state !== 'closed'));
  const hasPeople = (people?.staff.length ?? 0) > 1;
  return (
    <>
      <ol class="setup-steps">
        <Step number={1} name="setup.password" isDone isNow={false}>
          {null}
        </Step>
        <Step number={2} name="setup.map" isDone={hasMap} isNow={!hasMap}>
          {hasMap ? <p class="small">{t('setup.has', { names: home.workspaces.map(named).join(', ') })}</p> : may('example_load') && <Examples />}
        </Step>
        <Step number={3} name="setup.place" isDone={hasDevice} isNow={hasMap && !hasDevice}>
          {branch && <Devices branch={branch} people={people} />}
        </Step>
        <Step number={4} name="setup.counter" isDone={isOpen} isNow={hasDevice && !isOpen}>
          {branch && <FirstCounter branch={branch} />}
        </Step>
        <Step number={5} name="setup.people" isDone={hasPeople} isNow={isOpen && !hasPeople}>
          {hasMap && (
            <p>
              <a class="button" href="/people">
                {t('place.people')}
              </a>
            </p>
          )}
        </Step>
      </ol>
      {hasMap && (
        <p>
          <a class="button is-main" href="/today">
            {t('setup.go')}
          </a>
        </p>
      )}
    </>
  );
}

type State = 'asking' | 'invited' | 'stranger' | 'not-allowed' | 'ready' | 'fault';

export function Setup() {
  const [state, setState] = useState<State>(word ? 'invited' : 'asking');
  const [people, setPeople] = useState<People | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const ask = async () => {
    try {
      me.value = await look('me');
      if (!isAtLeast('agent')) return setState('stranger');
      if (!isAtLeast('manager')) return setState('not-allowed');
      [house.value] = await Promise.all([look('house'), look('people').then(setPeople)]);
      setState('ready');
    } catch (error) {
      setFault(error);
      setState('fault');
    }
  };
  useEffect(() => {
    if (state !== 'invited') void ask();
  }, [changes.value]);
  return (
    <Door title={t('setup.title')} isWide={state === 'ready'}>
      <div class="notices is-here" role="alert">
        {notice.value?.kind === 'fault' && <p class="form-fault">{notice.value.text} <span lang="en">{notice.value.detail}</span></p>}
      </div>
      {state === 'invited' && (
        <>
          <p class="lead">{t('setup.welcome')}</p>
          <NewPasswordForm word={word} done={() => void ask()} />
        </>
      )}
      {state === 'stranger' && (
        <>
          <p class="lead">{t('setup.sign-in')}</p>
          <SignInForm done={() => void ask()} />
        </>
      )}
      {state === 'not-allowed' && <p>{t('setup.not-allowed')} <a href="/">{t('place.home')}</a></p>}
      {state === 'fault' && (
        <>
          <p>{faultText(fault)}</p>
          <p>
            <button type="button" class="button is-main" onClick={() => void ask()}>
              {t('state.again')}
            </button>
          </p>
        </>
      )}
      {state === 'ready' && house.value && (
        <>
          <p class="lead">{t('setup.what')}</p>
          <Steps home={house.value} people={people} />
        </>
      )}
    </Door>
  );
}
