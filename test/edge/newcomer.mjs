// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Somebody who has never seen Cykl starts the demo and opens what it prints: takes a ticket at the kiosk, sees
// and hears it called, serves it at the desk, and finds it in the measures – within a minute.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './live.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const program = process.env.CYKL ?? join(here, '../../build/cykl');
const password = 'seven quiet tickets';
let demo;
let links;
let browser;

async function printed(child) {
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    if (/Ctrl-C/.test(said)) break;
  }
  const link = (part) => new RegExp(`(http://127\\.0\\.0\\.1:\\d+/${part}\\S+)`).exec(said)?.[1];
  const found = { kiosk: link('kiosk/'), display: link('display/'), visit: link('visit/'), setup: link('setup#') };
  for (const [name, url] of Object.entries(found)) assert.ok(url, `no link to ${name} in: ${said}`);
  return found;
}

before(async () => {
  demo = spawn(program, ['demo', '--weeks', '1', '--listen', '127.0.0.1:0', '--no-limits'], { stdio: ['ignore', 'pipe', 'inherit'] });
  links = await printed(demo);
  browser = await launch(['--autoplay-policy=no-user-gesture-required']);
});

after(async () => {
  await browser?.close();
  const ended = new Promise((done) => demo.once('exit', done));
  demo.kill('SIGTERM');
  assert.equal(await ended, 0, 'the demo ends cleanly');
});

async function page(url, width, height) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en', reducedMotion: 'reduce' });
  context.setDefaultTimeout(60_000);
  const one = await context.newPage();
  one.wrong = [];
  one.on('pageerror', (error) => one.wrong.push(error.message));
  one.on('console', (message) => message.type() === 'error' && one.wrong.push(message.text()));
  await one.goto(url);
  return one;
}

const countOf = async (desk, measure) => {
  const answer = await desk.request.get(new URL(`/api/measures/${measure}?where=branch=wroclaw-arcade`, links.setup).href);
  assert.ok(answer.ok(), await answer.text());
  const frame = await answer.json();
  const at = (name) => frame.columns.findIndex((column) => column.name === name);
  return { frame, value: (name) => frame.rows[0][at(name)] };
};

test('a newcomer takes a ticket, hears and sees it called, serves it and finds it in the measures', async () => {
  const began = Date.now();
  const display = await page(links.display, 1920, 1080);
  const spoken = display.waitForResponse((answer) => /\/voice/.test(answer.url()) && answer.status() === 200, { timeout: 60000 });

  /* The administrator, by the link that works once. */
  const desk = await page(links.setup, 1440, 900);
  for (const field of await desk.locator('input[type=password]').all()) await field.fill(password);
  const invited = desk.waitForResponse((answer) => answer.url().endsWith('/api/invitation') && answer.ok());
  await desk.keyboard.press('Enter');
  await invited;

  /* A seat at a closed window of the branch that is the visitor's. */
  await desk.goto(new URL('/desk', links.setup).href);
  await desk.getByRole('button', { name: /Sit down here/ }).last().click();
  await desk.getByRole('button', { name: /Call next/ }).waitFor();
  const before = await countOf(desk, 'tickets');
  const seen = before.value('tickets');

  /* Whoever waits there already is served first; then the newcomer takes a ticket. */
  const kiosk = await page(links.kiosk, 768, 1024);
  await kiosk.getByRole('button', { name: /Cashing a cheque/ }).first().click();
  const label = (await kiosk.locator('text=/^[A-Z]-\\d+$/').first().textContent()).trim();

  let called = '';
  for (let tries = 0; called !== label && tries < 20; tries += 1) {
    const answer = desk.waitForResponse((one) => /\/next$/.test(one.url()));
    await desk.getByRole('button', { name: /Call next/ }).click();
    called = (await (await answer).json()).label;
    assert.ok(called, 'somebody waits');
    if (called === label) break;
    await finish(desk);
  }
  await display.locator(`text=${label}`).first().waitFor();
  const wav = await (await spoken).body();
  assert.ok(wav.length > 20000, 'the call is spoken');
  await finish(desk);

  /* In the measures: one ticket more than before, served. */
  let now = await countOf(desk, 'tickets');
  for (let tries = 0; now.value('tickets') <= seen && tries < 200; tries += 1) {
    await desk.waitForTimeout(250);
    now = await countOf(desk, 'tickets');
  }
  assert.ok(now.value('tickets') > seen, `${now.value('tickets')} tickets, ${seen} before`);
  await desk.goto(new URL('/measures', links.setup).href);
  await desk.getByRole('heading', { level: 1, name: /Measures/ }).waitFor();
  await desk.getByText(/n\s?\d+/).first().waitFor();
  assert.ok(Date.now() - began < 60_000, `it took ${Date.now() - began} ms`);
  for (const one of [display, kiosk, desk]) assert.deepEqual(one.wrong, []);
});

/** The customer has come, is served, and goes. */
async function finish(desk) {
  await desk.getByRole('button', { name: /Customer has come/ }).click();
  const well = desk.getByRole('group', { name: 'Finish' }).getByRole('button', { name: /went well/ });
  const finished = desk.waitForResponse((one) => /\/finish$/.test(one.url()) && one.ok());
  await well.click();
  await finished;
  await desk.waitForFunction(() => !document.querySelector('[role=group][aria-label=Finish]'));
}
