// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import '../src/lib/texts';
import {
  countTicks, durationAxisFormat, durationTicks, formatBytes, formatCell, formatDuration, formatNumber, formatPeriod,
  formatShare, formatShareRange, formatTime, setZone,
} from '../src/lib/format';
import { language } from '../src/lib/message';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

beforeEach(() => {
  language.value = 'en';
  setZone('UTC');
});

test('a duration is said in the unit in which people count', () => {
  const said: [number, string][] = [
    [0, '0 s'], [6.25, '6.3 s'], [45, '45 s'], [89, '89 s'], [90, '1.5 min'], [600, '10 min'], [5399, '90 min'], [5400, '1.5 h'],
    [86400, '24 h'], [172800, '2 d'], [1203000, '14 d'], [-180, '−3 min'],
  ];
  for (const [seconds, words] of said) assert.equal(plain(formatDuration(seconds)), words);
});

test('a duration follows the reader’s language', () => {
  language.value = 'pl';
  assert.equal(plain(formatDuration(11160)), '3,1 godz.');
  language.value = 'vi';
  assert.equal(plain(formatDuration(231840)), '2,7 ngày');
});

test('a share keeps decimals only where it would lie without them', () => {
  const said: [number, string][] = [
    [0, '0 %'], [0.5, '50 %'], [0.824, '82 %'], [1, '100 %'], [0.997, '99.7 %'], [0.9996, '99.96 %'], [0.062, '6.2 %'], [0.0004, '0.04 %'],
  ];
  for (const [share, words] of said) assert.equal(plain(formatShare(share)), words);
});

test('an interval is one range with one unit', () => {
  assert.equal(plain(formatShareRange(0.78, 0.86)), '78–86 %');
  assert.equal(plain(formatShareRange(0.001, 0.0053)), '0.1–0.5 %');
});

test('a number has the marks of the language and a real minus', () => {
  assert.equal(formatNumber(1234567), '1,234,567');
  assert.equal(formatNumber(-4), '−4');
  language.value = 'vi';
  assert.equal(formatNumber(1234567.5, 1), '1.234.567,5');
});

test('a time is shown in the zone of the report, and an unknown zone leaves UTC', () => {
  setZone('Europe/Warsaw');
  assert.match(formatTime('2026-01-05T06:12:00Z'), /Jan 5, 2026.*7:12/);
  setZone('Nowhere/At-all');
  assert.match(formatTime('2026-01-05T06:12:00Z'), /6:12/);
  assert.equal(formatTime('not a time'), 'not a time');
});

test('periods under an axis name the year only where it begins', () => {
  const day = (text: string) => new Date(text);
  assert.equal(formatPeriod(day('2026-01-05'), undefined), 'Jan 5, 2026');
  assert.equal(formatPeriod(day('2026-02-02'), day('2026-01-05')), 'Feb 2');
  assert.equal(formatPeriod(day('2027-01-04'), day('2026-12-07')), 'Jan 4, 2027');
});

test('ticks are round, begin at nothing and never pass the most', () => {
  for (const most of [3, 45, 100, 4800, 14000, 172800, 9e6, 4e9]) {
    const ticks = durationTicks(most);
    assert.equal(ticks[0], 0);
    assert.ok(ticks.length >= 2 && ticks.length <= 7, `${most}: ${ticks.length} ticks`);
    assert.ok((ticks[ticks.length - 1] ?? 0) <= most * 1.001);
  }
  assert.deepEqual(countTicks(868), [0, 200, 400, 600, 800]);
  assert.deepEqual(countTicks(0), [0]);
  assert.deepEqual(countTicks(3), [0, 1, 2, 3]);
});

test('all ticks of an axis of durations have one unit', () => {
  const words = (ticks: number[]) => ticks.map(durationAxisFormat(ticks)).map(plain);
  assert.deepEqual(words([0, 3600, 7200, 10800]), ['0', '1 h', '2 h', '3 h']);
  assert.deepEqual(words([0, 1200, 2400, 3600, 4800]), ['0', '20 min', '40 min', '60 min', '80 min']);
  assert.deepEqual(words([0, 30, 60, 90, 120]), ['0', '30 s', '60 s', '90 s', '120 s']);
});

test('a cell is shown by its unit, and nothing is a dash', () => {
  assert.equal(formatCell(null, 's'), '–');
  assert.equal(plain(formatCell(90, 's')), '1.5 min');
  assert.equal(plain(formatCell(0.5, 'share')), '50 %');
  assert.equal(formatCell(2148, '1'), '2,148');
  assert.equal(formatCell('<b>', ''), '<b>');
  assert.equal(plain(formatBytes(1245840)), '1.2 MB');
});
