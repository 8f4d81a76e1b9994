// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { comparedFor, verdict } from '../src/pages/what-if/figures';
import { changesText } from '../src/pages/what-if/saying';
import { changesOf, hoursOf, isOn, nothing, playedOf, spansOf, usualHours, weekdayOf, wishOf } from '../src/pages/what-if/scenario';
import { sceneAt, spanOf } from '../src/pages/what-if/scene';
import type { Simulated, VisitCells } from '../src/pages/what-if/shapes';
import en from '../locale/what-if.en.json';
import pl from '../locale/what-if.pl.json';
import vi from '../locale/what-if.vi.json';
import { sayingText } from '../src/staff/Sayings';
import type { Saying } from '../src/staff/twin';
import staff from '../locale/staff.en.json';
import staffPl from '../locale/staff.pl.json';
import staffVi from '../locale/staff.vi.json';

const namesIn = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();

test('the three languages of “what if” have the same keys, naming the same values, and none of the staff’s', () => {
  for (const texts of [pl, vi] as Record<string, string>[]) {
    assert.deepEqual(Object.keys(texts), Object.keys(en));
    for (const [key, text] of Object.entries(en)) {
      assert.ok(texts[key]?.trim(), key);
      assert.deepEqual(namesIn(texts[key] ?? ''), namesIn(text), key);
    }
  }
  assert.deepEqual(Object.keys(en).filter((key) => key in staff), []);
});

test('hours become spans and spans hours', () => {
  const hours = hoursOf(['10:00-13:00', '16-17:30']);
  assert.deepEqual(spansOf(hours), ['10:00-13:00', '16:00-18:00']);
  assert.deepEqual(spansOf(hoursOf([])), []);
  assert.deepEqual(spansOf(hoursOf(['00:00-24:00'])), ['00:00-24:00']);
  assert.deepEqual(spansOf(hoursOf(['soon'])), []);
});

test('a weekday is found among those a file names', () => {
  assert.equal(weekdayOf('2026-11-23'), 0);
  assert.equal(weekdayOf('2026-11-22'), 6);
  assert.ok(isOn('mon-fri', 4) && !isOn('mon-fri', 5));
  assert.ok(isOn(['sat', 'sun'], 6) && isOn('fri-mon', 0) && !isOn('fri-mon', 2));
  assert.ok(isOn(undefined, 3) && isOn('daily', 3) && !isOn('never', 3));
});

test('what a file changes stands in the fields, what has no field is kept, and all of it is played', () => {
  const changes = [
    { counter: 'window-3', open: ['10:00-13:00'], days: 'mon-fri' }, { counter: 'window-4', closed: true }, { counter: 'window-5', open: ['10:00-11:00'], services: ['cheque'] },
    { arrivals: 'all', times: 1.25 }, { arrivals: 'cheque', plus: 90 }, { serving: 'cheque', times: 0.8 }, { capacity: 'cheque', at_most: 12 }, { patience: 'all', times: 2 },
  ];
  const wish = wishOf({ scenario: 'one', changes }, '2026-11-23');
  assert.deepEqual(spansOf(wish.counters['window-3'] ?? []), ['10:00-13:00']);
  assert.deepEqual(wish.arrivals, { all: 25 });
  assert.deepEqual(wish.serving, { cheque: -20 });
  assert.deepEqual(wish.capacity, { cheque: 12 });
  assert.deepEqual(wish.rest, [changes[2], changes[4], changes[7]]);
  const played = changesOf(wish);
  assert.equal(played.length, changes.length);
  assert.deepEqual(played.find((one) => one.counter === 'window-4'), { counter: 'window-4', closed: true });
  assert.deepEqual(played.find((one) => one.serving), { serving: 'cheque', times: 0.8 });
  assert.equal(wishOf({ scenario: 'one', changes }, '2026-11-22').counters['window-3'], undefined, 'on Sundays it is as usual');
  assert.deepEqual(changesOf({ ...nothing, arrivals: { all: 0 } }), []);
});

test('a counter usually is open in hours in which it calls on half of such days', () => {
  const open = Array.from({ length: 7 }, () => Array.from({ length: 96 }, (_, q) => (q >= 40 && q < 46 ? 0.6 : 0.4)));
  const hours = usualHours({ counters: [{ counter: 'window-1', open }] }, 'window-1', '2026-11-23');
  assert.deepEqual(spansOf(hours ?? []), ['10:00-12:00']);
  assert.equal(usualHours(null, 'window-1', '2026-11-23'), null);
  assert.equal(usualHours({ counters: [] }, 'window-1', '2026-11-23'), null);
});

const visits: VisitCells[] = [
  [0, 0, 10, 20, 100, 'served', 0], [0, 5, 100, 110, 300, 'served', 0], [0, 6, null, null, 90, 'left', null], [1, 50, null, null, null, 'waiting', null],
];

