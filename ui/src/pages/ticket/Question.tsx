// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The map's closing question: a mark on its scale, a sentence if one likes, and thanks.
import { useSignal } from '@preact/signals';
import { inLanguage } from '../../lib/language';
import { send } from '../../live/api';
import { faultText } from '../../live/fault';
import type { Question as Shape } from '../../live/shapes';
import { t } from './words';

const WORDS_MOST = 500;

interface Props {
  question: Shape;
  gave: () => void;
}

/** What the house says to an answer, when the page still knows. */
export function Thanks({ question }: { question: Shape | null }) {
  return (
    <section class="question" role="status">
      <h2>{t('thanks')}</h2>
      <p>{inLanguage(question?.thanks)}</p>
    </section>
  );
}

function marksOf(question: Shape): number[] {
  const from = question.from ?? 1;
  const to = Math.min(question.to ?? 5, from + 10);
  return Array.from({ length: Math.max(0, to - from) + 1 }, (_, index) => from + index);
}

export function Question({ question, gave }: Props) {
  const mark = useSignal<number | null>(null);
  const words = useSignal('');
  const isBusy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const give = async () => {
    if (mark.value === null || isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    try {
      const sentence = words.value.replace(/\s+/g, ' ').trim();
      await send('POST', '/api/ticket/answer', { mark: mark.value, ...(sentence ? { words: sentence } : {}) });
      gave();
    } catch (error) {
      problem.value = faultText(error);
    } finally {
      isBusy.value = false;
    }
  };
  const marks = marksOf(question);
  const first = marks[0] ?? 1;
  const last = marks[marks.length - 1] ?? 5;
  return (
    <form
      class="question"
      onSubmit={(event) => {
        event.preventDefault();
        void give();
      }}
    >
      <fieldset>
        <legend>
          <h2>{inLanguage(question.ask)}</h2>
        </legend>
        <div class="scale">
          {marks.map((one) => (
            <label key={one}>
              <input type="radio" name="mark" value={one} checked={mark.value === one} onChange={() => (mark.value = one)} />
              <span>
                {one}
                {one === first && <span class="unseen"> {inLanguage(question.from_label)}</span>}
                {one === last && <span class="unseen"> {inLanguage(question.to_label)}</span>}
              </span>
            </label>
          ))}
        </div>
        <p class="scale-ends" aria-hidden="true">
          <span>
            {first} = {inLanguage(question.from_label)}
          </span>
          <span>
            {last} = {inLanguage(question.to_label)}
          </span>
        </p>
      </fieldset>
      <label class="sentence" for="words">
        {t('question.words')}
      </label>
      <textarea id="words" rows={3} maxLength={WORDS_MOST} value={words.value} onInput={(event) => (words.value = event.currentTarget.value)} />
      <p class={problem.value ? 'problem' : ''} role="alert">
        {problem.value}
      </p>
      <button type="submit" class="button is-main" aria-disabled={mark.value === null || isBusy.value}>
        {mark.value === null ? t('question.first') : t('question.send')}
      </button>
    </form>
  );
}
