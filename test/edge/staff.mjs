// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tests of the staff's pages share: a browser, and a page of the branch of ui/test/staff.mjs, opened for
// a test and looked over afterwards. No page may write an error to the console or ask another server.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { newHouse, now_us, SECRET, startStaff } from '../../ui/test/staff.mjs';
import { built, launch } from './live.mjs';

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/** The branch with somebody at window 3, and what a test wants otherwise. */
export function houseWith(more = {}) {
  const house = newHouse();
  Object.assign(house.counters[2], { state: 'open', staff: house.staff, staff_title: house.title, since_us: now_us() });
  return Object.assign(house, more);
}

/** Opens a page, gives it to the test, and then looks for what must not have happened. */
export async function open(path, { house = houseWith(), width = 1440, height = 900, theme = 'light', language = 'en', routes = {}, may = [] } = {}, run) {
  const { mock, url } = await startStaff(built, { house, routes });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' });
  await context.addInitScript((lang) => localStorage.setItem('cykl.language', lang), language);
  const page = await context.newPage();
  const wrong = [];
  const isAllowed = (text) => may.some((one) => text.includes(one));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && !isAllowed(message.text()) && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.stack));
  page.on('request', (request) => !request.url().startsWith(url) && !/^(data|blob):/.test(request.url()) && wrong.push(`asked for ${request.url()}`));
  try {
    await page.goto(url + path);
    await run(page, { house, mock, url });
    assert.deepEqual(wrong, [], `${path} ${width} ${theme} ${language}`);
  } finally {
    await context.close();
    await mock.stop();
  }
}

/** By how many pixels the page can be scrolled sideways. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What is on a page when it is ready. */
export const ready = {
  '/desk': '.desk', '/today': '.live-map', '/measures': '.row-chart', '/staffing': '.staffing-part', '/what-if': '.strip-picture', '/people': '.list tbody tr', '/people#customers': '#customers', '/people#appointments': '.list tbody tr',
  '/people#keys': '.list tbody tr', '/places': '.list tbody tr', '/places#devices': '.list tbody tr', '/places#services': '.list tbody tr', '/places#departments': '.plain-list li',
  '/setup': '.setup-steps', [`/invitation#${SECRET}`]: 'form',
};
