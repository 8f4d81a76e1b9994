// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rules of the folder that a machine can see: every string comes from the locale files, nothing writes
// HTML from text, colours reach their contrast.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import type TypeScript from 'typescript';
import en from '../locale/en.json';

const folder = process.env.CYKL_UI as string;
const ts = createRequire(join(folder, 'package.json'))('typescript') as typeof TypeScript;

function filesUnder(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)],
  );
}

const sources = filesUnder(join(folder, 'src')).filter((name) => /\.tsx?$/.test(name));
const spoken = new Set(['title', 'alt', 'label', 'placeholder', 'aria-label', 'aria-description', 'aria-valuetext', 'summary']);

function hardCoded(name: string): string[] {
  const text = readFileSync(name, 'utf8');
  const tree = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: TypeScript.Node) => {
    const at = `${relative(folder, name)}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (ts.isJsxText(node) && /\p{L}{2}/u.test(node.text)) found.push(`${at} ${node.text.trim()}`);
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer) && node.initializer.text)
      found.push(`${at} ${node.initializer.text}`);
    if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteral(node.expression) && /\p{L}{2}/u.test(node.expression.text) && ts.isJsxElement(node.parent))
      found.push(`${at} ${node.expression.text}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

test('no string of the interface is written in a component', () => {
  assert.ok(sources.length > 20);
  assert.deepEqual(sources.flatMap(hardCoded), []);
});

test('nothing makes HTML or code of a text', () => {
  const forbidden = /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/;
  assert.deepEqual(sources.filter((name) => forbidden.test(readFileSync(name, 'utf8'))), []);
});

test('every key of the locale files is used', () => {
  const all = sources.map((name) => readFileSync(name, 'utf8')).join('\n');
  const made = [...all.matchAll(/`([a-z_]+(?:\.[a-z_]+)*)\.\$\{/g)].map((found) => `${found[1]}.`);
  made.push('met.', 'kind.', 'verdict.', 'treatment.', 'outcome.', 'clock.');
  const pages = readdirSync(join(folder, 'locale')).filter((name) => name.endsWith('.en.json'));
  const words = pages.map((name) => JSON.parse(readFileSync(join(folder, 'locale', name), 'utf8')) as Record<string, string>);
  const built = new Set(['page.noscript']);
  for (const texts of [en, ...words]) {
    const unused = Object.keys(texts).filter((key) => !built.has(key) && !all.includes(`'${key}'`) && !made.some((start) => key.startsWith(start)));
    assert.deepEqual(unused, []);
  }
});

type Colours = Record<string, string>;

function coloursOf(css: string, from: string): Colours {
  const block = css.slice(css.indexOf(from)).split('}')[0] ?? '';
  return Object.fromEntries([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map((found) => [found[1], found[2]]));
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

test('words reach 4.5 : 1 and marks 3 : 1, in light and dark, on every ground', () => {
  const css = readFileSync(join(folder, 'src/style/tokens.css'), 'utf8');
  for (const from of [':root {', ':root[data-theme="dark"] {']) {
    const colours = coloursOf(css, from);
    for (const ground of ['paper', 'raised', 'sunken']) {
      for (const word of ['ink', 'quiet', 'accent', 'kept', 'at-risk', 'missed', 'unknown'])
        assert.ok(contrast(colours[word]!, colours[ground]!) >= 4.5, `${from} ${word} on ${ground}: ${contrast(colours[word]!, colours[ground]!)}`);
      for (const mark of ['edge', 'mark', 'kept-mark', 'at-risk-mark', 'missed-mark', 'unknown-mark'])
        assert.ok(contrast(colours[mark]!, colours[ground]!) >= 3, `${from} ${mark} on ${ground}: ${contrast(colours[mark]!, colours[ground]!)}`);
    }
    assert.ok(contrast(colours['on-accent']!, colours.accent!) >= 4.5);
  }
});
