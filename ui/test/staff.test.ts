// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { language } from '../src/lib/language';
import type { Clock } from '../src/live/shapes';
import { addressOf, askingOf, dayAfter, pathOf, type Asking } from '../src/pages/measures/asking';
import { wanted } from '../src/pages/index/Entrance';
import { keyOf, wordingOf } from '../src/staff/change';
import { formatPercent } from '../src/staff/figures';
import { may, me, rank } from '../src/staff/house';
import { qrPath } from '../src/staff/QrCode';
import { inUrgency, leftOf, toneOf } from '../src/staff/Ring';
import { placed, query } from '../src/staff/service';
import { addressOf as foundAt } from '../src/staff/Search';
import { dayInput, fromInputs, timeInput } from '../src/staff/time';
import en from '../locale/staff.en.json';
import pl from '../locale/staff.pl.json';
import vi from '../locale/staff.vi.json';

const folder = process.env.CYKL_UI as string;
const source = process.env.CYKL_UI_SOURCE ?? folder;
const MINUTE = 60_000_000;
const instant = (text: string) => Date.parse(text) * 1000;
const namesIn = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();

test('the addresses of commands and views are those of the tables', async () => {
  if (!existsSync(join(source, '..', 'src', 'http', 'routes.def'))) return;
  const made = (await import(pathToFileURL(join(source, 'routes.mjs')).href)) as { routes: () => string };
  assert.equal(readFileSync(join(folder, 'src', 'staff', 'routes.ts'), 'utf8'), made.routes());
});

test('the three languages of the staff have the same keys, in the same order, naming the same values', () => {
  for (const texts of [pl, vi] as Record<string, string>[]) {
    assert.deepEqual(Object.keys(texts), Object.keys(en));
    for (const [key, text] of Object.entries(en)) {
      assert.ok(texts[key]?.trim(), key);
      assert.deepEqual(namesIn(texts[key] ?? ''), namesIn(text), key);
    }
  }
});

test('values go into the path where it names them, the rest stays for the body', () => {
  assert.deepEqual(placed('/api/tickets/{ticket}/moments/{moment}', { ticket: 7, moment: 'a/b', mark: 'begun' }), {
    path: '/api/tickets/7/moments/a%2Fb',
    rest: { mark: 'begun' },
  });
  assert.equal(query({ text: 'ă & b', none: undefined, empty: '' }), '?text=%C4%83%20%26%20b');
  assert.equal(query({}), '');
});

test('a role may what the tables say, and nobody may what no role of the staff may', () => {
  const as = (role: string) => {
    me.value = { role } as NonNullable<typeof me.value>;
  };
  as('agent');
  assert.ok(may('ticket_next') && !may('ticket_repair') && !may('staff_add') && !may('answer_give'));
  as('lead');
  assert.ok(may('ticket_repair') && !may('counter_add'));
  as('administrator');
  assert.ok(may('key_add') && may('ticket_next') && !may('answer_give') && !may('branch_tick'));
  as('display');
  assert.ok(!may('ticket_next'));
  me.value = null;
  assert.ok(!may('ticket_next') && rank('stranger') === 0 && rank('nobody') === -1);
});

test('a clock is kept, at risk, missed or paused, and its ring empties', () => {
  const clock = { begun_us: 0, due_us: 10 * MINUTE };
  assert.equal(toneOf(clock, MINUTE), 'kept');
  assert.equal(toneOf({ ...clock, is_warned: true }, MINUTE), 'at-risk');
  assert.equal(toneOf({ ...clock, is_warned: true }, 10 * MINUTE), 'missed');
  assert.equal(toneOf({ begun_us: 0, due_us: null, state: 'paused' }, MINUTE), 'unknown');
  assert.equal(leftOf(clock, 0), 1);
  assert.equal(leftOf(clock, 4 * MINUTE), 0.6);
  assert.equal(leftOf(clock, 11 * MINUTE), 0);
  assert.equal(leftOf({ begun_us: 0, due_us: null }, MINUTE), 1);
});

test('what is missed comes first, then what is warned of, then by the time that is left', () => {
  const clock = (id: number, due_us: number, is_warned = false) => ({ clock: id, begun_us: 0, due_us, is_warned }) as Clock;
  const all = [clock(1, 30 * MINUTE), clock(2, 20 * MINUTE), clock(3, 25 * MINUTE, true), clock(4, MINUTE)];
  assert.deepEqual(inUrgency(all, 5 * MINUTE).map((one) => one.clock), [4, 3, 2, 1]);
});

