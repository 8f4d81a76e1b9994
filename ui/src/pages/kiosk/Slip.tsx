// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The paper ticket, 80 mm wide: seen only by the printer.
import { inLanguage } from '../../lib/language';
import { formatDay, formatHour } from '../../live/format';
import type { Kiosk } from '../../live/shapes';
import type { Taken } from './take';
import { t } from './words';

interface Props {
  kiosk: Kiosk;
  taken: Taken;
  code: string | null;
  ahead: string;
  wait: string | null;
}

export function Slip({ kiosk, taken, code, ahead, wait }: Props) {
  const { given, titles, taken_us } = taken;
  return (
    <section class="slip" aria-hidden="true">
      <p class="slip-house">{inLanguage(kiosk.house_title)}</p>
      <p>{inLanguage(kiosk.title)}</p>
      <p class="slip-label">{given.label}</p>
      {titles.map((title, index) => (
        <p key={index}>{inLanguage(title)}</p>
      ))}
      <p>
        {formatDay(taken_us, kiosk.zone)}, {formatHour(taken_us, kiosk.zone)}
      </p>
      <p class="slip-wait">
        {ahead} {wait ? t('result.wait', { wait }) : t('result.unknown')}
      </p>
      {wait && <p class="slip-small">{t('result.how')}</p>}
      {code && <img src={code} alt="" />}
      {code && <p class="slip-small">{t('slip.code')}</p>}
      <p class="slip-small">{t('slip.called')}</p>
    </section>
  );
}
