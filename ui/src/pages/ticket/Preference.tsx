// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the customer likes to be called: by the screen alone, with a sound, or by vibration. A browser
// sounds only after a touch, so choosing sound plays it once.
import { Switch } from '../../components/Switch';
import { language } from '../../lib/language';
import { send } from '../../live/api';
import { chime, enableSound } from '../../live/sound';
import { t } from './words';

export type Way = 'see' | 'hear' | 'vibrate';
const ways: readonly Way[] = ['see', 'hear', 'vibrate'];

export function isWay(value: unknown): value is Way {
  return ways.includes(value as Way);
}

export function canVibrate(): boolean {
  return typeof navigator.vibrate === 'function' && matchMedia('(pointer: coarse)').matches;
}

/** Lets the phone be heard or felt, as the customer likes it. */
export function alertBy(way: Way): void {
  if (way === 'hear') void chime();
  if (way === 'vibrate') navigator.vibrate?.([300, 150, 300, 150, 600]);
}

interface Props {
  chosen: Way;
  choose: (way: Way) => void;
}

export function Preference({ chosen, choose }: Props) {
  const offered = ways.filter((way) => way !== 'vibrate' || canVibrate() || chosen === 'vibrate');
  return (
    <div class="preference">
      <p id="preference-title">{t('prefer')}</p>
      <Switch
        name="preference"
        label={t('prefer')}
        choices={offered.map((way) => ({ value: way, text: t(`prefer.${way}`) }))}
        chosen={chosen}
        choose={(value) => {
          if (!isWay(value)) return;
          if (value === 'hear') void enableSound().then(() => alertBy('hear'));
          else alertBy(value);
          choose(value);
        }}
      />
    </div>
  );
}

/** Tells the house; if it cannot be told, the phone still does as was chosen. */
export function tellPreference(way: Way): void {
  void send('POST', '/api/ticket/prefer', { preference: way, language: language.value }).catch(() => undefined);
}
