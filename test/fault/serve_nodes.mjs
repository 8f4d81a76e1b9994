// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two `cykl serve` on one PostgreSQL, as a large house runs them: in one branch fifty counters call at
// once through the one node and fifty through the other, each with somebody who has signed in; kiosks of
// both give numbers; a display hangs on each node, and a third one moves from node to node with
// Last-Event-ID, as behind a proxy. No ticket may be called twice or lost, and every display must see
// every call. What the answers said is held against the journal, and `cykl doctor` against both.
//
//	test/edge/with_postgresql node test/fault/serve_nodes.mjs [--tickets 100000] [--counters 50] [--minutes 20]
//
// After the minutes no more tickets are given: what was taken by then is called, finished and proved. CYKL
// names the program. `nodes.c` is the same race below HTTP, with other programs' clocks and ears.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Browser, pause } from './browser.mjs';

const NODES = 2;
const KIOSKS = 25; // on each node: as many as fifty counters need, or there is no line
const WAITING_MOST = 150;
const MOVES_MS = 2000;
const TOLD_MS = 10_000;
const STUCK_TOLD = 9; // so often the same is told, and something has been lost
const KIND = { taken: 40, called: 42, finished: 52 }; // src/journal/events.def
const PASSWORD = 'an umbrella for the rain';

const here = dirname(fileURLToPath(import.meta.url));
const program = process.env.CYKL ?? join(here, '../../build/cykl');
const store = process.env.CYKL_POSTGRESQL;
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  assert.ok(Number.isInteger(value) && value > 0, `${name} takes a number`);
  return value;
};
const tickets = option('--tickets', 2000);
const counters = option('--counters', 50);
const minutes = option('--minutes', 24 * 60);
const since = Date.now();
const seconds = () => (Date.now() - since) / 1000;

/** The bank's example, open day and night, with enough counters in its first branch. */
function workspace(to) {
  cpSync(join(here, '../../examples/bank'), to, { recursive: true });
  const file = join(to, 'organisation.yaml');
  let text = readFileSync(file, 'utf8');
  const names = [...text.matchAll(/^ {2}- calendar: (\S+)$/gm)].map((found) => found[1]);
  assert.ok(names.length > 0);
  const calendars = names.map((name) => `  - {calendar: ${name}, zone: UTC, open: {daily: [00:00-24:00]}}\n`).join('');
  const desks = Array.from({ length: NODES * counters }, (_, i) => `      - {counter: desk-${i}, title: Desk ${i}, services: [cheque]}\n`).join('');
  text = text.replace(/^calendars:\n(?:(?: .*)?\n)*/m, () => `calendars:\n${calendars}\n`);
  text = text.replace(/^ {4}counters:\n/m, () => `    counters:\n${desks}`);
  writeFileSync(file, text);
}

