// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What there is to come for; a touch takes a number, and the phone goes on to the number's own page.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { inLanguage, language } from '../../lib/language';
import { OfflineBanner } from '../../live/Banner';
import { useBranch } from '../../live/branch';
import { now_us, serverTime_us } from '../../live/clock';
import { faultText } from '../../live/fault';
import { formatWhen } from '../../live/format';
import { languageList } from '../../live/words';
import { LanguageSwitch } from '../../live/Switches';
import { Offers } from '../kiosk/Offers';
import { takeTicket } from '../kiosk/take';
import { keptAny } from '../ticket/kept';
import { t } from '../kiosk/words';

export function Visit() {
  const { seen, again } = useBranch('kiosk', { patience_ms: 1500, every_ms: 60_000 });
  const isBusy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const { value: kiosk, branch, fault, offlineSince_us } = seen.value;
  const own = keptAny(serverTime_us());
  const isUnpaired = fault?.code === 'sign-in' || fault?.code === 'forbidden';
  useEffect(() => {
    document.title = inLanguage(kiosk?.title) || 'Cykl';
  }, [kiosk, language.value]);
  const take = async (service: number) => {
    if (!kiosk || !branch || isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    try {
      const { given } = await takeTicket(branch, kiosk.offers, { services: [service], form: 'phone', language: language.value });
      location.assign(`/t/${encodeURIComponent(given.secret)}`);
    } catch (error) {
      problem.value = faultText(error);
      again();
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <div class="visit">
      <OfflineBanner since_us={offlineSince_us} zone={kiosk?.zone} />
      <header>
        <p>
          <strong>{inLanguage(kiosk?.house_title)}</strong> <span class="quiet">{inLanguage(kiosk?.title)}</span>
        </p>
      </header>
      <main>
        {!kiosk ? (
          <>
            <h1>{isUnpaired ? t('none.title') : t('loading')}</h1>
            {fault && <p>{isUnpaired ? t('visit.none') : faultText(fault)}</p>}
          </>
        ) : kiosk.is_open ? (
          <>
            <h1>{t('visit.title')}</h1>
            <p class="quiet">{t('visit.what')}</p>
            {own && own.value.branch === branch && (
              <p>
                <a class="button is-main" href={own.path}>
                  {t('visit.have', { label: own.value.label ?? '' })}
                </a>
              </p>
            )}
            <p class={problem.value ? 'problem' : ''} role="alert">
              {problem.value}
            </p>
            <Offers offers={kiosk.offers} chosen={null} isBusy={isBusy.value} choose={(service) => void take(service)} />
          </>
        ) : (
          <>
            <h1>{t('closed.title')}</h1>
            {kiosk.opens_us !== null && <p>{t('closed.opens', { when: formatWhen(kiosk.opens_us, now_us.value, kiosk.zone) })}</p>}
          </>
        )}
      </main>
      <footer>
        <LanguageSwitch choices={languageList(kiosk?.languages)} />
      </footer>
    </div>
  );
}
