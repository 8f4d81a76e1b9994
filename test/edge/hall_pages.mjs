// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The customers' pages in a real browser, against the hall of ui/test/hall.mjs: kiosk, ticket, poster.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { question, startHall, WORD } from '../../ui/test/hall.mjs';
import { built, firstLoad, launch, open } from './live.mjs';

const TICKET = `/t/${WORD}`;
const FIRST_LOAD_MOST = 30_000;
const place = { en: 'Window 3', pl: 'Okienko 3', vi: 'Quầy 3' };
/** A browser wants a touch before a page may sound; it says so, and the page has a button for it. */
const expectsSilence = (text) => /AudioContext was not allowed/.test(text);
const expectsCut = (text) => /Failed to load resource/.test(text);
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function inHall(path, options, run) {
  const { change, ...more } = options;
  const hall = await startHall(built);
  change?.(hall.hall);
  try {
    await open(browser, hall.mock.url, path, more, (page, context) => run(page, hall, context));
  } finally {
    await hall.mock.stop();
  }
}

/** Its text, with blanks that do not break as plain ones. */
async function wordsOf(page, selector) {
  return (await page.locator(selector).innerText()).replaceAll('\u00a0', ' ');
}

const calledNow = () => ({ state: 'called', calls: 1, called_us: Date.now() * 1000, counter_title: place });

for (const path of ['/kiosk', '/visit', TICKET])
  test(`the first visit of ${path.replace(WORD, 'WORD')} is under 30 kB`, async () => {
    for (const language of ['en', 'pl', 'vi'])
      await inHall(path, { language, isExpected: expectsSilence }, async (page, { mock }) => {
        await page.waitForSelector('h1');
        await page.waitForTimeout(150);
        const size = firstLoad(mock.asked);
        assert.ok(size > 5_000 && size < FIRST_LOAD_MOST, `${path} ${language}: ${size} bytes`);
      });
  });

test('a touch on the kiosk takes a number, shows it and gives it back', async () => {
  await inHall('/kiosk', { width: 1080, height: 1920 }, async (page, { hall }) => {
    assert.equal(await page.locator('.offer').count(), 5);
    assert.equal(await page.locator('button.offer').count(), 3);
    await page.locator('button.offer').first().click();
    await page.waitForSelector('.result img');
    assert.match(await wordsOf(page, 'main'), /A-31[\s\S]*5 people before you[\s\S]*8–12 min/);
    assert.deepEqual(hall.taken, [{ services: [1], form: 'paper', language: 'en' }]);
    assert.ok(await page.locator('.result img').evaluate(async (image) => {
      await image.decode();
      return image.naturalWidth > 0;
    }));
    await page.locator('.is-grave').click();
    await page.waitForSelector('button.offer');
    assert.equal(hall.ticket.state, 'left');
  });
});

test('several things, priority and an agreed time go with the number', async () => {
  await inHall('/kiosk', { width: 768, height: 1024, isExpected: expectsCut }, async (page, { hall }) => {
    await page.getByText('I need priority').click();
    await page.getByText('I find standing hard').click();
    await page.getByText('With priority: I find standing hard').waitFor();
    await page.getByText('Several things today').click();
    await page.getByText('Opening an account').click();
    await page.getByText('Cashing a cheque').click();
    await page.getByText('Take a number for 2 things').click();
    await page.waitForSelector('.result');
    assert.deepEqual(hall.taken.pop(), { services: [3, 1], form: 'paper', language: 'en', class: 'priority' });
    await page.getByText('Done').click();
    await page.getByText('I have an appointment').click();
    for (const key of ['4', '7', '1']) await page.locator('.pad').getByText(key, { exact: true }).click();
    await page.getByRole('button', { name: 'Take a number' }).click();
    await page.getByText('There is no appointment with this code').waitFor();
    assert.equal(await page.getByText('With priority').count(), 0);
  });
});

test('the kiosk works by keyboard alone', async () => {
  await inHall('/kiosk', { width: 768, height: 1024 }, async (page, { hall }) => {
    await page.waitForSelector('button.offer');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.result');
    assert.deepEqual(hall.taken[0].services, [2]);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('button.offer');
  });
});

