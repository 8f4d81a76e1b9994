// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the customers' pages look to those who cannot see well, hit small things or read English: every
// state, narrow and wide, light and dark, in each language.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newHall, question, startHall, WORD } from '../../ui/test/hall.mjs';
import { built, isTooWide, launch, open, smallTargets, violations, violationsButColours } from './live.mjs';

const TICKET = `/t/${WORD}`;
const place = { en: 'Window 3', pl: 'Okienko 3', vi: 'Quầy 3' };
const calledNow = () => ({ state: 'called', calls: 1, called_us: Date.now() * 1000, counter_title: place });
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const looks = [
  ['kiosk', '/kiosk', {}, async (page) => page.waitForSelector('button.offer')],
  ['kiosk, several', '/kiosk', {}, async (page) => {
    await page.locator('.choices .button').nth(1).click();
    await page.locator('button.offer').first().click();
  }],
  ['kiosk, code', '/kiosk', {}, async (page) => {
    await page.locator('.choices .button').first().click();
    await page.waitForSelector('dialog[open]');
  }],
  ['kiosk, number', '/kiosk', {}, async (page) => {
    await page.locator('button.offer').first().click();
    await page.waitForSelector('.result img');
  }],
  ['kiosk, closed', '/kiosk', { change: (hall) => Object.assign(hall, { is_open: false, opens_us: 1.8e15 }) }, async (page) => page.waitForSelector('.closed p')],
  ['visit', '/visit', {}, async (page) => page.waitForSelector('button.offer')],
  ['ticket, waiting', TICKET, { change: (hall) => Object.assign(hall.ticket, { is_longer: true }) }, async (page) => page.locator('summary').click()],
  ['ticket, called', TICKET, { change: (hall) => Object.assign(hall.ticket, calledNow()) }, async (page) => page.waitForSelector('.place')],
  ['ticket, missed', TICKET, { change: (hall) => Object.assign(hall.ticket, calledNow(), { state: 'missed' }) }, async (page) => page.waitForSelector('.is-missed')],
  ['ticket, question', TICKET, { change: (hall) => Object.assign(hall.ticket, { state: 'done', question }) }, async (page) => page.waitForSelector('.question')],
  ['ticket, leaving', TICKET, {}, async (page) => {
    await page.locator('.is-grave').click();
    await page.waitForSelector('dialog[open]');
  }],
];

for (const [name, path, options, act] of looks)
  test(`${name}: axe finds nothing, nothing is too small or too wide`, async () => {
    const least = path === '/kiosk' ? 64 : 44;
    const { change, ...more } = options;
    const hall = await startHall(built);
    for (const [width, height, theme, language] of [[390, 844, 'light', 'en'], [1080, 1920, 'dark', 'pl'], [320, 568, 'light', 'vi']]) {
      Object.assign(hall.hall, newHall());
      change?.(hall.hall);
      await open(browser, hall.mock.url, path, { ...more, width, height, theme, language }, async (page) => {
        await page.waitForSelector('h1');
        if (path === '/kiosk' && language !== 'en') await page.locator(`.bar button[lang="${language}"]`).click();
        if (path === TICKET && language !== 'en') await page.locator(`label[lang="${language}"]`).click();
        await act(page);
        await page.waitForTimeout(50);
        const at = `${name} ${width} ${theme} ${language}`;
        assert.equal(await page.evaluate(() => document.documentElement.lang), language, at);
        /* The colours of the light theme were asked in the first language. */
        assert.deepEqual(await (language === 'vi' ? violationsButColours(page) : violations(page)), [], at);
        assert.deepEqual(await smallTargets(page, least), [], at);
        assert.equal(await isTooWide(page), false, at);
        assert.doesNotMatch(await page.locator('body').innerText(), /\{|\b(offer|result|called|fault)\.[a-z]/, at);
      });
    }
    await hall.mock.stop();
  });
