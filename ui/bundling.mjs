// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the builds of the report and of the live pages share: the browsers they are made for, smaller
// fonts, and the list of files that ninja watches.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const browsers = ['chrome100', 'firefox100', 'safari15.4'];

/** Latin Extended-A, the Romanian comma letters, and the capital sharp s: the languages of Europe. */
function extendedLatin() {
  const points = Array.from({ length: 0x80 }, (_, index) => 0x100 + index);
  return String.fromCodePoint(...points, 0x218, 0x219, 0x21a, 0x21b, 0x1e9e);
}

/** The font's file for further Latin letters holds phonetics and much else; those of Europe are a sixth of it. */
export function smallerFonts(subset, loader) {
  return {
    name: 'smaller fonts',
    setup(build) {
      build.onLoad({ filter: /inter-latin-ext-.*\.woff2$/ }, async ({ path }) => ({
        contents: await subset(readFileSync(path), extendedLatin(), { targetFormat: 'woff2' }),
        loader,
      }));
    },
  };
}

/** What ninja watches: every file of ours that went in, folders whose list counts, and the list of packages. */
export function dependencies(target, here, inputs) {
  const names = Object.keys(inputs)
    .filter((name) => !name.startsWith('node_modules/') && !name.startsWith('<') && !name.includes(':'))
    .map((name) => join(here, name));
  for (const name of ['package-lock.json', 'build.mjs', 'live.mjs', 'bundling.mjs', 'packages.mjs']) names.push(join(here, name));
  const escaped = names.map((name) => relative(process.cwd(), name).replace(/([ #])/g, '\\$1'));
  return `${target}: ${escaped.join(' ')}\n`;
}
