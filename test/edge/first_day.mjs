// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A newcomer's first day with the real program, in a browser from the first link on: a password, an
// example, a paired kiosk and display, a counter; a customer takes a number, is called, seen on the
// screen, served moment by moment, and found in the measures. Then the edges of a day: walking out by
// repair, a session that ends, a role that may not.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, violations } from './live.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const program = process.env.CYKL ?? join(here, '../../build/cykl');
const PASSWORD = 'an umbrella for the rain';
let folder;
let server;
let url;
let link;
let browser;
let staff; // the administrator's window
const wrong = [];

async function listening(child) {
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    const found = /(http:\/\/127\.0\.0\.1:\d+)\/setup#\S+/.exec(said);
    if (found) return found;
  }
  throw new Error(`the server ended: ${said}`);
}

/** A window of somebody: their own cookies; what goes wrong in it is remembered. */
async function window(width = 1440, height = 900) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(`${page.url()}: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(error.stack));
  return page;
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cykl-first-day-'));
  execFileSync(program, ['init', join(folder, 'day.db')]);
  server = spawn(program, ['serve', join(folder, 'day.db'), '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  [link, url] = await listening(server);
  server.stdout.resume();
  browser = await launch(['--autoplay-policy=no-user-gesture-required']);
  staff = await window();
});

after(async () => {
  await browser?.close();
  server?.kill('SIGTERM');
  if (server) await new Promise((done) => server.once('exit', done));
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function pair(kind, title) {
  await staff.goto(`${url}/places#devices`);
  await staff.locator('[data-focus=pair]').click();
  await staff.locator(`dialog input[value=${kind}]`).check();
  await staff.locator('dialog input[type=text]').fill(title);
  await staff.keyboard.press('Enter');
  await staff.waitForSelector('dialog .qr');
  const paired = await staff.locator('.copied input').inputValue();
  await staff.locator('dialog button:text-is("Done")').click();
  await staff.waitForSelector(`tr:has-text("${title}")`);
  return paired;
}

test('the first link sets a password, and an example is begun with', async () => {
  await staff.goto(link);
  await staff.locator('main input[type=password]').nth(0).fill(PASSWORD);
  await staff.locator('main input[type=password]').nth(1).fill(PASSWORD);
  await staff.keyboard.press('Enter');
  await staff.locator('.example:has-text("A bank")').click();
  await staff.waitForSelector('.setup-step.is-now h2:has-text("A place for tickets")');
  assert.deepEqual(await violations(staff), []);
});

let kiosk;
let display;

test('a kiosk and a display are paired by their links, and the day is opened', async () => {
  const [kioskLink, displayLink] = [await pair('kiosk', 'Kiosk at the door'), await pair('display', 'Screen on the wall')];
  kiosk = await window(1080, 1600);
  await kiosk.goto(kioskLink);
  display = await window(1920, 1080);
  await display.goto(displayLink);
  await staff.goto(`${url}/today`);
  await staff.waitForSelector('.live-map');
  const open = staff.locator('button:text-is("Open the day")');
  if (await open.count()) await open.click();
  await staff.waitForSelector('.day-state:has-text("The day is open")');
  assert.deepEqual(await violations(staff), []);
});

/** A number taken as the kiosk does it; the kiosk's own page is hall_live's. */
const take = (n) =>
  kiosk.evaluate(async (index) => {
    const { branch } = await (await fetch('/api/me')).json();
    const { offers } = await (await fetch(`/api/branches/${branch}/kiosk`)).json();
    const answer = await fetch(`/api/branches/${branch}/tickets`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Cykl': '1' },
      body: JSON.stringify({ services: [offers[index % offers.length].service], form: 'paper', language: ['en', 'pl', 'vi'][index % 3] }),
    });
    return (await answer.json()).label;
  }, n);

test('whoever takes a number is on today and at the desk at once', async () => {
  await staff.waitForSelector('.pane:has-text("Nobody waits")');
  const label = await take(0);
  await staff.waitForSelector(`.rows .label:text-is("${label}")`);
  await staff.goto(`${url}/desk`);
  await staff.locator('.counter-choice button').first().click();
  await staff.waitForSelector(`.line-row:has-text("${label}")`);
  const second = await take(1);
  await staff.waitForSelector(`.line-row:has-text("${second}")`);
  assert.deepEqual(await violations(staff), []);
});

test('the visit is served by keys, the screen shows the call, and the map knows where the customer is', async () => {
  await staff.evaluate(() => document.activeElement?.blur());
  await staff.keyboard.press(' ');
  await staff.waitForSelector('.visit-label');
  const label = (await staff.textContent('.visit-label')).replace('The customer in front ', '');
  await display.waitForFunction((text) => document.body.textContent.includes(text), label);
  await staff.keyboard.press('b');
  await staff.waitForSelector('#finish');
  const current = () => staff.locator('.desk-moment.is-current .moment-name').textContent();
  const marked = await current();
  await staff.keyboard.press('1');
  await staff.waitForFunction((before) => document.querySelector('.desk-moment.is-current .moment-name')?.textContent !== before, marked);
  await staff.keyboard.press('0');
  await staff.waitForSelector('.desk-moment.is-current .moment-time');
  assert.deepEqual(await violations(staff), []);
  const now = await window();
  await now.context().addCookies(await staff.context().cookies());
  await now.goto(`${url}/today`);
  await now.waitForSelector('.live-card.is-here:has-text("1 now")');
  await now.waitForSelector(`.counter-doing:has-text("serves ${label}")`);
  await now.context().close();
  await staff.keyboard.press('f');
  await staff.waitForFunction(() => document.activeElement?.closest('#finish') !== null);
  await staff.keyboard.press('1');
  await staff.waitForSelector('.nobody');
  await staff.waitForSelector('.strip-state:has-text("one served today")');
});

