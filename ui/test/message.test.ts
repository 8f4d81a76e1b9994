// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../src/lib/texts';
import en from '../locale/en.json';
import pl from '../locale/pl.json';
import vi from '../locale/vi.json';
import { fill, inLanguage, language, t } from '../src/lib/message';

const locales: Record<string, Record<string, string>> = { en, pl, vi };
const forms: Record<string, number> = { en: 2, pl: 3, vi: 1 };
const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();

test('the three languages have the same keys in the same order', () => {
  assert.deepEqual(Object.keys(pl), Object.keys(en));
  assert.deepEqual(Object.keys(vi), Object.keys(en));
});

test('no text is empty and each names the same values as the English one', () => {
  for (const [lang, texts] of Object.entries(locales))
    for (const [key, text] of Object.entries(texts)) {
      assert.notEqual(text.trim(), '', `${lang} ${key}`);
      assert.deepEqual(names(text), names((en as Record<string, string>)[key] ?? ''), `${lang} ${key}`);
    }
});

test('a text with a number has as many forms as its language', () => {
  for (const [lang, texts] of Object.entries(locales))
    for (const [key, text] of Object.entries(texts))
      for (const [, choices] of text.matchAll(/\{\w+\|([^}]*)\}/g))
        assert.equal(choices?.split('|').length, forms[lang], `${lang} ${key}: ${choices}`);
});

test('texts are translated: few are the same in two languages', () => {
  const same = (other: Record<string, string>) =>
    Object.entries(en).filter(([key, text]) => /[a-z]{3}/.test(text.replace(/\{[^}]*\}/g, '')) && other[key] === text).map(([key]) => key);
  assert.ok(same(vi).length < 6, same(vi).join(' '));
  assert.ok(same(pl).length < 12, same(pl).join(' '));
});

test('Polish has three forms', () => {
  const text = '{n|wiersz|wiersze|wierszy}';
  assert.deepEqual([1, 2, 5, 12, 22, 25].map((n) => fill(text, { n }, 'pl')), ['wiersz', 'wiersze', 'wierszy', 'wierszy', 'wiersze', 'wierszy']);
  assert.equal(fill('{n|# zdarzenie|# zdarzenia|# zdarzeń}', { n: 23628 }, 'pl').replace(/\u00a0/g, ' '), '23 628 zdarzeń');
});

test('a value is put in as it is, also when it looks like a pattern', () => {
  assert.equal(fill('“{name}” {n|row|rows}', { name: '{n} $& #', n: 2 }, 'en'), '“{n} $& #” rows');
  assert.equal(fill('{n|# $&}', { n: 3 }, 'vi'), '3 $&');
});

test('a missing value stays visible', () => {
  assert.equal(fill('{a} and {b}', { a: 1 }, 'en'), '1 and {b}');
});

test('t speaks the chosen language and keeps the percent sign with its number', () => {
  language.value = 'vi';
  assert.equal(t('help.close'), 'Đóng');
  language.value = 'en';
  assert.equal(t('waits.p95'), '95\u00a0% within');
});

test('a text of a map falls back to another language', () => {
  language.value = 'pl';
  assert.equal(inLanguage({ en: 'Waiting', pl: 'Oczekiwanie' }), 'Oczekiwanie');
  assert.equal(inLanguage({ en: 'Waiting' }), 'Waiting');
  assert.equal(inLanguage({ vi: 'Chờ' }), 'Chờ');
  assert.equal(inLanguage(undefined), '');
  language.value = 'en';
});