test('a day and a time on the wall clock of a branch become the right instant, also when clocks change', () => {
  const warsaw = 'Europe/Warsaw';
  assert.equal(fromInputs('2026-11-22', '14:05', warsaw), instant('2026-11-22T13:05:00Z'));
  assert.equal(fromInputs('2026-07-01', '09:00', warsaw), instant('2026-07-01T07:00:00Z'));
  assert.equal(fromInputs('2026-03-29', '03:30', warsaw), instant('2026-03-29T01:30:00Z'));
  assert.equal(fromInputs('2026-10-25', '04:00', warsaw), instant('2026-10-25T03:00:00Z'));
  assert.equal(fromInputs('2026-11-22', '00:00', 'Asia/Ho_Chi_Minh'), instant('2026-11-21T17:00:00Z'));
  assert.equal(fromInputs('', '09:00', warsaw), null);
  assert.equal(dayInput(instant('2026-11-21T23:30:00Z'), warsaw), '2026-11-22');
  assert.equal(timeInput(instant('2026-11-21T23:30:00Z'), warsaw), '00:30');
});

test('shares are whole per cents, near the ends with a decimal', () => {
  language.value = 'en';
  assert.equal(formatPercent(31 / 172), '18\u00a0%');
  assert.equal(formatPercent(0.004), '0.4\u00a0%');
  assert.equal(formatPercent(0), '0\u00a0%');
  language.value = 'pl';
  assert.equal(formatPercent(0.996), '99,6\u00a0%');
  language.value = 'en';
});

test('a name for people becomes a key in plain letters', () => {
  assert.equal(keyOf('Okienko nr 3 – Łódź'), 'okienko-nr-3-lodz');
  assert.equal(keyOf('Đổi séc lấy tiền'), 'doi-sec-lay-tien');
  assert.equal(keyOf('***'), '');
  assert.deepEqual(wordingOf({ en: ' Desk ', pl: '', vi: '  ' }), { en: 'Desk' });
});

test('the entrance goes on to pages of ours and nowhere else', () => {
  assert.equal(wanted('#/desk#7003'), '/desk#7003');
  assert.equal(wanted('#/measures?measure=waits'), '/measures?measure=waits');
  for (const hash of ['', '#//evil.example/desk', '#https://evil.example', '#/deskx', '#javascript:1', '#/t/word']) assert.equal(wanted(hash), null, hash);
});

test('what was found has an address where there is a page for it', () => {
  const found = (kind: string) => ({ kind, id: 5, branch: null, name: 'cash desk', title: 'Lê Châu' });
  assert.equal(foundAt(found('customer')), '/people#customers/L%C3%AA%20Ch%C3%A2u');
  assert.equal(foundAt(found('moment')), '/today#moment/cash%20desk');
  assert.equal(foundAt(found('procedure')), null);
});

test('an asking survives the address, and becomes the path of a frame', () => {
  const day = (before: number) => `2026-11-${22 - before}`;
  const first = askingOf('', 'old-town', day);
  assert.deepEqual(first, { measure: '', branch: 'old-town', from: '2026-11-16', to: '2026-11-22', by: [], where: [], cycle: '' });
  const asking: Asking = { ...first, measure: 'waits', by: ['hour', 'service'], where: ['class=priority', 'service=a b'] };
  assert.deepEqual(askingOf(addressOf(asking), 'other', day), asking);
  assert.deepEqual(askingOf(addressOf({ ...asking, branch: '' }), 'other', day).branch, '');
  assert.equal(dayAfter('2026-02-28'), '2026-03-01');
  assert.equal(
    pathOf('waits', asking, 1, 'pl', (text) => `${text}T00:00Z`),
    '/api/measures/waits?from=2026-11-16T00%3A00Z&to=2026-11-23T00%3A00Z&by=hour%2Cservice&workspace=1&language=pl&format=json' +
      '&where=branch%3Dold-town&where=class%3Dpriority&where=service%3Da%20b',
  );
});

test('a QR code has its quiet edge and its three corners', () => {
  const { size, path } = qrPath('https://example.test/kiosk/Xq7_Zr2mWc9Ln4Tb0Vp3Ks');
  assert.ok(size >= 29 + 8 && (size - 8 - 17) % 4 === 0);
  assert.match(path, /^M4 4h7v1H4z/);
  assert.ok(path.includes(`M${size - 11} 4h7v1H${size - 11}z`) && path.includes(`M4 ${size - 5}h7v1H4z`));
});
