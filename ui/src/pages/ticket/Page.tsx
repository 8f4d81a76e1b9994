// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole page of a ticket: label, state, how to be called, leaving, the closing question.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { inLanguage, isLanguage, language } from '../../lib/language';
import { recall } from '../../lib/theme';
import { send } from '../../live/api';
import { OfflineBanner } from '../../live/Banner';
import { now_us, serverTime_us } from '../../live/clock';
import { Dialog } from '../../live/Dialog';
import { faultText } from '../../live/fault';
import { keepAwake } from '../../live/lock';
import type { Happening, Ticket } from '../../live/shapes';
import { enableSound } from '../../live/sound';
import { LanguageSwitch } from '../../live/Switches';
import { followView, type Followed } from '../../live/view';
import { changeLanguage, isWished, languageList } from '../../live/words';
import { forget, isOver, keep, keptTicket } from './kept';
import { alertBy, isWay, Preference, tellPreference, type Way } from './Preference';
import { Question, Thanks } from './Question';
import { aheadText, State } from './State';
import { t } from './words';

const CHANGING = /^(ticket|service|counter|promise|answer|day)\./;
const EVERY_MS = 60_000;
const MAY_LEAVE = ['waiting', 'called', 'held', 'parked', 'missed'];

function followTicket(): Followed<Ticket> {
  return followView<Ticket>({
    view: () => '/api/ticket',
    stream: () => '/api/ticket/stream',
    concerns: (happening: Happening) => CHANGING.test(happening.kind ?? ''),
    patience_ms: 300,
    every_ms: EVERY_MS,
    kept: keptTicket(serverTime_us()),
  });
}

/** The phone's own language, or what was chosen on it; where we speak neither, that of the kiosk. */
function useTicketLanguage(ticket: Ticket): void {
  useEffect(() => {
    if (!isWished(recall('language')) && isLanguage(ticket.language)) void changeLanguage(ticket.language);
  }, [ticket.language]);
}

/** Sound or vibration once for each call. */
function useAlert(ticket: Ticket, way: Way): void {
  const told = useRef('');
  useEffect(() => {
    const call = ticket.state === 'called' ? `${ticket.calls} ${ticket.called_us}` : '';
    if (call && told.current !== call) alertBy(way);
    told.current = call;
  }, [ticket]);
}

function Leaving({ left }: { left: () => Promise<void> }) {
  const isOpen = useSignal(false);
  const isBusy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const leave = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    try {
      await send('POST', '/api/ticket/leave');
      isOpen.value = false;
      await left();
    } catch (error) {
      problem.value = faultText(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <>
      <button type="button" class="button is-grave" onClick={() => (isOpen.value = true)}>
        {t('leave')}
      </button>
      <Dialog title={t('leave.title')} isOpen={isOpen.value} close={() => (isOpen.value = false)}>
        <p>{t('leave.what')}</p>
        <p class={problem.value ? 'problem' : ''} role="alert">
          {problem.value}
        </p>
        <div class="choices">
          <button type="button" class="button is-main" onClick={() => (isOpen.value = false)}>
            {t('leave.stay')}
          </button>
          <button type="button" class="button is-grave" aria-disabled={isBusy.value} onClick={() => void leave()}>
            {t('leave.yes')}
          </button>
        </div>
      </Dialog>
    </>
  );
}

function titleOf(ticket: Ticket): string {
  if (ticket.state === 'called') return `${t('called.go')} ${inLanguage(ticket.counter_title)}`;
  return ticket.state === 'waiting' ? aheadText(ticket) : '';
}

interface OwnProps {
  ticket: Ticket;
  again: () => Promise<void>;
  isOffline: boolean;
}

function Own({ ticket, again, isOffline }: OwnProps) {
  const way = useSignal<Way>(isWay(ticket.preference) ? ticket.preference : 'see');
  /* Once it is answered, the house no longer asks. */
  const asked = useRef(ticket.question);
  asked.current = ticket.question ?? asked.current;
  useTicketLanguage(ticket);
  useAlert(ticket, way.value);
  useEffect(() => {
    document.title = [ticket.label, titleOf(ticket)].filter(Boolean).join(' · ');
  }, [ticket, language.value]);
  useEffect(() => {
    /* The choice was made at the kiosk or before: the browser still wants a touch on this page. */
    if (way.value !== 'hear') return undefined;
    const touched = () => void enableSound();
    addEventListener('pointerdown', touched, { once: true });
    return () => removeEventListener('pointerdown', touched);
  }, [way.value]);
  return (
    <>
      <main class={`own is-${ticket.state}`}>
        <h1>
          <span class="unseen">{t('your')}</span> <span class="label">{ticket.label}</span>
        </h1>
        <p class="service">
          {inLanguage(ticket.service_title)}
          {(ticket.errands ?? 0) > 0 && !isOver(ticket) && <span> · {t('errands', { n: ticket.errands ?? 0 })}</span>}
        </p>
        <div class="state" role="status" aria-live={ticket.state === 'called' ? 'assertive' : 'polite'}>
          <State ticket={ticket} />
        </div>
        {ticket.answered_mark !== null ? (
          <Thanks question={asked.current} />
        ) : (
          ticket.question && <Question question={ticket.question} gave={() => void again()} />
        )}
      </main>
      {!isOver(ticket) && ticket.state !== 'serving' && (
        <section class="choices" aria-label={t('choices')}>
          <Preference
            chosen={way.value}
            choose={(chosen) => {
              way.value = chosen;
              tellPreference(chosen);
            }}
          />
          {MAY_LEAVE.includes(ticket.state ?? '') && !isOffline && <Leaving left={again} />}
        </section>
      )}
    </>
  );
}

export function Page() {
  const followed = useRef<Followed<Ticket> | null>(null);
  followed.current ??= followTicket();
  const { seen, again } = followed.current;
  const { value: ticket, fault, offlineSince_us } = seen.value;
  const isGone = fault !== null && ['not-found', 'sign-in', 'forbidden'].includes(fault.code);
  useEffect(() => {
    const stopAwake = keepAwake();
    return () => {
      stopAwake();
      followed.current?.stop();
    };
  }, []);
  useEffect(() => {
    if (ticket && offlineSince_us === null) keep(ticket, now_us.peek());
    if (isGone) forget();
  }, [ticket, offlineSince_us, isGone]);
  return (
    <div class="ticket">
      <OfflineBanner since_us={isGone ? null : offlineSince_us} zone={ticket?.zone} />
      <header>
        <p>
          <strong>{inLanguage(ticket?.house_title)}</strong> <span class="quiet">{inLanguage(ticket?.branch_title)}</span>
        </p>
      </header>
      {ticket && !isGone ? (
        <Own ticket={ticket} again={again} isOffline={offlineSince_us !== null} />
      ) : (
        <main class="own">
          <h1 class="gone">{isGone ? t('gone') : t('loading')}</h1>
          {fault && <p>{isGone ? t('gone.what') : faultText(fault)}</p>}
        </main>
      )}
      <footer>
        <LanguageSwitch
          choices={languageList(ticket?.languages)}
          chosen={(chosen) => void send('POST', '/api/ticket/prefer', { language: chosen }).catch(() => undefined)}
        />
      </footer>
    </div>
  );
}
