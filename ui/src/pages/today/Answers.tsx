// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad answers of today, with the customers' own sentences.
import type { Today } from '../../live/shapes';
import { timeText } from '../../staff/time';
import { t } from '../../staff/words';

export function Answers({ today }: { today: Today }) {
  const answers = today.bad_answers;
  return (
    <section class="pane" aria-labelledby="answers-title">
      <h2 id="answers-title">
        {t('now.answers')} <span class="count">{answers.length}</span>
      </h2>
      {answers.length === 0 ? (
        <p class="nothing">{t('now.answers.none')}</p>
      ) : (
        <ul class="answers">
          {answers.map((one) => (
            <li key={`${one.ticket} ${one.at_us}`}>
              <p class="answer-head">
                <b class="label">{one.label}</b>
                <span class="answer-mark">{t('now.answer.mark', { mark: one.mark ?? 0, from: one.from ?? 0, to: one.to ?? 0 })}</span>
                <span class="quiet small">{one.at_us === null ? '' : timeText(one.at_us, today.zone)}</span>
              </p>
              {one.words ? <blockquote>{one.words}</blockquote> : <p class="quiet small">{t('now.answer.silent')}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
