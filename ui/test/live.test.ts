// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What all live pages share: shapes, words, the stream's bytes, back-off, waits and times in words.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { hearTime, serverTime_us } from '../src/live/clock';
import { EventReader } from '../src/live/events';
import { formatElapsed, formatHour, formatWait, formatWhen } from '../src/live/format';
import { Queue } from '../src/live/sound';
import { backOff_ms } from '../src/live/stream';
import { languageList, loadWords, speak, useWords } from '../src/live/words';

const folder = process.env.CYKL_UI as string;
const locale = join(folder, 'locale');
const MINUTE = 60_000_000;

async function allWords(): Promise<void> {
  useWords();
  for (const lang of ['en', 'pl', 'vi'] as const) await loadWords(lang);
}

test('the shapes are those of the service’s tables', async () => {
  const { shapes, target } = (await import(pathToFileURL(join(folder, 'shapes.mjs')).href)) as { shapes: () => string; target: string };
  assert.equal(readFileSync(target, 'utf8'), shapes(), 'run `npm run shapes` in ui/');
});

test('every page has the same words in each language, with the same values', () => {
  const files = readdirSync(locale).filter((name) => name.endsWith('.en.json'));
  assert.ok(files.length > 0);
  const values = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();
  const forms: Record<string, number> = { en: 2, pl: 3, vi: 1 };
  for (const file of files) {
    const read = (lang: string) => JSON.parse(readFileSync(join(locale, file.replace('.en.', `.${lang}.`)), 'utf8')) as Record<string, string>;
    const en = read('en');
    for (const lang of ['en', 'pl', 'vi']) {
      const own = read(lang);
      assert.deepEqual(Object.keys(own), Object.keys(en), `${file} ${lang}`);
      for (const [key, text] of Object.entries(own)) {
        assert.ok(text.trim(), `${file} ${lang} ${key}`);
        assert.deepEqual(values(text), values(en[key] ?? ''), `${file} ${lang} ${key}`);
        for (const [, choices] of text.matchAll(/\{\w+\|([^}]*)\}/g)) assert.equal(choices?.split('|').length, forms[lang], `${file} ${lang} ${key}`);
      }
    }
  }
});

test('events are read however the bytes are cut', () => {
  const text = '\uFEFFretry: 2000\n\n: heartbeat\n\nid: 7-41\nevent: ticket.called\ndata: {"a":\ndata: 1}\n\r\nid: 7-42\r\ndata:x\r\n\r\nevent: none\n\n';
  for (const size of [1, 2, 3, 7, 1000]) {
    const reader = new EventReader();
    const events = [];
    for (let at = 0; at < text.length; at += size) events.push(...reader.read(text.slice(at, at + size)));
    assert.deepEqual(events, [
      { id: '7-41', name: 'ticket.called', data: '{"a":\n1}' },
      { id: '7-42', name: 'message', data: 'x' },
    ]);
    assert.equal(reader.retry_ms, 2000);
    assert.equal(reader.lastId, '7-42');
  }
});

test('an event that is cut in the middle is not told', () => {
  assert.deepEqual(new EventReader().read('data: half'), []);
  assert.deepEqual(new EventReader().read('data: half\n'), []);
});

test('coming back waits longer each time, with chance, within bounds', () => {
  assert.equal(backOff_ms(0, 1000, 1), 1000);
  assert.equal(backOff_ms(3, 1000, 1), 8000);
  assert.equal(backOff_ms(3, 1000, 0), 4000);
  assert.equal(backOff_ms(60, 1000, 1), 15_000);
});

test('a wait is a range in whole minutes, never narrower than what is known', async () => {
  await allWords();
  const plain = (least: number, most: number, lang: 'en' | 'pl' | 'vi' = 'en') => formatWait(least * MINUTE, most * MINUTE, lang)?.replaceAll('\u00a0', ' ') ?? null;
  assert.equal(plain(6.9, 10.1), '6–11 min');
  assert.equal(plain(6.9, 10.1, 'vi'), '6–11 phút');
  assert.equal(plain(0.4, 2), 'up to 2 min');
  assert.equal(plain(0.4, 2, 'pl'), 'do 2 min');
  assert.equal(plain(5, 5), 'about 5 min');
  assert.equal(plain(21, 33), '20–35 min');
  assert.equal(plain(70, 100), '70 min – 1 h 40 min');
  assert.equal(plain(95, 121, 'pl'), '1 godz. 30 min – 2 godz. 10 min');
  assert.equal(formatWait(0, 0), null);
  assert.equal(formatWait(null, null), null);
});

test('running times and hours are those of the branch', async () => {
  await allWords();
  assert.equal(formatElapsed(250_000_000), '4:10');
  assert.equal(formatElapsed(3_850_000_000), '1:04:10');
  assert.equal(formatElapsed(-5), '0:00');
  const noon_us = Date.UTC(2026, 10, 20, 12, 3) * 1000;
  assert.equal(formatHour(noon_us, 'Europe/Warsaw', 'pl'), '13:03');
  assert.equal(formatHour(noon_us, 'Asia/Ho_Chi_Minh', 'vi'), '19:03');
  assert.equal(formatHour(noon_us, 'Nowhere/Else', 'en').length, 5);
  assert.equal(formatWhen(noon_us, noon_us + MINUTE, 'Europe/Warsaw', 'en'), '13:03');
  assert.match(formatWhen(noon_us, noon_us + 24 * 60 * MINUTE, 'Europe/Warsaw', 'pl'), /20 listopada, 13:03/);
});

test('a text that is missing shows its key, languages unknown to us are left out', () => {
  assert.equal(speak('en', 'no.such.key'), 'no.such.key');
  assert.deepEqual(languageList('vi de pl'), ['vi', 'pl']);
  assert.deepEqual(languageList(''), ['en', 'pl', 'vi']);
});

test('a queue does one thing after the other, the oldest give way, a failure stops nothing', async () => {
  const queue = new Queue(2);
  const done: number[] = [];
  let most = 0;
  let now = 0;
  const work = (n: number) => async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    if (n === 0) throw new Error('one fails');
    done.push(n);
  };
  for (const n of [0, 1, 2, 3]) queue.add(work(n));
  assert.equal(queue.length, 3);
  while (queue.length > 0) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(most, 1);
  assert.deepEqual(done, [2, 3]);
});

test('the server’s time is learned from its answers, better from fast ones, and followed when it jumps', () => {
  const real = Date.now;
  let device_ms = 1_000_000_000_000;
  Date.now = () => device_ms;
  try {
    const ahead_ms = 90_000;
    const hear = (travel_ms: number, skew_ms: number) => {
      const asked = device_ms;
      device_ms += travel_ms;
      const told = Math.floor((asked + travel_ms / 2 + skew_ms) / 1000) * 1000;
      hearTime(new Date(told).toUTCString(), asked, device_ms);
    };
    const error = (skew_ms: number) => Math.abs(serverTime_us() / 1000 - (device_ms + skew_ms));
    hear(2000, ahead_ms);
    assert.ok(error(ahead_ms) <= 1600, String(error(ahead_ms)));
    for (let n = 0; n < 40; n += 1) {
      device_ms += 137 + 61 * n;
      hear(10, ahead_ms);
    }
    assert.ok(error(ahead_ms) <= 600, String(error(ahead_ms)));
    hearTime('no date', device_ms, device_ms);
    hearTime(null, device_ms, device_ms);
    assert.ok(error(ahead_ms) <= 600);
    hear(10, -3_600_000);
    assert.ok(error(-3_600_000) <= 1100, String(error(-3_600_000)));
  } finally {
    Date.now = real;
  }
});
