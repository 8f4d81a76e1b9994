// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A visit from end to end with the real program and real browsers: devices are paired by their links, a
// number is taken at the kiosk and one by phone, called, seen on the wall and heard, served, and the
// closing question answered. The bank's example, but open day and night.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from './live.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const program = process.env.CYKL ?? join(here, '../../build/cykl');
let folder;
let server;
let url;
let cookie = '';
let branch;
let services;
let browser;

async function ask(verb, path, body = {}, headers = {}) {
  const answer = await fetch(url + path, {
    method: verb,
    headers: { 'X-Cykl': '1', ...(cookie ? { Cookie: cookie } : {}), ...(verb === 'GET' ? {} : { 'Content-Type': 'application/json' }), ...headers },
    body: verb === 'GET' ? undefined : JSON.stringify(body),
  });
  const given = answer.headers.get('set-cookie');
  if (given?.startsWith('cykl=')) cookie = given.split(';')[0];
  const type = answer.headers.get('content-type') ?? '';
  const value = type.includes('json') ? await answer.json() : Buffer.from(await answer.arrayBuffer());
  assert.ok(answer.ok, `${verb} ${path}: ${answer.status} ${JSON.stringify(value)}`);
  return value;
}

/** The example with calendars that never close. */
function alwaysOpen(from, to) {
  cpSync(from, to, { recursive: true });
  const file = join(to, 'organisation.yaml');
  const text = readFileSync(file, 'utf8');
  const names = [...text.matchAll(/^ {2}- calendar: (\S+)$/gm)].map((found) => found[1]);
  assert.ok(names.length > 0);
  const calendars = names.map((name) => `  - {calendar: ${name}, zone: Europe/Warsaw, open: {daily: [00:00-24:00]}}\n`).join('');
  writeFileSync(file, text.replace(/^calendars:\n(?:(?: .*)?\n)*/m, () => `calendars:\n${calendars}\n`));
}

async function listening(child) {
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    const found = /(http:\/\/127\.0\.0\.1:\d+)\/setup#(\S+)/.exec(said);
    if (found) return found;
  }
  throw new Error(`the server ended: ${said}`);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cykl-hall-'));
  alwaysOpen(join(here, '../../examples/bank'), join(folder, 'bank'));
  execFileSync(program, ['init', join(folder, 'hall.db')]);
  execFileSync(program, ['load', join(folder, 'hall.db'), join(folder, 'bank')]);
  server = spawn(program, ['serve', join(folder, 'hall.db'), '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [, address, invitation] = await listening(server);
  server.stdout.resume();
  url = address;
  await ask('POST', '/api/invitation', { invitation, password: 'an umbrella for the rain' });
  const house = await ask('GET', '/api/house');
  branch = house.workspaces[0].branches[0];
  services = house.workspaces[0].services;
  if (!(await ask('GET', `/api/branches/${branch.branch}/today`)).is_open) await ask('POST', `/api/branches/${branch.branch}/day/open`);
  await ask('POST', `/api/counters/${branch.counters[0].counter}/open`);
  browser = await launch(['--autoplay-policy=no-user-gesture-required']);
});

after(async () => {
  await browser?.close();
  if (server) {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
  }
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function paired(kind, page, size) {
  const { secret } = await ask('POST', `/api/branches/${branch.branch}/devices`, { kind, title: kind });
  const context = await browser.newContext({ viewport: size, locale: 'en' });
  context.setDefaultTimeout(60_000);
  const tab = await context.newPage();
  const wrong = [];
  tab.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));

  tab.on('pageerror', (error) => wrong.push(error.message));
  await tab.goto(`${url}/${page}/${secret}`);
  assert.equal(new URL(tab.url()).pathname, `/${page}`);
  return { tab, wrong, close: () => context.close() };
}

const counter = () => branch.counters[0].counter;

async function serve(ticket) {
  await ask('POST', `/api/tickets/${ticket}/begin`);
  await ask('POST', `/api/tickets/${ticket}/finish`, { outcome: 'positive' });
}

