// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The kiosk's one screen and what follows a touch. One touch takes a number; who wants several things,
// has an agreed time or needs priority says so first. Nothing about a customer stays here: each goes with
// the reset to the start.
import { signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { inLanguage, language } from '../../lib/language';
import { recall, remember } from '../../lib/theme';
import { OfflineBanner } from '../../live/Banner';
import { useBranch } from '../../live/branch';
import { now_us } from '../../live/clock';
import { Dialog } from '../../live/Dialog';
import { faultText } from '../../live/fault';
import { formatHour, formatWhen } from '../../live/format';
import { useFresh } from '../../live/fresh';
import { keepAwake } from '../../live/lock';
import type { Kiosk as Shape } from '../../live/shapes';
import { changeLanguage, languageList } from '../../live/words';
import { Bar } from './Bar';
import { CodePad } from './CodePad';
import { useIdle } from './idle';
import { Offers } from './Offers';
import { Priority } from './Priority';
import { Result } from './Result';
import { takeTicket, type Taken } from './take';
import { t } from './words';

const QUIET_S = 40;
const SLOW_MS = 600;
const isLarger = signal(false);
const isContrast = signal(false);

/** The device's own setting, from its address: /kiosk#print=auto when its browser prints without asking. */
function printsAtOnce(): boolean {
  const said = /print=(auto|ask)/.exec(location.hash)?.[1];
  if (said) remember('print', said);
  return recall('print') === 'auto';
}

function Closed({ kiosk }: { kiosk: Shape }) {
  return (
    <div class="closed">
      <h1>{t('closed.title')}</h1>
      {kiosk.opens_us !== null && <p>{t('closed.opens', { when: formatWhen(kiosk.opens_us, now_us.value, kiosk.zone) })}</p>}
    </div>
  );
}

function useReading(): void {
  useSignalEffect(() => {
    document.documentElement.classList.toggle('is-larger', isLarger.value);
    if (isContrast.value) document.documentElement.dataset.contrast = 'more';
    else delete document.documentElement.dataset.contrast;
  });
}

/** True once something has been going on for long enough to be wondered at. */
function useSlow(isBusy: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isBusy) return setSlow(false);
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [isBusy]);
  return isSlow;
}

function Start({ kiosk, branch, took }: { kiosk: Shape; branch: number; took: (taken: Taken) => void }) {
  const several = useSignal<number[] | null>(null);
  const priority = useSignal<string | null>(null);
  const open = useSignal<'code' | 'priority' | null>(null);
  const isBusy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const take = async (services: number[], code?: string) => {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    try {
      took(
        await takeTicket(branch, kiosk.offers, {
          ...(services.length > 0 ? { services } : {}),
          form: 'paper',
          language: language.value,
          ...(priority.value ? { class: priority.value } : {}),
          ...(code ? { code } : {}),
        }),
      );
    } catch (error) {
      problem.value = code ? t('code.wrong') : faultText(error);
    } finally {
      isBusy.value = false;
    }
  };
  const choose = (service: number) => {
    const chosen = several.value;
    if (!chosen) return void take([service]);
    several.value = chosen.includes(service) ? chosen.filter((one) => one !== service) : [...chosen, service];
  };
  const classes = kiosk.classes.filter((one) => one.is_asked);
  const wanted = classes.find((one) => one.name === priority.value);
  const chosen = several.value;
  const isSlow = useSlow(isBusy.value);
  return (
    <>
      <h1>{t(chosen ? 'several.title' : 'start.title')}</h1>
      {chosen && <p class="lead">{t('several.what')}</p>}
      {wanted && (
        <p class="lead">
          <strong>{t('priority.chosen', { class: inLanguage(wanted.title) })}</strong>
        </p>
      )}
      <p class={problem.value && open.value !== 'code' ? 'problem' : ''} role="alert">
        {open.value !== 'code' && problem.value}
      </p>
      <p class="lead" role="status">
        {isSlow && t('loading')}
      </p>
      <Offers offers={kiosk.offers} chosen={chosen} isBusy={isBusy.value} choose={choose} />
      {chosen ? (
        <div class="choices">
          <button type="button" class="button" onClick={() => (several.value = null)}>
            {t('back')}
          </button>
          <button type="button" class="button is-main" aria-disabled={chosen.length === 0 || isBusy.value} onClick={() => chosen.length > 0 && void take(chosen)}>
            {chosen.length === 0 ? t('several.none') : t('several.take', { n: chosen.length })}
          </button>
        </div>
      ) : (
        <div class="choices is-quiet">
          <button type="button" class="button" onClick={() => (open.value = 'code')}>
            {t('start.code')}
          </button>
          {kiosk.offers.length > 1 && (
            <button type="button" class="button" onClick={() => (several.value = [])}>
              {t('start.several')}
            </button>
          )}
          {classes.length > 0 && (
            <button type="button" class="button" onClick={() => (open.value = 'priority')}>
              {t('start.priority')}
            </button>
          )}
        </div>
      )}
      <CodePad
        isOpen={open.value === 'code'}
        isBusy={isBusy.value}
        problem={problem.value}
        close={() => {
          open.value = null;
          problem.value = null;
        }}
        enter={(code) => void take([], code)}
      />
      <Priority
        isOpen={open.value === 'priority'}
        classes={classes}
        chosen={priority.value}
        close={() => (open.value = null)}
        choose={(name) => {
          priority.value = name;
          open.value = null;
        }}
      />
    </>
  );
}

