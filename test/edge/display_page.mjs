// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The screen on the wall in a real browser: calls are seen at once and heard one after the other, it
// can be read from eight metres, speaks its languages in turn, and survives a cut.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startHall } from '../../ui/test/hall.mjs';
import { built, firstLoad, launch, open, violations } from './live.mjs';

const FIRST_LOAD_MOST = 30_000;
const expectsSilence = (text) => /AudioContext was not allowed/.test(text);
let silent;
let loud;

before(async () => {
  silent = await launch();
  loud = await launch(['--autoplay-policy=no-user-gesture-required']);
});
after(async () => {
  await silent?.close();
  await loud?.close();
});

async function inHall(browser, options, run) {
  const { change, ...more } = options;
  const hall = await startHall(built);
  change?.(hall.hall);
  try {
    await open(browser, hall.mock.url, '/display', { width: 1920, height: 1080, isExpected: expectsSilence, ...more }, (page) => run(page, hall));
  } finally {
    await hall.mock.stop();
  }
}

/** Notes when each recording begins and ends. */
const listening = (page) =>
  page.addInitScript(() => {
    globalThis.heard = [];
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (...when) {
      const from = performance.now();
      globalThis.heard.push({ from, until: from + this.buffer.duration * 1000 });
      return start.apply(this, when);
    };
  });

test('the first visit of the display is under 30 kB', async () => {
  await inHall(silent, {}, async (page, { mock }) => {
    await page.waitForSelector('.newest');
    await page.waitForTimeout(150);
    const size = firstLoad(mock.asked);
    assert.ok(size > 5_000 && size < FIRST_LOAD_MOST, `${size} bytes`);
  });
});

test('axe finds nothing, on walls of each size, light and dark, when calling, closed, alone', async () => {
  for (const [width, height, theme] of [[3840, 2160, 'light'], [1280, 720, 'dark'], [1080, 1920, 'light'], [390, 844, 'dark']])
    await inHall(silent, { width, height, theme }, async (page, { callNext }) => {
      await page.waitForSelector('.newest');
      callNext(2);
      await page.waitForSelector('.newest.is-fresh');
      assert.deepEqual(await violations(page), [], `${width} ${theme}`);
    });
  for (const change of [(hall) => Object.assign(hall, { calls: [], next: '', waiting: 0 }), (hall) => Object.assign(hall, { calls: [], next: '', is_open: false })])
    await inHall(silent, { change }, async (page) => {
      await page.waitForSelector('.newest-words');
      assert.deepEqual(await violations(page), []);
    });
});

test('every word can be read from eight metres and nothing is cut off', async () => {
  for (const [width, height] of [[3840, 2160], [1920, 1080], [1280, 720]])
    await inHall(silent, { width, height }, async (page) => {
      await page.waitForSelector('.newest');
      const found = await page.evaluate(() => {
        const words = [...document.querySelectorAll('.display *')].filter((one) => !one.closest('.sound') && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
        return words.map((one) => ({
          text: one.textContent.trim(),
          size: Number.parseFloat(getComputedStyle(one).fontSize) / innerHeight,
          isInside: one.getBoundingClientRect().bottom <= innerHeight && one.getBoundingClientRect().right <= innerWidth,
        }));
      });
      assert.ok(found.length > 10);
      assert.deepEqual(found.filter(({ size }) => size < 0.0495), [], `${width}`);
      assert.deepEqual(found.filter(({ isInside }) => !isInside), [], `${width}`);
      const newest = found.find(({ text }) => text === 'A-27');
      assert.ok(newest.size > 0.25, `${newest.size}`);
    });
});

test('a call is on the screen at once and stays in the list when the next one comes', async () => {
  await inHall(silent, {}, async (page, { callNext }) => {
    await page.waitForSelector('.newest');
    assert.equal(await page.locator('.newest .label').innerText(), 'A-27');
    assert.equal(await page.locator('.newest.is-fresh').count(), 0);
    await page.waitForTimeout(300);
    const began = Date.now();
    callNext(2);
    await page.getByText('A-28').first().waitFor();
    assert.ok(Date.now() - began < 1000);
    await page.waitForSelector('.newest.is-fresh');
    assert.equal(await page.locator('.newest .label').innerText(), 'A-28');
    assert.deepEqual(await page.locator('.others .label').allInnerTexts(), ['A-27', 'A-26', 'A-25']);
    await page.getByText(/^5 /).waitFor();
    assert.equal(await page.locator('.next').getByText('A-28').count(), 0);
    callNext(3);
    await page.locator('.newest').getByText('B-12').waitFor();
    assert.deepEqual(await page.locator('.others .label').allInnerTexts(), ['A-28', 'A-26', 'A-25']);
  });
});

test('without a touch the sound waits behind a button that says so', async () => {
  await inHall(silent, { before: listening }, async (page, { callNext }) => {
    const button = page.locator('.sound:not(.is-on)');
    await button.waitFor();
    assert.match(await button.innerText(), /Enable sound|Włącz dźwięk|Bật âm thanh/);
    callNext(2);
    await page.waitForSelector('.newest.is-fresh');
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => globalThis.heard.length), 0);
    await button.click();
    await page.waitForSelector('.sound.is-on');
    callNext(3);
    await page.waitForFunction(() => globalThis.heard.length === 1);
  });
});