/** Starts a node; resolves to it when it says where it is. */
async function serve() {
  const child = spawn(program, ['serve', store, '--listen', '127.0.0.1:0', '--proxy', '127.0.0.1'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', (status, signal) => done(signal ?? status)));
  process.once('exit', () => child.exitCode === null && child.kill('SIGKILL'));
  const said = await new Promise((done, failed) => {
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
      if (/ at (http:\S+)\n/.test(text)) setTimeout(() => done(text), 200);
    });
    ended.then((status) => failed(new Error(`a node ended with ${status}: ${text}`)));
  });
  return { child, ended, said, url: / at (http:\S+)\n/.exec(said)[1], invitation: /\/setup#(\S+)/.exec(said)?.[1] };
}

const sql = (text) => execFileSync('psql', ['-X', '-At', '-v', 'ON_ERROR_STOP=1', '-d', store, '-c', text], { encoding: 'utf8', maxBuffer: 1 << 30 }).trim();
const listOf = (text) => (text === '' ? [] : text.split('\n').map(Number));

/* ---- People and devices ---- */

async function signedIn(url, invitation) {
  const browser = new Browser(url);
  await browser.send('/api/invitation', { invitation, password: PASSWORD });
  return browser;
}

async function paired(administrator, branch, kind, url) {
  const { secret } = await administrator.send(`/api/branches/${branch}/devices`, { kind, title: kind });
  const browser = new Browser(url);
  await browser.open(`/${kind}/${secret}`);
  return browser;
}

/** Somebody new signs in at a node and sits down at a counter. */
async function seated(administrator, branch, counter, i, url) {
  const { invitation } = await administrator.send('/api/staff', { name: `teller-${i}`, title: `Teller ${i}`, role: 'agent', branches: [branch] });
  const browser = await signedIn(url, invitation);
  await browser.send(`/api/counters/${counter}/open`);
  return { browser, counter };
}

/* ---- The race ---- */

const race = { wanted: tickets, started: 0, taken: new Set(), called: new Map(), twice: [], finished: 0, isOver: false };

async function kioskLives(browser, branch, service) {
  while (!race.isOver) {
    if (race.taken.size - race.called.size > WAITING_MOST) {
      await pause(5);
      continue;
    }
    if (race.started >= race.wanted) return;
    race.started += 1;
    const values = { services: [service], ...(race.started % 5 === 0 && { class: 'priority' }) };
    race.taken.add((await browser.send(`/api/branches/${branch}/tickets`, values)).ticket);
  }
}

async function counterLives({ browser, counter }) {
  while (!race.isOver && race.called.size < race.wanted) {
    const { ticket } = await browser.send(`/api/counters/${counter}/next`);
    if (!ticket) {
      await pause(20 + Math.random() * 20);
      continue;
    }
    if (race.called.has(ticket)) race.twice.push(ticket);
    race.called.set(ticket, counter);
    await browser.send(`/api/tickets/${ticket}/begin`);
    await browser.send(`/api/tickets/${ticket}/finish`, { outcome: 'positive' });
    race.finished += 1;
  }
}

/** A display, which follows from what its first look showed: each call by the number of its event, since one that was cut may hear an event again. */
async function watch(browser, branch, name) {
  const { number } = await browser.look(`/api/branches/${branch}/display`);
  const display = { name, calls: new Map(), twice: 0, reloads: 0 };
  const numbers = new Set();
  display.stream = browser.follow(`/api/branches/${branch}/stream?from=${number}`, (event) => {
    if (event.kind === 'reload') display.reloads += 1;
    if (event.kind !== 'ticket.called' || numbers.has(event.number)) return;
    numbers.add(event.number);
    display.twice += display.calls.has(event.subject);
    display.calls.set(event.subject, event.counter);
  });
  return display;
}

function moves(display, urls) {
  let at = 0;
  return setInterval(() => {
    at += 1;
    display.stream.moveTo(urls[at % urls.length]);
  }, MOVES_MS);
}

/* ---- The proof ---- */

const differing = (all, has) => all.filter((one) => !has(one));

function prove(branch, displays) {
  const of = (kind) => listOf(sql(`SELECT subject FROM event WHERE branch = ${branch} AND kind = ${kind} ORDER BY number`));
  const journal = { taken: of(KIND.taken), called: of(KIND.called), finished: of(KIND.finished) };

  for (const [what, list] of Object.entries(journal)) {
    assert.equal(list.length, race.wanted, `the journal's tickets ${what}`);
    assert.equal(new Set(list).size, race.wanted, `a ticket was ${what} twice in the journal`);
    assert.deepEqual(differing(list, (one) => race.taken.has(one)), [], `tickets ${what} that no kiosk gave`);
  }
  assert.deepEqual(race.twice, [], 'tickets that two answers called');
  assert.equal(race.called.size, race.wanted, 'tickets called by answers');
  assert.equal(race.finished, race.wanted, 'tickets finished by answers');
  assert.deepEqual(differing(journal.called, (one) => race.called.has(one)), [], 'called in the journal, in no answer');
  assert.equal(sql('SELECT count(*) FROM ticket'), '0', 'tickets that are not over');
  assert.equal(sql("SELECT string_agg(DISTINCT state::text, ' ') || ' ' || count(*) FROM ticket_past"), `7 ${race.wanted}`, 'tickets that are done');
  for (const { name, calls, twice, reloads } of displays) {
    assert.equal(reloads, 0, `${name} had to look at everything again`);
    assert.equal(twice, 0, `${name} saw a ticket called twice`);
    assert.deepEqual(differing(journal.called, (one) => calls.get(one) === race.called.get(one)), [], `calls that ${name} did not see, or elsewhere`);
    assert.equal(calls.size, race.wanted, `calls that ${name} saw`);
  }
}

/* ---- From the first link to the last call ---- */

const tell = (text) => process.stderr.write(`${seconds().toFixed(0).padStart(5)} s  ${text}\n`);

/** Tells how far the race is; ends, by a fault, only when it goes on no longer. */
async function stuck(displays) {
  for (let same = 0, before = -1; same < STUCK_TOLD; ) {
    await pause(TOLD_MS);
    if (race.isOver) return;
    same = race.finished === before ? same + 1 : 0;
    before = race.finished;
    tell(`${race.taken.size} taken, ${race.called.size} called, ${race.finished} finished; displays saw ${displays.map(({ calls }) => calls.size).join(', ')}`);
  }
  throw new Error('nothing goes on: tickets are lost');
}

async function setUp(nodes) {
  /* Each start prints a newer first link, says so, and only the newest opens – at any of the nodes. */
  for (const { said } of nodes) assert.match(said, /takes the place of every link printed before/);
  await assert.rejects(signedIn(nodes[0].url, nodes[0].invitation), /404 .*a newer one took its place/);
  const administrator = await signedIn(nodes[0].url, nodes[1].invitation);
  const house = await administrator.look('/api/house');
  const { branch, counters: all } = house.workspaces[0].branches[0];
  const service = house.workspaces[0].services.find(({ name }) => name === 'cheque').service;
  const desks = all.filter(({ name }) => name.startsWith('desk-'));
  assert.equal(desks.length, NODES * counters);
  const { is_open } = await administrator.look(`/api/branches/${branch}/today`);
  if (!is_open) await administrator.send(`/api/branches/${branch}/day/open`);
  const kiosks = [];
  for (let i = 0; i < NODES * KIOSKS; i += 1) kiosks.push(await paired(administrator, branch, 'kiosk', nodes[i % NODES].url));
  const walls = [];
  for (let i = 0; i <= NODES; i += 1) walls.push(await paired(administrator, branch, 'display', nodes[i % NODES].url));
  const hands = await Promise.all(nodes.map(async ({ url }, node) => {
    const own = [];
    for (let i = node; i < desks.length; i += NODES) own.push(await seated(administrator, branch, desks[i].counter, i, url));
    return own;
  }));
  tell(`${NODES} nodes, ${hands.flat().length} counters with somebody at each, ${kiosks.length} kiosks, ${walls.length} displays`);
  return { branch, service, kiosks, walls, hands: hands.flat() };
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'cykl-serve-nodes-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  workspace(join(folder, 'bank'));
  execFileSync(program, ['init', store]);
  execFileSync(program, ['load', store, join(folder, 'bank')]);
  const nodes = [await serve(), await serve()];
  const { branch, service, kiosks, walls, hands } = await setUp(nodes);
  const displays = await Promise.all(walls.map((browser, i) => watch(browser, branch, i < NODES ? `the display of node ${i + 1}` : 'the display that moves')));
  while (!displays.every(({ stream }) => stream.isOpen)) await pause(10);

  const began = seconds();
  const moving = moves(displays[NODES], nodes.map(({ url }) => url));
  try {
    setTimeout(() => { race.wanted = Math.min(race.wanted, race.started); }, minutes * 60_000).unref();
    await Promise.race([stuck(displays), Promise.all([...kiosks.map((browser) => kioskLives(browser, branch, service)), ...hands.map(counterLives)])]);
  } finally {
    race.isOver = true;
    clearInterval(moving);
  }
  const took = seconds() - began;
  for (let i = 0; i < 1000 && displays.some(({ calls }) => calls.size < race.wanted); i += 1) await pause(10);
  for (const { stream } of displays) stream.stop();

  for (const { child } of nodes) child.kill('SIGTERM');
  for (const { ended } of nodes) assert.equal(await ended, 0, 'a node ends cleanly');
  prove(branch, displays);
  process.stdout.write(execFileSync(program, ['doctor', store], { encoding: 'utf8' }));
  console.log(`${race.wanted} tickets through ${NODES} nodes with ${counters} counters each in ${took.toFixed(1)} s: each called once, none lost; `
    + `displays saw ${displays.map(({ calls, stream }) => `${calls.size} (${stream.opened} ${stream.opened === 1 ? 'stream' : 'streams'})`).join(', ')}; `
    + `${Browser.again} requests sent again`);
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
