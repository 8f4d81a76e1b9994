// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the staff's pages look to those who cannot see well, have a small screen or read another language:
// every page, every language, wide and narrow, light and dark; and how much a first visit fetches.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourViolations, violations, violationsButColours } from './live.mjs';
import { houseWith, open, overflow, ready } from './staff.mjs';

const FIRST_LOAD = 150_000;

/** Chooses a language as a person does: in front of the door, or in the dialog behind one's name. */
async function speak(page, language) {
  const isInside = (await page.locator('.me-button').count()) > 0;
  if (isInside) await page.locator('.me-button').click();
  await page.locator(`.switch label[lang=${language}]`).click();
  await page.waitForSelector(`html[lang=${language}]`);
  if (!isInside) return;
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
}

/**
 * Structure is asked in every language, each at a width of its own; of colours it is enough to ask in
 * both themes at the widest and the narrowest, since no language has colours of its own.
 */
for (const path of Object.keys(ready))
  test(`${path} has no fault of access: a language a width, light and dark, and nothing scrolls sideways, at 320 pixels neither`, async () => {
    await open(path, { house: houseWith({ role: 'administrator' }) }, async (page) => {
      const fits = async (width) => {
        await page.setViewportSize({ width, height: 900 });
        assert.ok((await overflow(page)) <= 0, `${width} px scrolls sideways`);
      };
      for (const [language, width] of [['en', 1440], ['pl', 768], ['vi', 390]]) {
        await page.waitForSelector(ready[path]);
        if (language !== 'en') await speak(page, language);
        await page.waitForSelector(ready[path]);
        await fits(320); /* 400 % of 1280 */
        await fits(width);
        assert.equal(await page.getAttribute('html', 'lang'), language);
        assert.deepEqual(await (width === 768 ? violationsButColours(page) : violations(page)), [], `${width} light`);
        if (width === 768) continue;
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.waitForSelector('html[data-theme=dark]');
        assert.deepEqual(await colourViolations(page), [], `${width} dark`);
        await page.emulateMedia({ colorScheme: 'light' });
        await page.waitForSelector('html[data-theme=light]');
      }
    });
  });

test('a page begins in the language that was chosen before', async () => {
  for (const language of ['pl', 'vi'])
    await open('/desk', { language }, async (page) => {
      await page.waitForSelector('.desk');
      assert.equal(await page.getAttribute('html', 'lang'), language);
    });
});

test('the staff’s first load is under 150 kB, and the charts come with the measures only', async () => {
  for (const path of ['/', '/desk', '/today', '/people', '/places', '/what-if', '/setup'])
    await open(path, { house: houseWith(path === '/' ? { signedIn: false } : { role: 'administrator' }) }, async (page, { mock }) => {
      await page.waitForSelector(path === '/' ? 'form' : ready[path]);
      await page.waitForTimeout(300);
      const own = mock.asked.filter((one) => one.path.startsWith('/assets/') || !one.path.startsWith('/api/'));
      const size = own.reduce((sum, one) => sum + one.size, 0);
      assert.ok(size < FIRST_LOAD, `${path}: ${size} bytes: ${own.map((one) => `${one.path} ${one.size}`).join(', ')}`);
      assert.ok(own.every((one) => one.size < 60_000), `${path} has loaded a chart`);
    });
});
