// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The twin on the demo's bank, in a browser: what if another window opened now, in one click, with the
// twin's trust beside it. Then the store is copied and its last days are falsified – serving took three
// times as long – and the same click is refused with reasons and no figure; so are a scenario and what to
// expect of a plan of shifts.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isTooWide, launch, violations } from './live.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const program = process.env.CYKL ?? join(here, '../../build/cykl');
const PASSWORD = 'seven quiet tickets';
const SLOW = 3;
const HIDDEN_DAYS = 8; // of the calendar: at least the five working days that are replayed
let folder;
let browser;
let page;
let child;
const wrong = [];

/** Starts the program and gives what it prints, up to what is looked for. */
async function started(words, wanted) {
  child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    const found = wanted.exec(said);
    if (found) return found;
  }
  throw new Error(`${words[0]} ended: ${said}`);
}

async function ended() {
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  assert.equal(await gone, 0, 'it ends cleanly');
  child = null;
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cykl-what-if-'));
  browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(`${page.url()}: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(error.stack));
});

after(async () => {
  await browser?.close();
  child?.kill('SIGKILL');
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const store = () => join(folder, 'demo.db');
const falsified = () => join(folder, 'falsified.db');
let branch;

const answered = () => page.waitForResponse((one) => /\/what-if/.test(one.url()));

test('on the demo’s bank one click tells what another window would change, and how far that can be trusted', async () => {
  const [link, url] = await started(['demo', '--weeks', '2', '--keep', store(), '--listen', '127.0.0.1:0', '--no-limits'], /(http:\/\/127\.0\.0\.1:\d+)\/setup#\S+/);
  child.stdout.resume();
  await page.goto(link);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(PASSWORD);
  const invited = page.waitForResponse((one) => one.url().endsWith('/api/invitation') && one.ok());
  await page.keyboard.press('Enter');
  await invited;
  const { workspaces } = await (await page.request.get(`${url}/api/house`)).json();
  branch = workspaces[0].branches.find((one) => one.name === 'wroclaw-old-town');
  await page.goto(`${url}/today#${branch.branch}`);
  await page.waitForSelector('.counter-now');

  /* A window closes, so that one can be opened; nobody is in front of it then. */
  if ((await page.locator('.whatif-ask').count()) === 0) {
    const { counters } = await (await page.request.get(`${url}/api/branches/${branch.branch}/today`)).json();
    const closed = await page.request.post(`${url}/api/counters/${counters.at(-1).counter}/pause`, { headers: { 'X-Cykl': '1' }, data: { reason: 'break' } });
    assert.ok(closed.ok(), await closed.text());
    await page.waitForSelector('.whatif-ask');
  }
  const answer = answered();
  await page.locator('.whatif-ask').first().click();
  const told = await (await answer).json();
  await page.waitForSelector('.whatif-headline');
  assert.equal(told.trust.is_trusted, true, JSON.stringify(told.trust.reasons));
  assert.ok(told.runs >= 20 && told.now.chance.n > 0, JSON.stringify(told.now));
  assert.ok(told.took_us < 1_000_000, `it took ${told.took_us} µs`);
  const first = told.choices.find((one) => one.is_opening);
  assert.ok(first.chance.low <= first.chance.mean && first.chance.mean <= first.chance.high);
  assert.ok(first.difference.chance.mean <= 0.02, 'another window does not make it worse');
  assert.match(await page.textContent('.whatif-change'), /%.*%/s);
  assert.match(await page.textContent('.whatif-table'), /9 of 10 wait at most.*min.*Give up/s);
  await page.locator('.trust-note summary').click();
  assert.match(await page.textContent('.trust-note'), /(good|fair).*\d+ of \d+ figures of hidden days.*95\s%.*Little.*M\/M\/2/s);
  await page.locator('.whatif summary:has-text("What these figures are")').click();
  assert.match(await page.textContent('.whatif'), /played on from this minute.*An? counter that is open stays open/s);
  assert.deepEqual(await violations(page), []);
  assert.equal(await isTooWide(page), false);

  /* All choices by the keyboard; the trust is kept and not made anew. */
  await page.keyboard.press('Escape');
  const again = answered();
  await page.keyboard.press('w');
  assert.equal((await (await again).json()).trust.checked_us, told.trust.checked_us);
  await page.waitForSelector('.whatif-rows li >> nth=1');
  await ended();
});

