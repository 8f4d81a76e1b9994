// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When there is nothing to show: what happened, what is safe, what to do.
import { LanguageSwitch, ThemeSwitch } from '../../components/Switches';
import { t } from '../../lib/message';
import { KNOWN_MAJOR } from '../../lib/report';

export function Fault({ fault, detail }: { fault: 'missing' | 'broken' | 'newer'; detail: string }) {
  return (
    <div class="fault">
      <header class="tools">
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main>
        <h1>{t(`fault.${fault}`)}</h1>
        <p>{t(`fault.${fault}.what`, { detail: detail || '–', known: String(KNOWN_MAJOR) })}</p>
        <p>{t('fault.safe')}</p>
        <p>{t(`fault.${fault}.do`)}</p>
      </main>
    </div>
  );
}
