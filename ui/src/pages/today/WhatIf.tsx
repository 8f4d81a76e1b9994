// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What if another counter opened now? One click, one answer: before and after with their intervals, the
// other choices under it, and whether the twin that says so may be believed. Without trust: no figure.
import { useEffect, useState } from 'preact/hooks';
import { inLanguage } from '../../lib/language';
import { faultText } from '../../live/fault';
import type { Today } from '../../live/shapes';
import { Dialog } from '../../staff/Dialog';
import { named } from '../../staff/house';
import { Fault } from '../../staff/service';
import { MINUTE_US, timeText } from '../../staff/time';
import { sayingText } from '../../staff/Sayings';
import { Refusal, TrustNote } from '../../staff/TrustNote';
import { askWhatIf, type Choice, type WhatIf as Answer } from '../../staff/twin';
import { t } from '../../staff/words';
import { ChoiceRows, Headline, Others } from './WhatIfFigures';

const LIMITS_MIN = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60];

/** What is asked about: a counter, or every choice there is. */
export type Asked = number | 'all';

interface State {
  answer: Answer | null;
  fault: Fault | null;
  isAsking: boolean;
}

function useAnswer(branch: number): State & { ask: (limit_us: number | null) => void; limit_us: number | null } {
  const [state, setState] = useState<State>({ answer: null, fault: null, isAsking: true });
  const [wish, setWish] = useState<{ limit_us: number | null; count: number }>({ limit_us: null, count: 0 });
  useEffect(() => {
    let isPast = false;
    setState((before) => ({ ...before, isAsking: true }));
    askWhatIf(branch, wish.limit_us).then(
      (answer) => !isPast && setState({ answer, fault: null, isAsking: false }),
      (error: unknown) =>
        !isPast && setState((before) => ({ ...before, fault: error instanceof Fault ? error : new Fault('broken', String(error)), isAsking: false })),
    );
    return () => {
      isPast = true;
    };
  }, [branch, wish]);
  return { ...state, limit_us: wish.limit_us, ask: (limit_us) => setWish((before) => ({ limit_us, count: before.count + 1 })) };
}

function Limit({ answer, ask }: { answer: Answer; ask: (limit_us: number) => void }) {
  const own = Math.round((answer.limit_us ?? 0) / MINUTE_US);
  const minutes = [...new Set([...LIMITS_MIN, own])].filter((one) => one > 0).sort((a, b) => a - b);
  return (
    <label class="whatif-limit">
      {t('whatif.limit')}
      <select value={String(own)} onChange={(event) => ask(Number(event.currentTarget.value) * MINUTE_US)}>
        {minutes.map((one) => (
          <option key={one} value={String(one)}>
            {t('span.minutes', { n: String(one) })}
          </option>
        ))}
      </select>
    </label>
  );
}

function Method({ answer, zone }: { answer: Answer; zone: string | null }) {
  const limit = t('span.minutes', { n: String(Math.round((answer.limit_us ?? 0) / MINUTE_US)) });
  return (
    <>
      <details>
        <summary>{t('whatif.method')}</summary>
        <p class="small">{t('whatif.definition', { limit, until: timeText(answer.until_us ?? 0, zone), n: answer.runs ?? 0 })}</p>
        <ul class="plain-reasons">
          <li>{t('whatif.assumed.counters')}</li>
          {Boolean(answer.aside) && <li>{t('whatif.assumed.aside', { n: answer.aside ?? 0 })}</li>}
          {answer.assumed_here?.map((one) => (
            <li key={one.text}>{sayingText(one)}</li>
          ))}
        </ul>
      </details>
      <TrustNote trust={answer.trust} zone={zone} />
    </>
  );
}

function chosen(answer: Answer, asked: Asked): Choice | undefined {
  return asked === 'all' ? undefined : answer.choices.find((one) => one.counter === asked);
}

function Figures({ answer, asked, today, ask }: { answer: Answer; asked: Asked; today: Today; ask: (limit_us: number | null) => void }) {
  const one = chosen(answer, asked);
  const nothing = answer.now?.chance.n === 0;
  return (
    <>
      {nothing && <p class="whatif-say">{t('whatif.nobody', { until: timeText(answer.until_us ?? 0, today.zone) })}</p>}
      {!nothing && one && <Headline answer={answer} choice={one} zone={today.zone} />}
      {!nothing && !one && asked !== 'all' && <p class="whatif-say">{t('whatif.moved')}</p>}
      {!nothing && !one && answer.choices.length === 0 && <p class="whatif-say">{t('whatif.none')}</p>}
      {!nothing && (one ? <Others answer={answer} but={one} /> : <ChoiceRows answer={answer} choices={answer.choices} />)}
      <div class="whatif-foot">
        <Limit answer={answer} ask={ask} />
        <p class="quiet small">
          {t('whatif.asof', { time: timeText(answer.from_us ?? 0, today.zone), waiting: answer.waiting ?? 0, n: Math.round(answer.now?.customers.mean ?? 0), runs: answer.runs ?? 0 })}
        </p>
      </div>
      <Method answer={answer} zone={today.zone} />
    </>
  );
}

function titleOf(asked: Asked, today: Today): string {
  const counter = today.counters.find((one) => one.counter === asked);
  if (!counter) return t('whatif.title');
  return t(counter.state === 'open' ? 'whatif.title.close' : 'whatif.title.open', { counter: named(counter) || inLanguage(counter.title) });
}

export function WhatIf({ asked, today, close }: { asked: Asked; today: Today; close: () => void }) {
  const [title] = useState(() => titleOf(asked, today));
  const { answer, fault, isAsking, ask, limit_us } = useAnswer(today.branch ?? 0);
  return (
    <Dialog title={title} close={close} wide>
      <div class={`whatif${isAsking && answer ? ' is-asking' : ''}`} aria-busy={isAsking}>
        <p class="unseen" role="status">
          {isAsking ? t('whatif.playing') : ''}
        </p>
        {isAsking && !answer && (
          <div class="whatif-waiting" aria-hidden="true">
            <p class="quiet">{t('whatif.playing')}</p>
            <i />
            <i />
          </div>
        )}
        {fault && !isAsking && (
          <div class="form-fault" role="alert">
            <p>{faultText(fault)}</p>
            {fault.code !== 'offline' && fault.message && (
              <p class="small" lang="en">
                {fault.message}
              </p>
            )}
          </div>
        )}
        {answer && !answer.trust.is_trusted && <Refusal trust={answer.trust} zone={today.zone} />}
        {answer?.trust.is_trusted && <Figures answer={answer} asked={asked} today={today} ask={ask} />}
        {(fault || answer?.trust.is_trusted) && (
          <p>
            <button type="button" class="button" disabled={isAsking} onClick={() => ask(limit_us)}>
              {t('whatif.again')}
            </button>
          </p>
        )}
      </div>
    </Dialog>
  );
}