function StillThere({ left_s, stay }: { left_s: number | null; stay: () => void }) {
  return (
    <Dialog title={t('idle.title')} isOpen={left_s !== null} close={stay}>
      <p>{t('idle.start', { n: left_s ?? 0 })}</p>
      <div class="choices">
        <button type="button" class="button is-main" onClick={stay}>
          {t('idle.stay')}
        </button>
      </div>
    </Dialog>
  );
}

export function Kiosk() {
  const { seen } = useBranch('kiosk', { patience_ms: 400, every_ms: 30_000 });
  const taken = useSignal<Taken | null>(null);
  const visit = useSignal(0);
  const touched = useSignal(false);
  const { value: kiosk, branch, fault, offlineSince_us } = seen.value;
  const languages = languageList(kiosk?.languages);
  const reset = () => {
    taken.value = null;
    touched.value = false;
    visit.value += 1;
    isLarger.value = false;
    isContrast.value = false;
    if (languages[0]) void changeLanguage(languages[0]);
    scrollTo(0, 0);
  };
  useReading();
  useEffect(keepAwake, []);
  useFresh(() => !touched.value && !taken.value);
  useEffect(() => {
    if (kiosk && languages[0] && !touched.value) void changeLanguage(languages[0]);
    document.title = inLanguage(kiosk?.title) || 'Cykl';
  }, [kiosk?.languages]);
  const { left_s, stay } = useIdle(touched.value && !taken.value, QUIET_S, reset);
  return (
    <div class="kiosk" onPointerDown={() => (touched.value = true)} onKeyDown={() => (touched.value = true)}>
      <OfflineBanner since_us={offlineSince_us} zone={kiosk?.zone} />
      <header class="head">
        <p>
          <strong>{inLanguage(kiosk?.house_title)}</strong> <span class="quiet">{inLanguage(kiosk?.title)}</span>
        </p>
        <p class="clock">{formatHour(now_us.value, kiosk?.zone)}</p>
      </header>
      {kiosk && branch && taken.value ? (
        <Result key={visit.value} kiosk={kiosk} taken={taken.value} printsAtOnce={printsAtOnce()} done={reset} />
      ) : (
        <main class="start">
          {kiosk && branch ? (
            kiosk.is_open ? (
              <Start key={visit.value} kiosk={kiosk} branch={branch} took={(one) => (taken.value = one)} />
            ) : (
              <Closed kiosk={kiosk} />
            )
          ) : (
            <div class="closed">
              <h1>{fault ? t('none.title') : t('loading')}</h1>
              {fault && <p>{fault.code === 'sign-in' || fault.code === 'forbidden' ? t('none.pair') : faultText(fault)}</p>}
            </div>
          )}
        </main>
      )}
      <Bar languages={languages} isLarger={isLarger} isContrast={isContrast} />
      <StillThere left_s={left_s} stay={stay} />
    </div>
  );
}