test('a visit from the kiosk’s touch to the closing question', async () => {
  const kiosk = await paired('kiosk', 'kiosk', { width: 1080, height: 1920 });
  const wall = await paired('display', 'display', { width: 1920, height: 1080 });
  const poster = await paired('poster', 'visit', { width: 390, height: 844 });

  await kiosk.tab.locator('button.offer').first().click();
  await kiosk.tab.waitForSelector('.result img');
  const first = await kiosk.tab.locator('.result .label').innerText();
  assert.match(first, /^[A-Z]-\d+$/);

  await poster.tab.locator('button.offer').first().click();
  await poster.tab.waitForURL(/\/t\//);
  const second = await poster.tab.locator('.own .label').innerText();
  assert.notEqual(second, first);
  await poster.tab.getByText('1 person before you').waitFor();

  const voices = [];
  wall.tab.on('response', (answer) => answer.url().includes('/voice?') && voices.push(answer.status()));
  await wall.tab.waitForSelector('.sound.is-on');
  const called = await ask('POST', `/api/counters/${counter()}/next`);
  assert.equal(called.label, first);
  await wall.tab.locator('.newest').getByText(first).waitFor();
  await wall.tab.waitForTimeout(1500);
  assert.deepEqual(voices, [200]);
  await poster.tab.getByText('You are next').waitFor();
  await serve(called.ticket);

  const next = await ask('POST', `/api/counters/${counter()}/next`);
  assert.equal(next.label, second);
  await poster.tab.getByText('Please go to').waitFor();
  await poster.tab.locator('.place').getByText('1').waitFor();
  await ask('POST', `/api/tickets/${next.ticket}/recall`);
  await poster.tab.getByText('Called again').waitFor();
  await serve(next.ticket);
  await poster.tab.locator('.scale label').last().click();
  await poster.tab.locator('textarea').fill('Quick and kind.');
  await poster.tab.getByRole('button', { name: 'Send' }).click();
  await poster.tab.getByText('Thank you', { exact: true }).waitFor();

  for (const { wrong, close } of [kiosk, wall, poster]) {
    assert.deepEqual(wrong, []);
    await close();
  }
});

test('a ticket’s page opens without a network', async () => {
  const { secret, label } = await ask('POST', `/api/branches/${branch.branch}/tickets`, { services: [services[0].service] });
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en' });
  const page = await context.newPage();
  await page.goto(`${url}/t/${secret}`);
  await page.locator('.own .label').getByText(label).waitFor();
  const isKept = () => page.evaluate(async () => Boolean(navigator.serviceWorker.controller && (await (await caches.open('cykl-ticket')).match('/t/'))));
  for (let tries = 0; !(await isKept()); tries += 1) {
    assert.ok(tries < 100, 'the page is not kept');
    await page.waitForTimeout(100);
  }
  await context.setOffline(true);
  await page.reload();
  await page.locator('.own .label').getByText(label).waitFor();
  await page.getByText('Offline since').waitFor();
  await context.setOffline(false);
  await ask('POST', '/api/ticket/leave', {}, { Authorization: `Ticket ${secret}` });
  await page.getByText('You gave your number back').waitFor();
  await context.close();
});

test('an agreed time’s code takes a number at the kiosk; the number given back is gone', async () => {
  const from_us = (Math.floor(Date.now() / 1000 / 900) + 1) * 900 * 1_000_000;
  const { code } = await ask('POST', `/api/branches/${branch.branch}/appointments`, { service: services[0].service, from_us });
  const kiosk = await paired('kiosk', 'kiosk', { width: 768, height: 1024 });
  await kiosk.tab.getByText('I have an appointment').click();
  for (const digit of code) await kiosk.tab.locator('.pad').getByText(digit, { exact: true }).click();
  await kiosk.tab.getByRole('button', { name: 'Take a number' }).click();
  await kiosk.tab.waitForSelector('.result .label');
  assert.equal(await kiosk.tab.locator('.result-service').innerText(), services[0].title.en);
  const label = await kiosk.tab.locator('.result .label').innerText();
  const waits = async () => (await ask('GET', `/api/branches/${branch.branch}/today`)).waiting.some((one) => one.label === label);
  assert.equal(await waits(), true);
  await kiosk.tab.getByText('Give my number back').click();
  await kiosk.tab.waitForSelector('button.offer');
  assert.equal(await waits(), false);
  await kiosk.close();
});

test('what a screen says is a recording with sound in it', async () => {
  const { ticket } = await ask('POST', `/api/branches/${branch.branch}/tickets`, { services: [services[0].service], language: 'vi' });
  assert.equal((await ask('POST', `/api/counters/${counter()}/next`)).ticket, ticket);
  for (const language of ['en', 'pl', 'vi']) {
    const wav = await ask('GET', `/api/branches/${branch.branch}/voice?ticket=${ticket}&language=${language}`);
    assert.equal(wav.subarray(0, 4).toString('latin1'), 'RIFF');
    const samples = (wav.length - 44) / 2;
    const seconds = samples / wav.readUInt32LE(24);
    assert.ok(seconds > 1.5 && seconds < 10, `${language}: ${seconds} s`);
    let sum = 0;
    for (let at = 44; at + 1 < wav.length; at += 2) sum += wav.readInt16LE(at) ** 2;
    assert.ok(Math.sqrt(sum / samples) > 500, language);
  }
  await serve(ticket);
});

test('the display of a house that goes away says so and comes back with it', async () => {
  const wall = await paired('display', 'display', { width: 1280, height: 720 });
  await wall.tab.waitForSelector('.board');
  const port = new URL(url).port;
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  await wall.tab.locator('.cut').waitFor();
  server = spawn(program, ['serve', join(folder, 'hall.db'), '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  await wall.tab.locator('.cut').waitFor({ state: 'detached', timeout: 60_000 });
  await wall.close();
});
