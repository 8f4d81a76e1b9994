// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The customer in front of the counter: called, then served; what comes next is the button that stands out.
import type { Desk, Visit as Data } from '../../live/shapes';
import { act } from '../../staff/act';
import { classTag, named, serviceIn } from '../../staff/house';
import { KeyHint } from '../../staff/keys';
import { clockText, now_us } from '../../staff/time';
import { t, tMaybe, type Key } from '../../staff/words';
import { MarkButtons, Moments, type Mark } from './Moments';
import type { Asked } from './questions';

interface Props {
  desk: Desk;
  visit: Data;
  ask: (asked: Asked) => void;
}

/** The desk's own actions, for keys and buttons alike. */
export const doing = {
  begin: (visit: Data) => act('ticket_begin', { ticket: visit.ticket ?? 0 }, () => t('visit.begun', { label: visit.label ?? '' })),
  recall: (visit: Data) =>
    act('ticket_recall', { ticket: visit.ticket ?? 0 }, ({ calls }) => t('visit.recalled', { label: visit.label ?? '', n: calls })),
  missed: (visit: Data) => act('ticket_missed', { ticket: visit.ticket ?? 0 }, () => t('visit.missed', { label: visit.label ?? '' })),
  finish: (visit: Data, outcome: Mark) =>
    act('ticket_finish', { ticket: visit.ticket ?? 0, outcome }, ({ is_over }) =>
      t(is_over ? 'visit.finished' : 'visit.goes-on', { label: visit.label ?? '' }),
    ),
};

export function Action({ name, hint, run, isPrimary = false }: { name: Key; hint: string; run: () => void; isPrimary?: boolean }) {
  return (
    <button type="button" class={`button${isPrimary ? ' is-main' : ''}`} data-focus={`do-${name}`} onClick={run}>
      {t(name)} <KeyHint name={hint} />
    </button>
  );
}

function Called({ visit, ask }: Omit<Props, 'desk'>) {
  return (
    <>
      <div class="actions">
        <Action name="visit.begin" hint="b" isPrimary run={() => void doing.begin(visit)} />
        <Action name="visit.recall" hint="r" run={() => void doing.recall(visit)} />
        <Action name="visit.no-show" hint="n" run={() => void doing.missed(visit)} />
      </div>
      <div class="actions is-quiet">
        <Action name="visit.hold" hint="h" run={() => ask({ kind: 'hold' })} />
        <Action name="visit.park" hint="p" run={() => ask({ kind: 'park' })} />
        <Action name="visit.transfer" hint="t" run={() => ask({ kind: 'transfer' })} />
      </div>
    </>
  );
}

function Serving({ visit, ask }: Omit<Props, 'desk'>) {
  return (
    <div class="finish-bar">
      <div class="finish" id="finish" tabIndex={-1}>
        <span class="finish-word">
          {t('visit.finish')} <KeyHint name="f" />
        </span>
        <MarkButtons title={t('visit.finish')} chosen={null} choose={(mark) => void doing.finish(visit, mark)} keys={false} />
      </div>
      <div class="actions is-quiet">
        <Action name="visit.transfer" hint="t" run={() => ask({ kind: 'transfer' })} />
        <Action name="visit.errand" hint="a" run={() => ask({ kind: 'errand' })} />
        <Action name="visit.hold" hint="h" run={() => ask({ kind: 'hold' })} />
        <Action name="visit.park" hint="p" run={() => ask({ kind: 'park' })} />
      </div>
    </div>
  );
}

function Head({ desk, visit }: Omit<Props, 'ask'>) {
  const since = visit.since_us ?? now_us.value;
  const tag = classTag(desk.classes, visit.class);
  const errands = visit.errands.map((id) => named(serviceIn(desk.services, id))).filter(Boolean);
  return (
    <header class="visit-head">
      <p class="visit-label">
        <span class="unseen">{t('visit.title')} </span>
        {visit.label}
      </p>
      <div class="visit-what">
        <p class="visit-service">{named(serviceIn(desk.services, visit.service))}</p>
        <p class="quiet">
          {visit.state === 'called' ? t('visit.called', { time: clockText(now_us.value - (visit.called_us ?? since)), n: visit.calls ?? 1 }) : t('visit.serving')}
          {visit.state === 'called' && visit.preference && ` · ${tMaybe(`prefer.${visit.preference}`, visit.preference)}`}
        </p>
        <p class="visit-tags">
          {tag && <span class="tag is-strong">{tag}</span>}
          {errands.length > 0 && <span class="tag">{t('visit.then', { services: errands.join(', ') })}</span>}
        </p>
      </div>
      <p class="visit-clock" aria-hidden={visit.state === 'called'}>
        {clockText(now_us.value - since)}
      </p>
    </header>
  );
}

export function Visit({ desk, visit, ask }: Props) {
  const isServing = visit.state === 'serving';
  return (
    <section class="pane visit" aria-label={t('visit.title')} id="visit" tabIndex={-1}>
      <Head desk={desk} visit={visit} />
      {isServing ? (
        <>
          <Moments visit={visit} />
          <Serving visit={visit} ask={ask} />
        </>
      ) : (
        <>
          <Called visit={visit} ask={ask} />
          <Moments visit={visit} />
        </>
      )}
    </section>
  );
}