test('everybody is somewhere at every second', () => {
  assert.deepEqual(sceneAt(visits, -1), { waiting: [], serving: [], served: 0, left: 0 });
  const early = sceneAt(visits, 15);
  assert.deepEqual(early.serving, [{ key: 0, counter: 0, isComing: true }]);
  assert.deepEqual(early.waiting.map((one) => [one.key, one.place]), [[1, 0], [2, 1]]);
  const later = sceneAt(visits, 120);
  assert.deepEqual(later.serving, [{ key: 1, counter: 0, isComing: false }]);
  assert.deepEqual([later.served, later.left, later.waiting.length], [1, 1, 1]);
  for (let at = 0; at < 400; at += 7) {
    const scene = sceneAt(visits, at);
    const here = visits.filter((one) => one[1] <= at).length;
    assert.equal(scene.waiting.length + scene.serving.length + scene.served + scene.left, here);
  }
  assert.deepEqual(spanOf({ before: visits, after: [], services: [], counters: [], from: '' }), { from_s: 0, until_s: 900 });
  assert.deepEqual(spanOf({ before: [], after: [], services: [], counters: [], from: '' }), { from_s: 0, until_s: 0 });
});

function answer(within: [number, number], difference: [number, number, number], within_s: number | null = 900): Simulated {
  const frame = (cells: Record<string, number>) => ({
    frames: [{ measure: 'sim_waits', columns: [{ name: 'service' }, ...Object.keys(cells).map((name) => ({ name }))], rows: [['all', ...Object.values(cells)]] }],
  });
  const [value, low, high] = difference;
  return {
    day: '2026-11-23', runs: 50, within_s, assumed: [], trust: null, before: frame({ within: within[0], wait_mean: 500 }), after: frame({ within: within[1], wait_mean: 200 }),
    difference: frame({ within: value, within_low: low, within_high: high, wait_mean: -300, wait_mean_low: -320, wait_mean_high: -280 }), moments: [], quarters: [],
    visits: { before: [], after: [], services: [], counters: [], from: '' },
  };
}

test('the sentence says which way it goes, and no way when chance could have done it', () => {
  assert.match(verdict(answer([0.66, 0.91], [0.25, 0.2, 0.3]), 'x'), /^verdict\.over\.falls$/);
  assert.match(verdict(answer([0.91, 0.66], [-0.25, -0.3, -0.2]), 'x'), /^verdict\.over\.rises$/);
  assert.match(verdict(answer([0.66, 0.67], [0.01, -0.02, 0.04]), 'x'), /^verdict\.over\.same$/);
  assert.match(verdict(answer([0.66, 0.91], [0.25, 0.2, 0.3], null), 'x'), /^verdict\.mean\.falls$/);
});

test('changes are said, at most three and how many more', () => {
  const said = changesText([{ arrivals: 'all', times: 1.1 }, { counter: 'w', closed: true }, { capacity: 'a', at_most: 3 }, { serving: 'a', plus: '1 min' }], (_, name) => name);
  assert.equal(said, 'Change.closed; change.arrivals; change.capacity; change.more');
  assert.equal(changesText([], (_, name) => name), 'Change.none');
});

test('a branch without a day as it is has the other day alone; without changes both days are played alike', () => {
  const alone = { ...answer([0, 0.91], [0, 0, 0]), before: { frames: [] }, difference: { frames: [] } };
  assert.match(verdict(alone, 'x'), /^verdict\.over\.alone$/);
  assert.deepEqual(comparedFor(alone, 'all').map((one) => one.figure.name), ['within', 'wait_mean']);
  assert.deepEqual(playedOf([]), [{ arrivals: 'all', times: 1 }]);
  assert.deepEqual(playedOf([{ counter: 'w', closed: true }]), [{ counter: 'w', closed: true }]);
});

test('each sentence of the twin, the forecast and the planner is there in every language, with the same places', () => {
  const rows = ['twin', 'forecast', 'staffing'].flatMap((room) => [...readFileSync(`../src/${room}/sayings.def`, 'utf8').matchAll(/^(?:SAYING|REASON)\(\w+, "([\w-]+)", (?:\w+, "\w*", )?"(.*)"\)$/gm)]);
  assert.ok(rows.length > 60, String(rows.length));
  assert.equal(new Set(rows.map((row) => row[1])).size, rows.length, 'a word twice');
  for (const texts of [staff, staffPl, staffVi] as Record<string, string>[]) {
    for (const [, word, sentence] of rows) assert.deepEqual(namesIn(texts[`saying.${word}`] ?? `none of ${word}`), namesIn(sentence ?? ''), word);
    assert.deepEqual(Object.keys(texts).filter((key) => key.startsWith('saying.')).sort(), rows.map((row) => `saying.${row[1]}`).sort());
  }
});

test('a sentence that the page does not know is said as the service says it, its numbers in the language', () => {
  const one: Saying = { id: 'not-known-here', figures: { service: 'cheque', n: 2, hours: 1.25 }, text: '{service}: {n|# hour|# hours}, {hours} h.' };
  assert.equal(sayingText(one), 'cheque: 2 hours, 1.25 h.');
});
