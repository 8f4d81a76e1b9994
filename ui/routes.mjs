// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes src/staff/routes.ts from the tables: node routes.mjs. Under which address each command and view
// of the service is found, and the least role of the staff that may. A test compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, '..', 'src');
export const target = join(here, 'src', 'staff', 'routes.ts');

const least = [
  ['ANYBODY', 'stranger'], ['FROM_AGENT', 'agent'], ['FROM_LEAD', 'lead'], ['FROM_MANAGER', 'manager'],
  ['ONLY_ADMINISTRATOR', 'administrator'],
];

/** The rows of a table with one of these words: [word, arguments]. */
function rows(name, words) {
  const text = readFileSync(join(source, name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(/^([A-Z_]+)\((.*)\)$/gm)]
    .filter(([, word]) => words.includes(word))
    .map(([, word, inside]) => [word, [...inside.matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/g)].map((part) => (part[1] ?? part[2]).trim()).filter(Boolean)]);
}

function roleOf(text) {
  return least.find(([word]) => text.includes(word))?.[1] ?? 'nobody';
}

function table(name, words, roles, keyed) {
  const may = new Map(rows(roles.file, [roles.word]).map(([, part]) => [part[0], roleOf(part[3])]));
  const lines = rows('http/routes.def', words).map(([, part]) => {
    const [verb, path, id] = keyed(part);
    return [id, `  ${id}: ['${verb}', '${path}', '${may.get(id)}'],`];
  });
  return [`export const ${name} = {`, ...[...new Map(lines.reverse()).values()].reverse(), '} as const;'];
}

export function routes() {
  return [
    '// SPDX-FileCopyrightText: The Cykl founders',
    '// SPDX-License-Identifier: GPL-3.0-or-later',
    '//',
    '// Written by `node routes.mjs` from src/http/routes.def and the tables of the service: do not edit.',
    '',
    '/** verb, path, the least role of the staff that may */',
    ...table('commandRoutes', ['COMMAND_ROUTE'], { file: 'service/commands.def', word: 'COMMAND' }, (part) => part),
    '',
    ...table('viewRoutes', ['VIEW_ROUTE'], { file: 'service/views.def', word: 'VIEW' }, ([path, id]) => ['GET', path, id]),
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, routes());
