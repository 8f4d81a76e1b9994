// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One person at the counter: to put a case on record, and to look at fifty of them, beside Request Tracker 5
// on SQLite. A case is a ticket there and a number taken here; the fifty are its tickets, and the people in
// line here. As JSON: one request. As a page: what must have come before the fifty can be seen – the page
// itself, and here its script, its styles and words and the JSON too, nothing from a cache. What a browser
// does with it then is in neither figure.
//
//	script/bench case      where the packages request-tracker5, rt5-db-sqlite and rt5-standalone are installed
//
// RT_URL and RT_PASSWORD tell a Request Tracker that runs already, with the name root. In turns, medians of ROUNDS.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const ROWS = 50;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { RT_URL, RT_PASSWORD } = process.env;
if (!RT_URL || !RT_PASSWORD) {
  console.error('RT_URL and RT_PASSWORD tell where Request Tracker answers, and root\'s password');
  process.exit(2);
}

/** A connection that is kept, and asks one thing after the other: little stands between the clock and the server. */
class Line {
  #socket;
  #host;
  #bytes = Buffer.alloc(0);
  #wake = () => undefined;
  #isOver = false;

  constructor(url, headers = {}) {
    this.#host = new URL(url);
    this.headers = headers;
  }

  async #open() {
    if (this.#socket && !this.#isOver) return;
    this.#isOver = false;
    this.#bytes = Buffer.alloc(0);
    const socket = connect(Number(this.#host.port), this.#host.hostname).setNoDelay();
    const ours = (work) => (piece) => {
      if (this.#socket !== socket) return; // an older one that ends late
      work(piece);
      this.#wake();
    };
    socket.on('data', ours((piece) => (this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece]))));
    for (const end of ['end', 'error', 'close']) socket.on(end, ours(() => (this.#isOver = true)));
    this.#socket = socket;
  }

  #more() {
    return new Promise((done) => (this.#wake = done));
  }

  async #until(mark) {
    let at;
    while ((at = this.#bytes.indexOf(mark)) < 0) {
      assert.ok(!this.#isOver, 'the connection ended early');
      await this.#more();
    }
    return at;
  }

  async #take(size) {
    while (this.#bytes.length < size) {
      assert.ok(!this.#isOver, 'the connection ended early');
      await this.#more();
    }
    const piece = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    return piece;
  }

  async #chunks() {
    const all = [];
    for (;;) {
      const at = await this.#until('\r\n');
      const size = Number.parseInt((await this.#take(at + 2)).toString(), 16);
      all.push((await this.#take(size + 2)).subarray(0, size));
      if (size === 0) return Buffer.concat(all);
    }
  }

  async #rest() {
    while (!this.#isOver) await this.#more();
    return this.#bytes;
  }

  async ask(method, path, body = '', more = {}) {
    await this.#open();
    const headers = { Host: this.#host.host, ...(method === 'POST' && { 'Content-Length': Buffer.byteLength(body) }), ...this.headers, ...more };
    this.#socket.write(`${method} ${path} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
    const head = (await this.#take((await this.#until('\r\n\r\n')) + 4)).toString();
    const field = (name) => new RegExp(`^${name}: *(.*?)\\r$`, 'im').exec(head)?.[1];
    const length = field('content-length');
    const isEnding = /close/i.test(field('connection') ?? '') || head.startsWith('HTTP/1.0');
    const bytes = length !== undefined ? await this.#take(Number(length)) : /chunked/i.test(field('transfer-encoding') ?? '') ? await this.#chunks() : await this.#rest();
    if (isEnding) this.#isOver = true;
    return { status: Number(head.split(' ')[1]), cookies: [...head.matchAll(/^set-cookie: *([^;\r]*)/gim)].map((found) => found[1]), text: bytes.toString() };
  }

  close() {
    this.#socket?.destroy();
  }
}

const right = ({ status, text }) => {
  assert.ok(status >= 200 && status < 300, `${status} ${text.slice(0, 300)}`);
  return text;
};

/* ---- Request Tracker ---- */

const rt = new Line(RT_URL, { Connection: 'close', Authorization: `Basic ${Buffer.from(`root:${RT_PASSWORD}`).toString('base64')}` });
const rtCase = async () => right(await rt.ask('POST', '/REST/2.0/ticket', JSON.stringify({ Queue: 'General', Subject: 'A card is lost', Requestor: 'mai@example.org', Content: 'It was in the bag.' }), { 'Content-Type': 'application/json' }));
const query = encodeURIComponent("Queue = 'General'");
const rtList = async () => JSON.parse(right(await rt.ask('GET', `/REST/2.0/tickets?query=${query}&per_page=${ROWS}&fields=Subject,Status,Created,Requestor,Owner`))).items.length;
const rtSession = new Line(RT_URL);
const rtPage = async () => (right(await rtSession.ask('GET', `/Search/Results.html?Query=${query}&RowsPerPage=${ROWS}`)).match(/A card is lost/g) ?? []).length;

async function rtSignIn() {
  const { status, cookies } = await rtSession.ask('POST', '/NoAuth/Login.html', `user=root&pass=${encodeURIComponent(RT_PASSWORD)}`, { 'Content-Type': 'application/x-www-form-urlencoded', Referer: `${RT_URL}/` });
  assert.ok(status === 200 || status === 302, `signing in answers ${status}`);
  rtSession.headers = { Connection: 'close', Cookie: cookies.at(-1), Referer: `${RT_URL}/` };
}

/* ---- Cykl ---- */

async function serve(store) {
  const child = spawn(process.env.CYKL ?? join(root, 'build/cykl'), ['serve', store, '--listen', '127.0.0.1:0', '--proxy', '127.0.0.1'], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill());
  const said = await new Promise((done) => {
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
      if (/\/setup#\S+/.test(text) && / at http:\S+\n/.test(text)) done(text);
    });
  });
  return { child, url: / at (http:\S+)\n/.exec(said)[1], invitation: /\/setup#(\S+)/.exec(said)[1] };
}

const folder = mkdtempSync(join(tmpdir(), 'cykl-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
cpSync(join(root, 'examples/bank'), join(folder, 'bank'), { recursive: true });
const organisation = join(folder, 'bank/organisation.yaml');
let text = readFileSync(organisation, 'utf8');
const calendars = [...text.matchAll(/^ {2}- calendar: (\S+)$/gm)].map(([, name]) => `  - {calendar: ${name}, zone: UTC, open: {daily: [00:00-24:00]}}\n`);
text = text.replace(/^calendars:\n(?:(?: .*)?\n)*/m, () => `calendars:\n${calendars.join('')}\n`);
writeFileSync(organisation, text);
const store = join(folder, 'house.db');
const program = process.env.CYKL ?? join(root, 'build/cykl');
execFileSync(program, ['init', store]);
execFileSync(program, ['load', store, join(folder, 'bank')]);
const { child, url, invitation } = await serve(store);
const cykl = new Line(url);
/* Everybody at an address of their own, as behind a proxy: the limits stay as they are. */
let asked = 0;
const own = (more = {}) => ({ 'X-Forwarded-For': `10.${(++asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`, 'X-Cykl': '1', ...more });
const send = async (path, values = {}) => JSON.parse(right(await cykl.ask('POST', path, JSON.stringify(values), own({ 'Content-Type': 'application/json', Accept: 'application/json' }))));
const look = async (path) => JSON.parse(right(await cykl.ask('GET', path, '', own({ Accept: 'application/json' }))));

async function cyklSignIn() {
  const { status, cookies } = await cykl.ask('POST', '/api/invitation', JSON.stringify({ invitation, password: 'an umbrella for the rain' }), own({ 'Content-Type': 'application/json' }));
  assert.equal(status, 200);
  cykl.headers = { Cookie: cookies.join('; ') };
  const { workspaces: [{ branches: [{ branch }], services }] } = await look('/api/house');
  if (!(await look(`/api/branches/${branch}/today`)).is_open) await send(`/api/branches/${branch}/day/open`);
  return { branch, service: services.find(({ name }) => name === 'cheque').service };
}

const { branch, service } = await cyklSignIn();
const taken = [];
const cyklCase = async () => taken.push((await send(`/api/branches/${branch}/tickets`, { services: [service] })).ticket);
const leave = async () => send(`/api/tickets/${taken.shift()}/leave`);
const cyklList = async () => (await look(`/api/branches/${branch}/today`)).waiting.length;

/** What a browser fetches before /today can show the line: each file that the page and its scripts name, then the JSON. */
async function cyklPage() {
  const seen = new Set();
  const fetchAll = async (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = right(await cykl.ask('GET', path, '', own()));
    const names = path.endsWith('.js') ? [...text.matchAll(/(?:from|import)\s*["'](\.\/[^"']+\.js)["']/g)] : path.includes('.') ? [] : [...text.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)];
    for (const [, name] of names) await fetchAll(new URL(name, url + path).pathname);
  };
  await fetchAll('/today');
  const words = await look('/api/me');
  assert.ok(words);
  await look('/api/house');
  return cyklList();
}

/* ---- In turns ---- */

async function timed(times, work) {
  const begin = process.hrtime.bigint();
  for (let i = 0; i < times; i += 1) assert.ok(await work() !== 0);
  return Number(process.hrtime.bigint() - begin) / 1e6 / times;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
await rtSignIn();
for (let i = 0; i < ROWS; i += 1) await rtCase();
while (taken.length < ROWS) await cyklCase();
assert.equal(await rtList(), ROWS);
assert.equal(await cyklList(), ROWS);
assert.ok(await rtPage() >= ROWS);
assert.equal(await cyklPage(), ROWS);

const rows = {
  json: ['fifty as JSON', 60, 20, [5, rtList], [200, cyklList]],
  page: ['fifty as a page', 250, 50, [3, rtPage], [50, cyklPage]],
  case: ['put a case on record', 600, 200, [5, rtCase], [500, cyklCase]],
};
const measured = {};
/* The lists first, while they are fifty: those who come later wait in vain, and that has its own lines on the page. */
for (const [name, [, , , theirs, ours]] of Object.entries(rows)) {
  measured[name] = { rt: [], cykl: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    const now = { rt: await timed(...theirs), cykl: await timed(...ours) };
    while (taken.length > ROWS) await leave();
    if (round >= 0) for (const who of ['rt', 'cykl']) measured[name][who].push(now[who]);
  }
}
console.log('| one client, one after the other | Request Tracker 5 | Cykl | ratio | goal | floor |\n| --- | --- | --- | --- | --- | --- |');
for (const [name, [title, goal, floor]] of Object.entries(rows)) {
  const { rt: theirs, cykl: ours } = measured[name];
  const ratio = median(theirs.map((ms, i) => ms / ours[i]));
  console.log(`| ${title} | ${median(theirs).toFixed(1)} ms | ${median(ours).toFixed(2)} ms | ${ratio.toFixed(0)} × | ${goal} | ${floor} |`);
}
for (const line of [rt, rtSession, cykl]) line.close();
child.kill('SIGTERM');
