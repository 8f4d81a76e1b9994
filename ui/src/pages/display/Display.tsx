// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One screen, nothing to touch but the sound. The newest call is as large as the wall allows; earlier
// ones stay beside it, so that a call that was not seen is not lost. Words change language in turn;
// nothing moves or blinks.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Language, Wording } from '../../lib/language';
import { useBranch } from '../../live/branch';
import { now_us } from '../../live/clock';
import { formatHour, formatWhen } from '../../live/format';
import { useFresh } from '../../live/fresh';
import { keepAwake } from '../../live/lock';
import type { Call, Display as Shape, Happening } from '../../live/shapes';
import { disableSound, enableSound, resumeSound, sound } from '../../live/sound';
import { hasWords, languageList, loadWords } from '../../live/words';
import { announce } from './voice';
import { tIn } from './words';

const TURN_US = 8_000_000;
/** A call stands out for this long. */
const FRESH_US = 15_000_000;
/** Letters of a place's name from which on it is written smaller. */
const LONG = 12;
const OTHERS = 5;
const NEXT = 6;

/** The language whose turn it is, among those whose words are here. */
function useTurn(languages: Language[]): Language {
  useEffect(() => {
    for (const lang of languages) void loadWords(lang).catch(() => undefined);
  }, [languages.join()]);
  const here = languages.filter(hasWords);
  return here[Math.floor(now_us.value / TURN_US) % Math.max(1, here.length)] ?? 'en';
}

function inIt(wording: Wording | null, lang: Language): string {
  return wording?.[lang] ?? wording?.en ?? Object.values(wording ?? {})[0] ?? '';
}

function callOf(happening: Happening): Call | null {
  if (happening.kind !== 'ticket.called' && happening.kind !== 'ticket.recalled') return null;
  if (!happening.label || !happening.subject) return null;
  return {
    ticket: happening.subject,
    label: happening.label,
    counter: happening.counter,
    counter_title: happening.counter_title,
    called_us: happening.at_us,
    calls: happening.calls,
    state: 'called',
    language: happening.language,
    preference: null,
  };
}

/** The newest call of each counter, the newest first: the view's, and those just heard of. */
export function callsWith(calls: Call[], just: Call[]): Call[] {
  const all = [...just, ...calls].sort((a, b) => (b.called_us ?? 0) - (a.called_us ?? 0));
  return all.filter((call, index) => all.findIndex((one) => one.counter === call.counter) === index);
}

function SoundButton({ lang }: { lang: Language }) {
  if (sound.value === 'on')
    return (
      <button type="button" class="sound is-on" onClick={disableSound} aria-label={tIn(lang, 'sound.off')} title={tIn(lang, 'sound.off')}>
        <span aria-hidden="true">♪</span>
      </button>
    );
  return (
    <button type="button" class="sound" onClick={() => void enableSound()}>
      <span aria-hidden="true">♪</span> {tIn(lang, 'sound.on')}
    </button>
  );
}

function Newest({ call, lang }: { call: Call; lang: Language }) {
  const isFresh = now_us.value - (call.called_us ?? 0) < FRESH_US;
  const place = inIt(call.counter_title, lang);
  return (
    <section class={`newest ${isFresh ? 'is-fresh' : ''}`} aria-live="assertive" aria-atomic="true">
      <p class="label">{call.label}</p>
      <p class={`newest-place ${place.length > LONG ? 'is-long' : ''}`}>
        <span class="arrow" aria-hidden="true">
          →
        </span>{' '}
        <span lang={lang}>{place}</span>
      </p>
    </section>
  );
}

function Others({ calls, lang }: { calls: Call[]; lang: Language }) {
  return (
    <ol class="others">
      {calls.map((call) => (
        <li key={call.ticket} class={now_us.value - (call.called_us ?? 0) < FRESH_US ? 'is-fresh' : ''}>
          <span class="label">{call.label}</span>
          <span class="others-place">{inIt(call.counter_title, lang)}</span>
        </li>
      ))}
    </ol>
  );
}

function Board({ display, just, lang }: { display: Shape; just: Call[]; lang: Language }) {
  const calls = callsWith(display.calls, just);
  const [newest, ...rest] = calls;
  const called = new Set(calls.map((call) => call.label));
  const next = (display.next ?? '').split(' ').filter((label) => label && !called.has(label));
  const words = tIn(lang, display.is_open ? 'welcome' : 'closed');
  if (!newest && next.length === 0)
    return (
      <main class="board is-alone">
        <p class="newest-words">{words}</p>
      </main>
    );
  return (
    <main class="board">
      {newest ? (
        <Newest call={newest} lang={lang} />
      ) : (
        <section class="newest">
          <p class="newest-words">{words}</p>
        </section>
      )}
      <aside class="side" aria-label={tIn(lang, 'earlier')}>
        <Others calls={rest.slice(0, OTHERS)} lang={lang} />
        {next.length > 0 && (
          <section class="next">
            <h2>{tIn(lang, 'next')}</h2>
            <p>
              {next.slice(0, NEXT).map((label) => (
                <span key={label} class="label">
                  {label}{' '}
                </span>
              ))}
            </p>
          </section>
        )}
        <p class="waiting">{tIn(lang, 'waiting', { n: display.waiting ?? 0 })}</p>
      </aside>
    </main>
  );
}

export function Display() {
  const just = useSignal<Call[]>([]);
  const house = useRef<Language[]>(['en']);
  const { seen } = useBranch('display', {
    happened: (happening) => {
      const call = callOf(happening);
      if (!call) return;
      just.value = [call, ...just.value.filter((one) => one.counter !== call.counter)].slice(0, 20);
      announce({ branch: happening.branch ?? 0, ticket: call.ticket ?? 0, language: call.language }, house.current);
    },
  });
  const { value: display, fault, offlineSince_us } = seen.value;
  const languages = languageList(display?.languages);
  const lang = useTurn(languages);
  house.current = languages;
  useFresh(() => true);
  useEffect(() => {
    const stop = keepAwake();
    void resumeSound(true);
    return stop;
  }, []);
  useEffect(() => {
    /* The view knows these calls by now. */
    if (display) just.value = just.value.filter((call) => !display.calls.some((one) => one.counter === call.counter && (one.called_us ?? 0) >= (call.called_us ?? 0)));
    document.title = inIt(display?.title ?? null, languages[0] ?? 'en') || 'Cykl';
  }, [display]);
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  const isUnpaired = fault?.code === 'sign-in' || fault?.code === 'forbidden';
  return (
    <div class="display">
      <header class="top">
        <h1>
          {inIt(display?.house_title ?? null, lang)} <span class="quiet">{inIt(display?.title ?? null, lang)}</span>
        </h1>
        <SoundButton lang={lang} />
        <p class="clock">{formatHour(now_us.value, display?.zone, lang)}</p>
      </header>
      {display ? (
        <Board display={display} just={just.value} lang={lang} />
      ) : (
        <main class="board is-alone">
          <p class="newest-words">{tIn(lang, fault ? (isUnpaired ? 'unpaired' : 'away') : 'loading')}</p>
        </main>
      )}
      <div role="status">
        {offlineSince_us !== null && (
          <p class="cut">
            <strong>{tIn(lang, 'offline.since', { when: formatWhen(offlineSince_us, now_us.value, display?.zone, lang) })}</strong> {tIn(lang, 'cut.listen')}
          </p>
        )}
      </div>
    </div>
  );
}