test('the kiosk goes back to the start by itself, says so before, and waits for whoever needs longer', async () => {
  const options = { width: 1080, height: 1920, before: (page) => page.clock.install({ time: Date.now() }) };
  await inHall('/kiosk', options, async (page) => {
    await page.locator('.bar button[lang="vi"]').click();
    await page.locator('.bar-group').nth(1).locator('button').first().click();
    await page.locator('html.is-larger').waitFor();
    await page.locator('button.offer').first().click();
    await page.waitForSelector('.result');
    await page.clock.runFor(21_000);
    await page.waitForSelector('.result-time');
    await page.locator('.result-time button').click();
    await page.waitForSelector('.result-time', { state: 'detached' });
    await page.clock.runFor(30_000);
    assert.equal(await page.locator('.result').count(), 1);
    await page.clock.runFor(15_000);
    await page.waitForSelector('button.offer');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    assert.equal(await page.locator('html.is-larger').count(), 0);
    assert.deepEqual(await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]), [[], [], '']);
    await page.locator('.bar button[lang="pl"]').click();
    await page.clock.runFor(45_000);
    await page.waitForSelector('dialog[open]');
    await page.clock.runFor(25_000);
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  });
});

test('the paper ticket is 72 mm wide and holds number, service, range, code and what the wait means', async () => {
  await inHall('/kiosk#print=auto', { width: 1080, height: 1920, before: (page) => page.addInitScript(() => { globalThis.print = () => (globalThis.printed = (globalThis.printed ?? 0) + 1); }) }, async (page) => {
    await page.locator('button.offer').first().click();
    await page.waitForFunction(() => globalThis.printed === 1);
    await page.emulateMedia({ media: 'print' });
    const paper = await page.locator('.slip').boundingBox();
    assert.ok(Math.abs(paper.width - (72 / 25.4) * 96) < 1, `${paper.width}`);
    assert.match(await wordsOf(page, '.slip'), /Bridge Bank[\s\S]*A-31[\s\S]*Cashing a cheque[\s\S]*8–12 min[\s\S]*8 times in 10/);
    assert.equal(await page.locator('.slip img').isVisible(), true);
    assert.equal(await page.locator('.result').isVisible(), false);
  });
});

test('a kiosk without a network says so, keeps what it shows, and comes back by itself', async () => {
  await inHall('/kiosk', { width: 768, height: 1024, isExpected: expectsCut }, async (page, { mock, hall }) => {
    await page.waitForSelector('button.offer');
    mock.isDown = true;
    mock.cut();
    await page.getByText('Offline since').waitFor();
    assert.equal(await page.locator('button.offer').count(), 3);
    hall.offers[0].waiting = 17;
    mock.isDown = false;
    await page.getByText('17 waiting').waitFor({ timeout: 60_000 });
    await page.getByText('Offline since').waitFor({ state: 'detached' });
  });
});

test('a kiosk that gets no answer says that it is at work, then what is safe and what to do', async () => {
  await inHall('/kiosk', { width: 768, height: 1024, isExpected: expectsCut }, async (page, { mock }) => {
    await page.waitForSelector('button.offer');
    mock.isDown = true;
    await page.locator('button.offer').first().click();
    await page.getByText('One moment').waitFor();
    await page.getByText('nothing is done twice').waitFor({ timeout: 60_000 });
    mock.isDown = false;
    await page.locator('button.offer').first().click();
    await page.waitForSelector('.result');
  });
});

test('a number taken with one’s own phone leads to its page', async () => {
  await inHall('/visit', { language: 'vi' }, async (page, { hall, mock }) => {
    await page.locator('button.offer').first().click();
    await page.waitForURL(`${mock.url}${TICKET}`);
    await page.waitForSelector('.own .label');
    assert.deepEqual(hall.taken, [{ services: [1], form: 'phone', language: 'vi' }]);
    await page.goto(`${mock.url}/visit`);
    await page.getByText('Trở lại số A-31').click();
    await page.waitForURL(`${mock.url}${TICKET}`);
  });
});

test('the ticket follows what happens: fewer before, called, called again, missed, served, asked', async () => {
  await inHall(TICKET, {}, async (page, { changeTicket, hall }) => {
    await page.getByText('3 people before you').waitFor();
    changeTicket({ ahead: 0, least_us: 0, most_us: 2 * 60e6 }, 'ticket.called');
    await page.getByText('You are next').waitFor();
    changeTicket(calledNow(), 'ticket.called');
    await page.getByText('Window 3').waitFor();
    assert.match(await page.title(), /A-31 · Please go to Window 3/);
    changeTicket({ ...calledNow(), calls: 2 }, 'ticket.recalled');
    await page.getByText('Called again').waitFor();
    changeTicket({ state: 'missed' }, 'ticket.missed');
    await page.getByText('Show this number to any member of staff').waitFor();
    changeTicket({ state: 'serving' }, 'service.begun');
    await page.getByText('It is your turn').waitFor();
    assert.equal(await page.locator('.is-grave').count(), 0);
    changeTicket({ state: 'done', question }, 'service.finished');
    await page.getByText('how was your visit today').waitFor();
    await page.locator('.scale label').nth(3).click();
    await page.locator('textarea').fill('  Quick and\nkind. ');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('We read every answer').waitFor();
    assert.deepEqual(hall.answers, [{ mark: 4, words: 'Quick and kind.' }]);
  });
});