test('who did not come is repaired on the record, held, resumed and sent on', async () => {
  await staff.keyboard.press(' ');
  await staff.waitForSelector('.visit-label');
  await staff.keyboard.press('n');
  await staff.waitForSelector('.line-row:has-text("did not come")');
  await staff.locator('.line-row:has-text("did not come")').click();
  await staff.locator('.menu-item:has-text("Repair a wrong state")').click();
  await staff.locator('dialog input[value=waiting]').check();
  await staff.locator('dialog button[type=submit]').click();
  await staff.waitForSelector('.line .rows .tag.is-next');
  await staff.evaluate(() => document.activeElement?.blur());
  await staff.keyboard.press(' ');
  await staff.waitForSelector('.visit-label');
  await staff.keyboard.press('h');
  await staff.keyboard.press('Enter');
  await staff.waitForSelector('.line-row:has-text("on hold")');
  await staff.locator('.line-row:has-text("on hold")').click();
  await staff.locator('.menu-item:text-is("Go on here")').click();
  await staff.waitForSelector('.visit-label');
  await staff.keyboard.press('t');
  await staff.waitForSelector('dialog[open]');
  await staff.locator('dialog input[value=loses]').check();
  await staff.locator('dialog button[type=submit]').click();
  await staff.waitForSelector('.nobody');
  await staff.waitForSelector('.line-row');
});

test('what happened is in the measures, with its n', async () => {
  await staff.goto(`${url}/measures?measure=tickets`);
  await staff.waitForSelector('#measure-tickets');
  assert.match((await staff.textContent('#measure-tickets')).replaceAll('\u00a0', ' '), /tickets\s*2/);
  await staff.locator('.chip:has-text("service")').click();
  await staff.waitForSelector('#measure-tickets .row-label:has-text("Cashing a cheque")');
  await staff.goto(`${url}/measures`);
  await staff.waitForSelector('#standards .row-chart');
  assert.match((await staff.textContent('#standards')).replaceAll('\u00a0', ' '), /too few \(n \d\)/);
  assert.deepEqual(await violations(staff), []);
});

test('somebody is taken on by a link, may what an agent may, and is signed out when removed', async () => {
  await staff.goto(`${url}/people`);
  await staff.locator('[data-focus=add-staff]').click();
  await staff.locator('dialog input').first().fill('Łukasz Żak');
  await staff.locator('dialog button[type=submit]').click();
  await staff.waitForSelector('dialog .copied');
  const invitation = await staff.locator('.copied input').inputValue();
  await staff.locator('dialog button:text-is("Done")').click();
  const agent = await window();
  await agent.goto(invitation);
  await agent.locator('main input[type=password]').nth(0).fill(`${PASSWORD} again`);
  await agent.locator('main input[type=password]').nth(1).fill(`${PASSWORD} again`);
  await agent.keyboard.press('Enter');
  await agent.waitForSelector('.counter-choice');
  assert.deepEqual(await agent.locator('.staff-bar nav a').allTextContents(), ['Desk', 'Today', 'Customers']);
  assert.equal(await agent.evaluate(async () => (await fetch('/api/people')).status), 403);
  await staff.locator('tr:has-text("Łukasz Żak") button:has-text("Remove")').click();
  await staff.locator('dialog .is-grave').click();
  await staff.waitForSelector('tr:has-text("Łukasz Żak")', { state: 'detached' });
  await agent.goto(`${url}/today`);
  await agent.waitForSelector('h1:has-text("Sign in to Bridge Bank")');
  await agent.context().close();
});

test('a customer is added, found by the search field, and erased', async () => {
  await staff.goto(`${url}/people#customers`);
  await staff.locator('[data-focus=add-customer]').click();
  await staff.locator('dialog input').first().fill('Nguyễn Thị Hồng');
  await staff.locator('dialog button[type=submit]').click();
  await staff.waitForSelector('dialog', { state: 'detached' });
  await staff.keyboard.press('Escape');
  await staff.locator('.search-button').click();
  await staff.waitForSelector('dialog[open]');
  await staff.keyboard.type('hồng');
  await staff.locator('.menu-item:has-text("Nguyễn Thị Hồng")').click();
  await staff.waitForSelector('tr:has-text("Nguyễn Thị Hồng")');
  await staff.locator('tr:has-text("Nguyễn Thị Hồng") button:has-text("Erase")').click();
  await staff.locator('dialog .is-grave').click();
  await staff.waitForSelector('text=Nobody of that name is known');
});

test('an ended session is taken up again over the page', async () => {
  await staff.goto(`${url}/today`);
  await staff.waitForSelector('.live-map');
  await staff.context().clearCookies();
  await staff.locator('button:text-is("Close the day")').click();
  await staff.locator('dialog .is-main').click();
  await staff.waitForSelector('dialog h2:text-is("Your session has ended")');
  await staff.locator('dialog input[type=password]').fill(PASSWORD);
  await staff.keyboard.press('Enter');
  await staff.waitForSelector('h2:text-is("Your session has ended")', { state: 'detached' });
  await staff.waitForSelector('.live-map');
});

test('nothing went wrong in any window but what was meant to', () => {
  assert.deepEqual(wrong.filter((one) => !/status of (401|403)/.test(one)), []);
});