test('when the last days’ service times are falsified the twin refuses, with reasons and without a figure', async () => {
  copyFileSync(store(), falsified());
  /* What the journal itself forbids is taken off first; kinds 51 and 52: service begun, finished. */
  execFileSync('sqlite3', [falsified(), `
    DROP TRIGGER event_is_not_changed;
    UPDATE event SET at_us = at_us + ${SLOW - 1} * (at_us - (
      SELECT max(begun.at_us) FROM event AS begun
      WHERE begun.branch = event.branch AND begun.number < event.number AND begun.number > event.number - 300
        AND begun.kind = 51 AND begun.journey = event.journey))
    WHERE branch = ${branch.branch} AND kind = 52
      AND at_us > (SELECT max(at_us) FROM event) - ${HIDDEN_DAYS} * 86400 * 1000000
      AND EXISTS (SELECT 1 FROM event AS begun
        WHERE begun.branch = event.branch AND begun.number < event.number AND begun.number > event.number - 300
          AND begun.kind = 51 AND begun.journey = event.journey);`]);
  const [, url] = await started(['serve', falsified(), '--listen', '127.0.0.1:0', '--no-limits'], /(http:\/\/127\.0\.0\.1:\d+)/);
  child.stdout.resume();
  const entered = await page.request.post(`${url}/api/session`, { headers: { 'X-Cykl': '1' }, data: { name: 'administrator', password: PASSWORD } });
  assert.ok(entered.ok(), await entered.text());
  await page.goto(`${url}/today#${branch.branch}`);
  await page.waitForSelector('.counter-now');
  const answer = answered();
  await page.keyboard.press('w');
  const told = await (await answer).json();
  await page.waitForSelector('.refusal');
  assert.equal(told.trust.grade, 'poor');
  assert.equal(told.now, null);
  assert.deepEqual(told.choices, []);
  assert.match(await page.textContent('.refusal'), /No figure.*poor.*Serving took \d+\s%\slonger/s);
  assert.equal(await page.locator('.whatif-headline, .whatif-rows, .whatif-table').count(), 0);
  assert.deepEqual(await violations(page), []);

  /* A scenario: the same reasons in place of both days. */
  await page.goto(`${url}/what-if#${branch.branch}`);
  await page.waitForSelector('.hours-grid');
  const scenario = page.waitForResponse((one) => /\/simulate$/.test(one.url()));
  await page.keyboard.press('r');
  const played = await (await scenario).json();
  await page.waitForSelector('.played .refusal');
  assert.equal(played.trust.is_refused, true);
  for (const side of ['before', 'after', 'difference', 'visits']) assert.equal(played[side], null, side);
  assert.deepEqual([played.runs, played.moments, played.quarters], [0, [], []]);
  assert.match(await page.textContent('.played'), /No figure: the twin has not earned trust here.*poor.*Serving took \d+\s%\slonger/s);
  assert.equal(await page.locator('.both, .played svg:not(.shape), .played table').count(), 0);
  assert.deepEqual(await violations(page), []);

  /* A plan: who comes and who is needed stays, what to expect of it is not told. */
  const planned = page.waitForResponse((one) => /\/api\/.*\/staffing\?/.test(one.url()));
  await page.goto(`${url}/staffing?branch=${branch.name}`);
  const plan = await (await planned).json();
  await page.waitForSelector('.staffing-found .refusal');
  assert.equal(plan.runs, 0);
  assert.ok(plan.day_expected.arrivals > 0 && plan.plan.length > 0);
  assert.deepEqual([plan.day_expected.within.mean, plan.day_expected.wait_s, plan.day_expected.leaves, plan.day_expected.overtime_s], [null, null, null, null]);
  assert.ok(plan.expected.every((one) => one.simulated === null && one.formula === null));
  assert.match(await page.textContent('.staffing-found .refusal'), /What to expect of this plan is not told.*poor.*Serving took/s);
  assert.equal(await page.locator('.staffing-part svg').count(), 3);
  assert.deepEqual(await violations(page), []);
  await ended();
});

test('nothing went wrong in the page', () => {
  /* A program that has ended is told by the browser, and caught up with by the page. */
  assert.deepEqual(wrong.filter((one) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY|net::/.test(one)), []);
});
