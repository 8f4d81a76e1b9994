// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The number that was taken: on the screen, as a code to take along on a phone, and on paper.
import { useEffect, useRef, useState } from 'preact/hooks';
import { inLanguage } from '../../lib/language';
import { lookBlob, send } from '../../live/api';
import { faultText } from '../../live/fault';
import { formatWait } from '../../live/format';
import type { Kiosk } from '../../live/shapes';
import { useIdle } from './idle';
import { Slip } from './Slip';
import { holderOf, type Taken } from './take';
import { t } from './words';

const QUIET_S = 20;

/** The picture of the code, inside its own address, as the page's policy wants it. */
function useCode(taken: Taken): { address: string | null; isGone: boolean } {
  const [address, setAddress] = useState<string | null>(null);
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    lookBlob('/api/ticket/qr', holderOf(taken.given))
      .then((picture) => picture.text())
      .then(
        (drawing) => setAddress(`data:image/svg+xml,${encodeURIComponent(drawing)}`),
        () => setGone(true),
      );
  }, [taken]);
  return { address, isGone };
}

function aheadText(ahead: number): string {
  return ahead === 0 ? t('result.next') : t('result.ahead', { n: ahead });
}

interface Props {
  kiosk: Kiosk;
  taken: Taken;
  /** Whether the paper comes by itself. */
  printsAtOnce: boolean;
  done: () => void;
}

export function Result({ kiosk, taken, printsAtOnce, done }: Props) {
  const { given, titles } = taken;
  const code = useCode(taken);
  const heading = useRef<HTMLHeadingElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { left_s, stay } = useIdle(true, QUIET_S, done);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (printsAtOnce && (code.address || code.isGone)) print();
  }, [code.address, code.isGone]);
  const giveBack = async () => {
    setBusy(true);
    try {
      await send('POST', '/api/ticket/leave', {}, { as: holderOf(given) });
      done();
    } catch (error) {
      setProblem(faultText(error));
      setBusy(false);
    }
  };
  const wait = formatWait(given.least_us, given.most_us);
  return (
    <>
      <main class="result">
        <h1 ref={heading} tabIndex={-1}>
          <span class="result-lead">{t('result.title')}</span> <span class="label">{given.label}</span>
        </h1>
        <p class="result-service">{titles.map((title) => inLanguage(title)).join(' + ')}</p>
        <p class="result-ahead">{aheadText(given.ahead)}</p>
        <p class="result-wait">{wait ? t('result.wait', { wait }) : t('result.unknown')}</p>
        <p class="quiet">{wait ? t('result.how') : t('result.unknown.how')}</p>
        <div class="result-code">
          {code.address && <img src={code.address} alt={t('result.code.alt')} width="240" height="240" />}
          {!code.isGone && <p>{t('result.code')}</p>}
        </div>
        <div class="choices">
          <button type="button" class="button is-main" onClick={() => print()}>
            {t('result.print')}
          </button>
          <button type="button" class="button" onClick={done}>
            {t('result.done')}
          </button>
          <button type="button" class="button is-grave" aria-disabled={isBusy} onClick={() => !isBusy && void giveBack()}>
            {t('result.back')}
          </button>
        </div>
        <p class={problem ? 'problem' : ''} role="alert">
          {problem}
        </p>
        {left_s !== null && (
          <p class="result-time">
            <span>{t('idle.start', { n: left_s })}</span>{' '}
            <button type="button" class="button" onClick={stay}>
              {t('idle.stay')}
            </button>
          </p>
        )}
        <p class="unseen" role="status">
          {left_s !== null && left_s % 10 === 0 ? t('idle.start', { n: left_s }) : ''}
        </p>
      </main>
      <Slip kiosk={kiosk} taken={taken} code={code.address} ahead={aheadText(given.ahead)} wait={wait} />
    </>
  );
}