test('a call is heard and felt as its customer likes', async () => {
  const before = (page) => page.addInitScript(() => {
    globalThis.felt = [];
    Object.defineProperty(navigator, 'vibrate', { value: (pattern) => globalThis.felt.push(pattern) > 0 });
    const start = OscillatorNode.prototype.start;
    globalThis.heard = 0;
    OscillatorNode.prototype.start = function (...when) {
      globalThis.heard += 1;
      return start.apply(this, when);
    };
  });
  await inHall(TICKET, { before }, async (page, { changeTicket, hall }) => {
    await page.locator('label', { hasText: 'with a sound' }).click();
    await page.waitForFunction(() => globalThis.heard === 2);
    changeTicket(calledNow(), 'ticket.called');
    await page.waitForFunction(() => globalThis.heard === 4);
    assert.equal(hall.ticket.preference, 'hear');
    changeTicket({ preference: 'hear' }, 'counter.opened');
    await page.waitForTimeout(700);
    assert.equal(await page.evaluate(() => globalThis.heard), 4);
  });
});

test('a phone in a language that we do not speak gets the kiosk’s', async () => {
  await inHall(TICKET, { language: 'de', change: (hall) => Object.assign(hall.ticket, { language: 'vi' }) }, async (page) => {
    await page.getByText('Trước quý khách còn 3 người').waitFor();
  });
  await inHall(TICKET, { language: 'pl', change: (hall) => Object.assign(hall.ticket, { language: 'vi' }) }, async (page) => {
    await page.getByText('Przed tym numerem: 3 osoby').waitFor();
  });
});

test('leaving is asked once more, and told', async () => {
  await inHall(TICKET, {}, async (page, { hall }) => {
    await page.getByText('I am leaving').click();
    await page.getByText('Keep my place').click();
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    assert.equal(hall.ticket.state, 'waiting');
    assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'I am leaving');
    await page.getByText('I am leaving').click();
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.getByText('You gave your number back').waitFor();
    assert.equal(hall.ticket.state, 'left');
  });
});

test('a ticket’s page works without a network, also when it is opened again', async () => {
  await inHall(TICKET, { isExpected: expectsCut }, async (page, { mock, hall }) => {
    await page.getByText('3 people before you').waitFor();
    const isKept = () => page.evaluate(async () => Boolean(navigator.serviceWorker.controller && (await (await caches.open('cykl-ticket')).match('/t/'))));
    while (!(await isKept())) await page.waitForTimeout(100);
    const kept = await page.evaluate(async () => (await (await caches.open('cykl-ticket')).keys()).map((one) => one.url).join());
    assert.equal(kept.includes(WORD), false);
    await page.reload();
    await page.getByText('3 people before you').waitFor();
    mock.isDown = true;
    mock.cut();
    await page.getByText('Offline since').waitFor();
    await page.reload();
    await page.getByText('3 people before you').waitFor();
    await page.getByText('Offline since').waitFor();
    assert.equal(await page.getByText('I am leaving').count(), 0);
    hall.ticket.ahead = 1;
    mock.isDown = false;
    await page.getByText('1 person before you').waitFor({ timeout: 60_000 });
    await page.getByText('Offline since').waitFor({ state: 'detached' });
  });
});

test('a word that is not known says so, and keeps nothing', async () => {
  await inHall('/t/nothing', { isExpected: expectsCut }, async (page) => {
    await page.getByText('no longer known').waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem('cykl.ticket')), '');
  });
});

test('texts of the house stay texts', async () => {
  const bad = '<img src=x onerror=alert(1)> {n} </script>';
  const titles = { en: bad, pl: bad, vi: bad };
  const change = (hall) => {
    hall.offers[0].title = titles;
    hall.house_title = titles;
    Object.assign(hall.ticket, calledNow(), { service_title: titles, counter_title: titles });
  };
  for (const path of ['/kiosk', '/visit', TICKET])
    await inHall(path, { change }, async (page) => {
      await page.getByText('onerror').first().waitFor();
      assert.equal(await page.locator('img[src="x"]').count(), 0);
    });
});
