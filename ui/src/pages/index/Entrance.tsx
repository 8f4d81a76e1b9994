// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The entrance: who is signed in already goes on to where they wanted, or to the first place of their
// role; everybody else signs in.
import { useEffect, useState } from 'preact/hooks';
import { faultText } from '../../live/fault';
import { Door } from '../../staff/Door';
import { isAtLeast, me } from '../../staff/house';
import { look } from '../../staff/service';
import { firstPlace } from '../../staff/Shell';
import { SignInForm } from '../../staff/SignIn';
import { inLanguage } from '../../lib/language';
import { t } from '../../staff/words';

/** A page of ours that the address asks for behind #, and nothing else. */
export function wanted(hash: string): string | null {
  const path = hash.slice(1);
  return /^\/(desk|today|people|places|measures|setup)([?#]|$)/.test(path) ? path : null;
}

export function Entrance() {
  const [state, setState] = useState<'asking' | 'stranger' | 'fault'>('asking');
  const [fault, setFault] = useState<unknown>(null);
  const ask = () => {
    setState('asking');
    look('me').then(
      (who) => {
        me.value = who;
        if (isAtLeast('agent')) location.replace(wanted(location.hash) ?? firstPlace());
        else setState('stranger');
      },
      (error: unknown) => {
        setFault(error);
        setState('fault');
      },
    );
  };
  useEffect(ask, []);
  if (state === 'asking') return <Door title={t('sign.title')}>{null}</Door>;
  const name = inLanguage(me.value?.house_title) || t('brand');
  return (
    <Door title={state === 'fault' ? t('sign.title') : t('sign.to', { name })}>
      {state === 'fault' ? (
        <>
          <p>{faultText(fault)}</p>
          <p>
            <button type="button" class="button is-main" onClick={ask}>
              {t('state.again')}
            </button>
          </p>
        </>
      ) : (
        <>
          {me.value?.is_new && <p class="lead">{t('sign.new')}</p>}
          <SignInForm done={ask} />
          <p class="quiet small">{t('sign.forgot')}</p>
        </>
      )}
    </Door>
  );
}
