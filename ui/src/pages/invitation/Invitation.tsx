// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The link that somebody new was given: a password, and one is in.
import { useState } from 'preact/hooks';
import { Door } from '../../staff/Door';
import { NewPasswordForm, takeWord } from '../../staff/NewPassword';
import { t } from '../../staff/words';

const word = takeWord();

export function Invitation() {
  const [isDone, setDone] = useState(false);
  const title = t(word ? 'invitation.title' : 'invitation.none');
  return (
    <Door title={title}>
      {isDone ? (
        <p role="status">{t('invitation.done')}</p>
      ) : word ? (
        <>
          <p class="lead">{t('invitation.what')}</p>
          <NewPasswordForm
            word={word}
            done={() => {
              setDone(true);
              location.replace('/');
            }}
          />
        </>
      ) : (
        <>
          <p>{t('invitation.none.what')}</p>
          <p>
            <a href="/">{t('sign.in')}</a>
          </p>
        </>
      )}
    </Door>
  );
}