test('calls are spoken in the customer’s language, then in the house’s, and never two at once', async () => {
  await inHall(loud, { before: listening }, async (page, { callNext, mock }) => {
    await page.waitForSelector('.sound.is-on');
    callNext(2, 'vi');
    callNext(3, 'en');
    await page.waitForFunction(() => globalThis.heard.length === 3, undefined, { timeout: 60_000 });
    const heard = await page.evaluate(() => globalThis.heard);
    for (let i = 1; i < heard.length; i += 1) assert.ok(heard[i].from >= heard[i - 1].until - 30, JSON.stringify(heard));
    const asked = mock.asked.filter(({ path }) => path.endsWith('/voice')).length;
    assert.equal(asked, 3);
  });
});

test('languages come in turn, without anything moving', async () => {
  await inHall(silent, { before: (page) => page.clock.install({ time: 1_800_000_000_000 }) }, async (page) => {
    await page.waitForSelector('.newest');
    const seen = new Set();
    const boxes = new Set();
    for (let turn = 0; turn < 6; turn += 1) {
      await page.clock.runFor(8000);
      seen.add(await page.locator('.next h2').innerText());
      boxes.add(JSON.stringify(await page.locator('.newest .label').boundingBox()));
      assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    }
    assert.deepEqual(seen, new Set(['Next', 'Następni', 'Tiếp theo']));
    assert.equal(boxes.size, 1);
  });
});

test('a cut is told with its hour, and the screen catches up by itself', async () => {
  const isExpected = (text) => /Failed to load resource|AudioContext/.test(text);
  await inHall(silent, { isExpected }, async (page, { mock, hall, callNext }) => {
    await page.waitForSelector('.newest');
    mock.isDown = true;
    mock.cut();
    await page.locator('.cut').waitFor();
    assert.match(await page.locator('.cut').innerText(), /\d\d:\d\d\./);
    assert.equal(await page.locator('.newest .label').innerText(), 'A-27');
    callNext(1);
    hall.waiting = 42;
    mock.isDown = false;
    await page.getByText(/^42 /).waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('.newest .label').innerText(), 'A-28');
    await page.locator('.cut').waitFor({ state: 'detached' });
  });
});

test('a screen takes a newer page by itself', async () => {
  await inHall(silent, { before: (page) => page.clock.install({ time: Date.now() }) }, async (page, { mock }) => {
    await page.waitForSelector('.newest');
    await page.clock.runFor(11 * 60_000);
    let isNewer = true;
    await page.route(`${mock.url}/display`, async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      await route.fulfill({ response: answer, body: isNewer ? text.replace(/(<script type="module" src="\/assets\/)[^"]+/, '$1display-NEWER.js') : text });
      isNewer = false;
    });
    const loaded = page.waitForEvent('load');
    await page.clock.runFor(10 * 60_000);
    await loaded;
    await page.waitForSelector('.newest');
  });
});

test('a screen that is not paired says what to do', async () => {
  const hall = await startHall(built, { routes: { 'GET /api/me': () => ({ status: 401, body: { fault: 'sign-in', message: 'sign in first', again: false } }) } });
  await open(silent, hall.mock.url, '/display', { width: 1280, height: 720, isExpected: (text) => /401|AudioContext/.test(text) }, async (page) => {
    await page.locator('.newest-words').getByText(/./).waitFor();
    assert.match(await page.locator('.newest-words').innerText(), /A shift lead can pair it|Kierownik zmiany|Trưởng ca/);
  });
  await hall.mock.stop();
});
