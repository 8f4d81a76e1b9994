// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stands around the pages before the door: the house's name, language and colours, one thing to do.
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { LanguageSwitch, ThemeSwitch } from '../live/Switches';
import { languages } from '../lib/language';
import { t } from './words';

export function Door({ title, children, isWide = false }: { title: string; children: ComponentChildren; isWide?: boolean }) {
  useEffect(() => {
    document.title = t('page.title', { name: title });
  }, [title]);
  return (
    <div class={`door${isWide ? ' is-wide' : ''}`}>
      <header class="door-head">
        <span class="brand" translate={false}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 3a9 9 0 1 1-7.8 4.5" />
            <path d="M3.2 3.4l.8 4.6 4.5-1.2" />
          </svg>
          {t('brand')}
        </span>
        <div class="door-switches">
          <LanguageSwitch choices={languages} />
          <ThemeSwitch />
        </div>
      </header>
      <main id="main" tabIndex={-1} class="door-main">
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
