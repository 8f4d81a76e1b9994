// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How every live page begins: theme, clock, language, words, and then the page; a fault while drawing
// is told in words and the page can be opened again.
import { Component, render, type ComponentChildren, type ComponentType } from 'preact';
import type { Language } from '../lib/language';
import { recall, startTheme } from '../lib/theme';
import { startClock } from './clock';
import { changeLanguage, preferredLanguage, s, useWords, type Loading } from './words';

class Boundary extends Component<{ children: ComponentChildren }, { isBroken: boolean }> {
  override state = { isBroken: false };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ isBroken: true });
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <main class="plain">
        <h1>{s('broken.title')}</h1>
        <p>{s('broken.what')}</p>
        <p>
          <button type="button" class="button" onClick={() => location.reload()}>
            {s('broken.again')}
          </button>
        </p>
      </main>
    );
  }
}

interface Start {
  /** Where the page's words are. */
  words: Loading | Loading[];
  /** The language to begin with, when the page knows better than the reader's device. */
  language?: Language;
}

/** When the words cannot be fetched there is nothing to say it with: the page asks again until it can. */
async function firstWords(wanted: Language): Promise<void> {
  for (let wait_ms = 1000; !(await changeLanguage(wanted)); wait_ms = Math.min(wait_ms * 2, 15_000))
    await new Promise((resolve) => setTimeout(resolve, wait_ms));
}

export async function startPage(Page: ComponentType, { words, language }: Start): Promise<void> {
  startTheme();
  startClock();
  useWords(...[words].flat());
  await firstWords(language ?? preferredLanguage(recall('language')));
  const place = document.getElementById('page');
  if (!place) return;
  render(
    <Boundary>
      <Page />
    </Boundary>,
    place,
  );
}
